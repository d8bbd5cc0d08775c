/* The venue, asked without an engine; see halt_client.h. */
#include "app/halt/halt_client.h"

#include "feeds/clock_ask.h"
#include "feeds/hyperliquid/request.h"
#include "feeds/net/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	STEP_MS = 20,
	CLOCK_MS = 1000,
	BODY_CAP = 8 << 20,
	ASK = 256,
	EXPIRES_MS = 60000 /* an action that is so late is not wanted any more */
};

struct rv_halt_client {
	rv_halt_client_params p;
	rv_clock *clock;
	rv_http_params http_params;
	rv_http *http;
	int64_t nonce; /* of the last action */
	/* the request that is under way, and its answer */
	bool done, good;
	long status;
	char why[160];
	char *body;
	size_t len;
	uint8_t packed[RV_HL_PACK_MAX];
	char request[RV_HL_REQUEST_MAX];
};

static void on_answer(void *ctx, const rv_http_result *r)
{
	rv_halt_client *c = ctx;
	c->done = true;
	c->status = r->status;
	free(c->body);
	c->body = r->transport_ok ? malloc(r->len + 1) : NULL;
	c->good = c->body != NULL;
	(void)snprintf(c->why, sizeof(c->why), "%s",
		       r->transport_ok ? rv_status_text(RV_ENOMEM) : r->error);
	if (!c->body)
		return;
	memcpy(c->body, r->body, r->len);
	c->body[r->len] = '\0';
	c->len = r->len;
}

/* What must be so before anything is signed for it. */
static rv_status check_url(const rv_halt_client_params *p, const rv_url *u, rv_err *err)
{
	if (p->sim && (!u->loopback || p->mainnet))
		return rv_err_set(err, RV_EUSAGE,
				  "%.100s: a simulated venue is on this machine and has no real "
				  "money",
				  p->url);
	if (!p->sim && !u->tls)
		return rv_err_set(err, RV_EUSAGE, "%.100s: a real venue is https", p->url);
	return RV_OK;
}

/* A simulated venue has a clock of its own; where that is not told the machine's is tried. */
static rv_status open_clock(rv_halt_client *c, rv_err *err)
{
	rv_err none = { 0 };
	const rv_status st =
		c->p.sim ? rv_clock_new_slaved(&c->clock) : rv_clock_new_real(&c->clock);
	if (st != RV_OK)
		return rv_err_set(err, st, "clock: %s", rv_status_text(st));
	if (c->p.sim && rv_clock_ask(c->p.url, c->clock, CLOCK_MS, &none) != RV_OK)
		(void)fprintf(stderr, "rvdesk: %s\n", none.text);
	return RV_OK;
}

static rv_status open_all(rv_halt_client *c, rv_err *err)
{
	rv_http_params *hp = &c->http_params;
	rv_http_params_default(hp);
	hp->inflight = 1;
	hp->body_cap = BODY_CAP;
	rv_status st = rv_url_parse(c->p.url, &hp->url, err);
	if (st == RV_OK)
		st = check_url(&c->p, &hp->url, err);
	if (st == RV_OK)
		st = open_clock(c, err);
	return st == RV_OK ? rv_http_new(hp, on_answer, c, &c->http, err) : st;
}

rv_status rv_halt_client_new(const rv_halt_client_params *p, rv_halt_client **out, rv_err *err)
{
	rv_halt_client *c = calloc(1, sizeof(*c));
	if (!c)
		return rv_err_set(err, RV_ENOMEM, "%s", rv_status_text(RV_ENOMEM));
	c->p = *p;
	const rv_status st = open_all(c, err);
	if (st != RV_OK) {
		rv_halt_client_free(c);
		return st;
	}
	*out = c;
	return RV_OK;
}

void rv_halt_client_free(rv_halt_client *c)
{
	if (!c)
		return;
	rv_http_free(c->http);
	rv_clock_free(c->clock);
	free(c->body);
	free(c);
}

int64_t rv_halt_client_utc_ms(const rv_halt_client *c)
{
	return rv_clock_utc_ms(c->clock);
}

/* What has no answer is given up, and with it its connection. */
static rv_status overdue(rv_halt_client *c, const char *path, int ms, rv_err *err)
{
	rv_err why = { 0 };
	rv_http_free(c->http);
	c->http = NULL;
	if (rv_http_new(&c->http_params, on_answer, c, &c->http, &why) != RV_OK)
		return rv_err_set(err, RV_EIO, "%s", why.text);
	return rv_err_set(err, RV_ETIMEOUT, "%.100s%s: no answer in %d ms", c->p.url, path, ms);
}

/* One request and its answer, which is in c. */
static rv_status post(rv_halt_client *c, const char *path, const char *body, bool once, int ms,
		      rv_err *err)
{
	const int64_t until = rv_mono_ms() + ms;
	c->done = c->good = false;
	if (!c->http)
		return rv_err_set(err, RV_EIO, "%.100s: the HTTP library failed", c->p.url);
	rv_status st = once ? rv_http_post_once(c->http, path, body, strlen(body), 0)
			    : rv_http_post(c->http, path, body, 0);
	while (st == RV_OK && !c->done && rv_mono_ms() < until)
		st = rv_http_poll(c->http, STEP_MS);
	if (st != RV_OK)
		return rv_err_set(err, st, "%.100s%s: %s", c->p.url, path, rv_status_text(st));
	if (!c->done)
		return overdue(c, path, ms, err);
	if (!c->good)
		return rv_err_set(err, RV_EIO, "%.100s%s: %s", c->p.url, path, c->why);
	return RV_OK;
}

static rv_status ask(rv_halt_client *c, const char *body, int ms, rv_err *err)
{
	const rv_status st = post(c, "/info", body, false, ms, err);
	if (st != RV_OK)
		return st;
	if (c->status != 200)
		return rv_err_set(err, RV_EVENUE, "%.100s/info: HTTP %ld", c->p.url, c->status);
	return RV_OK;
}

static rv_status ask_of_account(rv_halt_client *c, const char *type, int ms, rv_err *err)
{
	char body[ASK], account[RV_ADDRESS_TEXT];
	(void)snprintf(body, sizeof(body), "{\"type\":\"%s\",\"user\":\"%s\"}", type,
		       rv_address_format(c->p.account, account));
	return ask(c, body, ms, err);
}

rv_status rv_halt_client_meta(rv_halt_client *c, int ms, rv_hl_meta *out, rv_err *err)
{
	const rv_status st = ask(c, "{\"type\":\"metaAndAssetCtxs\"}", ms, err);
	return st == RV_OK ? rv_hl_parse_meta_ctxs(c->body, c->len, out, err) : st;
}

rv_status rv_halt_client_orders(rv_halt_client *c, int ms, rv_hl_orders *out, rv_err *err)
{
	const rv_status st = ask_of_account(c, "frontendOpenOrders", ms, err);
	return st == RV_OK ? rv_hl_parse_orders(c->body, c->len, out, err) : st;
}

rv_status rv_halt_client_account(rv_halt_client *c, int ms, rv_hl_account *out, rv_err *err)
{
	const rv_status st = ask_of_account(c, "clearinghouseState", ms, err);
	return st == RV_OK ? rv_hl_parse_account(c->body, c->len, out, err) : st;
}

static int64_t next_nonce(rv_halt_client *c)
{
	const int64_t now = rv_clock_utc_ms(c->clock);
	c->nonce = now > c->nonce ? now : c->nonce + 1;
	return c->nonce;
}

static rv_status sign(rv_halt_client *c, const rv_hl_action *a, size_t *n, rv_err *err)
{
	size_t packed = 0;
	rv_hl_envelope e = { .nonce = next_nonce(c),
			     .expires_after = rv_clock_utc_ms(c->clock) + EXPIRES_MS };
	rv_status st = rv_hl_action_pack(a, c->packed, sizeof(c->packed), &packed);
	if (st == RV_OK) {
		const rv_l1_payload p = rv_hl_envelope_payload(&e, c->packed, packed, c->p.mainnet);
		st = rv_signer_sign(c->p.signer, &p, &e.sig);
	}
	if (st == RV_OK)
		st = rv_hl_request_json(a, &e, c->request, sizeof(c->request), n);
	return st == RV_OK ? st
			   : rv_err_set(err, st, "%s: cannot be signed: %s",
					rv_hl_action_name(a->kind), rv_status_text(st));
}

rv_status rv_halt_client_act(rv_halt_client *c, const rv_hl_action *a, int ms, rv_hl_answer *out,
			     rv_err *err)
{
	size_t n = 0;
	rv_err part = { 0 };
	rv_status st = sign(c, a, &n, err);
	if (st == RV_OK)
		st = post(c, "/exchange", c->request, true, ms, err);
	if (st != RV_OK)
		return st;
	const bool items = a->kind == RV_HL_ACTION_ORDER || a->kind == RV_HL_ACTION_CANCEL;
	const rv_status read = rv_hl_parse_exchange((int)c->status, c->body, c->len, a->kind,
						    items ? a->n : 0, out, &part);
	/* *out is complete all the same, and says what was not understood */
	return read == RV_ENOMEM ? rv_err_set(err, read, "%s", part.text) : RV_OK;
}

/*
 * The HTTP half of the venue: reads a request, has answer.c answer it, sends the answer in pieces,
 * with the faults of the plan. Keep-alive; gzip when the client accepts it.
 */
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "feeds/sim/gecko.h"
#include "feeds/sim/gzip.h"
#include "feeds/sim/venue.h"

enum { PIECE = 16384, HEADERS = 1024, GZIP_FROM = 256 };

static const char type_text[] = "text/plain; charset=utf-8";
static const char root_page[] =
	"SIM: rvdesk's simulated venue. Not a market: its prices are made up or replayed.\n"
	"POST /info, POST /exchange and WebSocket /ws speak Hyperliquid's protocol.\n";
static const char test_path[] = "/_test/";

static void set_reply(rv_sim_reply *r, int status, const char *type, const char *body)
{
	rv_sim_out_reset(&r->body);
	rv_sim_out_raw(&r->body, body);
	r->status = status;
	r->type = type;
}

static bool accepts_gzip(struct lws *wsi)
{
	char v[128];
	const int n = lws_hdr_copy(wsi, v, (int)sizeof(v), WSI_TOKEN_HTTP_ACCEPT_ENCODING);
	return n > 0 && strstr(v, "gzip") != NULL;
}

/* The query's arguments as they came; one that is too long is left out. */
static void read_query(struct lws *wsi, rv_sim_session *c)
{
	size_t n = 0;
	c->query[0] = '\0';
	for (int i = 0; n + 1 < sizeof(c->query); i++) {
		char arg[128];
		const int k = lws_hdr_copy_fragment(wsi, arg, (int)sizeof(arg),
						    WSI_TOKEN_HTTP_URI_ARGS, i);
		if (k < 0)
			return;
		(void)snprintf(c->query + n, sizeof(c->query) - n, "%s%s", n ? "&" : "", arg);
		n += strlen(c->query + n);
	}
}

static void on_request(struct lws *wsi, rv_sim_session *c, const char *uri)
{
	c->post = lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI) > 0;
	c->gzip = accepts_gzip(wsi);
	c->is_info = strcmp(uri, "/info") == 0;
	c->is_exchange = strcmp(uri, "/exchange") == 0;
	c->is_test = strncmp(uri, test_path, sizeof(test_path) - 1) == 0;
	c->is_root = strcmp(uri, "/") == 0;
	c->is_gecko = !c->post && strncmp(uri, RV_SIM_GECKO, sizeof(RV_SIM_GECKO) - 1) == 0;
	(void)snprintf(c->uri, sizeof(c->uri), "%s", uri);
	if (c->is_gecko)
		read_query(wsi, c);
	c->has_body = c->post;
	c->busy = c->headed = c->drop = c->paused = false;
	c->sent = 0;
	c->stop_at = SIZE_MAX;
	c->pause_ms = c->wait_ms = 0;
	c->retry_after = 0;
	c->reply.kind = "";
	(void)snprintf(c->name, sizeof(c->name), "%s", c->is_exchange ? "exchange" : "info.");
	rv_sim_out_reset(&c->in);
	if (c->peer[0] == '\0')
		(void)lws_get_peer_simple(wsi, c->peer, sizeof(c->peer));
}

static void status_fault(const rv_sim *s, rv_sim_session *c)
{
	const rv_sim_fault *f = rv_sim_fault_now(s, RV_SIM_FAULT_STATUS, c->name);
	if (!f)
		return;
	rv_sim_status_reply(&c->reply, f->code);
	c->retry_after = f->retry_after;
}

/* The two endpoints that read JSON; c->in holds the request. */
static void answer_json(rv_sim *s, rv_sim_session *c)
{
	rv_sim_verdict v = { .drop = false };
	if (!c->post || rv_sim_refresh(s) != RV_OK) {
		rv_sim_status_reply(&c->reply, 500);
		if (!c->post)
			set_reply(&c->reply, 405, type_text, "");
		status_fault(s, c);
		return;
	}
	cJSON *json = cJSON_ParseWithLength(c->in.n ? c->in.b : "", c->in.n);
	if (c->is_info)
		rv_sim_answer_info(s, c->peer, json, &c->reply, &v);
	else
		rv_sim_answer_exchange(s, c->peer, json, &c->reply, &v);
	cJSON_Delete(json);
	(void)snprintf(c->name, sizeof(c->name), "%s", v.name);
	c->drop = v.drop;
	c->retry_after = v.retry_after;
	c->wait_ms = v.wait_ms;
}

/* Answers the request in c->in; c->reply holds what the venue says. */
static void answer(rv_sim *s, rv_sim_session *c)
{
	rv_sim_reply *r = &c->reply;
	if (c->is_info || c->is_exchange) {
		answer_json(s, c);
		return;
	}
	if (c->is_root && !c->post)
		set_reply(r, 200, type_text, root_page);
	else if (!c->is_gecko && !c->is_test)
		set_reply(r, 404, type_text, "");
	else if (rv_sim_refresh(s) != RV_OK)
		rv_sim_status_reply(r, 500);
	else if (c->is_test)
		rv_sim_answer_test(s, c->post, c->uri + sizeof(test_path) - 1,
				   c->in.n ? c->in.b : "", c->in.n, r);
	else
		rv_sim_gecko(s->tape, rv_sim_utc_ms(s), c->uri, c->query, r);
	if (!c->is_test)
		status_fault(s, c);
}

/* Faults that change a finished answer or how it is sent. */
static void apply_faults(const rv_sim *s, rv_sim_session *c)
{
	if (c->is_test)
		return; /* the judge is never at fault */
	rv_sim_spoil(s, c->name, &c->reply.body);
	if (rv_sim_fault_now(s, RV_SIM_FAULT_REFUSE, c->name))
		c->drop = true;
	if (rv_sim_fault_now(s, RV_SIM_FAULT_SILENT, c->name))
		c->paused = true; /* for good: the client's time-out ends it */
	if (rv_sim_fault_now(s, RV_SIM_FAULT_TRUNCATE, c->name)) {
		c->stop_at = c->reply.body.n / 2;
		c->gzip = false;
	}
	const rv_sim_fault *f = rv_sim_fault_now(s, RV_SIM_FAULT_SLOW, c->name);
	if (f && c->stop_at == SIZE_MAX) {
		c->stop_at = c->reply.body.n / 2;
		c->pause_ms = f->ms;
		c->gzip = false;
	}
}

static int on_body_end(rv_sim *s, struct lws *wsi, rv_sim_session *c)
{
	if (c->in.failed || c->in.n > RV_SIM_BODY_MAX)
		set_reply(&c->reply, 413, type_text, "");
	else
		answer(s, c);
	apply_faults(s, c);
	if (c->drop)
		return -1;
	c->busy = true;
	if (c->gzip && c->reply.body.n >= GZIP_FROM)
		c->gzip = rv_sim_gzip(c->reply.body.b, c->reply.body.n, &c->zip) == RV_OK;
	else
		c->gzip = false;
	if (c->paused)
		return 0;
	if (c->wait_ms > 0) {
		c->paused = true;
		lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0); /* it may be longer than lws waits */
		lws_set_timer_usecs(wsi, c->wait_ms * 1000);
		return 0;
	}
	(void)lws_callback_on_writable(wsi);
	return 0;
}

static int add(struct lws *wsi, const char *name, const char *value, unsigned char **p,
	       unsigned char *end)
{
	return lws_add_http_header_by_name(wsi, (const unsigned char *)name,
					   (const unsigned char *)value, (int)strlen(value), p,
					   end);
}

/* Statuses that lws has no reason phrase for; it ends their line after the blank. */
static const char *reason_of(int status)
{
	switch (status) {
	case 422:
		return "Unprocessable Entity";
	case 429:
		return "Too Many Requests";
	default:
		return "";
	}
}

/* Puts the reason phrase behind "HTTP/1.1 NNN " in [start, *p); false: no room. */
static bool add_reason(int status, unsigned char *start, unsigned char **p,
		       const unsigned char *end)
{
	const char *reason = reason_of(status);
	const size_t n = strlen(reason), used = (size_t)(*p - start);
	unsigned char *eol = memchr(start, '\r', used);
	if (!eol || eol == start || eol[-1] != ' ' || n == 0)
		return true;
	if ((size_t)(end - *p) < n)
		return false;
	memmove(eol + n, eol, used - (size_t)(eol - start));
	/* NOLINTNEXTLINE(bugprone-not-null-terminated-result): a header block is no C string */
	memcpy(eol, reason, n);
	*p += n;
	return true;
}

static int send_headers(const rv_sim *s, struct lws *wsi, const rv_sim_session *c, size_t length)
{
	unsigned char buf[LWS_PRE + HEADERS];
	unsigned char *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf) - 1;
	char retry[16], clock[128];
	rv_sim_clock_header(s, clock, sizeof(clock));
	(void)snprintf(retry, sizeof(retry), "%d", c->retry_after);
	if (lws_add_http_common_headers(wsi, (unsigned)c->reply.status, c->reply.type, length, &p,
					end) ||
	    !add_reason(c->reply.status, start, &p, end) ||
	    add(wsi, "x-sim-clock:", clock, &p, end) ||
	    (c->gzip && add(wsi, "content-encoding:", "gzip", &p, end)) ||
	    (c->gzip && add(wsi, "vary:", "accept-encoding", &p, end)) ||
	    (c->retry_after && add(wsi, "retry-after:", retry, &p, end)))
		return -1;
	return lws_finalize_write_http_header(wsi, start, &p, end);
}

/* The next piece of the body; 1 = more to come, 0 = all sent, -1 = close. */
static int send_piece(struct lws *wsi, rv_sim_session *c)
{
	const rv_sim_out *o = c->gzip ? &c->zip : &c->reply.body;
	unsigned char buf[LWS_PRE + PIECE];
	size_t n = o->n - c->sent;
	if (c->stop_at != SIZE_MAX && c->sent < c->stop_at && n > c->stop_at - c->sent)
		n = c->stop_at - c->sent;
	if (n > PIECE)
		n = PIECE;
	const bool last = c->sent + n == o->n;
	if (n)
		memcpy(buf + LWS_PRE, o->b + c->sent, n);
	if (lws_write(wsi, buf + LWS_PRE, n, last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
		return -1;
	c->sent += n;
	return last ? 0 : 1;
}

static int on_writable(const rv_sim *s, struct lws *wsi, rv_sim_session *c)
{
	if (!c->busy || c->paused)
		return 0;
	if (!c->headed) {
		c->headed = true;
		if (send_headers(s, wsi, c, c->gzip ? c->zip.n : c->reply.body.n))
			return -1;
		(void)lws_callback_on_writable(wsi);
		return 0;
	}
	if (c->sent == c->stop_at) {
		if (c->pause_ms == 0)
			return -1; /* truncated */
		c->paused = true;
		lws_set_timer_usecs(wsi, c->pause_ms * 1000);
		return 0;
	}
	const int more = send_piece(wsi, c);
	if (more > 0)
		(void)lws_callback_on_writable(wsi);
	if (more != 0)
		return more < 0 ? -1 : 0;
	c->busy = false;
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int on_timer(struct lws *wsi, rv_sim_session *c)
{
	if (c->wait_ms > 0)
		c->wait_ms = 0; /* nothing has been sent yet */
	else if (c->pause_ms > 0)
		c->stop_at = SIZE_MAX;
	else
		return 0;
	c->paused = false;
	(void)lws_callback_on_writable(wsi);
	return 0;
}

static void forget(rv_sim_session *c)
{
	rv_sim_out_free(&c->in);
	rv_sim_out_free(&c->zip);
	rv_sim_out_free(&c->reply.body);
}

int rv_sim_http(rv_sim *s, struct lws *wsi, enum lws_callback_reasons reason, rv_sim_session *c,
		const void *in, size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_HTTP:
		on_request(wsi, c, in);
		return c->post ? 0 : on_body_end(s, wsi, c);
	case LWS_CALLBACK_HTTP_BODY:
		if (c->in.n <= RV_SIM_BODY_MAX)
			rv_sim_out_bytes(&c->in, in, len);
		return 0;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return on_body_end(s, wsi, c);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return on_writable(s, wsi, c);
	case LWS_CALLBACK_TIMER:
		return on_timer(wsi, c);
	case LWS_CALLBACK_CLOSED_HTTP:
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		forget(c);
		return 0;
	default:
		return 0;
	}
}

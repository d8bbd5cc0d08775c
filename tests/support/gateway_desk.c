/* A gateway for tests; see gateway_desk.h. */
#include "tests/support/gateway_desk.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/decimal.h"
#include "feeds/hyperliquid/parse_info.h"
#include "feeds/net/http.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

enum { REPORTS_CAP = 64, LOG_LINES = 60, SOL_ASSET = 3, SOL_DECIMALS = 2, STOP_MS = 1000 };

void gd_make(gateway_desk *d)
{
	memset(d, 0, sizeof(*d));
	assert_int_equal(rv_clock_new_real(&d->clock), RV_OK);
	assert_int_equal(rv_log_new(d->clock, NULL, &d->log, NULL), RV_OK);
	assert_int_equal(rv_board_new(&d->board), RV_OK);
	assert_int_equal(rv_queue_new(REPORTS_CAP, &d->reports), RV_OK);
	assert_int_equal(rv_signer_generate(&d->signer, NULL), RV_OK);
	for (size_t i = 0; i < sizeof(d->account); i++)
		d->account[i] = (uint8_t)(0xa0 + i);
	d->nonce = rv_clock_utc_ms(d->clock);
	rv_gateway_params_default(&d->p);
	memcpy(d->p.account, d->account, sizeof(d->account));
	d->p.signer = d->signer;
	d->p.messages_per_min = 100000;
	d->p.weight_per_min = 100000;
	d->p.answer_ms = 1500 * RV_PATIENCE;
	d->p.ping_ms = 200;
	d->p.pong_ms = 1500 * RV_PATIENCE;
	d->p.ack_ms = 1500 * RV_PATIENCE;
}

void gd_start(gateway_desk *d, const char *url)
{
	rv_err err = { 0 };
	d->p.base_url = url;
	if (rv_gateway_start(&d->p, d->clock, d->board, d->reports, d->log, &d->g, &err) != RV_OK)
		fail_msg("%s", err.text);
	d->port = rv_gateway_port(d->g);
	d->port.halt(d->port.self, false);
}

static void free_report(void *r)
{
	rv_venue_report_free(r);
}

void gd_free(gateway_desk *d)
{
	const int64_t t0 = rv_mono_ms();
	rv_gateway_stop(d->g);
	const int64_t took = rv_mono_ms() - t0;
	for (size_t i = 0; i < d->n_kept; i++)
		rv_venue_report_free(d->kept[i]);
	rv_queue_free(d->reports, free_report);
	rv_board_free(d->board);
	rv_log_free(d->log);
	rv_signer_free(d->signer);
	rv_clock_free(d->clock);
	assert_true(took < STOP_MS * RV_PATIENCE);
}

void gd_print_log(gateway_desk *d)
{
	rv_log_line lines[LOG_LINES];
	const size_t n = rv_log_tail(d->log, lines, LOG_LINES);
	for (size_t i = 0; i < n; i++)
		print_message("%s %s\n", lines[i].source, lines[i].text);
}

/* Takes what has come; waits up to ms for the first. */
static void pump(gateway_desk *d, int ms)
{
	struct pollfd p = { .fd = rv_queue_fd(d->reports), .events = POLLIN };
	(void)poll(&p, 1, ms);
	rv_queue_drain_event(d->reports);
	for (rv_venue_report *r = rv_queue_pop(d->reports); r; r = rv_queue_pop(d->reports)) {
		assert_true(d->n_kept < GD_REPORTS);
		d->kept[d->n_kept++] = r;
	}
}

typedef bool (*match)(const rv_venue_report *r, uint64_t what);

static bool is_kind(const rv_venue_report *r, uint64_t what)
{
	return (uint64_t)r->kind == what;
}

static bool is_request(const rv_venue_report *r, uint64_t what)
{
	return r->request == what;
}

static size_t find(gateway_desk *d, match m, uint64_t what)
{
	size_t i = 0;
	while (i < d->n_kept && !m(d->kept[i], what))
		i++;
	return i;
}

static bool wait_for(gateway_desk *d, match m, uint64_t what, int64_t ms)
{
	const int64_t end = rv_mono_ms() + ms;
	while (find(d, m, what) == d->n_kept) {
		const int64_t left = end - rv_mono_ms();
		if (left <= 0)
			return false;
		pump(d, (int)left);
	}
	return true;
}

static rv_venue_report *take(gateway_desk *d, match m, uint64_t what)
{
	if (!wait_for(d, m, what, GD_WAIT_MS)) {
		gd_print_log(d);
		fail_msg("no report %s %llu", m == is_kind ? "of kind" : "about request",
			 (unsigned long long)what);
	}
	const size_t i = find(d, m, what);
	rv_venue_report *r = d->kept[i];
	d->n_kept--;
	memmove(&d->kept[i], &d->kept[i + 1], (d->n_kept - i) * sizeof(r));
	return r;
}

rv_venue_report *gd_report(gateway_desk *d, rv_report_kind kind)
{
	return take(d, is_kind, (uint64_t)kind);
}

rv_venue_report *gd_answer(gateway_desk *d, uint64_t request)
{
	return take(d, is_request, request);
}

bool gd_seen(gateway_desk *d, rv_report_kind kind, int ms)
{
	return wait_for(d, is_kind, (uint64_t)kind, ms);
}

void gd_drop(gateway_desk *d, rv_report_kind kind)
{
	pump(d, 0);
	for (size_t i = find(d, is_kind, (uint64_t)kind); i < d->n_kept;
	     i = find(d, is_kind, (uint64_t)kind))
		rv_venue_report_free(take(d, is_kind, (uint64_t)kind));
}

void gd_ready(gateway_desk *d)
{
	const int64_t end = rv_mono_ms() + GD_WAIT_MS;
	while (!rv_gateway_ready(d->g) && rv_mono_ms() < end)
		(void)poll(NULL, 0, 2);
	assert_true(rv_gateway_ready(d->g));
}

rv_sim *gd_sim(gateway_desk *d, const char *plan, double speed)
{
	rv_sim_params p;
	rv_sim *sim = NULL;
	rv_err err = { 0 };
	rv_sim_account account = { .equity_usd = 100000 };
	rv_tmpdir dir;
	char path[RV_TMP_PATH * 2];
	rv_sim_params_default(&p);
	p.listen = "127.0.0.1:0";
	p.real_limits = false;
	p.test_control = true;
	p.speed = speed;
	memcpy(account.master, d->account, sizeof(account.master));
	rv_signer_address(d->signer, account.agent);
	p.accounts = &account;
	p.n_accounts = 1;
	if (plan) {
		rv_tmpdir_make(&dir);
		rv_tmpdir_text(&dir, "plan.json", plan);
		p.faults = rv_tmpdir_path(&dir, "plan.json", path);
	}
	const rv_status st = rv_sim_start(&p, d->log, &sim, &err);
	if (plan)
		rv_tmpdir_remove(&dir);
	if (st != RV_OK)
		fail_msg("%s", err.text);
	return sim;
}

struct reply {
	bool done, ok;
	rv_hl_mids mids;
};

static void on_mids(void *ctx, const rv_http_result *r)
{
	struct reply *a = ctx;
	a->ok = r->transport_ok && rv_hl_parse_mids(r->body, r->len, &a->mids, NULL) == RV_OK;
	a->done = true;
}

static void on_control(void *ctx, const rv_http_result *r)
{
	struct reply *a = ctx;
	a->ok = r->transport_ok && r->status == 200;
	if (!a->ok)
		print_message("%ld %s%s\n", r->status, r->error, r->body);
	a->done = true;
}

/* One request, waited for. */
static void request(const char *url, const char *path, const char *json, rv_http_done done,
		    struct reply *a)
{
	rv_http_params p;
	rv_http *h = NULL;
	memset(a, 0, sizeof(*a));
	rv_http_params_default(&p);
	assert_int_equal(rv_url_parse(url, &p.url, NULL), RV_OK);
	assert_int_equal(rv_http_new(&p, done, a, &h, NULL), RV_OK);
	assert_int_equal(rv_http_post(h, path, json, 0), RV_OK);
	const int64_t end = rv_mono_ms() + GD_WAIT_MS;
	while (!a->done && rv_mono_ms() < end)
		assert_int_equal(rv_http_poll(h, 100), RV_OK);
	rv_http_free(h);
	assert_true(a->ok);
}

void gd_control(rv_sim *sim, const char *what, const char *json)
{
	static struct reply a;
	char path[64];
	(void)snprintf(path, sizeof(path), "/_test/%s", what);
	request(rv_sim_url(sim), path, json, on_control, &a);
}

char *gd_ledger(rv_sim *sim)
{
	char *json = NULL;
	assert_int_equal(rv_sim_ledger(sim, &json), RV_OK);
	return json;
}

int64_t gd_px(const char *url)
{
	static struct reply a;
	int64_t px = 0;
	int scale = 0;
	request(url, "/info", "{\"type\":\"allMids\"}", on_mids, &a);
	for (size_t i = 0; i < a.mids.n; i++) {
		if (strcmp(a.mids.v[i].symbol, "SOL") == 0)
			assert_int_equal(rv_dec_px_round(a.mids.v[i].mid, SOL_DECIMALS,
							 RV_DEC_NEAREST, &px, &scale),
					 RV_OK);
	}
	for (; scale < RV_PX_SCALE_SUM - SOL_DECIMALS; scale++)
		px *= 10;
	assert_true(px > 0);
	return px;
}

rv_order gd_order(gateway_desk *d, rv_side side, int64_t lots, int64_t px, rv_tif tif)
{
	rv_order o = { .coin = { .symbol = "SOL", .asset = SOL_ASSET, .sz_decimals = SOL_DECIMALS },
		       .side = side,
		       .lots = lots,
		       .px = px,
		       .tif = tif };
	o.cloid.b[0] = 0x11;
	d->order++;
	o.cloid.b[14] = (uint8_t)(d->order >> 8);
	o.cloid.b[15] = (uint8_t)d->order;
	return o;
}

static void sign(gateway_desk *d, rv_venue_action *a, rv_venue_send *out)
{
	a->nonce = a->nonce ? a->nonce : ++d->nonce;
	out->kind = a->kind;
	out->request = ++d->request;
	assert_int_equal(d->port.prepare(d->port.self, a, &out->bytes), RV_OK);
}

void gd_prepare(gateway_desk *d, const rv_order *o, size_t n, rv_venue_send *out)
{
	rv_venue_action a = { .kind = RV_ACTION_ORDER, .n = n };
	a.expires_after_ms = rv_clock_utc_ms(d->clock) + 60000;
	memset(out, 0, sizeof(*out));
	out->n = n;
	for (size_t i = 0; i < n; i++) {
		a.u.orders[i] = o[i];
		out->cloids[i] = o[i].cloid;
		out->gate[i] = (rv_gate_order){ .cloid = o[i].cloid,
						.mandate = 100 + d->request,
						.lots = o[i].lots,
						.lots_most = 100 * o[i].lots,
						.notional_musd = o[i].px * o[i].lots,
						.notional_most_musd = 100 * o[i].px * o[i].lots,
						.reduce_only = o[i].reduce_only };
	}
	sign(d, &a, out);
}

uint64_t gd_send(gateway_desk *d, const rv_order *o, size_t n)
{
	rv_venue_send s;
	gd_prepare(d, o, n, &s);
	assert_int_equal(d->port.send(d->port.self, &s), RV_OK);
	return s.request;
}

uint64_t gd_act(gateway_desk *d, rv_venue_action *a)
{
	rv_venue_send s;
	memset(&s, 0, sizeof(s));
	s.n = a->n;
	for (size_t i = 0; a->kind == RV_ACTION_CANCEL && i < a->n; i++)
		s.cloids[i] = a->u.cancels[i].cloid;
	sign(d, a, &s);
	assert_int_equal(d->port.send(d->port.self, &s), RV_OK);
	return s.request;
}

uint64_t gd_cancel(gateway_desk *d, const rv_order *o)
{
	rv_venue_action a = { .kind = RV_ACTION_CANCEL, .n = 1 };
	a.u.cancels[0] = (rv_cancel){ .asset = o->coin.asset, .cloid = o->cloid };
	return gd_act(d, &a);
}

uint64_t gd_resend(gateway_desk *d, const rv_venue_send *s)
{
	rv_venue_send again = *s;
	again.resend = true;
	again.request = ++d->request;
	assert_int_equal(d->port.send(d->port.self, &again), RV_OK);
	return again.request;
}

uint64_t gd_ask(gateway_desk *d, rv_query_kind kind)
{
	const rv_venue_query q = { .request = ++d->request, .kind = kind };
	assert_int_equal(d->port.ask(d->port.self, &q), RV_OK);
	return q.request;
}

uint64_t gd_ask_order(gateway_desk *d, const rv_cloid *cloid)
{
	const rv_venue_query q = { .request = ++d->request,
				   .kind = RV_QUERY_ORDER_STATUS,
				   .cloid = *cloid };
	assert_int_equal(d->port.ask(d->port.self, &q), RV_OK);
	return q.request;
}

/* See clock_ask.h. */
#include "feeds/clock_ask.h"

#include "feeds/clock_probe.h"
#include "feeds/net/http.h"

enum { STEP_MS = 50 };

typedef struct ask {
	rv_clock *clock;
	bool done;
	rv_status st;
} ask;

static void on_answer(void *ctx, const rv_http_result *r)
{
	ask *a = ctx;
	rv_sim_clock c;
	a->done = true;
	a->st = RV_EIO;
	if (r->transport_ok && rv_sim_clock_parse(r->sim_clock, &c) == RV_OK)
		a->st = rv_clock_sync(a->clock, c.utc_ms, (r->sent_mono_ms + r->got_mono_ms) / 2,
				      c.speed);
}

static rv_status wait_for(rv_http *h, ask *a, int most_ms)
{
	const int64_t until = rv_mono_ms() + most_ms;
	rv_status st = rv_http_get(h, "/", 0);
	while (st == RV_OK && !a->done) {
		if (rv_mono_ms() >= until)
			return RV_ETIMEOUT;
		st = rv_http_poll(h, STEP_MS);
	}
	return st == RV_OK ? a->st : st;
}

rv_status rv_clock_ask(const char *url, rv_clock *clock, int most_ms, rv_err *err)
{
	rv_http_params p;
	rv_http *h = NULL;
	ask a = { .clock = clock };
	rv_http_params_default(&p);
	rv_status st = rv_url_parse(url, &p.url, err);
	if (st == RV_OK)
		st = rv_http_new(&p, on_answer, &a, &h, err);
	if (st != RV_OK)
		return st;
	st = wait_for(h, &a, most_ms);
	rv_http_free(h);
	return st == RV_OK ? st
			   : rv_err_set(err, st, "%.60s has not told its clock: %s", url,
					rv_status_text(st));
}

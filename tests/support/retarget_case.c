/* A bench with a granted program; see retarget_case.h. */
#include "tests/support/retarget_case.h"

#include "tests/support/cm.h"

#include <string.h>

void rt_begin(rt_desk *d, const rv_program_want *w)
{
	d->id = case_propose(d->b, w);
	bench_expect(d->b, case_command(d->b, RV_CMD_APPROVE_PROGRAM, d->id, ""), true, "mandates");
}

rt_desk *rt_make(void)
{
	static rt_desk d;
	d.b = bench_new();
	d.k = check_new(d.b);
	d.b->v.account_usd = 50000.0;
	bench_up(d.b, true);
	return &d;
}

void rt_free(rt_desk *d)
{
	check_now(d->k);
	check_free(d->k);
	bench_free(d->b);
}

/* ---- a correction ---- */

/* Five minutes from now; what asks may be granted for three. */
rv_retarget_want rt_after(const rt_desk *d)
{
	const int64_t now = rv_clock_utc_ms(d->b->clock);
	rv_retarget_want w = { .program = d->id,
			       .window_end_utc_ms = now + 300000,
			       .mandate_end_utc_ms = now + 420000,
			       .ask = { .phase = "correct",
					.run_date_ms = BENCH_START,
					.quote_end_utc_ms = now + 180000,
					.window_end_utc_ms = now + 300000,
					.mandate_end_utc_ms = now + 420000,
					.why = "the official close" } };
	rv_envelope_default(&w.ask.envelope);
	return w;
}

/* So that the program trades so many lots of it in all, for one sub-book. */
void rt_aim(const rt_desk *d, rv_retarget_want *w, const char *symbol, int64_t in_all, rv_sub sub)
{
	w->legs[w->n++] = case_leg(symbol, in_all - bench_lots(d->b, symbol), sub);
}

rv_retarget_result rt_correct(rt_desk *d, const rv_retarget_want *w)
{
	rv_retarget_result out;
	rv_err err = { 0 };
	const rv_status st = rv_oms_retarget(d->b->o, w, &out, &err);
	if (st != RV_OK)
		fail_msg("retarget: %s", err.text);
	bench_run(d->b, 0);
	return out;
}

void rt_refused(rt_desk *d, const rv_retarget_want *w, rv_status want, const char *words)
{
	rv_retarget_result out;
	rv_err err = { 0 };
	const size_t events = d->b->n_events;
	assert_int_equal(rv_oms_retarget(d->b->o, w, &out, &err), want);
	if (!strstr(err.text, words))
		fail_msg("\"%s\" does not say \"%s\"", err.text, words);
	assert_int_equal(d->b->n_events, events);
}

const rv_tv_mandate *rt_mandate(rt_desk *d, const char *symbol)
{
	return bench_mandate(d->b, case_leg_of(d->b, d->id, symbol)->mandate);
}

void rt_says(const char *text, const char *words)
{
	if (!strstr(text, words))
		fail_msg("\"%s\" does not say \"%s\"", text, words);
}

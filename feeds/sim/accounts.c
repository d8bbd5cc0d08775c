/*
 * Accounts that outlive the process: their file, where the venue's clock starts because of it, and
 * the writing before anybody is told.
 */
#include <math.h>

#include "engine/base/clock.h"
#include "engine/base/timefmt.h"
#include "feeds/sim/venue.h"

/* While somebody looks the clock is written at least so often (real time). */
static const int64_t tick_ms = 60 * RV_SECOND_MS;

/* After a start by the time of day: what was begun then is gone on with. */
#define START_WINDOW_MS (30 * RV_MINUTE_MS)

/*
 * The latest instant that the venue's clock can have said. After a kill the clock had run on since
 * the last write, for as long as the machine's has, but no longer than the time between two writes.
 */
static int64_t left_at(const rv_simx_keep_clock *c, int64_t machine_ms)
{
	int64_t since = machine_ms - c->machine_ms;
	if (since < 0 || since > tick_ms + RV_SECOND_MS) /* < 0: the machine's clock was put back */
		since = tick_ms + RV_SECOND_MS;
	return c->venue_ms + (int64_t)ceil((double)c->speed * 1e-6 * (double)since);
}

/* The next such time of day, at or after an instant. */
static int64_t next_at(int64_t utc_ms, int64_t day_ms)
{
	const int64_t at = rv_time_floor(utc_ms, RV_DAY_MS) + day_ms;
	return at >= utc_ms ? at : at + RV_DAY_MS;
}

int64_t rv_sim_day_start(int64_t day_ms, int64_t left_ms, int64_t machine_ms)
{
	const int64_t fresh = rv_time_floor(machine_ms, RV_DAY_MS) - RV_DAY_MS + day_ms;
	if (left_ms == 0)
		return fresh;
	if (left_ms - day_ms - rv_time_floor(left_ms - day_ms, RV_DAY_MS) < START_WINDOW_MS)
		return left_ms;
	const int64_t next = next_at(left_ms, day_ms);
	return next > fresh ? next : fresh;
}

/* Not before `left`: where that is, s->start_ms. */
static rv_status choose_start(rv_sim *s, const rv_sim_params *p, int64_t left, rv_err *err)
{
	char at[RV_TIME_TEXT], asked[RV_TIME_TEXT];
	if (s->start_ms == 0)
		s->start_ms = p->start_day_ms == 0 ? rv_machine_utc_ms()
						   : rv_sim_day_start(p->start_day_ms, left,
								      rv_machine_utc_ms());
	if (s->start_ms >= left)
		return RV_OK;
	rv_time_format(left + RV_SECOND_MS - 1, at); /* to the second, and not before it */
	rv_time_format(s->start_ms, asked);
	if (s->clock || (p->start_ms != 0 && !p->accounts_resume))
		return rv_err_set(err, RV_EUSAGE,
				  "%s: its accounts were left at %s, expected a start at or after "
				  "that, not %s",
				  p->accounts_path, at, asked);
	if (left - s->start_ms >= RV_SECOND_MS) /* two clocks never agree to the millisecond */
		rv_log_put(s->log, RV_LOG_WARN, "sim",
			   "SIM venue: goes on at %s, where its accounts were left, not at %s", at,
			   asked);
	s->start_ms = left;
	return RV_OK;
}

rv_status rv_sim_open_accounts(rv_sim *s, const rv_sim_params *p, rv_err *err)
{
	rv_simx_keep_clock last = { .speed = 0 };
	if (!p->accounts_path)
		return RV_OK;
	if (p->replay_store)
		return rv_err_set(err, RV_EUSAGE,
				  "--accounts: a replay's accounts are in memory, expected no "
				  "--replay");
	const rv_status st = rv_simx_keep_open(p->accounts_path, p->seed, &s->keep, err);
	if (st != RV_OK || !rv_simx_keep_last(s->keep, &last))
		return st;
	return choose_start(s, p, left_at(&last, rv_machine_utc_ms()), err);
}

rv_status rv_sim_load_accounts(rv_sim *s, rv_err *err)
{
	size_t n = 0;
	if (!s->keep)
		return RV_OK;
	const rv_status st = rv_simx_keep_load(s->keep, s->x, err);
	if (st != RV_OK)
		return st;
	rv_simx_advance(s->x, rv_sim_tape_now(s->tape), rv_sim_utc_ms(s));
	(void)rv_simx_events_take(s->x, &n); /* nobody listens yet */
	return RV_OK;
}

/* A caller's clock stands still when nobody moves it. */
static rv_simx_keep_clock clock_now(const rv_sim *s, bool running)
{
	return (rv_simx_keep_clock){ .venue_ms = rv_sim_true_utc(s),
				     .machine_ms = rv_machine_utc_ms(),
				     .speed = running && !s->clock
						      ? (int64_t)llround(s->speed * 1e6)
						      : 0 };
}

rv_status rv_sim_keep_accounts(rv_sim *s)
{
	rv_err err = { .code = RV_OK };
	if (!s->keep)
		return RV_OK;
	const rv_simx_keep_clock c = clock_now(s, true);
	const bool tick = rv_mono_ms() - s->kept_mono >= tick_ms;
	const rv_status st = rv_simx_keep_save(s->keep, s->x, &c, tick, &err);
	if (tick)
		s->kept_mono = rv_mono_ms();
	if (st == RV_OK)
		return RV_OK;
	if (!s->keep_said)
		rv_log_put(s->log, RV_LOG_ERROR, "sim", "SIM venue: stops trading: %s", err.text);
	s->keep_said = true;
	return RV_EIO;
}

void rv_sim_close_accounts(rv_sim *s)
{
	rv_err err = { .code = RV_OK };
	if (s->keep && s->running && s->x && !rv_simx_failed(s->x)) {
		const rv_simx_keep_clock c = clock_now(s, false);
		if (rv_simx_keep_save(s->keep, s->x, &c, true, &err) != RV_OK)
			rv_log_put(s->log, RV_LOG_ERROR, "sim", "SIM venue: %s", err.text);
	}
	rv_simx_keep_close(s->keep);
	s->keep = NULL;
}

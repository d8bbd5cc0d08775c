/* A day as it goes; see day_play.h. */
#include "tests/support/day_play.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/crash_point.h"
#include "tests/support/day_deeds.h"
#include "tests/support/patience.h"

enum {
	TURN_MS = 100,	 /* real: how often a person looks around */
	LOOK_MS = 350,	 /* real: how often at the status */
	BEFORE_MIN = 14, /* the venue begins so long before the close; histories take a minute */
	FIRST_MIN = 26,
	DAY_MOST_MS = 240000 * RV_PATIENCE, /* real: a day that takes longer has got stuck */
	QUIET_MS = 90000 * RV_PATIENCE,
};

static bool has(const day_camp *c, const char *words)
{
	return strstr(c->desk.text, words) != NULL;
}

/* ---- up and down ---- */

/* A crash point for one life in five. */
static void draw_crash(day_camp *c, char out[64])
{
	size_t n = 0;
	const char *const *names = rv_crash_names(&n);
	const uint64_t at = day_rand(c, n), pass = 1 + day_rand(c, day_rand(c, 2) ? 10 : 200);
	out[0] = '\0';
	if (day_rand(c, 5) == 0)
		(void)snprintf(out, 64, "%s:%llu", names[at], (unsigned long long)pass);
}

static bool start_desk(day_play *d)
{
	char crash[64];
	draw_crash(d->c, crash);
	d->desk_at_ms = 0;
	d->resume_ms = 0;
	return day_desk_start(d->c, crash);
}

/* It has died at its crash point, or was never to: which one is judged. */
static void mourn(day_play *d)
{
	day_desk_end(d->c, 0);
	d->desk_at_ms = day_now(d->c) + 1000 + (int64_t)day_rand(d->c, 60000);
}

static bool raise_what_is_down(day_play *d)
{
	day_camp *c = d->c;
	const int64_t now = day_now(c);
	if (d->venue_at_ms && now >= d->venue_at_ms) {
		d->venue_at_ms = 0;
		/* What a start takes, and what its file may be ahead. */
		if (!day_venue_start(c, now + 3000))
			return false;
	}
	return !d->desk_at_ms || now < d->desk_at_ms || d->venue_at_ms || start_desk(d);
}

/* ---- what a person does ---- */

static void resume(day_play *d)
{
	day_camp *c = d->c;
	if (day_now(c) < d->resume_ms)
		return;
	if (day_say(c, "arm") > 0)
		(void)day_say(c, "resume");
}

/* A coin that was halted by hand, and once a day those that the desk has halted itself. */
static void resume_coins(day_play *d)
{
	day_camp *c = d->c;
	if (d->halted[0] && day_now(c) >= d->resume_coin_ms) {
		(void)day_say(c, "resume %s", d->halted);
		d->halted[0] = '\0';
	}
	for (; d->morning < c->n_coins && c->desk.pid > 0; d->morning++)
		if (day_say(c, "resume %s", c->coins[d->morning]) < 0)
			return;
}

/* The program that waits, and what is to become of it. */
static void look_at_program(day_play *d)
{
	day_camp *c = d->c;
	if (day_say(c, "program") != 1)
		return;
	if (has(c, " correct "))
		day_answer_correction(d);
	else if (day_now(c) >= d->decide_ms)
		day_decide(d);
}

static void look(day_play *d)
{
	day_camp *c = d->c;
	const int64_t real = rv_mono_ms();
	if (real - d->looked_ms < LOOK_MS)
		return;
	d->looked_ms = real;
	if (day_say(c, "status") != 1)
		return;
	const bool halted = has(c, "HALTED") || has(c, "REDUCING"), waits = !has(c, "programs=0");
	const bool agrees = has(c, "reconciled=1");
	if (halted && agrees)
		resume(d);
	else if (agrees)
		resume_coins(d);
	if (waits && c->desk.pid > 0)
		look_at_program(d);
}

static bool turn(day_play *d)
{
	day_camp *c = d->c;
	if (!raise_what_is_down(d))
		return false;
	if (c->desk.pid > 0 && !day_desk_rest(c, TURN_MS))
		mourn(d);
	if (c->desk.pid <= 0)
		(void)order_proc_line(&c->venue.proc, TURN_MS);
	if (d->next < d->n && day_now(c) >= d->agenda[d->next].at_ms)
		day_do(d, &d->agenda[d->next++]);
	if (c->desk.pid > 0 && c->ready)
		look(d);
	return true;
}

/* ---- the end ---- */

/* Says it until it is answered "ok"; a desk that has died at its crash point is started again. */
static bool settle(day_play *d, const char *text, const char *words)
{
	day_camp *c = d->c;
	const int64_t until = rv_mono_ms() + QUIET_MS;
	while (rv_mono_ms() < until) {
		if (!raise_what_is_down(d))
			return false;
		if (c->desk.pid > 0 && !day_desk_rest(c, TURN_MS))
			mourn(d);
		if (c->desk.pid > 0 && c->ready && day_say(c, "%s", text) == 1 && has(c, words))
			return true;
	}
	order_report_add(&c->report, "it does not come to rest: %s: %.200s", text, c->desk.text);
	return false;
}

/* Nothing more is to happen: orders end, both sides agree. */
static bool bring_to_rest(day_play *d)
{
	static const char quiet[] = "reconciled=1 unknown=0 working=0 mandates=0 breaks=0";
	if (!day_faults(d->c, "[]"))
		return day_camp_failed(d->c, "the venue does not obey");
	return settle(d, "kill cancel", "") && settle(d, "status", quiet) &&
	       settle(d, "reconcile", "") && settle(d, "status", quiet);
}

static bool end_day(day_play *d)
{
	day_camp *c = d->c;
	bool good = true;
	c->day.abandoned = d->abandon;
	if (!d->abandon)
		good = bring_to_rest(d);
	if (c->desk.pid > 0)
		day_desk_end(c, d->abandon ? SIGKILL : SIGTERM);
	return good;
}

bool day_run(day_play *d)
{
	day_camp *c = d->c;
	const int64_t until = rv_mono_ms() + DAY_MOST_MS;
	const bool first = d->close_ms == c->first_ms + RV_DAY_MS;
	const int64_t before = (int64_t)(first ? FIRST_MIN : BEFORE_MIN) * DAY_MIN_MS;
	if (!day_venue_start(c, d->close_ms - before) || !start_desk(d))
		return false;
	while (day_now(c) < d->end_ms || d->venue_at_ms)
		if (!turn(d))
			return false;
		else if (rv_mono_ms() > until)
			return day_camp_failed(c, "the day does not end");
	return end_day(d);
}

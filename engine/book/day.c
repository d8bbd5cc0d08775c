/* The trading day; see day.h. */
#include "engine/book/day.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void rv_day_params_default(rv_day_params *p)
{
	*p = (rv_day_params){ .propose = -10 * RV_MINUTE_MS,
			      .propose_late = 30 * RV_SECOND_MS,
			      .last_quote = -30 * RV_SECOND_MS,
			      .prepare = RV_MINUTE_MS,
			      .fetch = 2 * RV_MINUTE_MS,
			      .grace = 120 * RV_SECOND_MS,
			      .give_up = 10 * RV_MINUTE_MS,
			      .projected_end = 5 * RV_MINUTE_MS,
			      .correct_end = 7 * RV_MINUTE_MS,
			      .correct_for = 5 * RV_MINUTE_MS,
			      .mandate_extra = 2 * RV_MINUTE_MS };
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

const char *rv_day_params_error(const rv_day_params *p)
{
	const int64_t half = RV_DAY_MS / 2, fetch = later(p->fetch, p->grace);
	if (p->propose < -half || p->propose >= p->last_quote || p->last_quote >= 0)
		return "the proposal comes before the last quote, and that before the close";
	if (p->propose_late <= 0 || p->propose + p->propose_late > p->last_quote)
		return "a late proposal: above 0, before the last quote";
	if (p->prepare <= 0 || fetch < p->prepare || p->give_up <= fetch || p->give_up > half)
		return "after the close come preparing, fetching and giving up";
	if (p->fetch < 0 || p->grace < 0)
		return "the official close is not asked for before it";
	if (p->projected_end <= 0 || p->projected_end > half || p->correct_end <= 0 ||
	    p->correct_end > half)
		return "the phases end after the close";
	if (p->correct_for <= 0 || p->correct_for > half || p->mandate_extra < 0 ||
	    p->mandate_extra > half / 2)
		return "a correction takes time, and a mandate does not end before its phase";
	return NULL;
}

int64_t rv_day_close(int64_t date_ms)
{
	return date_ms + RV_DAY_MS;
}

int64_t rv_day_date(const rv_day_params *p, int64_t utc_ms)
{
	return rv_time_floor(utc_ms - p->propose, RV_DAY_MS) - RV_DAY_MS;
}

int64_t rv_day_projected_end(const rv_day_params *p, int64_t date_ms)
{
	return rv_day_close(date_ms) + p->projected_end;
}

int64_t rv_day_mandate_end(const rv_day_params *p, int64_t date_ms)
{
	return rv_day_projected_end(p, date_ms) + p->mandate_extra;
}

int64_t rv_day_correction_end(const rv_day_params *p, int64_t date_ms, int64_t update_utc_ms)
{
	return later(rv_day_close(date_ms) + p->correct_end, update_utc_ms + p->correct_for);
}

int64_t rv_day_at(const rv_day_params *p, int64_t date_ms, rv_phase phase)
{
	const int64_t at[RV_PHASE_N] = {
		[RV_PHASE_PROPOSE] = p->propose,
		[RV_PHASE_LAST_QUOTE] = p->last_quote,
		[RV_PHASE_CLOSE] = 0,
		[RV_PHASE_PREPARE] = p->prepare,
		[RV_PHASE_FETCH_CLOSE] = later(p->fetch, p->grace),
		[RV_PHASE_CORRECT] = later(p->fetch, p->grace),
		[RV_PHASE_GIVE_UP] = p->give_up,
		[RV_PHASE_END] = p->give_up,
	};
	return rv_day_close(date_ms) + at[phase];
}

static bool done(const rv_day_run *r, rv_phase phase)
{
	return r && (r->phases & 1U << phase) != 0;
}

static bool has(const rv_day_run *r, rv_day_event event)
{
	return r && (r->events & 1U << event) != 0;
}

const rv_day_run *rv_day_find(const rv_day *d, int64_t date_ms)
{
	for (size_t i = 0; i < d->n; i++) {
		if (d->runs[i].date_ms == date_ms)
			return &d->runs[i];
	}
	return NULL;
}

/* The run of a date, moved to the front; a new one takes the place of the one longest unmarked. */
static rv_day_run *front(rv_day *d, int64_t date_ms)
{
	const rv_day_run *found = rv_day_find(d, date_ms);
	rv_day_run run = { .date_ms = date_ms };
	size_t at = d->n;
	if (found) {
		run = *found;
		at = (size_t)(found - d->runs);
	} else if (d->n < RV_DAY_RUNS) {
		d->n++;
	} else {
		at = RV_DAY_RUNS - 1;
	}
	memmove(&d->runs[1], &d->runs[0], at * sizeof(d->runs[0]));
	d->runs[0] = run;
	return &d->runs[0];
}

rv_status rv_day_mark(rv_day *d, int64_t date_ms, rv_phase phase, int64_t utc_ms)
{
	if ((unsigned)phase >= RV_PHASE_N || rv_time_floor(date_ms, RV_DAY_MS) != date_ms)
		return RV_EINVAL;
	if (done(rv_day_find(d, date_ms), phase))
		return RV_EEXIST;
	rv_day_run *r = front(d, date_ms);
	r->phases |= 1U << phase;
	r->phase_at[phase] = utc_ms;
	return RV_OK;
}

rv_status rv_day_note(rv_day *d, int64_t date_ms, rv_day_event event, int64_t utc_ms)
{
	if ((unsigned)event >= RV_DAY_EVENT_N || rv_time_floor(date_ms, RV_DAY_MS) != date_ms)
		return RV_EINVAL;
	if (has(rv_day_find(d, date_ms), event))
		return RV_EEXIST;
	rv_day_run *r = front(d, date_ms);
	r->events |= 1U << event;
	r->event_at[event] = utc_ms;
	return RV_OK;
}

typedef struct asked {
	const rv_day_params *p;
	const rv_day_run *run; /* NULL: nothing is marked */
	int64_t date_ms, now, since;
} asked;

/* When a run is over: its correction's mandate, or what is left to wait for. */
static int64_t end_at(const asked *a)
{
	if (!done(a->run, RV_PHASE_CORRECT))
		return rv_day_at(a->p, a->date_ms, RV_PHASE_END);
	return rv_day_correction_end(a->p, a->date_ms, a->run->phase_at[RV_PHASE_CORRECT]) +
	       a->p->mandate_extra;
}

static int64_t begins(const asked *a, rv_phase phase)
{
	return phase == RV_PHASE_END ? end_at(a) : rv_day_at(a->p, a->date_ms, phase);
}

/* The first instant at which it may not begin any more. */
static int64_t until(const asked *a, rv_phase phase)
{
	switch (phase) {
	case RV_PHASE_PROPOSE:
		return begins(a, phase) + a->p->propose_late;
	case RV_PHASE_LAST_QUOTE:
	case RV_PHASE_CLOSE:
		return begins(a, RV_PHASE_PREPARE);
	case RV_PHASE_PREPARE:
	case RV_PHASE_FETCH_CLOSE:
	case RV_PHASE_CORRECT:
		return begins(a, RV_PHASE_GIVE_UP);
	case RV_PHASE_GIVE_UP:
		return 2 * begins(a, phase) - rv_day_close(a->date_ms);
	case RV_PHASE_END:
	case RV_PHASE_N:
		break;
	}
	return rv_day_at(a->p, a->date_ms + RV_DAY_MS, RV_PHASE_PROPOSE);
}

/* Is there something for it to do in this run, as far as is known? */
static bool wanted(const asked *a, rv_phase phase)
{
	const bool granted = has(a->run, RV_DAY_GRANTED);
	switch (phase) {
	case RV_PHASE_LAST_QUOTE:
	case RV_PHASE_END:
		return done(a->run, RV_PHASE_PROPOSE);
	case RV_PHASE_PREPARE:
		return granted;
	case RV_PHASE_CORRECT:
		return granted && has(a->run, RV_DAY_CLOSE_KNOWN);
	case RV_PHASE_GIVE_UP:
		return !done(a->run, RV_PHASE_CORRECT) &&
		       (granted ||
			(done(a->run, RV_PHASE_FETCH_CLOSE) && !has(a->run, RV_DAY_CLOSE_KNOWN)));
	case RV_PHASE_PROPOSE:
	case RV_PHASE_CLOSE:
	case RV_PHASE_FETCH_CLOSE:
	case RV_PHASE_N:
		break;
	}
	return true;
}

/* May it begin now, within its window? */
static bool ready(const asked *a, rv_phase phase)
{
	if (!wanted(a, phase))
		return false;
	return phase != RV_PHASE_PROPOSE || a->since <= begins(a, phase);
}

/* In the order of the phases: the first that is due is the one, so preparing precedes correcting.
 */
static void look(const asked *a, rv_phase phase, rv_day_due *out)
{
	if (done(a->run, phase))
		return;
	const int64_t at = begins(a, phase);
	if (a->now >= until(a, phase)) {
		out->missed |= wanted(a, phase) ? 1U << phase : 0U;
	} else if (a->now < at) {
		if (wanted(a, phase) && at < out->next_utc_ms) {
			out->next_utc_ms = at;
			out->next = phase;
		}
	} else if (ready(a, phase)) {
		out->due = out->due == RV_PHASE_N ? phase : out->due;
	} else if (phase == RV_PHASE_PROPOSE) {
		out->missed |= 1U << phase; /* nobody was ready at its time */
	}
}

rv_day_due rv_day_ask(const rv_day_params *p, const rv_day *d, int64_t utc_ms, int64_t since_utc_ms)
{
	const int64_t date = rv_day_date(p, utc_ms);
	const asked a = { p, rv_day_find(d, date), date, utc_ms, since_utc_ms };
	rv_day_due out = { .date_ms = date,
			   .due = RV_PHASE_N,
			   .next = RV_PHASE_PROPOSE,
			   .next_utc_ms = rv_day_at(p, date + RV_DAY_MS, RV_PHASE_PROPOSE),
			   .done = a.run ? a.run->phases : 0 };
	for (int k = 0; k < RV_PHASE_N; k++)
		look(&a, (rv_phase)k, &out);
	return out;
}

static const char *const words[RV_PHASE_N] = { "propose",     "last-quote", "close",   "prepare",
					       "fetch-close", "correct",    "give-up", "end" };

const char *rv_phase_word(rv_phase p)
{
	return (unsigned)p < RV_PHASE_N ? words[p] : "?";
}

rv_status rv_phase_of_word(const char *word, rv_phase *out)
{
	for (int i = 0; i < RV_PHASE_N; i++) {
		if (strcmp(words[i], word) == 0) {
			*out = (rv_phase)i;
			return RV_OK;
		}
	}
	return RV_ENOENT;
}

const char *rv_day_key(int64_t date_ms, rv_phase phase, char out[RV_DAY_KEY])
{
	char date[RV_TIME_TEXT];
	(void)snprintf(out, RV_DAY_KEY, "%s/%s", rv_time_format_date(date_ms, date),
		       rv_phase_word(phase));
	return out;
}

/* The days of the journal; see day_log.h. */
#include "app/ops/day_log.h"

#include "engine/base/timefmt.h"
#include "engine/desk/position.h"
#include "engine/desk/price.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rv_day_log {
	const rv_ledgers *ledgers;
	int64_t only_ms;
	uint64_t seq;	   /* of the newest event */
	int64_t newest_ms; /* newest day that an event was of, kept or not; 0 none */
	pthread_mutex_t mu;
	rv_day_record days[RV_DAY_KEPT];
};

/* What people read; the way of each order's bytes is in the journal itself. */
static const bool listed[RV_EVENT_N] = {
	[RV_EVENT_RUN] = true,
	[RV_EVENT_STOP] = true,
	[RV_EVENT_APPROVE] = true,
	[RV_EVENT_REJECT] = true,
	[RV_EVENT_EXPIRE] = true,
	[RV_EVENT_DENY] = true,
	[RV_EVENT_PAUSE] = true,
	[RV_EVENT_REFUSED] = true,
	[RV_EVENT_UNSENT] = true,
	[RV_EVENT_UNKNOWN] = true,
	[RV_EVENT_NEVER_LANDED] = true,
	[RV_EVENT_FORCED] = true,
	[RV_EVENT_FILL] = true,
	[RV_EVENT_TRANSFER] = true,
	[RV_EVENT_STATE] = true,
	[RV_EVENT_ADJUST_PROPOSED] = true,
	[RV_EVENT_ADJUST] = true,
	[RV_EVENT_EXTERNAL] = true,
	[RV_EVENT_ALARM] = true,
	[RV_EVENT_ACKNOWLEDGE] = true,
	[RV_EVENT_ALERT_RULE] = true,
	[RV_EVENT_ALERT_RULE_END] = true,
	[RV_EVENT_REFUSAL] = true,
	[RV_EVENT_NOTE] = true,
	[RV_EVENT_ASSIGN] = true,
	[RV_EVENT_PROGRAM] = true,
	[RV_EVENT_PROGRAM_VERSION] = true,
	[RV_EVENT_PROGRAM_GRANT] = true,
	[RV_EVENT_PROGRAM_END] = true,
	[RV_EVENT_CROSS] = true,
	[RV_EVENT_RETARGET] = true,
	[RV_EVENT_PHASE] = true,
	[RV_EVENT_OVERRIDE] = true,
	[RV_EVENT_OVERRIDE_END] = true,
	[RV_EVENT_WATCH] = true,
	[RV_EVENT_LICENCE] = true,
};

rv_status rv_day_log_new(const rv_ledgers *ledgers, int64_t only_ms, rv_day_log **out)
{
	rv_day_log *d = calloc(1, sizeof(*d));
	if (!d)
		return RV_ENOMEM;
	if (pthread_mutex_init(&d->mu, NULL) != 0) {
		free(d);
		return RV_ENOMEM;
	}
	d->ledgers = ledgers;
	d->only_ms = only_ms;
	*out = d;
	return RV_OK;
}

void rv_day_log_free(rv_day_log *d)
{
	if (!d)
		return;
	(void)pthread_mutex_destroy(&d->mu);
	free(d);
}

/* ---- one event ---- */

static rv_day_record *find(rv_day_log *d, int64_t date_ms)
{
	for (size_t i = 0; i < RV_DAY_KEPT; i++) {
		if (d->days[i].date_ms == date_ms)
			return &d->days[i];
	}
	return NULL;
}

/* The day of an event; a new one takes the place of the oldest. */
static rv_day_record *day_of(rv_day_log *d, int64_t date_ms)
{
	rv_day_record *oldest = &d->days[0], *r = find(d, date_ms);
	if (r || (d->only_ms != 0 && date_ms != d->only_ms))
		return r;
	for (size_t i = 1; i < RV_DAY_KEPT; i++) {
		if (d->days[i].date_ms < oldest->date_ms)
			oldest = &d->days[i];
	}
	if (date_ms < oldest->date_ms)
		return NULL; /* a clock that went back by days */
	memset(oldest, 0, sizeof(*oldest));
	oldest->date_ms = date_ms;
	oldest->first_seq = d->seq;
	return oldest;
}

static bool is_hedge(const rv_event *e)
{
	int64_t cls = 0;
	return e->type == RV_EVENT_PROPOSE && rv_event_get_i64(e, "class", &cls) == RV_OK &&
	       cls == RV_CLASS_HEDGE;
}

static void add_line(rv_day_record *r, uint64_t seq, const rv_event *e)
{
	const bool hedge = is_hedge(e), full = r->n == RV_DAY_LINES;
	if (!listed[e->type] && !hedge)
		return;
	if (full || (e->type == RV_EVENT_FILL && r->events[e->type] > RV_DAY_LINES / 2)) {
		r->left_out++;
		return;
	}
	rv_day_line *x = &r->lines[r->n++];
	*x = (rv_day_line){
		.seq = seq, .utc_ms = e->utc_ms, .uid = e->uid, .type = e->type, .hedge = hedge
	};
	memcpy(x->subject, e->subject, sizeof(x->subject));
	if (rv_event_get(e, "words", x->words, sizeof(x->words)) != RV_OK)
		x->words[0] = '\0';
}

static void add_fill(rv_day_record *r, const rv_oms *o)
{
	rv_cloid cloid;
	const rv_tv_fill *x = rv_oms_newest_fill(o, &cloid);
	if (!x)
		return;
	const int sz = x->fill.sz_decimals;
	r->filled_usd += rv_px_usd(x->fill.px, sz) * rv_lots_coins(x->fill.lots, sz);
	r->fees_usd += (double)x->fill.fee_musd / (double)RV_MUSD;
}

/* A roll ends the ledgers' day, which may be one that nobody was there to end. */
static void take_ledger(rv_day_log *d)
{
	const rv_ledger_day *l = rv_ledgers_day(d->ledgers);
	rv_day_record *r = l->date_ms != 0 ? find(d, l->date_ms) : NULL;
	if (!r || r->has_ledger)
		return;
	r->ledger = *l;
	r->has_ledger = true;
}

static void applied(void *self, const rv_oms *o, const rv_event *e)
{
	rv_day_log *d = self;
	(void)pthread_mutex_lock(&d->mu);
	d->seq++;
	const int64_t date_ms = rv_time_floor(e->utc_ms, RV_DAY_MS);
	if (date_ms > d->newest_ms)
		d->newest_ms = date_ms;
	rv_day_record *r = day_of(d, date_ms);
	if (r) {
		r->last_seq = d->seq;
		r->last_utc_ms = e->utc_ms;
		r->events[e->type]++;
		if (e->type == RV_EVENT_RUN)
			r->runs_utc_ms = e->utc_ms;
		if (e->type == RV_EVENT_FILL)
			add_fill(r, o);
		add_line(r, d->seq, e);
	}
	if (e->type == RV_EVENT_ROLL)
		take_ledger(d);
	(void)pthread_mutex_unlock(&d->mu);
}

rv_oms_observer rv_day_log_observer(rv_day_log *d)
{
	return (rv_oms_observer){ .self = d, .applied = applied };
}

/* ---- heads ---- */

void rv_day_log_head(rv_day_log *d, uint64_t seq, const char *hash)
{
	(void)pthread_mutex_lock(&d->mu);
	for (size_t i = 0; i < RV_DAY_KEPT; i++) {
		rv_day_record *r = &d->days[i];
		if (r->date_ms == 0 || seq < r->first_seq || seq > r->last_seq || seq < r->head_seq)
			continue;
		r->head_seq = seq;
		(void)snprintf(r->head, sizeof(r->head), "%s", hash);
	}
	(void)pthread_mutex_unlock(&d->mu);
}

size_t rv_day_log_headless(rv_day_log *d, uint64_t seq[RV_DAY_KEPT])
{
	size_t n = 0;
	(void)pthread_mutex_lock(&d->mu);
	for (size_t i = 0; i < RV_DAY_KEPT; i++) {
		if (d->days[i].date_ms != 0 && d->days[i].head_seq != d->days[i].last_seq)
			seq[n++] = d->days[i].last_seq;
	}
	(void)pthread_mutex_unlock(&d->mu);
	return n;
}

/* ---- reading ---- */

size_t rv_day_log_over(rv_day_log *d, int64_t date_ms[RV_DAY_KEPT])
{
	size_t n = 0;
	(void)pthread_mutex_lock(&d->mu);
	for (size_t i = 0; i < RV_DAY_KEPT; i++) {
		const int64_t date = d->days[i].date_ms;
		size_t at = n;
		if (date == 0 || date == d->newest_ms)
			continue;
		for (; at > 0 && date_ms[at - 1] > date; at--)
			date_ms[at] = date_ms[at - 1];
		date_ms[at] = date;
		n++;
	}
	(void)pthread_mutex_unlock(&d->mu);
	return n;
}

rv_status rv_day_log_copy(rv_day_log *d, int64_t date_ms, rv_day_record *out)
{
	(void)pthread_mutex_lock(&d->mu);
	const rv_day_record *r = date_ms != 0 ? find(d, date_ms) : NULL;
	if (r) {
		*out = *r;
		out->over = date_ms < d->newest_ms;
	}
	(void)pthread_mutex_unlock(&d->mu);
	return r ? RV_OK : RV_ENOENT;
}

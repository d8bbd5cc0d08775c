/* Alerts that wait for the operator; see alerts.h. */
#include "tui/alerts.h"

#include <string.h>

static bool same_kind(const rv_view_alert *x, const rv_view_alert *y)
{
	const size_t n = strcspn(x->text, ":");

	return n == strcspn(y->text, ":") && memcmp(x->text, y->text, n) == 0;
}

/* With an occurrence those of its kind before it are acknowledged. */
static bool is_acked(const rv_alerts *a, const rv_view_alert *in)
{
	const size_t n = a->n_acked < RV_ALERTS_ACKED ? a->n_acked : RV_ALERTS_ACKED;

	for (size_t i = 0; i < n; i++) {
		const rv_view_alert *acked = &a->acked[i];
		if (acked->id == in->id || (in->id < acked->id && same_kind(acked, in)))
			return true;
	}
	return false;
}

/* The words of an alert may change: it is known by its id first. */
static rv_alert_waiting *find(rv_alerts *a, const rv_view_alert *in)
{
	for (size_t i = 0; i < a->n; i++) {
		if (a->waiting[i].last.id == in->id)
			return &a->waiting[i];
	}
	for (size_t i = 0; i < a->n; i++) {
		if (same_kind(&a->waiting[i].last, in))
			return &a->waiting[i];
	}
	return NULL;
}

static void drop(rv_alerts *a, size_t i)
{
	a->n--;
	memmove(&a->waiting[i], &a->waiting[i + 1], (a->n - i) * sizeof(a->waiting[0]));
}

static void make_room(rv_alerts *a)
{
	size_t least = 0;

	for (size_t i = 1; i < a->n; i++) {
		if (a->waiting[i].last.level < a->waiting[least].last.level)
			least = i;
	}
	drop(a, least);
}

/* Puts an occurrence at the end, the place of the newest. */
static void put(rv_alerts *a, const rv_view_alert *in, unsigned times)
{
	if (a->n == RV_ALERTS_CAP)
		make_room(a);
	a->waiting[a->n++] = (rv_alert_waiting){ *in, times };
}

/* True when the occurrence is a new one. */
static bool take(rv_alerts *a, const rv_view_alert *in)
{
	rv_alert_waiting *mine = find(a, in);

	if (!mine) {
		put(a, in, 1);
		return true;
	}
	rv_view_alert newest = in->id < mine->last.id ? mine->last : *in;
	newest.active = in->active || mine->last.active;
	if (in->id <= mine->last.id) {
		mine->last = newest;
		return false;
	}
	const unsigned times = mine->times + 1;
	drop(a, (size_t)(mine - a->waiting));
	put(a, &newest, times);
	return true;
}

/* What is over is dropped after a while, acknowledged or not: the log has it. */
static void end_old_ones(rv_alerts *a, int64_t now_mono)
{
	for (size_t i = a->n; i > 0; i--) {
		rv_view_alert *x = &a->waiting[i - 1].last;
		if (x->active)
			x->over_mono_ms = 0;
		else if (x->over_mono_ms == 0)
			x->over_mono_ms = now_mono;
		else if (now_mono - x->over_mono_ms >= RV_ALERT_OVER_MS)
			drop(a, i - 1);
	}
}

bool rv_alerts_update(rv_alerts *a, const rv_view *v)
{
	bool bell = false;

	for (size_t i = 0; i < a->n; i++)
		a->waiting[i].last.active = false; /* what the engine no longer mentions is over */
	for (size_t k = 0; k < v->n_alerts; k++) {
		const rv_view_alert *in = &v->alerts[k];
		if (in->id == 0 || is_acked(a, in))
			continue;
		if (take(a, in))
			bell = bell || in->rings || in->level == RV_LOG_ERROR;
	}
	end_old_ones(a, v->mono_ms);
	return bell;
}

void rv_alerts_drop(rv_alerts *a, uint64_t id)
{
	for (size_t i = a->n; i > 0; i--) {
		if (a->waiting[i - 1].last.id == id)
			drop(a, i - 1);
	}
}

static bool goes_before(const rv_view_alert *x, const rv_view_alert *y)
{
	if (x->active != y->active)
		return x->active;
	return x->level != y->level ? x->level > y->level : x->id > y->id;
}

const rv_alert_waiting *rv_alerts_shown(const rv_alerts *a)
{
	const rv_alert_waiting *best = NULL;

	for (size_t i = 0; i < a->n; i++) {
		if (!best || goes_before(&a->waiting[i].last, &best->last))
			best = &a->waiting[i];
	}
	return best;
}

static void ack(rv_alerts *a, size_t i)
{
	a->acked[a->n_acked++ % RV_ALERTS_ACKED] = a->waiting[i].last;
	drop(a, i);
}

bool rv_alerts_ack(rv_alerts *a)
{
	const rv_alert_waiting *shown = rv_alerts_shown(a);

	if (!shown)
		return false;
	if (shown->last.active) {
		ack(a, (size_t)(shown - a->waiting));
		return true;
	}
	while (a->n > 0)
		ack(a, a->n - 1);
	return true;
}

/* Alerts that wait for the operator; see alerts.h. */
#include "tui/alerts.h"

#include <string.h>

static bool is_acked(const rv_alerts *a, uint64_t id)
{
	const size_t n = a->n_acked < RV_ALERTS_ACKED ? a->n_acked : RV_ALERTS_ACKED;

	for (size_t i = 0; i < n; i++) {
		if (a->acked[i] == id)
			return true;
	}
	return false;
}

static rv_view_alert *find(rv_alerts *a, uint64_t id)
{
	for (size_t i = 0; i < a->n; i++) {
		if (a->waiting[i].id == id)
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
		if (a->waiting[i].level < a->waiting[least].level)
			least = i;
	}
	drop(a, least);
}

/* What the engine no longer mentions is over. */
static void mark_over(rv_alerts *a, const rv_view *v)
{
	for (size_t i = 0; i < a->n; i++) {
		bool there = false;
		for (size_t k = 0; k < v->n_alerts; k++)
			there = there || v->alerts[k].id == a->waiting[i].id;
		a->waiting[i].active = a->waiting[i].active && there;
	}
}

bool rv_alerts_update(rv_alerts *a, const rv_view *v)
{
	bool grave = false;

	for (size_t k = 0; k < v->n_alerts; k++) {
		const rv_view_alert *in = &v->alerts[k];
		if (in->id == 0 || is_acked(a, in->id))
			continue;
		rv_view_alert *mine = find(a, in->id);
		if (mine) {
			*mine = *in;
			continue;
		}
		if (a->n == RV_ALERTS_CAP)
			make_room(a);
		a->waiting[a->n++] = *in;
		grave = grave || in->level == RV_LOG_ERROR;
	}
	mark_over(a, v);
	return grave;
}

const rv_view_alert *rv_alerts_shown(const rv_alerts *a)
{
	const rv_view_alert *best = NULL;

	for (size_t i = 0; i < a->n; i++) {
		if (!best || a->waiting[i].level >= best->level)
			best = &a->waiting[i];
	}
	return best;
}

bool rv_alerts_ack(rv_alerts *a)
{
	const rv_view_alert *shown = rv_alerts_shown(a);

	if (!shown)
		return false;
	a->acked[a->n_acked++ % RV_ALERTS_ACKED] = shown->id;
	drop(a, (size_t)(shown - a->waiting));
	return true;
}

/* What a day brings, drawn before it begins; see day_play.h. */
#include <stdlib.h>
#include <string.h>

#include "tests/support/day_play.h"

/* How often of a hundred days, at most how many times a day, and between which minutes from the
 * close. */
static const struct {
	day_deed deed;
	unsigned chance, most;
	int from, to;
} deeds[] = {
	{ DAY_MARKET, 60, 3, -14, 11 },	 { DAY_MARKET, 30, 2, 0, 5 },
	{ DAY_FAULTS, 85, 6, -10, 12 },	 { DAY_KILL, 60, 3, -9, 11 },
	{ DAY_STOP, 40, 2, -9, 11 },	 { DAY_VENUE, 15, 1, -9, 10 },
	{ DAY_TRADE, 60, 4, -11, 8 },	 { DAY_CLOSE_ONE, 30, 2, -11, 8 },
	{ DAY_CANCEL, 15, 1, -8, 8 },	 { DAY_SWITCH, 20, 2, -9, 9 },
	{ DAY_HALT, 15, 1, -9, 8 },	 { DAY_DEPOSIT, 15, 1, -10, 8 },
	{ DAY_LOCK, 10, 1, -8, 8 },	 { DAY_RECONCILE, 15, 2, -10, 10 },
	{ DAY_OVERRIDE, 40, 2, -13, 5 },
};

static int64_t time_between(day_camp *c, int64_t close_ms, int from, int to)
{
	const int64_t span = (int64_t)(to - from) * DAY_MIN_MS;
	return close_ms + (int64_t)from * DAY_MIN_MS + (int64_t)day_rand(c, (uint64_t)span);
}

/* Up at most for half a minute or so, from the last quote on until the correction is worked. */
static void draw_rough(day_play *d)
{
	day_camp *c = d->c;
	int64_t at = d->close_ms - DAY_MIN_MS;
	while (at < d->close_ms + 6 * DAY_MIN_MS && d->n < DAY_AGENDA) {
		at += 5000 + (int64_t)day_rand(c, 40000);
		d->agenda[d->n++] = (day_item){ .at_ms = at,
						.deed = DAY_KILL_SHORT,
						.rand = day_rand(c, UINT64_MAX) };
	}
}

static int by_time(const void *a, const void *b)
{
	const day_item *x = a, *y = b;
	return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
}

static void draw_agenda(day_play *d)
{
	day_camp *c = d->c;
	for (size_t k = 0; k < sizeof(deeds) / sizeof(deeds[0]); k++) {
		const bool comes = day_rand(c, 100) < deeds[k].chance;
		const uint64_t n = 1 + day_rand(c, deeds[k].most);
		for (uint64_t i = 0; i < n; i++) {
			const day_item x = { .at_ms = time_between(c, d->close_ms, deeds[k].from,
								   deeds[k].to),
					     .deed = deeds[k].deed,
					     .rand = day_rand(c, UINT64_MAX) };
			if (comes && d->n < DAY_AGENDA)
				d->agenda[d->n++] = x;
		}
	}
	qsort(d->agenda, d->n, sizeof(d->agenda[0]), by_time);
}

void day_draw(day_play *d, day_camp *c, int64_t close_ms, bool last)
{
	memset(d, 0, sizeof(*d));
	d->c = c;
	d->close_ms = close_ms;
	c->day = (day_sum){ .seed = c->rand };
	const uint64_t will = day_rand(c, 100);
	d->will = will < 78 ? DAY_APPROVE : will < 89 ? DAY_REJECT : DAY_EXPIRE;
	d->decide_ms = time_between(c, close_ms, -10, -1);
	d->edits = (unsigned)day_rand(c, 4);
	d->answers = day_rand(c, 2) == 0;
	d->end_ms = close_ms + 12 * DAY_MIN_MS + (int64_t)day_rand(c, 3 * DAY_MIN_MS);
	d->abandon = day_rand(c, 8) == 0 && !last;
	if (d->abandon)
		d->end_ms = time_between(c, close_ms, -9, 12);
	d->stop_venue = day_rand(c, 2) == 0;
	draw_agenda(d);
	if (!c->rough)
		return;
	d->will = DAY_APPROVE;
	d->decide_ms = time_between(c, close_ms, -10, -6);
	d->abandon = false;
	d->end_ms = close_ms + 13 * DAY_MIN_MS;
	draw_rough(d);
	qsort(d->agenda, d->n, sizeof(d->agenda[0]), by_time);
}

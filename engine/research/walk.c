#include "engine/research/walk.h"

#include <string.h>

static bool walk_ok(const rv_bt_walk *w)
{
	return w->train_days > 0 && w->test_days > 0 && w->purge_days >= 0 &&
	       w->embargo_days >= 0 && w->embargo_days < w->test_days && w->min_test_days > 0 &&
	       w->min_test_days <= w->test_days && w->purge_days < w->train_days;
}

size_t rv_walk_windows(const rv_bt_walk *w, size_t n_days)
{
	if (!w->on)
		return n_days > 1 ? 1 : 0;
	if (!walk_ok(w) || n_days <= (size_t)w->train_days)
		return 0;
	const size_t test = (size_t)w->test_days, days = n_days - (size_t)w->train_days;
	return days / test + (days % test >= (size_t)w->min_test_days ? 1 : 0);
}

void rv_walk_window(const rv_bt_walk *w, size_t n_days, size_t k, rv_bt_window *out)
{
	const size_t test = (size_t)w->test_days, train = (size_t)w->train_days;
	memset(out, 0, sizeof(*out));
	out->trial = SIZE_MAX;
	if (!w->on) {
		out->test_from = 1; /* day 0 is only marked */
		out->test_to = n_days;
		return;
	}
	out->train_from = k * test;
	out->train_to = k * test + train - (size_t)w->purge_days;
	out->test_from = k * test + train;
	out->test_to = out->test_from + test < n_days ? out->test_from + test : n_days;
}

bool rv_walk_trains(const rv_bt_walk *w, size_t n_days, size_t k, size_t day)
{
	rv_bt_window x;
	rv_walk_window(w, n_days, k, &x);
	if (day < x.train_from || day >= x.train_to)
		return false;
	const size_t first_end = (size_t)w->train_days + (size_t)w->test_days;
	if (day < first_end) /* no test has ended by then */
		return true;
	return (day - first_end) % (size_t)w->test_days >= (size_t)w->embargo_days;
}

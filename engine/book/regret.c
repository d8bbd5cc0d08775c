/* What was not traded as the model wanted it; see regret.h. */
#include "engine/book/regret.h"

#include "engine/book/wide.h"

#include <string.h>

static const char *const names[RV_REGRET_N] = { "rejected", "shrunk",	  "expired",
						"excluded", "overridden", "denied" };

const char *rv_regret_name(rv_regret_kind k)
{
	return (unsigned)k < RV_REGRET_N ? names[k] : "?";
}

rv_status rv_regret_worth(const rv_regret *e, int64_t *musd)
{
	if (e->mark_px <= 0)
		return RV_ENOENT;
	const rv_wide v = ((rv_wide)e->wanted - e->done) * ((rv_wide)e->mark_px - e->px) -
			  (rv_wide)e->cost_musd;
	return rv_wide_narrow(v, musd) == RV_OK ? RV_OK : RV_ENOENT;
}

static void add_bounded(int64_t *to, int64_t by)
{
	if (__builtin_add_overflow(*to, by, to))
		*to = by < 0 ? INT64_MIN : INT64_MAX;
}

static void count(rv_regret_total *t, const rv_regret *e)
{
	int64_t musd = 0;
	if (rv_regret_worth(e, &musd) != RV_OK) {
		t->unknown++;
		return;
	}
	t->n++;
	add_bounded(&t->musd, musd);
	add_bounded(musd > 0 ? &t->earned_musd : &t->saved_musd, musd);
}

static rv_status check(const rv_regret *e)
{
	int64_t rest = 0;
	if ((unsigned)e->kind >= RV_REGRET_N || e->wanted == e->done || e->px <= 0 ||
	    e->cost_musd < 0 || !e->symbol[0] || !memchr(e->symbol, '\0', sizeof(e->symbol)))
		return RV_EINVAL;
	return __builtin_sub_overflow(e->wanted, e->done, &rest) ? RV_ERANGE : RV_OK;
}

static rv_regret *slot(rv_regret_list *l, size_t i)
{
	return &l->e[(l->first + i) % RV_REGRET_MOST];
}

rv_status rv_regret_add(rv_regret_list *l, const rv_regret *e)
{
	const rv_status st = check(e);
	if (st != RV_OK)
		return st;
	if (l->n == RV_REGRET_MOST) {
		const rv_regret *oldest = slot(l, 0);
		count(&l->left[oldest->kind], oldest);
		l->first = (l->first + 1) % RV_REGRET_MOST;
		l->n--;
	}
	rv_regret *to = slot(l, l->n++);
	*to = *e;
	to->mark_px = to->mark_ms = 0;
	to->over = false;
	return RV_OK;
}

void rv_regret_mark(rv_regret_list *l, const char *symbol, int64_t px, int64_t utc_ms)
{
	if (px <= 0)
		return;
	for (size_t i = 0; i < l->n; i++) {
		rv_regret *e = slot(l, i);
		if (e->over || strcmp(e->symbol, symbol) != 0)
			continue;
		e->mark_px = px;
		e->mark_ms = utc_ms;
	}
}

void rv_regret_settle(rv_regret_list *l, const char *symbol)
{
	for (size_t i = 0; i < l->n; i++) {
		rv_regret *e = slot(l, i);
		if (strcmp(e->symbol, symbol) == 0)
			e->over = true;
	}
}

const rv_regret *rv_regret_at(const rv_regret_list *l, size_t i)
{
	return i < l->n ? &l->e[(l->first + l->n - 1 - i) % RV_REGRET_MOST] : NULL;
}

void rv_regret_totals(const rv_regret_list *l, rv_regret_total out[RV_REGRET_N])
{
	memcpy(out, l->left, sizeof(l->left));
	for (size_t i = 0; i < l->n; i++) {
		const rv_regret *e = &l->e[(l->first + i) % RV_REGRET_MOST];
		count(&out[e->kind], e);
	}
}

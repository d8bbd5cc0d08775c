/* Stops of shares and drawdown circuits; see risk_watch.h. */
#include "engine/book/risk_watch.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct watching {
	const rv_watch_params *p;
	const rv_bucket_params *b;
	rv_watch *w;
	const rv_watch_input *in;
	rv_watch_result *res;
} watching;

void rv_watch_params_default(rv_watch_params *p)
{
	*p = (rv_watch_params){ .drawdown = 0.06, .day_loss = 0.02, .rest_ms = RV_DAY_MS };
	p->stops[RV_SUB_S4M] = RV_WATCH_PRICE;
	p->stops[RV_SUB_S4R] = p->stops[RV_SUB_S4MR] = RV_WATCH_PRICE | RV_WATCH_TIME;
	p->stops[RV_SUB_S4P] = RV_WATCH_TIME;
}

const char *rv_watch_params_error(const rv_watch_params *p)
{
	if (!(p->drawdown > 0.0 && p->drawdown < 1.0) || !(p->day_loss > 0.0 && p->day_loss < 1.0))
		return "drawdown and day loss: above 0, below 1";
	if (p->rest_ms < 0)
		return "the rest after a stop: not negative";
	for (int s = 0; s < RV_SUB_H; s++) {
		if (p->stops[s] > (RV_WATCH_PRICE | RV_WATCH_TIME))
			return "stops of a sub-book: by price, by time, both or none";
	}
	return NULL;
}

static bool same(rv_sub sub, const char *symbol, rv_sub other, const char *name)
{
	return sub == other && strcmp(symbol, name) == 0;
}

static rv_watch_entry *find(rv_watch *w, rv_sub sub, const char *symbol)
{
	for (size_t i = 0; i < w->n; i++) {
		if (same(sub, symbol, w->entries[i].sub, w->entries[i].symbol))
			return &w->entries[i];
	}
	return NULL;
}

static int side_of(int64_t lots)
{
	return lots > 0 ? 1 : -1;
}

static int64_t size_of(int64_t lots)
{
	return lots < 0 ? -lots : lots;
}

static unsigned stops_of(const watching *x, const rv_watch_share *s)
{
	return s->hedge ? 0 : x->p->stops[s->sub];
}

/* Cost of the moment; a stop without an ATR is set when there is one. */
static void open_stop(const watching *x, rv_watch_entry *e, const rv_watch_share *s)
{
	if (stops_of(x, s) & RV_WATCH_PRICE)
		e->stop = rv_stop_open(x->b, side_of(s->lots), s->entry_px, s->atr);
}

static void begin(const watching *x, rv_watch_entry *e, const rv_watch_share *s)
{
	const int64_t rests = e->rests_until_ms;
	*e = (rv_watch_entry){ .sub = s->sub,
			       .opened_utc_ms = x->in->utc_ms,
			       .stop = { 0, NAN, NAN, NAN, NAN },
			       .target = s->target,
			       .most = INT64_MAX,
			       .close_ms = s->close_ms,
			       .rests_until_ms = rests };
	(void)snprintf(e->symbol, sizeof(e->symbol), "%s", s->symbol);
	open_stop(x, e, s);
}

static double profit_of(const rv_watch_share *s)
{
	if (!isnan(s->profit))
		return s->profit;
	return (double)side_of(s->lots) * (s->close / s->entry_px - 1.0);
}

/* What this bar says: the stop by price first, then the one by time. */
static rv_exit stops_say(const watching *x, rv_watch_entry *e, const rv_watch_share *s)
{
	rv_exit exit = RV_EXIT_NONE;
	if (!isfinite(s->close) || s->close_ms <= e->close_ms)
		return exit;
	e->close_ms = s->close_ms;
	if (stops_of(x, s) & RV_WATCH_PRICE)
		e->stop = rv_stop_step(x->b, e->stop, s->close, &exit);
	const double days = (double)(s->close_ms - e->opened_utc_ms) / (double)RV_DAY_MS;
	if (exit == RV_EXIT_NONE && stops_of(x, s) & RV_WATCH_TIME &&
	    rv_time_stop(x->b, days, profit_of(s), e->target))
		exit = RV_EXIT_TIME;
	return exit;
}

static void limit(rv_watch_entry *e, int64_t most, double at)
{
	if (most < e->most) {
		e->most = most;
		e->decided_at = at;
	}
}

/* A half is closed once; a whole exit outlives it; of two whole ones the first stays. */
static void decide(rv_watch_entry *e, rv_exit exit, const rv_watch_share *s)
{
	const bool half = exit == RV_EXIT_HALF;
	if (exit == RV_EXIT_NONE || e->most == 0 ||
	    (half && (e->half_done || e->exit != RV_EXIT_NONE)))
		return;
	e->exit = exit;
	e->half_done = e->half_done || half;
	limit(e, half ? size_of(s->lots) / 2 : 0, s->close);
}

/* What was decided and is done is forgotten; after a whole exit the sub-book rests. */
static void settle(const watching *x, rv_watch_entry *e, const rv_watch_share *s)
{
	if (s->lots != 0 && size_of(s->lots) > e->most)
		return;
	if (s->lots == 0 && e->most == 0 && e->exit != RV_EXIT_NONE)
		e->rests_until_ms = x->in->utc_ms + x->p->rest_ms;
	e->most = INT64_MAX;
	e->exit = RV_EXIT_NONE;
	e->cut = false;
}

static void look(const watching *x, rv_watch_entry *e, const rv_watch_share *s)
{
	const bool other_side = e->lots != 0 && side_of(e->lots) != side_of(s->lots);
	if (s->lots == 0) {
		if (e->lots != 0)
			settle(x, e, s);
		e->lots = 0;
		return;
	}
	if (e->lots == 0 || other_side)
		begin(x, e, s);
	else if (isnan(e->stop.stop) && isfinite(s->atr))
		open_stop(x, e, s);
	e->lots = s->lots;
	settle(x, e, s);
	if (e->most > 0) { /* a stop that has been hit does not move on */
		decide(e, stops_say(x, e, s), s);
		decide(e, s->model, s);
	}
	if (x->res->cut[s->sub]) {
		const double keep = floor((double)size_of(s->lots) * x->res->factor[s->sub]);
		e->cut = true;
		limit(e, (int64_t)keep, x->res->drawdown[s->sub]);
	}
}

static void circuits(const watching *x)
{
	rv_watch_result *r = x->res;
	for (int s = 0; s < RV_SUB_H; s++) {
		rv_drawdown_order o;
		x->w->circuits[s] = rv_drawdown_step(x->b, x->w->circuits[s], x->in->equity[s], &o);
		r->drawdown[s] = o.drawdown;
		r->factor[s] = o.factor;
		r->cut[s] = o.cut;
	}
	if (isfinite(x->in->nav))
		x->w->peak = fmax(x->w->peak, x->in->nav);
	r->total_drawdown = x->w->peak > 0.0 ? 1.0 - x->in->nav / x->w->peak : (double)NAN;
	r->day_loss =
		x->in->nav_day_start > 0.0 ? 1.0 - x->in->nav / x->in->nav_day_start : (double)NAN;
	r->reducing = r->total_drawdown >= x->p->drawdown;
	r->no_additions = r->reducing || r->day_loss >= x->p->day_loss;
}

static void put_reason(const watching *x, const rv_watch_entry *e, rv_watch_want *v)
{
	const char *name = rv_sub_name(e->sub);
	if (e->exit == RV_EXIT_HARD_STOP || e->exit == RV_EXIT_TRAILING)
		(void)snprintf(v->reason, sizeof(v->reason), "%s %s: %s at %.6g, close %.6g", name,
			       e->symbol, e->exit == RV_EXIT_TRAILING ? "trailing stop" : "stop",
			       e->stop.stop, e->decided_at);
	else if (e->exit == RV_EXIT_TIME)
		(void)snprintf(v->reason, sizeof(v->reason),
			       "%s %s: %d days under %.0f %% of its target", name, e->symbol,
			       x->b->time_stop_days, x->b->time_stop_share * 100.0);
	else if (e->exit != RV_EXIT_NONE)
		(void)snprintf(v->reason, sizeof(v->reason), "%s %s: exit, %s", name, e->symbol,
			       rv_exit_name(e->exit));
	else
		(void)snprintf(v->reason, sizeof(v->reason),
			       "%s %s: drawdown of %.1f %%, positions by %.2g", name, e->symbol,
			       e->decided_at * 100.0, x->b->dd_factor);
}

static void want(const watching *x, const rv_watch_entry *e, rv_watch_want *wants)
{
	if (e->lots == 0 || size_of(e->lots) <= e->most)
		return;
	rv_watch_want *v = &wants[x->res->n_wants++];
	*v = (rv_watch_want){ .sub = e->sub, .exit = e->exit, .cut = e->cut };
	memcpy(v->symbol, e->symbol, sizeof(v->symbol));
	v->lots = side_of(e->lots) * e->most - e->lots;
	put_reason(x, e, v);
}

/* One word, or its line would not read back. */
static bool word(const char *s, size_t cap)
{
	const char *end = memchr(s, '\0', cap);
	return end && end > s && strcspn(s, " \n\t") == (size_t)(end - s);
}

/* Shares that are told must be of strategies, each once; those that are not told have no lots. */
static rv_status check(const rv_watch_share *shares, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if ((unsigned)shares[i].sub >= RV_SUB_H || shares[i].lots == INT64_MIN ||
		    !word(shares[i].symbol, sizeof(shares[i].symbol)))
			return RV_EINVAL;
		for (size_t k = 0; k < i; k++) {
			if (same(shares[i].sub, shares[i].symbol, shares[k].sub, shares[k].symbol))
				return RV_EINVAL;
		}
	}
	return RV_OK;
}

static bool told(const rv_watch_entry *e, const rv_watch_share *shares, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (same(e->sub, e->symbol, shares[i].sub, shares[i].symbol))
			return true;
	}
	return false;
}

/* Entries of shares that are gone: they end, and rest or are dropped. */
static void sweep(const watching *x, const rv_watch_share *shares, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < x->w->n; i++) {
		rv_watch_entry *e = &x->w->entries[i];
		if (!told(e, shares, n)) {
			const rv_watch_share gone = { .sub = e->sub };
			look(x, e, &gone);
		}
		if (e->lots != 0 || x->in->utc_ms < e->rests_until_ms)
			x->w->entries[kept++] = *e;
	}
	x->w->n = kept;
}

/* There is room: rv_watch_step has counted. */
static void look_at_all(const watching *x, const rv_watch_share *shares, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		rv_watch_entry *e = find(x->w, shares[i].sub, shares[i].symbol);
		if (!e && shares[i].lots == 0)
			continue;
		if (!e) {
			e = &x->w->entries[x->w->n++];
			*e = (rv_watch_entry){ .lots = 0 };
		}
		look(x, e, &shares[i]);
	}
}

rv_status rv_watch_step(const rv_watch_params *p, const rv_bucket_params *b, rv_watch *w,
			const rv_watch_input *in, const rv_watch_share *shares, size_t n,
			rv_watch_result *res, rv_watch_want *wants)
{
	rv_watch_result made = { .n_wants = 0 };
	if (rv_watch_params_error(p) || check(shares, n) != RV_OK)
		return RV_EINVAL;
	size_t fresh = 0;
	for (size_t i = 0; i < n; i++)
		fresh += shares[i].lots != 0 && !find(w, shares[i].sub, shares[i].symbol) ? 1 : 0;
	const watching x = { p, b, w, in, &made };
	if (w->n + fresh > RV_WATCH_MAX)
		return RV_EFULL;
	circuits(&x);
	look_at_all(&x, shares, n);
	sweep(&x, shares, n);
	for (size_t i = 0; i < w->n; i++)
		want(&x, &w->entries[i], wants);
	*res = made;
	return RV_OK;
}

int64_t rv_watch_most(const rv_watch *w, rv_sub sub, const char *symbol, int64_t utc_ms)
{
	for (size_t i = 0; i < w->n; i++) {
		const rv_watch_entry *e = &w->entries[i];
		if (!same(sub, symbol, e->sub, e->symbol))
			continue;
		return e->lots == 0 && utc_ms < e->rests_until_ms ? 0 : e->most;
	}
	return INT64_MAX;
}

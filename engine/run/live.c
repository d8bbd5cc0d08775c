/* The live engine's state and its ticks; see live.h. The snapshot is filled in live_view.c. */
#include "engine/run/live.h"

#include "engine/run/live_state.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIVE_GRACE_MS = 10000, FORMING_SLACK = 3, DAILY_SLACK = 8 };

void rv_live_params_default(rv_live_params *p)
{
	memset(p, 0, sizeof(*p));
	rv_step_params_default(&p->step);
	/* Beyond what a pass reads: what a pass of the bars that are remembered reads, and a day
	 * whose bars are still coming must not push the oldest out */
	p->depth_1h = RV_STEP_HOURLY_BARS + RV_VIEW_PASSES;
	p->depth_1d = RV_STEP_DAILY_BARS + DAILY_SLACK;
	p->grace_ms = LIVE_GRACE_MS;
}

rv_status rv_live_new(const rv_live_params *p, rv_log *log, rv_live **out)
{
	rv_live *l = calloc(1, sizeof(*l));
	if (!l)
		return RV_ENOMEM;
	l->p = *p;
	l->log = log;
	l->hours_due = l->days_due = (rv_live_due){ INT64_MIN, INT64_MAX };
	const size_t lookback = (size_t)p->step.rvm.lookback_bars;
	rv_status st = rv_panel_new(RV_INTERVAL_1H, RV_MAX_SYMBOLS, p->depth_1h, &l->hourly);
	if (st == RV_OK)
		st = rv_panel_new(RV_INTERVAL_1D, RV_MAX_SYMBOLS, p->depth_1d, &l->daily);
	if (st == RV_OK)
		st = rv_panel_new(RV_INTERVAL_1D, RV_MAX_SYMBOLS, p->depth_1d, &l->projected);
	if (st == RV_OK)
		st = rv_panel_past_new(l->hourly, &l->closed_hours);
	if (st == RV_OK)
		st = rv_panel_new(RV_INTERVAL_1H, RV_MAX_SYMBOLS, lookback + FORMING_SLACK,
				  &l->forming);
	if (st == RV_OK)
		st = rv_step_new(&p->step, &l->step);
	if (st == RV_OK)
		st = rv_rvm_new(RV_MAX_SYMBOLS, lookback, &l->forming_ws);
	if (st == RV_OK)
		st = rv_forming_new(RV_MAX_SYMBOLS, &p->step.idio, &l->open_day);
	if (st == RV_OK)
		st = rv_live_fields_new(p->depth_1d, &p->step.aliases, p->step.funding_min_hours,
					&l->fields);
	if (st != RV_OK) {
		rv_live_free(l);
		return st;
	}
	*out = l;
	return RV_OK;
}

void rv_live_free(rv_live *l)
{
	if (!l)
		return;
	free(l->weighed);
	rv_live_fields_free(l->fields);
	rv_forming_free(l->open_day);
	rv_rvm_free(l->forming_ws);
	rv_step_free(l->step);
	rv_panel_free(l->forming);
	rv_panel_free(l->projected);
	rv_panel_free(l->closed_hours);
	rv_panel_free(l->daily);
	rv_panel_free(l->hourly);
	free(l);
}

/* First index whose name is >= name. */
static size_t lower_bound(const rv_live *l, const char *name)
{
	size_t lo = 0, hi = l->n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (strcmp(l->symbols[mid].in.name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

size_t rv_live_find(const rv_live *l, const char *name)
{
	const size_t i = lower_bound(l, name);
	return i < l->n && strcmp(l->symbols[i].in.name, name) == 0 ? i : SIZE_MAX;
}

static rv_status add_to_panel(rv_panel *p, const rv_instrument *in)
{
	const rv_status st = rv_panel_add_symbol(p, in->name, in->kind);
	return st == RV_EEXIST ? RV_OK : st;
}

static rv_status add_symbol(rv_live *l, const rv_instrument *in)
{
	if (l->n == RV_MAX_SYMBOLS)
		return RV_EFULL;
	rv_panel *const panels[] = { l->hourly, l->daily, l->projected, l->forming };
	for (size_t i = 0; i < sizeof(panels) / sizeof(panels[0]); i++) {
		const rv_status st = add_to_panel(panels[i], in);
		if (st != RV_OK)
			return st;
	}
	const size_t at = lower_bound(l, in->name);
	memmove(&l->symbols[at + 1], &l->symbols[at], (l->n - at) * sizeof(l->symbols[0]));
	l->symbols[at] = (rv_live_symbol){
		.in = *in, .rv_forming = NAN, .rv_sd_own = NAN, .sigma_day = NAN, .sigma_hour = NAN
	};
	l->n++;
	return RV_OK;
}

static rv_status take_instruments(rv_live *l, const rv_md *md)
{
	for (size_t i = 0; i < md->n; i++) {
		rv_instrument in = md->u.instruments[i];
		in.kind = rv_universe_kind(&l->p.step.universe, in.name);
		const size_t at = rv_live_find(l, in.name);
		if (at != SIZE_MAX) {
			l->symbols[at].in = in;
			continue;
		}
		const rv_status st = add_symbol(l, &in);
		if (st != RV_OK)
			return st;
		l->dirty = true;
	}
	return RV_OK;
}

/* A symbol that sends bars before any instrument list names it (a warm start from the store). */
static rv_status ensure_symbol(rv_live *l, const char *name, size_t *at)
{
	*at = rv_live_find(l, name);
	if (*at != SIZE_MAX)
		return RV_OK;
	rv_instrument in = { .kind = rv_universe_kind(&l->p.step.universe, name),
			     .venue_index = -1,
			     .sz_decimals = -1 };
	(void)snprintf(in.name, sizeof(in.name), "%s", name);
	const rv_status st = add_symbol(l, &in);
	if (st == RV_OK)
		*at = rv_live_find(l, name);
	return st;
}

static bool same(double a, double b)
{
	return a == b || (!isfinite(a) && !isfinite(b)); /* the panel knows no infinity */
}

static bool has_bar(const rv_panel *p, size_t row, const rv_bar *b)
{
	const size_t col = rv_panel_col(p, b->t);
	if (col == SIZE_MAX)
		return false;
	const double want[RV_PANEL_BAR_FIELDS] = { b->open,  b->high,	     b->low,
						   b->close, b->volume_base, b->volume_quote };
	for (int f = 0; f < RV_PANEL_BAR_FIELDS; f++) {
		if (!same(rv_panel_row(p, (rv_panel_field)f, row)[col], want[f]))
			return false;
	}
	return true;
}

/* The oldest of the bars that the panel does not have as they are; INT64_MAX none. */
static int64_t first_news(const rv_panel *p, const rv_md *md)
{
	const size_t row = rv_panel_find(p, md->symbol);
	int64_t t = INT64_MAX;
	for (size_t i = 0; i < md->n; i++) {
		if (md->u.bars[i].t < t && !has_bar(p, row, &md->u.bars[i]))
			t = md->u.bars[i].t;
	}
	return t;
}

static void put_bars(rv_live *l, rv_panel *p, const rv_md *md)
{
	const size_t row = rv_panel_find(p, md->symbol);
	assert(row != SIZE_MAX);
	for (size_t i = 0; i < md->n; i++) {
		if (rv_panel_put(p, row, &md->u.bars[i]) != RV_OK)
			l->skipped_bars++;
	}
}

/* The forming panel wants only the tail; older bars would be refused one by one. */
static void put_forming_tail(rv_live *l, const rv_md *md)
{
	const size_t keep = (size_t)l->p.step.rvm.lookback_bars + FORMING_SLACK;
	rv_md tail = *md;
	if (md->n > keep) {
		tail.u.bars = md->u.bars + (md->n - keep);
		tail.n = keep;
	}
	const uint64_t before = l->skipped_bars;
	put_bars(l, l->forming, &tail);
	l->skipped_bars = before; /* too old for the small panel is not an error */
}

static rv_status take_bars(rv_live *l, const rv_md *md)
{
	size_t at;
	const rv_status st = ensure_symbol(l, md->symbol, &at);
	if (st != RV_OK)
		return st;
	rv_panel *p = md->interval == RV_INTERVAL_1H ? l->hourly : l->daily;
	if (md->kind == RV_MD_BARS_RESET) {
		rv_panel_clear_row(p, rv_panel_find(p, md->symbol));
		rv_live_past_changed(l, md->interval, INT64_MIN);
		if (md->interval == RV_INTERVAL_1D)
			rv_live_fields_touch(l->fields, md->symbol);
		if (md->interval == RV_INTERVAL_1H)
			rv_panel_clear_row(l->forming, rv_panel_find(l->forming, md->symbol));
	}
	const int64_t news = first_news(p, md);
	if (news != INT64_MAX)
		rv_live_past_changed(l, md->interval, news);
	const uint64_t before = l->skipped_bars;
	put_bars(l, p, md);
	if (l->skipped_bars != before)
		rv_log_once(l->log, "engine.skipped_bars", RV_LOG_WARN, "engine",
			    "%s %s: bars off the grid or older than the window were skipped",
			    md->symbol, rv_interval_name(md->interval));
	if (md->interval == RV_INTERVAL_1H)
		put_forming_tail(l, md);
	l->dirty = true;
	return RV_OK;
}

static rv_status take_fields(rv_live *l, const rv_md *md)
{
	size_t at;
	const rv_status st = ensure_symbol(l, md->symbol, &at);
	if (st != RV_OK)
		return st;
	if (md->kind == RV_MD_MCAP)
		return rv_live_fields_mcap(l->fields, md->symbol, md->u.mcaps, md->n);
	return rv_live_fields_funding(l->fields, md->symbol, md->u.funding, md->n,
				      md->kind == RV_MD_FUNDING_RESET);
}

rv_status rv_live_md(rv_live *l, const rv_md *md)
{
	size_t at;
	rv_status st;
	switch (md->kind) {
	case RV_MD_INSTRUMENTS:
		return take_instruments(l, md);
	case RV_MD_BARS:
	case RV_MD_BARS_RESET:
		return take_bars(l, md);
	case RV_MD_PROGRESS:
		st = ensure_symbol(l, md->symbol, &at);
		if (st == RV_OK)
			l->symbols[at].have |= md->have;
		return st;
	case RV_MD_FUNDING:
	case RV_MD_FUNDING_RESET:
	case RV_MD_MCAP:
		return take_fields(l, md);
	}
	return RV_EINVAL;
}

void rv_live_quotes(rv_live *l, const rv_quote *quotes, size_t n)
{
	for (size_t i = 0; i < l->n; i++)
		l->symbols[i].quote = NULL;
	for (size_t i = 0; i < n; i++) {
		const size_t at = rv_live_find(l, quotes[i].symbol);
		if (at != SIZE_MAX)
			l->symbols[at].quote = &quotes[i];
	}
}

void rv_live_hold(rv_live *l, const rv_s5_book *s5)
{
	const rv_step_result *r = &l->result;
	l->s5 = *s5;
	if (r->s5.n > 0 && r->s5_from_ms != rv_s5_book_start(s5, r->idio.close_ms)->close_ms)
		l->dirty = true;
}

/* Every row that has column prev also has column next. */
static bool column_arrived(const rv_panel *p, size_t prev, size_t next)
{
	for (size_t r = 0; r < rv_panel_symbols(p); r++) {
		const double *close = rv_panel_row(p, RV_PANEL_CLOSE, r);
		if (isfinite(close[prev]) && !isfinite(close[next]))
			return false;
	}
	return true;
}

bool rv_live_day_whole(const rv_live *l, int64_t close_ms)
{
	const size_t col = rv_panel_col(l->daily, close_ms - RV_DAY_MS);
	if (col == SIZE_MAX || col == 0)
		return false;
	for (size_t i = 0; i < l->n; i++) {
		const size_t row = rv_panel_find(l->daily, l->symbols[i].in.name);
		if (row == SIZE_MAX || l->symbols[i].in.delisted)
			continue;
		const double *close = rv_panel_row(l->daily, RV_PANEL_CLOSE, row);
		if (isfinite(close[col - 1]) && !isfinite(close[col]))
			return false;
	}
	return true;
}

/* Close time of the bar to score at: newest that has arrived, see live.h; 0 none. */
static int64_t choose_asof(const rv_live *l, int64_t utc_ms)
{
	const size_t col = rv_panel_asof_col(l->hourly, utc_ms);
	if (col == SIZE_MAX)
		return 0;
	const int64_t close = rv_panel_open_ms(l->hourly, col) + RV_HOUR_MS;
	if (l->asof_bar_close == 0 || close <= l->asof_bar_close || col == 0 ||
	    utc_ms >= close + l->p.grace_ms || column_arrived(l->hourly, col - 1, col))
		return close;
	return l->asof_bar_close;
}

/* By name: rows move when a symbol is added. */
static void keep_sds(rv_live *l)
{
	for (size_t i = 0; i < l->n; i++)
		l->symbols[i].rv_sd_own = NAN;
	for (size_t k = 0; k < l->result.rvm.n; k++) {
		const rv_rvm_symbol *s = &l->result.rvm.symbols[k];
		const size_t at = rv_live_find(l, rv_panel_name(l->hourly, s->row));
		if (at != SIZE_MAX)
			l->symbols[at].rv_sd_own = s->sd_own;
	}
}

static rv_status score(rv_live *l, int64_t asof)
{
	const rv_step_input in = { .signal = l->hourly,
				   .daily = l->daily,
				   .asof_ms = asof,
				   .s5 = &l->s5,
				   .factor_weights = rv_live_weights(l) };
	rv_status st = rv_step_run(l->step, &in, &l->result);
	if (st != RV_OK)
		return st;
	st = rv_step_spread_history(l->step, &in, RV_VIEW_HIST, l->spread_hist);
	l->has_spread_hist = st == RV_OK;
	if (st != RV_OK)
		return st;
	l->asof_bar_close = asof;
	l->dirty = false;
	keep_sds(l);
	rv_live_sigmas(l);
	rv_forming_load(l->open_day, rv_step_recent(l->step), rv_step_idio(l->step),
			&l->result.idio);
	rv_live_remember(l);
	return RV_OK;
}

static bool is_warm(const rv_live *l)
{
	for (size_t i = 0; i < l->n; i++) {
		if (!l->symbols[i].in.delisted && l->symbols[i].have != RV_HAVE_ALL)
			return false;
	}
	return true;
}

/* Says a change once, however often it is asked. */
static void note_fallbacks(rv_live *l)
{
	if (l->asof_bar_close != 0 && !l->dirty && (!l->p.quiet_warm_up || is_warm(l)))
		rv_pass_log_note(&l->said, l->log, &l->result);
}

rv_status rv_live_tick(rv_live *l, int64_t utc_ms, bool *scored)
{
	*scored = false;
	int64_t from;
	if (rv_live_fields_write(l->fields, l->daily, &from)) {
		rv_live_past_changed(l, RV_INTERVAL_1D, from);
		l->dirty = true;
	}
	const int64_t asof = choose_asof(l, utc_ms);
	if (asof != 0 && (l->dirty || asof != l->asof_bar_close)) {
		const rv_status st = score(l, asof);
		if (st != RV_OK)
			return st;
		*scored = true;
	}
	note_fallbacks(l);
	return rv_live_open_bars(l, utc_ms);
}

/* The stat-arb universe, point in time; see universe.h. */
#include "engine/market/universe.h"

#include "engine/market/returns.h"
#include "engine/market/symbol.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const char *const default_factors[] = { "BTC", "ETH" };
static const char *const default_indices[] = { "BTCDOM", "TOTAL200" };
/* UST is the one that failed; USTC, what became of it, is a coin with a price of its own. */
static const char *const default_stables[] = { "USDT", "USDC",	"DAI",	 "BUSD",  "TUSD",   "FDUSD",
					       "USDE", "SUSDE", "USDS",	 "SUSDS", "USDP",   "PYUSD",
					       "GUSD", "LUSD",	"SUSD",	 "FRAX",  "CRVUSD", "USDD",
					       "UST",  "USD1",	"RLUSD", "USD0",  "USDX",   "EURC",
					       "EURS", "EURT",	"PAX",	 "HUSD" };

static size_t set_list(char (*out)[RV_SYMBOL_MAX], const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const size_t len = strlen(names[i]);
		assert(len < RV_SYMBOL_MAX);
		memcpy(out[i], names[i], len + 1);
	}
	return n;
}

#define SET_LIST(out, names) set_list((out), (names), sizeof(names) / sizeof((names)[0]))

void rv_universe_params_default(rv_universe_params *p)
{
	memset(p, 0, sizeof(*p));
	p->min_volume_usd = 10e6;
	p->exit_days = 1;
	p->replay_days = 60;
	p->volume_days = 30;
	p->min_history_closes = 31;
	p->n_factors = SET_LIST(p->factors, default_factors);
	p->n_indices = SET_LIST(p->indices, default_indices);
	p->n_stables = SET_LIST(p->stables, default_stables);
}

static bool listed(const char (*list)[RV_SYMBOL_MAX], size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (rv_symbol_equal(list[i], name))
			return true;
	}
	return false;
}

rv_instrument_kind rv_universe_kind(const rv_universe_params *p, const char *name)
{
	if (listed(p->indices, p->n_indices, name))
		return RV_KIND_INDEX;
	return listed(p->stables, p->n_stables, name) ? RV_KIND_STABLE : RV_KIND_PERP;
}

/* Mean over the `days` newest bars up to col, NaN unless every one of them is known. */
static double mean_volume(const rv_panel *p, size_t row, size_t col, size_t days)
{
	const double *quote = rv_panel_row(p, RV_PANEL_VOLUME_QUOTE, row);
	const double *base = rv_panel_row(p, RV_PANEL_VOLUME_BASE, row);
	const double *close = rv_panel_row(p, RV_PANEL_CLOSE, row);
	if (days == 0 || col + 1 < days)
		return NAN;
	double sum = 0.0;
	for (size_t k = col + 1 - days; k <= col; k++)
		sum += rv_volume_usd(quote[k], base[k], close[k]);
	return isfinite(sum) ? sum / (double)days : NAN;
}

static size_t count_closes(const double *close, size_t n)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		k += rv_price_known(close[i]);
	return k;
}

double rv_universe_exit_volume(const rv_universe_params *p)
{
	return p->exit_volume_usd > 0.0 ? p->exit_volume_usd : p->min_volume_usd;
}

bool rv_universe_has_band(const rv_universe_params *p)
{
	return rv_universe_exit_volume(p) < p->min_volume_usd || p->exit_days > 1;
}

bool rv_universe_day(const rv_universe_params *p, rv_universe_state *s, double mean)
{
	const bool was_in = s->in && s->age + 1 < p->replay_days;
	if (isfinite(mean) && mean >= p->min_volume_usd) {
		*s = (rv_universe_state){ .in = true };
		return true;
	}
	s->age++;
	s->below = mean < rv_universe_exit_volume(p) ? s->below + 1 : 0;
	s->in = was_in && isfinite(mean) && s->below < p->exit_days;
	return s->in;
}

/* The mean volume of a day that fulfils every other condition, else NaN. */
static double mean_if_eligible(const rv_universe_params *p, const rv_panel *daily, size_t row,
			       size_t col, size_t closes)
{
	if (!rv_price_known(rv_panel_row(daily, RV_PANEL_CLOSE, row)[col]) ||
	    closes < (size_t)p->min_history_closes)
		return NAN;
	return mean_volume(daily, row, col, (size_t)p->volume_days);
}

/* Is a coin that is below the entry volume at col still in? */
static bool still_in(const rv_universe_params *p, const rv_panel *daily, size_t row, size_t col)
{
	const double *close = rv_panel_row(daily, RV_PANEL_CLOSE, row);
	const size_t days = (size_t)p->replay_days;
	const size_t first = col + 1 < days ? 0 : col + 1 - days;
	size_t closes = count_closes(close, first);
	rv_universe_state s = { 0 };
	bool in = false;
	for (size_t k = first; k <= col; k++) {
		closes += rv_price_known(close[k]);
		in = rv_universe_day(p, &s, mean_if_eligible(p, daily, row, k, closes));
	}
	return in;
}

static rv_universe_reason judge(const rv_universe_params *p, const rv_panel *daily, size_t col,
				const rv_universe_entry *e)
{
	const char *name = rv_panel_name(daily, e->row);
	const rv_instrument_kind by_panel = rv_panel_kind(daily, e->row);
	const rv_instrument_kind by_list = rv_universe_kind(p, name);
	if (listed(p->factors, p->n_factors, name))
		return RV_UNIVERSE_FACTOR;
	if (by_panel == RV_KIND_INDEX || by_list == RV_KIND_INDEX)
		return RV_UNIVERSE_INDEX;
	if (by_panel == RV_KIND_STABLE || by_list == RV_KIND_STABLE)
		return RV_UNIVERSE_STABLE;
	if (!rv_price_known(rv_panel_row(daily, RV_PANEL_CLOSE, e->row)[col]))
		return RV_UNIVERSE_NO_BAR;
	if (e->closes < (size_t)p->min_history_closes)
		return RV_UNIVERSE_HISTORY;
	if (!isfinite(e->mean_volume_usd))
		return RV_UNIVERSE_NO_VOLUME;
	if (e->mean_volume_usd >= p->min_volume_usd)
		return RV_UNIVERSE_ACTIVE;
	return rv_universe_has_band(p) && still_in(p, daily, e->row, col) ? RV_UNIVERSE_ACTIVE
									  : RV_UNIVERSE_ILLIQUID;
}

void rv_universe_run(const rv_universe_params *p, const rv_panel *daily, size_t asof_col,
		     rv_universe *out)
{
	assert(rv_panel_interval(daily) == RV_INTERVAL_1D && asof_col < rv_panel_bars(daily));
	assert(p->volume_days >= 1 && p->min_history_closes >= 1 && p->exit_days >= 1 &&
	       p->replay_days >= 1 && p->min_active >= 0);
	const int64_t asof_open = rv_panel_open_ms(daily, asof_col);
	out->n = out->n_active = 0;
	out->band = rv_universe_has_band(p);
	for (size_t row = 0; row < rv_panel_symbols(daily); row++) {
		if (rv_panel_first_ms(daily, row) > asof_open)
			continue;
		rv_universe_entry *e = &out->entries[out->n++];
		e->row = row;
		e->closes = count_closes(rv_panel_row(daily, RV_PANEL_CLOSE, row), asof_col + 1);
		e->mean_volume_usd = mean_volume(daily, row, asof_col, (size_t)p->volume_days);
		e->reason = judge(p, daily, asof_col, e);
		out->n_active += e->reason == RV_UNIVERSE_ACTIVE;
		e->no_increase =
			e->reason == RV_UNIVERSE_ACTIVE && e->mean_volume_usd < p->min_volume_usd;
	}
	out->reduce_only = out->n_active < (size_t)p->min_active;
}

const char *rv_universe_reason_text(rv_universe_reason r)
{
	static const char *const text[RV_UNIVERSE_REASONS] = {
		[RV_UNIVERSE_ACTIVE] = "active",
		[RV_UNIVERSE_FACTOR] = "factor",
		[RV_UNIVERSE_INDEX] = "index",
		[RV_UNIVERSE_STABLE] = "stablecoin",
		[RV_UNIVERSE_NO_BAR] = "no bar at the as-of day",
		[RV_UNIVERSE_HISTORY] = "history too short",
		[RV_UNIVERSE_NO_VOLUME] = "volume unknown",
		[RV_UNIVERSE_ILLIQUID] = "illiquid",
	};
	return (unsigned)r < RV_UNIVERSE_REASONS ? text[r] : "unknown";
}

/*
 * Market structure: the workspace, one pass, and the pairs that are kept; see market_structure.h.
 *
 * A pair depends on the closes of two coins in the window and on the parameters, on nothing else.
 * It is kept under exactly that: the as-of bar, the sizes, and a hash of the bits of the closes. A
 * new bar, a bar that was mended and a replay that goes back all differ in the key, so no time to
 * live is needed to keep a value from growing old.
 */
#include "engine/factors/market_structure.h"

#include "engine/factors/ms_internal.h"

#include <stdlib.h>
#include <string.h>

enum { ARRAYS = 5 }; /* x, sq, mask, vol, vol_c of a series */

static void carve(ms_series *s, double *block, size_t line)
{
	s->x = block;
	s->sq = block + line;
	s->mask = block + 2 * line;
	s->vol = block + 3 * line;
	s->vol_c = block + 4 * line;
}

rv_status rv_ms_new(size_t max_symbols, size_t max_bars, rv_ms **out)
{
	if (max_symbols == 0 || max_symbols > RV_MAX_SYMBOLS || max_bars < 2)
		return RV_EINVAL;
	const size_t line = max_bars + RV_LAG_MAX + RV_LAG_DOT_PAD;
	rv_ms *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_symbols = max_symbols;
	w->max_bars = max_bars;
	w->block = malloc((RV_LEADERS + 1) * ARRAYS * line * sizeof(*w->block));
	w->kept = malloc(max_symbols * sizeof(*w->kept));
	w->next = malloc(max_symbols * sizeof(*w->next));
	if (!w->block || !w->kept || !w->next) {
		rv_ms_free(w);
		return RV_ENOMEM;
	}
	for (size_t l = 0; l < RV_LEADERS; l++)
		carve(&w->leaders[l], w->block + l * ARRAYS * line, line);
	carve(&w->asset, w->block + RV_LEADERS * ARRAYS * line, line);
	*out = w;
	return RV_OK;
}

void rv_ms_free(rv_ms *w)
{
	if (!w)
		return;
	free(w->block);
	free(w->kept);
	free(w->next);
	free(w);
}

size_t rv_ms_computed(const rv_ms *w)
{
	return w->computed;
}

static inline uint64_t mix(uint64_t h, const double *close)
{
	uint64_t bits;
	memcpy(&bits, close, sizeof(bits));
	h = (h ^ bits) * UINT64_C(0x9E3779B97F4A7C15);
	return h ^ (h >> 32);
}

/*
 * Four interleaved chains. Every step is one-to-one in the chain and in the word, so that a change
 * of a single close always changes the hash.
 */
static uint64_t hash_closes(const double *close, size_t n)
{
	uint64_t a = n, b = 1, c = 2, d = 3;
	size_t t = 0;
	for (; t + 4 <= n; t += 4) {
		a = mix(a, close + t);
		b = mix(b, close + t + 1);
		c = mix(c, close + t + 2);
		d = mix(d, close + t + 3);
	}
	for (; t < n; t++)
		a = mix(a, close + t);
	const uint64_t k = UINT64_C(0xD1342543DE82EF95);
	a = ((a ^ b) * k) ^ c;
	a = ((a ^ (a >> 29)) * k) ^ d;
	a = (a ^ (a >> 29)) * k;
	return a ^ (a >> 29);
}

static uint64_t closes_of(const ms_pass *pass, size_t i)
{
	if (i == SIZE_MAX)
		return 0;
	return hash_closes(rv_frame_close(pass->f, i) + pass->f->bars - pass->sizes.key,
			   pass->sizes.key);
}

static ms_key key_of(const ms_pass *pass)
{
	const rv_ms_params *p = pass->p;
	return (ms_key){ .close_ms = pass->f->close_ms,
			 .interval = pass->f->interval,
			 .bars = (int64_t)pass->sizes.key,
			 .window = (int64_t)pass->sizes.window,
			 .spill = (int64_t)pass->sizes.spill,
			 .beta_min = p->beta_min,
			 .lag_min = p->lag_min,
			 .lag_pair_min = p->lag_pair_min,
			 .spill_min = p->spill_min,
			 .vol_window = p->vol_window,
			 .half_life_min = p->half_life_min,
			 .regime_min = p->regime_min,
			 .feature_window = p->feature_window,
			 .short_bars = p->short_bars,
			 .momentum_bars = p->momentum_bars,
			 .divergence_clip = p->divergence_clip };
}

/* Which leaders are what they were in the pass that is kept; the workspace learns the new ones. */
static void compare_leaders(rv_ms *w, const ms_pass *pass, bool same[RV_LEADERS])
{
	const ms_key key = key_of(pass);
	if (memcmp(&key, &w->key, sizeof(key)) != 0)
		w->n_kept = 0;
	w->key = key;
	for (size_t l = 0; l < RV_LEADERS; l++) {
		const size_t i = pass->leader[l];
		const char *name = i == SIZE_MAX ? "" : rv_frame_name(pass->f, i);
		const uint64_t closes = closes_of(pass, i);
		same[l] = closes == w->leader_closes[l] && strcmp(name, w->leader_names[l]) == 0;
		w->leader_closes[l] = closes;
		memcpy(w->leader_names[l], name, strlen(name) + 1);
	}
}

/* The kept entry of a name, from *at on: both lists are in name order. */
static const ms_entry *kept_entry(const rv_ms *w, const char *name, size_t *at)
{
	while (*at < w->n_kept && strcmp(w->kept[*at].name, name) < 0)
		(*at)++;
	return *at < w->n_kept && strcmp(w->kept[*at].name, name) == 0 ? &w->kept[*at] : NULL;
}

static void compute(rv_ms *w, const ms_pass *pass, size_t i, const bool known[RV_LEADERS],
		    ms_entry *e)
{
	bool filled = false, gaps = false;
	const bool trades = rv_frame_trades(pass->f, i);
	for (size_t l = 0; l < RV_LEADERS; l++)
		gaps = gaps || (pass->leader[l] != SIZE_MAX && !w->leaders[l].whole);
	for (size_t l = 0; l < RV_LEADERS; l++) {
		if (known[l])
			continue;
		ms_pair_unknown(&e->pairs[l]);
		if (!trades || pass->leader[l] == SIZE_MAX)
			continue;
		if (!filled)
			ms_series_fill(&w->asset, pass, i, gaps);
		filled = true;
		ms_pair_of(pass, &w->leaders[l], &w->asset, l, i, &e->pairs[l]);
		w->computed++;
	}
}

static void run_pairs(rv_ms *w, const ms_pass *pass, rv_ms_result *out)
{
	bool same[RV_LEADERS];
	size_t at = 0;
	compare_leaders(w, pass, same);
	for (size_t l = 0; l < RV_LEADERS; l++) {
		if (pass->leader[l] != SIZE_MAX)
			ms_series_fill(&w->leaders[l], pass, pass->leader[l], true);
	}
	w->computed = 0;
	for (size_t i = 0; i < pass->f->n; i++) {
		ms_entry *e = &w->next[i];
		const char *name = rv_frame_name(pass->f, i);
		const ms_entry *kept = kept_entry(w, name, &at);
		bool known[RV_LEADERS];
		e->closes = closes_of(pass, i);
		const bool coin = kept && kept->closes == e->closes;
		for (size_t l = 0; l < RV_LEADERS; l++)
			known[l] = coin && same[l];
		if (kept)
			memcpy(e->pairs, kept->pairs, sizeof(e->pairs));
		memcpy(e->name, name, strlen(name) + 1);
		compute(w, pass, i, known, e);
		memcpy(out->symbols[i].pairs, e->pairs, sizeof(e->pairs));
	}
	ms_entry *made = w->next;
	w->next = w->kept;
	w->kept = made;
	w->n_kept = pass->f->n;
}

rv_status rv_ms_run(rv_ms *w, const rv_ms_params *p, const rv_frame *signal, rv_ms_result *out)
{
	ms_pass pass = { .p = p, .f = signal, .leaders = out->leaders };
	if (!ms_params_ok(p) || !ms_sizes_of(w, p, signal, &pass.sizes))
		return RV_EINVAL;
	for (size_t l = 0; l < RV_LEADERS; l++)
		pass.leader[l] =
			signal->n > 0 ? rv_frame_find_name(signal, p->leaders[l]) : SIZE_MAX;
	out->close_ms = signal->close_ms;
	out->n = signal->n;
	ms_leaders(&pass, out->leaders);
	out->leader_trend = ms_leader_trend(p, out->leaders);
	run_pairs(w, &pass, out);
	ms_regimes(&pass, out);
	return RV_OK;
}

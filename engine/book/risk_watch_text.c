/* The state of the risk watch as lines of text; see risk_watch.h. */
#include "engine/book/risk_watch.h"

#include "engine/book/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void rv_watch_entry_line(const rv_watch_entry *e, char out[RV_WATCH_LINE])
{
	char a[RV_NUM_TEXT], b[RV_NUM_TEXT], c[RV_NUM_TEXT], d[RV_NUM_TEXT], f[RV_NUM_TEXT],
		g[RV_NUM_TEXT];
	(void)snprintf(out, RV_WATCH_LINE,
		       "share %s %s %" PRId64 " %" PRId64 " %d %s %s %s %s %s %" PRId64
		       " %d %d %d %s %" PRId64 " %" PRId64,
		       rv_sub_name(e->sub), e->symbol, e->lots, e->opened_utc_ms, e->stop.side,
		       rv_words_num_text(e->stop.entry, a), rv_words_num_text(e->stop.atr, b),
		       rv_words_num_text(e->stop.best, c), rv_words_num_text(e->stop.stop, d),
		       rv_words_num_text(e->target, f), e->most, (int)e->exit, e->cut ? 1 : 0,
		       e->half_done ? 1 : 0, rv_words_num_text(e->decided_at, g), e->close_ms,
		       e->rests_until_ms);
}

bool rv_watch_line(const rv_watch *w, size_t i, char out[RV_WATCH_LINE])
{
	char a[RV_NUM_TEXT];
	if (i == 0) {
		(void)snprintf(out, RV_WATCH_LINE, "peak %s", rv_words_num_text(w->peak, a));
	} else if (i <= RV_SUB_H) {
		const rv_drawdown *c = &w->circuits[i - 1];
		(void)snprintf(out, RV_WATCH_LINE, "circuit %s %s %d", rv_sub_name((rv_sub)(i - 1)),
			       rv_words_num_text(c->peak, a), c->latched ? 1 : 0);
	} else if (i - RV_SUB_H - 1 < w->n) {
		rv_watch_entry_line(&w->entries[i - RV_SUB_H - 1], out);
	} else {
		return false;
	}
	return true;
}

static rv_sub take_sub(rv_words *r)
{
	char word[RV_WORD_MAX];
	rv_sub s = RV_SUB_N;
	if (rv_sub_of_name(rv_words_take(r, word), &s) != RV_OK || s >= RV_SUB_H)
		r->ok = false;
	return r->ok ? s : RV_SUB_S5;
}

static void take_entry(rv_words *r, rv_watch_entry *e)
{
	*e = (rv_watch_entry){ .sub = take_sub(r) };
	rv_words_text(r, e->symbol, sizeof(e->symbol));
	e->lots = rv_words_i64(r, -INT64_MAX, INT64_MAX);
	e->opened_utc_ms = rv_words_i64(r, INT64_MIN, INT64_MAX);
	e->stop.side = (int)rv_words_i64(r, -1, 1);
	e->stop.entry = rv_words_num(r);
	e->stop.atr = rv_words_num(r);
	e->stop.best = rv_words_num(r);
	e->stop.stop = rv_words_num(r);
	e->target = rv_words_num(r);
	e->most = rv_words_i64(r, 0, INT64_MAX);
	e->exit = (rv_exit)rv_words_i64(r, RV_EXIT_NONE, RV_EXIT_BREAKDOWN);
	e->cut = rv_words_i64(r, 0, 1) == 1;
	e->half_done = rv_words_i64(r, 0, 1) == 1;
	e->decided_at = rv_words_num(r);
	e->close_ms = rv_words_i64(r, INT64_MIN, INT64_MAX);
	e->rests_until_ms = rv_words_i64(r, INT64_MIN, INT64_MAX);
}

static rv_status read_entry(rv_watch *w, rv_words *r)
{
	rv_watch_entry e;
	take_entry(r, &e);
	if (!rv_words_done(r))
		return RV_EPARSE;
	for (size_t i = 0; i < w->n; i++) {
		if (w->entries[i].sub == e.sub && strcmp(w->entries[i].symbol, e.symbol) == 0)
			return RV_EEXIST;
	}
	if (w->n == RV_WATCH_MAX)
		return RV_EFULL;
	w->entries[w->n++] = e;
	return RV_OK;
}

static rv_status read_circuit(rv_watch *w, rv_words *r)
{
	const rv_sub s = take_sub(r);
	const double peak = rv_words_num(r);
	const bool latched = rv_words_i64(r, 0, 1) == 1;
	if (!rv_words_done(r) || !isfinite(peak))
		return RV_EPARSE;
	w->circuits[s] = (rv_drawdown){ peak, latched };
	return RV_OK;
}

rv_status rv_watch_read(rv_watch *w, const char *line)
{
	char word[RV_WORD_MAX];
	rv_words r = { line, true };
	(void)rv_words_take(&r, word);
	if (strcmp(word, "share") == 0)
		return read_entry(w, &r);
	if (strcmp(word, "circuit") == 0)
		return read_circuit(w, &r);
	const double peak = rv_words_num(&r);
	if (strcmp(word, "peak") != 0 || !rv_words_done(&r) || !isfinite(peak))
		return RV_EPARSE;
	w->peak = peak;
	return RV_OK;
}

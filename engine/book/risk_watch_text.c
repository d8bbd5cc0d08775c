/* The state of the risk watch as lines of text; see risk_watch.h. */
#include "engine/book/risk_watch.h"

#include "engine/base/num.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WORD = 64 };

/* NaN as "null", infinities as they are: a target may be one. */
static const char *num(double v, char buf[RV_NUM_TEXT])
{
	if (isinf(v))
		(void)snprintf(buf, RV_NUM_TEXT, v > 0.0 ? "inf" : "-inf");
	else
		(void)rv_num_format(v, buf);
	return buf;
}

static void entry_line(const rv_watch_entry *e, char out[RV_WATCH_LINE])
{
	char a[RV_NUM_TEXT], b[RV_NUM_TEXT], c[RV_NUM_TEXT], d[RV_NUM_TEXT], f[RV_NUM_TEXT],
		g[RV_NUM_TEXT];
	(void)snprintf(out, RV_WATCH_LINE,
		       "share %s %s %" PRId64 " %" PRId64 " %d %s %s %s %s %s %" PRId64
		       " %d %d %d %s %" PRId64 " %" PRId64,
		       rv_sub_name(e->sub), e->symbol, e->lots, e->opened_utc_ms, e->stop.side,
		       num(e->stop.entry, a), num(e->stop.atr, b), num(e->stop.best, c),
		       num(e->stop.stop, d), num(e->target, f), e->most, (int)e->exit,
		       e->cut ? 1 : 0, e->half_done ? 1 : 0, num(e->decided_at, g), e->close_ms,
		       e->rests_until_ms);
}

bool rv_watch_line(const rv_watch *w, size_t i, char out[RV_WATCH_LINE])
{
	char a[RV_NUM_TEXT];
	if (i == 0) {
		(void)snprintf(out, RV_WATCH_LINE, "peak %s", num(w->peak, a));
	} else if (i <= RV_SUB_H) {
		const rv_drawdown *c = &w->circuits[i - 1];
		(void)snprintf(out, RV_WATCH_LINE, "circuit %s %s %d", rv_sub_name((rv_sub)(i - 1)),
			       num(c->peak, a), c->latched ? 1 : 0);
	} else if (i - RV_SUB_H - 1 < w->n) {
		entry_line(&w->entries[i - RV_SUB_H - 1], out);
	} else {
		return false;
	}
	return true;
}

/* Words of a line, one blank between; ok turns false at what is not as it should be. */
typedef struct reader {
	const char *at;
	bool ok;
} reader;

static const char *take(reader *r, char out[WORD])
{
	const size_t n = strcspn(r->at, " \n");
	out[0] = '\0';
	if (!r->ok || n == 0 || n >= WORD || (r->at[n] == ' ' && !r->at[n + 1])) {
		r->ok = false;
		return out;
	}
	memcpy(out, r->at, n);
	out[n] = '\0';
	r->at += n + (r->at[n] == ' ' ? 1 : 0);
	return out;
}

static double take_num(reader *r)
{
	char word[WORD];
	double v = NAN;
	(void)take(r, word);
	if (strcmp(word, "null") == 0)
		return v;
	if (strcmp(word, "inf") == 0 || strcmp(word, "-inf") == 0)
		return word[0] == '-' ? -INFINITY : INFINITY;
	if (rv_num_parse(word, strlen(word), &v) != RV_OK)
		r->ok = false;
	return v;
}

static int64_t take_i64(reader *r, int64_t least, int64_t most)
{
	char word[WORD];
	int64_t v = 0;
	(void)take(r, word);
	if (rv_num_parse_i64(word, strlen(word), &v) != RV_OK || v < least || v > most)
		r->ok = false;
	return r->ok ? v : 0;
}

static rv_sub take_sub(reader *r)
{
	char word[WORD];
	rv_sub s = RV_SUB_N;
	if (rv_sub_of_name(take(r, word), &s) != RV_OK || s >= RV_SUB_H)
		r->ok = false;
	return r->ok ? s : RV_SUB_S5;
}

static void take_entry(reader *r, rv_watch_entry *e)
{
	char symbol[WORD];
	*e = (rv_watch_entry){ .sub = take_sub(r) };
	(void)take(r, symbol);
	r->ok = r->ok && strlen(symbol) < sizeof(e->symbol);
	if (r->ok)
		memcpy(e->symbol, symbol, strlen(symbol) + 1);
	e->lots = take_i64(r, -INT64_MAX, INT64_MAX);
	e->opened_utc_ms = take_i64(r, INT64_MIN, INT64_MAX);
	e->stop.side = (int)take_i64(r, -1, 1);
	e->stop.entry = take_num(r);
	e->stop.atr = take_num(r);
	e->stop.best = take_num(r);
	e->stop.stop = take_num(r);
	e->target = take_num(r);
	e->most = take_i64(r, 0, INT64_MAX);
	e->exit = (rv_exit)take_i64(r, RV_EXIT_NONE, RV_EXIT_BREAKDOWN);
	e->cut = take_i64(r, 0, 1) == 1;
	e->half_done = take_i64(r, 0, 1) == 1;
	e->decided_at = take_num(r);
	e->close_ms = take_i64(r, INT64_MIN, INT64_MAX);
	e->rests_until_ms = take_i64(r, INT64_MIN, INT64_MAX);
}

static rv_status read_entry(rv_watch *w, reader *r)
{
	rv_watch_entry e;
	take_entry(r, &e);
	if (!r->ok || *r->at)
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

static rv_status read_circuit(rv_watch *w, reader *r)
{
	const rv_sub s = take_sub(r);
	const double peak = take_num(r);
	const bool latched = take_i64(r, 0, 1) == 1;
	if (!r->ok || *r->at || !isfinite(peak))
		return RV_EPARSE;
	w->circuits[s] = (rv_drawdown){ peak, latched };
	return RV_OK;
}

rv_status rv_watch_read(rv_watch *w, const char *line)
{
	char word[WORD];
	reader r = { line, true };
	(void)take(&r, word);
	if (strcmp(word, "share") == 0)
		return read_entry(w, &r);
	if (strcmp(word, "circuit") == 0)
		return read_circuit(w, &r);
	const double peak = take_num(&r);
	if (strcmp(word, "peak") != 0 || !r.ok || *r.at || !isfinite(peak))
		return RV_EPARSE;
	w->peak = peak;
	return RV_OK;
}

/* The risk watch's memory as a fold of the journal; see risk_fold.h. */
#include "engine/manager/risk_fold.h"

#include "engine/book/words.h"
#include "engine/desk/shares.h"
#include "engine/desk/trade_view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool same(rv_sub sub, const char *symbol, rv_sub other, const char *name)
{
	return sub == other && strcmp(symbol, name) == 0;
}

static rv_watch_entry *entry_of(rv_watch *w, rv_sub sub, const char *symbol)
{
	for (size_t i = 0; i < w->n; i++) {
		if (same(w->entries[i].sub, w->entries[i].symbol, sub, symbol))
			return &w->entries[i];
	}
	return NULL;
}

const rv_watch_entry *rv_risk_fold_entry(const rv_risk_fold *f, rv_sub sub, const char *symbol)
{
	for (size_t i = 0; i < f->watch.n; i++) {
		const rv_watch_entry *e = &f->watch.entries[i];
		if (same(e->sub, e->symbol, sub, symbol))
			return e;
	}
	return NULL;
}

const rv_risk_ask *rv_risk_fold_ask(const rv_risk_fold *f, rv_sub sub, const char *symbol)
{
	for (size_t i = 0; i < f->n_asks; i++) {
		if (same(f->asks[i].sub, f->asks[i].symbol, sub, symbol))
			return &f->asks[i];
	}
	return NULL;
}

/* ---- lines of a WATCH event ---- */

static rv_sub take_sub(rv_words *r)
{
	char word[RV_WORD_MAX];
	rv_sub s = RV_SUB_N;
	if (rv_sub_of_name(rv_words_take(r, word), &s) != RV_OK || s >= RV_SUB_H)
		r->ok = false;
	return r->ok ? s : RV_SUB_S5;
}

static bool put_gone(rv_risk_fold *f, rv_words *r)
{
	char symbol[RV_SYMBOL_MAX];
	const rv_sub s = take_sub(r);
	rv_words_text(r, symbol, sizeof(symbol));
	rv_watch_entry *e = rv_words_done(r) ? entry_of(&f->watch, s, symbol) : NULL;
	if (!e)
		return false;
	f->watch.n--;
	const size_t after = (size_t)(&f->watch.entries[f->watch.n] - e);
	memmove(e, e + 1, after * sizeof(*e));
	return true;
}

static bool put_index(rv_risk_fold *f, rv_words *r)
{
	rv_risk_index x = { .at_utc_ms = 0 };
	const rv_sub s = take_sub(r);
	x.nav.unit.value = rv_words_num(r);
	x.nav.unit.peak = rv_words_num(r);
	x.nav.unit.day = rv_words_num(r);
	x.nav.equity_usd = rv_words_num(r);
	x.nav.trial_peak = rv_words_num(r);
	x.earned_usd = rv_words_num(r);
	x.at_utc_ms = rv_words_i64(r, 0, INT64_MAX);
	x.since_utc_ms = rv_words_i64(r, 1, INT64_MAX);
	if (!rv_words_done(r) || !isfinite(x.nav.unit.value) || !(x.nav.unit.peak > 0.0) ||
	    !isfinite(x.earned_usd) || !(x.nav.equity_usd > 0.0))
		return false;
	f->index[s] = x;
	return true;
}

/* Shares and circuits are the watch's own lines: read into an empty one, then put in place. */
static bool put_watch(rv_risk_fold *f, const char *line)
{
	rv_watch *x = &f->scratch;
	x->n = 0;
	for (int s = 0; s < RV_SUB_H; s++)
		x->circuits[s] = (rv_drawdown){ NAN, false };
	if (rv_watch_read(x, line) != RV_OK)
		return false;
	for (int s = 0; s < RV_SUB_H; s++) {
		if (!isnan(x->circuits[s].peak))
			f->watch.circuits[s] = x->circuits[s];
	}
	if (x->n == 0)
		return true;
	rv_watch_entry *e = entry_of(&f->watch, x->entries[0].sub, x->entries[0].symbol);
	if (!e && f->watch.n == RV_WATCH_MAX)
		return false;
	if (!e)
		e = &f->watch.entries[f->watch.n++];
	*e = x->entries[0];
	return true;
}

static bool put_line(rv_risk_fold *f, const char *line)
{
	char word[RV_WORD_MAX];
	rv_words r = { line, true };
	(void)rv_words_take(&r, word);
	if (strcmp(word, "gone") == 0)
		return put_gone(f, &r);
	if (strcmp(word, "index") == 0)
		return put_index(f, &r);
	return put_watch(f, line);
}

static void misread(rv_risk_fold *f, const rv_event *e)
{
	if (!f->unreadable[0])
		(void)snprintf(f->unreadable, sizeof(f->unreadable),
			       "event %llu (%s %.40s) is not understood",
			       (unsigned long long)e->seq, rv_event_word(e->type), e->subject);
}

static void on_watch(rv_risk_fold *f, const rv_event *e)
{
	char key[24], line[RV_RISK_LINE];
	int64_t n = 0;
	bool ok = rv_event_get_i64(e, "lines", &n) == RV_OK;
	for (int64_t i = 1; ok && i <= n; i++) {
		(void)snprintf(key, sizeof(key), "l%lld", (long long)i);
		ok = rv_event_get(e, key, line, sizeof(line)) == RV_OK && put_line(f, line);
	}
	if (!ok)
		misread(f, e);
}

/* ---- licences ---- */

static bool licence_of(const char *name, rv_licence *out)
{
	for (int l = 0; l < RV_LICENCE_N; l++) {
		if (strcmp(name, rv_licence_name((rv_licence)l)) == 0) {
			*out = (rv_licence)l;
			return true;
		}
	}
	return false;
}

/* Whether it had none: the last event says so, or before the first one what its sender has seen of
 * the configuration. */
static bool was_shadow(const rv_risk_fold *f, const rv_event *e, rv_sub s)
{
	char was[RV_WORD_MAX];
	if (f->licence[s].set)
		return f->licence[s].value == RV_LICENCE_SHADOW;
	return rv_event_get(e, "was", was, sizeof(was)) == RV_OK &&
	       strcmp(was, rv_licence_name(RV_LICENCE_SHADOW)) == 0;
}

/* A promotion out of SHADOW: what it lost before its time on paper is no drawdown of this licence,
 * and halves it no more. */
static void begin_anew(rv_risk_fold *f, rv_sub s)
{
	rv_risk_index *x = &f->index[s];
	rv_sub_nav_anew(&x->nav);
	x->earned_usd = 0.0;
	x->at_utc_ms = x->since_utc_ms = 0;
	f->watch.circuits[s] = (rv_drawdown){ 0.0, false };
}

static void on_licence(rv_risk_fold *f, const rv_event *e)
{
	char name[RV_WORD_MAX];
	rv_sub s = RV_SUB_N;
	rv_risk_licence x = { .set = true, .since_utc_ms = e->utc_ms, .uid = e->uid };
	const bool ok = rv_event_get(e, "sub", name, sizeof(name)) == RV_OK &&
			rv_sub_of_name(name, &s) == RV_OK && s < RV_SUB_H &&
			rv_event_get(e, "licence", name, sizeof(name)) == RV_OK &&
			licence_of(name, &x.value);
	if (!ok) {
		misread(f, e);
		return;
	}
	const bool anew = x.value != RV_LICENCE_SHADOW && was_shadow(f, e, s);
	f->licence[s] = x;
	if (anew)
		begin_anew(f, s);
	else
		rv_sub_nav_trial(&f->index[s].nav);
}

/* ---- what became of a stop ---- */

static rv_risk_ask *ask_place(rv_risk_fold *f, rv_sub sub, const char *symbol)
{
	rv_risk_ask *oldest = &f->asks[0];
	for (size_t i = 0; i < f->n_asks; i++) {
		rv_risk_ask *a = &f->asks[i];
		if (same(a->sub, a->symbol, sub, symbol))
			return a;
		if (a->asked_utc_ms < oldest->asked_utc_ms)
			oldest = a;
	}
	return f->n_asks < RV_RISK_ASKS ? &f->asks[f->n_asks++] : oldest;
}

static void on_propose(rv_risk_fold *f, const rv_event *e)
{
	char symbol[RV_SYMBOL_MAX], text[RV_SHARES_TEXT];
	int64_t cls = 0, ticket = 0, want[RV_SUB_N] = { 0 };
	if (rv_event_get_i64(e, "class", &cls) != RV_OK || cls != RV_CLASS_STOP ||
	    rv_event_get(e, "symbol", symbol, sizeof(symbol)) != RV_OK ||
	    rv_event_get_i64(e, "ticket", &ticket) != RV_OK ||
	    rv_event_get(e, "shares", text, sizeof(text)) != RV_OK ||
	    rv_shares_parse(text, want) != RV_OK)
		return; /* another order, or a stop of nobody's that is watched here */
	for (int s = 0; s < RV_SUB_H; s++) {
		if (want[s] == 0)
			continue;
		rv_risk_ask *a = ask_place(f, (rv_sub)s, symbol);
		*a = (rv_risk_ask){ .sub = (rv_sub)s,
				    .ticket = (uint64_t)ticket,
				    .asked_utc_ms = e->utc_ms };
		memcpy(a->symbol, symbol, sizeof(a->symbol));
	}
}

static void on_reject(rv_risk_fold *f, const rv_event *e)
{
	int64_t ticket = 0;
	if (rv_event_get_i64(e, "ticket", &ticket) != RV_OK)
		return;
	for (size_t i = 0; i < f->n_asks; i++) {
		if (f->asks[i].ticket == (uint64_t)ticket)
			f->asks[i].rejected_utc_ms = e->utc_ms;
	}
}

void rv_risk_fold_apply(rv_risk_fold *f, const rv_event *e)
{
	switch (e->type) {
	case RV_EVENT_WATCH:
		on_watch(f, e);
		break;
	case RV_EVENT_LICENCE:
		on_licence(f, e);
		break;
	case RV_EVENT_PROPOSE:
		on_propose(f, e);
		break;
	case RV_EVENT_REJECT:
		on_reject(f, e);
		break;
	default:
		return;
	}
	f->version++;
}

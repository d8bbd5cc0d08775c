/*
 * What a look has changed becomes WATCH and LICENCE events: decisions first, one event each, with
 * the reason in words; then the other shares, as many as fit in one event; then indices and
 * circuits. A circuit's line comes after those of the shares that it has cut: whoever dies between
 * cuts them again, to the same lots.
 */
#include "engine/manager/risk_internal.h"

#include "engine/base/timefmt.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Of an event with its words and two keys: what a line may use. */
enum { ROOM = RV_EVENT_TEXT - 512 };

typedef struct writing {
	rv_risk_manager *m;
	rv_oms *o;
	int64_t lines;
	size_t used;
	char body[RV_EVENT_TEXT];
	char words[RV_RISK_WORDS];
} writing;

static void start(writing *w, const char *subject)
{
	rv_event_begin(&w->m->event, RV_EVENT_WATCH, subject);
	w->lines = 0;
	w->used = 0;
	w->words[0] = '\0';
}

/* The lines are counted before them, so that a reader knows how many to expect. */
static rv_status finish(writing *w, const char *words)
{
	char key[24];
	rv_event *e = &w->m->event;
	const char *at = w->body;
	if (w->lines == 0)
		return RV_OK;
	rv_event_put_i64(e, "lines", w->lines);
	for (int64_t i = 1; i <= w->lines; i++) {
		(void)snprintf(key, sizeof(key), "l%lld", (long long)i);
		rv_event_put(e, key, at);
		at += strlen(at) + 1;
	}
	return rv_oms_record(w->o, e, words);
}

static bool fits(const writing *w)
{
	return w->used + RV_RISK_LINE + 32 * (size_t)(w->lines + 1) < ROOM;
}

static void add(writing *w, const char *line)
{
	const size_t n = strlen(line) + 1;
	memcpy(w->body + w->used, line, n);
	w->used += n;
	w->lines++;
}

/* ---- shares ---- */

/* What a fill changes of an entry that goes on is no news: the lots are read anew at each look. */
static bool changed(const rv_watch_entry *before, const rv_watch_entry *now)
{
	char a[RV_RISK_LINE], b[RV_RISK_LINE];
	rv_watch_entry x = *now;
	if (!before)
		return true;
	if ((before->lots > 0) == (x.lots > 0) && (before->lots < 0) == (x.lots < 0))
		x.lots = before->lots;
	rv_watch_entry_line(before, a);
	rv_watch_entry_line(&x, b);
	return strcmp(a, b) != 0;
}

static bool decided(const rv_watch_entry *before, const rv_watch_entry *now)
{
	return now->lots != 0 && now->most < INT64_MAX &&
	       (!before || before->most > now->most || before->exit != now->exit ||
		before->cut != now->cut);
}

static const char *reason_of(const rv_risk_manager *m, const rv_watch_entry *e)
{
	for (size_t i = 0; i < m->res.n_wants; i++) {
		if (m->wants[i].sub == e->sub && strcmp(m->wants[i].symbol, e->symbol) == 0)
			return m->wants[i].reason;
	}
	return "decided";
}

static rv_status record_decisions(writing *w)
{
	char line[RV_RISK_LINE], subject[RV_EVENT_SUBJECT];
	rv_status st = RV_OK;
	for (size_t i = 0; i < w->m->next.n && st == RV_OK; i++) {
		const rv_watch_entry *e = &w->m->next.entries[i];
		if (!decided(rv_risk_fold_entry(&w->m->fold, e->sub, e->symbol), e))
			continue;
		(void)snprintf(subject, sizeof(subject), "%s %s", rv_sub_name(e->sub), e->symbol);
		start(w, subject);
		rv_watch_entry_line(e, line);
		add(w, line);
		st = finish(w, reason_of(w->m, e));
	}
	return st;
}

static void say(writing *w, const rv_watch_entry *before, const rv_watch_entry *now)
{
	char time[RV_TIME_TEXT];
	const char *name = rv_sub_name(now->sub), *symbol = now->symbol;
	if (w->words[0])
		return; /* the first speaks for all */
	if (now->lots == 0)
		(void)snprintf(w->words, sizeof(w->words), "%s %s rests until %s", name, symbol,
			       rv_time_format(now->rests_until_ms, time));
	else if (before && before->lots != 0 && isfinite(now->stop.stop))
		(void)snprintf(w->words, sizeof(w->words), "%s %s: stop at %.6g", name, symbol,
			       now->stop.stop);
	else if (isfinite(now->stop.stop))
		(void)snprintf(w->words, sizeof(w->words), "%s %s: opened, stop at %.6g", name,
			       symbol, now->stop.stop);
	else
		(void)snprintf(w->words, sizeof(w->words), "%s %s: %s", name, symbol,
			       before && before->lots != 0 ? "looked at" : "opened, no stop");
}

static rv_status flush_shares(writing *w)
{
	char words[RV_RISK_WORDS + 32];
	if (w->lines > 1)
		(void)snprintf(words, sizeof(words), "%s, and %lld more", w->words,
			       (long long)w->lines - 1);
	else
		(void)snprintf(words, sizeof(words), "%s", w->words);
	const rv_status st = finish(w, words);
	start(w, "shares");
	return st;
}

static rv_status record_shares(writing *w)
{
	char line[RV_RISK_LINE];
	start(w, "shares");
	for (size_t i = 0; i < w->m->next.n; i++) {
		const rv_watch_entry *e = &w->m->next.entries[i],
				     *was = rv_risk_fold_entry(&w->m->fold, e->sub, e->symbol);
		if (!changed(was, e))
			continue;
		const rv_status st = fits(w) ? RV_OK : flush_shares(w);
		if (st != RV_OK)
			return st;
		rv_watch_entry_line(e, line);
		add(w, line);
		say(w, was, e);
	}
	return flush_shares(w);
}

static bool still_there(const rv_watch *w, const rv_watch_entry *e)
{
	for (size_t i = 0; i < w->n; i++) {
		if (w->entries[i].sub == e->sub && strcmp(w->entries[i].symbol, e->symbol) == 0)
			return true;
	}
	return false;
}

/* Backwards, as the fold closes the gap behind what goes. */
static rv_status record_gone(writing *w)
{
	char line[RV_RISK_LINE];
	const rv_watch *was = &w->m->fold.watch;
	start(w, "shares");
	for (size_t i = was->n; i > 0 && fits(w); i--) {
		const rv_watch_entry *e = &was->entries[i - 1];
		if (still_there(&w->m->next, e))
			continue;
		rv_risk_gone_line(e->sub, e->symbol, line);
		add(w, line);
		if (w->lines == 1)
			(void)snprintf(w->words, sizeof(w->words), "%s %s: watched no more",
				       rv_sub_name(e->sub), e->symbol);
	}
	return flush_shares(w);
}

/* ---- indices and circuits ---- */

static bool circuit_turned(const rv_risk_manager *m, int s)
{
	return m->next.circuits[s].latched != m->fold.watch.circuits[s].latched;
}

static void say_index(writing *w, int s)
{
	const rv_risk_manager *m = w->m;
	if (circuit_turned(m, s))
		(void)snprintf(w->words, sizeof(w->words), "%s: drawdown of %.1f %%, %s",
			       rv_sub_name((rv_sub)s), 100.0 * m->res.drawdown[s],
			       m->next.circuits[s].latched ? "the circuit is on, half size"
							   : "the circuit is off, full size");
	else if (!w->words[0])
		(void)snprintf(w->words, sizeof(w->words), "%s has %+.2f %% since its beginning",
			       rv_sub_name((rv_sub)s), 100.0 * (m->index[s].nav.unit.value - 1.0));
}

static rv_status record_indices(writing *w)
{
	char line[RV_RISK_LINE];
	start(w, "index");
	for (int s = 0; s < RV_SUB_H; s++) {
		if (!w->m->index_due[s] && !circuit_turned(w->m, s))
			continue;
		if (w->m->index[s].since_utc_ms == 0)
			continue;
		rv_risk_index_line((rv_sub)s, &w->m->index[s], line);
		add(w, line);
		rv_risk_circuit_line((rv_sub)s, &w->m->next.circuits[s], line);
		add(w, line);
		say_index(w, s);
	}
	return finish(w, w->words);
}

/* ---- demotions ---- */

static rv_status demote(writing *w, int s)
{
	char words[RV_RISK_WORDS];
	rv_risk_manager *m = w->m;
	const rv_sub_nav *n = &m->index[s].nav;
	const rv_licence less = rv_licence_less(risk_licence(m, s));
	(void)snprintf(words, sizeof(words),
		       "%s is %s: drawdown of %.1f %%, over %.3g times the %.1f %% of its backtest",
		       rv_sub_name((rv_sub)s), rv_licence_name(less),
		       100.0 * (1.0 - n->unit.value / n->trial_peak), m->p.demote_times,
		       100.0 * m->p.p95[s]);
	rv_event_begin(&m->event, RV_EVENT_LICENCE, rv_sub_name((rv_sub)s));
	rv_event_put(&m->event, "sub", rv_sub_name((rv_sub)s));
	rv_event_put(&m->event, "licence", rv_licence_name(less));
	rv_event_put(&m->event, "reason", "drawdown");
	rv_log_put(m->log, RV_LOG_WARN, "risk", "%s", words);
	const rv_status st = rv_oms_record(w->o, &m->event, words);
	if (st == RV_OK)
		rv_sub_nav_trial(&m->index[s].nav); /* as the fold has done */
	return st;
}

rv_status risk_record(rv_risk_manager *m, rv_oms *o)
{
	bool less[RV_SUB_H];
	writing w = { .m = m, .o = o };
	for (int s = 0; s < RV_SUB_H; s++)
		less[s] = risk_demotes(m, s);
	rv_status st = record_gone(&w);
	if (st == RV_OK)
		st = record_decisions(&w);
	if (st == RV_OK)
		st = record_shares(&w);
	if (st == RV_OK)
		st = record_indices(&w);
	for (int s = 0; s < RV_SUB_H && st == RV_OK; s++)
		st = less[s] ? demote(&w, s) : RV_OK;
	return st;
}

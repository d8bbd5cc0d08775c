/*
 * ACTIVE, REDUCING, HALTED: of the book and of each coin. Getting worse is automatic and at once,
 * getting better takes a person.
 */
#include "engine/base/text_fit.h"
#include "engine/desk/oms_internal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void words_of(char *out, size_t cap, const char *fmt, va_list ap) RV_PRINTF(3, 0);

static void words_of(char *out, size_t cap, const char *fmt, va_list ap)
{
	(void)vsnprintf(out, cap, fmt, ap);
}

static void write_state(rv_oms *o, const rv_coin_ref *c, rv_book_state s, bool end, bool cancel,
			unsigned mark, const char *reason)
{
	rv_event *e = oms_event(o, RV_EVENT_STATE, c ? c->symbol : "book");
	rv_event_put_i64(e, "book", c == NULL);
	rv_event_put_i64(e, "state", s);
	rv_event_put_i64(e, "end_mandates", end);
	rv_event_put_i64(e, "cancel", cancel);
	if (c)
		oms_put_coin(e, c);
	oms_put_text(e, "reason", reason);
	oms_emit(o, e, mark, "%s %s: %.80s", c ? c->symbol : "book", oms_state_word(s), reason);
}

/* Anything but ACTIVE closes the last gate now; it opens when the event is on the disk. */
void oms_set_book(rv_oms *o, rv_book_state s, bool end_mandates, bool cancel, unsigned mark,
		  const char *fmt, ...)
{
	char reason[RV_TV_TEXT];
	va_list ap;
	va_start(ap, fmt);
	words_of(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	write_state(o, NULL, s, end_mandates, cancel, mark, reason);
	if (s != RV_BOOK_ACTIVE)
		o->venue.halt(o->venue.self, true);
	else
		(void)oms_effect_put(o, OMS_EFFECT_OPEN_GATE, 0);
}

void oms_resume_coin(rv_oms *o, const oms_coin *c)
{
	const rv_coin_ref ref = c->ref;
	write_state(o, &ref, RV_BOOK_ACTIVE, false, false, OMS_MARK_RESUME, "resumed by hand");
}

void oms_halt_coin(rv_oms *o, const rv_coin_ref *c, const char *fmt, ...)
{
	char reason[RV_TV_TEXT];
	const oms_coin *k = oms_coin_find(o->f, c->symbol);
	if (k && k->state == RV_BOOK_HALTED)
		return;
	va_list ap;
	va_start(ap, fmt);
	words_of(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	write_state(o, c, RV_BOOK_HALTED, true, true, 0, reason);
}

void oms_alarm_level(rv_oms *o, oms_alarm a, int level, const char *fmt, ...)
{
	char words[OMS_WORDS];
	if (o->f->alarms[a] == level)
		return;
	va_list ap;
	va_start(ap, fmt);
	words_of(words, sizeof(words), fmt, ap);
	va_end(ap);
	rv_event *e = oms_event(o, RV_EVENT_ALARM, "desk");
	rv_event_put_i64(e, "alarm", a);
	rv_event_put_i64(e, "level", level);
	oms_emit(o, e, 0, "%s%s", level == 0 ? "over: " : "", words);
	rv_log_put(o->log, level == 0 ? RV_LOG_INFO : RV_LOG_WARN, "oms", "%s", words);
}

void oms_alarm_once(rv_oms *o, const char *subject, const char *fmt, ...)
{
	char words[OMS_WORDS];
	va_list ap;
	va_start(ap, fmt);
	words_of(words, sizeof(words), fmt, ap);
	va_end(ap);
	rv_event *e = oms_event(o, RV_EVENT_ALARM, subject);
	rv_event_put_i64(e, "alarm", -1);
	oms_emit(o, e, 0, "%s", words);
	rv_log_put(o->log, RV_LOG_WARN, "oms", "%s", words);
}

/*
 * The state is written and handed to the journal before anything else is looked at; the last gate
 * is closed even before that batch is on the disk. Cancels follow in oms_work.
 */
void oms_kill(rv_oms *o, rv_kill_level level, const char *why)
{
	const bool reduce = level == RV_KILL_REDUCE;
	const rv_book_state to =
		reduce && o->f->state != RV_BOOK_HALTED ? RV_BOOK_REDUCING : RV_BOOK_HALTED;
	oms_set_book(o, to, true, level != RV_KILL_LEAVE, OMS_MARK_KILL, "%s", why);
	oms_flush(o);
}

/* A kill's words of now: what it asked for may be under way, or over. */
static bool kill_words(const rv_oms *o, const char *begin, const char *some, char *out, size_t cap)
{
	const size_t len = strlen(begin), n = oms_own_working(o->f);
	char words[2 * RV_TV_TEXT];
	if (strncmp(o->f->reason, begin, len) != 0)
		return false;
	if (n == 0)
		(void)snprintf(words, sizeof(words), "killed, %s%s", OMS_NONE_WORKS,
			       o->f->reason + len);
	else
		(void)snprintf(words, sizeof(words), "killed, %zu %s%s", n, some,
			       o->f->reason + len);
	(void)rv_text_fit(out, cap, words);
	return true;
}

void oms_state_reason(const rv_oms *o, char *out, size_t cap)
{
	const bool one = oms_own_working(o->f) == 1;
	if (!kill_words(o, OMS_KILLED_CANCEL,
			one ? "order not confirmed cancelled" : "orders not confirmed cancelled",
			out, cap) &&
	    !kill_words(o, OMS_KILLED_LEAVE, one ? "working order left" : "working orders left",
			out, cap))
		(void)snprintf(out, cap, "%s", o->f->reason);
}

/* ---- may something leave? ---- */

static bool say(char *text, size_t cap, const char *fmt, ...) RV_PRINTF(3, 4);

static bool say(char *text, size_t cap, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	words_of(text, cap, fmt, ap);
	va_end(ap);
	return true;
}

static bool book_block(const rv_oms *o, char *text, size_t cap)
{
	char why[RV_TV_TEXT];
	oms_state_reason(o, why, sizeof(why));
	return say(text, cap, "the book is %s: %.80s", oms_state_word(o->f->state), why);
}

static bool coin_block(const rv_oms *o, const rv_coin_ref *ref, char *text, size_t cap)
{
	const oms_coin *c = oms_coin_find(o->f, ref->symbol);
	if (!c)
		return false;
	if (c->proposed)
		return say(text, cap, "the position of %s does not agree with the venue's",
			   ref->symbol);
	if (o->mismatch[c - o->f->coins].seen > 0)
		return say(text, cap, "the position of %s is being compared", ref->symbol);
	return false;
}

/*
 * What the gate (engine/desk/gate.h) does not know or leaves to us. Flattening is let through a
 * halt, a lost stream and an old reconciliation: it can only make the position smaller.
 */
bool oms_block(const rv_oms *o, const rv_coin_ref *c, bool reduce_only, bool flatten, char *text,
	       size_t cap)
{
	const oms_coin *k = oms_coin_find(o->f, c->symbol);
	if (o->broken)
		return say(text, cap, "the journal is broken");
	if (flatten && reduce_only)
		return false;
	if (o->f->state == RV_BOOK_HALTED)
		return book_block(o, text, cap);
	if (k && k->state == RV_BOOK_HALTED)
		return say(text, cap, "%s is HALTED: %.80s", c->symbol, k->reason);
	if (!o->stream_up)
		return say(text, cap, "the user streams are down");
	if (!o->reconciled)
		return say(text, cap, "not reconciled since the connection");
	if (!reduce_only && o->f->state == RV_BOOK_REDUCING)
		return book_block(o, text, cap);
	if (o->signer_known && !o->signer_ok)
		return say(text, cap, "%s", OMS_NO_AGENT);
	return !reduce_only && coin_block(o, c, text, cap);
}

static double loss_pct(double now, double from)
{
	return from > 0.0 ? (from - now) / from * 100.0 : NAN;
}

static bool account_block(const rv_oms *o, char *text, size_t cap)
{
	const oms_account *a = &o->account;
	const double day = loss_pct(oms_result_usd(o), o->f->nav_day_usd);
	const double peak = loss_pct(oms_result_usd(o), o->f->nav_peak_usd);
	const double ratio =
		a->maintenance_usd > 0.0 ? a->value_usd / a->maintenance_usd : INFINITY;
	if (!a->known || !o->money.known)
		return say(text, cap, "the account is not known yet");
	if (o->now.utc / RV_DAY_MS == o->f->nav_day && day >= o->p.daily_loss_pct)
		return say(text, cap, "the day has lost %.2f %%, the limit is %.2f", day,
			   o->p.daily_loss_pct);
	if (peak >= o->p.drawdown_pct)
		return say(text, cap, "%.2f %% below the peak, the limit is %.2f", peak,
			   o->p.drawdown_pct);
	if (ratio < o->p.margin_reducing)
		return say(text, cap, "account / maintenance is %.2f, the limit is %.2f", ratio,
			   o->p.margin_reducing);
	return false;
}

static bool open_breaks(const rv_oms *o, const oms_coin *only, char *text, size_t cap)
{
	for (size_t i = 0; i < o->f->n_coins; i++) {
		const oms_coin *c = &o->f->coins[i];
		if (c->proposed && (!only || only == c))
			return say(text, cap, "%s: the venue's position is not accepted",
				   c->ref.symbol);
	}
	return false;
}

bool oms_resume_block(rv_oms *o, const oms_coin *c, char *text, size_t cap)
{
	if (o->broken)
		return say(text, cap, "the journal is broken");
	if (!o->stream_up)
		return say(text, cap, "the user streams are down");
	if (!o->reconciled)
		return say(text, cap, "not reconciled since the connection");
	if (!o->market.connected)
		return say(text, cap, "the market feed is down");
	if (!(fabs(o->market.skew_ms) <= o->p.skew_halt_ms)) /* unknown is not good */
		return say(text, cap, "the clock is %.0f ms off the venue's, or not compared",
			   o->market.skew_ms);
	if (o->signer_known && !o->signer_ok)
		return say(text, cap, "%s", OMS_NO_AGENT);
	if (open_breaks(o, c, text, cap))
		return true;
	if (c && oms_unknown(o->f, c->ref.symbol) > 0)
		return say(text, cap, "%s has an order in UNKNOWN", c->ref.symbol);
	return !c && account_block(o, text, cap);
}

/* ---- what makes the state worse by itself ---- */

static void judge_margin(rv_oms *o)
{
	const oms_account *a = &o->account;
	const double ratio =
		a->maintenance_usd > 0.0 ? a->value_usd / a->maintenance_usd : INFINITY;
	if (isnan(ratio))
		return;
	if (ratio < o->p.margin_alarm)
		oms_alarm_level(o, OMS_ALARM_MARGIN, 1, "account / maintenance is %.2f", ratio);
	else if (ratio > o->p.margin_alarm * 1.05)
		oms_alarm_level(o, OMS_ALARM_MARGIN, 0, "account / maintenance");
}

/* An account's value of a new day is the day's start, before the day's loss is measured from it. */
void oms_account_judge(rv_oms *o)
{
	char text[RV_TV_TEXT];
	if (!o->account.known || !o->money.known)
		return;
	if (isfinite(o->account.value_usd) && oms_money_settled(o) &&
	    (isnan(o->f->nav_day_usd) || o->now.utc / RV_DAY_MS > o->f->nav_day))
		oms_say_round(o, "the day's first account");
	judge_margin(o);
	if (o->f->state == RV_BOOK_ACTIVE && account_block(o, text, sizeof(text)))
		oms_set_book(o, RV_BOOK_REDUCING, true, true, 0, "%s", text);
}

static void judge_clock(rv_oms *o)
{
	const double skew = fabs(o->market.skew_ms);
	if (isnan(skew))
		return;
	if (skew > o->p.skew_warn_ms)
		oms_alarm_level(o, OMS_ALARM_SKEW, 1, "the clock is %.0f ms off the venue's",
				o->market.skew_ms);
	else if (skew < o->p.skew_warn_ms * 0.8)
		oms_alarm_level(o, OMS_ALARM_SKEW, 0, "the clock's difference");
	if (skew > o->p.skew_halt_ms && o->f->state != RV_BOOK_HALTED)
		oms_set_book(o, RV_BOOK_HALTED, true, true, 0,
			     "the clock is %.0f ms off the venue's", o->market.skew_ms);
}

static void judge_signer(rv_oms *o)
{
	if (!o->signer_known || !o->signer_ok)
		return;
	const int64_t left = o->signer_until_ms - o->now.utc;
	const double days = (double)left / (double)RV_DAY_MS;
	int level = 0;
	if (o->signer_until_ms > 0)
		level = days < 1.0 ? 4 : days < 3.0 ? 3 : days < 7.0 ? 2 : days < 14.0 ? 1 : 0;
	oms_alarm_level(o, OMS_ALARM_SIGNER, level, "the signer is valid for %.1f more days", days);
}

/* Near means the budget that orders may not touch: it is kept for cancels and questions. */
static void judge_budget(rv_oms *o)
{
	if (o->budget_cap <= 0)
		return;
	const double left = (double)(o->budget_cap - o->budget_used) / (double)o->budget_cap;
	const double reserve = (double)o->p.cancel_reserve_pct / 100.0;
	oms_alarm_level(o, OMS_ALARM_BUDGET, left < reserve,
			"%.1f %% of the venue's requests for this address are left", left * 100.0);
}

void oms_work_state(rv_oms *o)
{
	judge_clock(o);
	judge_signer(o);
	judge_budget(o);
	oms_work_pen(o);
	oms_work_arming(o);
}

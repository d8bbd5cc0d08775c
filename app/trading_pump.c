/* The order side on the engine thread; see trading.h. */
#include "app/trading_impl.h"
#include "app/trading_market.h"
#include "engine/run/alert_rule.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIND_DOWN_STEP_MS = 20, WAIT_MOST_MS = 60000 };

rv_status rv_trading_command(rv_trading *t, const rv_command *c)
{
	rv_command *copy = malloc(sizeof(*copy));
	if (!copy)
		return RV_ENOMEM;
	*copy = *c;
	rv_pin_gate_pass(t->pin, copy, rv_mono_ms());
	const rv_status st = rv_queue_push(t->commands, copy);
	if (st != RV_OK)
		free(copy);
	return st;
}

void rv_trading_fds(const rv_trading *t, struct pollfd fds[RV_TRADING_FDS])
{
	fds[0] = (struct pollfd){ .fd = rv_queue_fd(t->reports), .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = rv_queue_fd(t->acks), .events = POLLIN };
	fds[2] = (struct pollfd){ .fd = rv_queue_fd(t->commands), .events = POLLIN };
}

void rv_trading_market(rv_trading *t, const rv_live *l, const rv_board_copy *b)
{
	rv_oms_market m;
	rv_trading_market_of(l, b, t->universe, rv_clock_rate(t->clock), t->quotes, &m);
	rv_oms_market_set(t->oms, &m);
}

static bool take_acks(rv_trading *t)
{
	bool any = false;
	rv_queue_drain_event(t->acks);
	for (rv_journal_ack *a = rv_queue_pop(t->acks); a; a = rv_queue_pop(t->acks)) {
		rv_oms_acked(t->oms, a);
		if (a->status == RV_OK)
			rv_day_log_head(t->day_log, a->seq, a->head);
		free(a);
		any = true;
	}
	return any;
}

static bool take_reports(rv_trading *t)
{
	bool any = false;
	rv_queue_drain_event(t->reports);
	for (rv_venue_report *r = rv_queue_pop(t->reports); r; r = rv_queue_pop(t->reports)) {
		rv_oms_report(t->oms, r);
		rv_venue_report_free(r);
		any = true;
	}
	return any;
}

static void take_hedge(rv_trading *t, const rv_command *c)
{
	static const rv_hedge_ask busy = { .text = "another hedge now is being answered" };
	uint64_t ids[2];
	if (!t->hedge_asked) {
		t->hedge = *c;
		t->hedge_asked = true;
	} else if (c->nonce != t->hedge.nonce || c->uid != t->hedge.uid) {
		rv_oms_hedge(t->oms, c, &busy, ids);
	}
}

static bool no_backtests(void *ctx, const rv_command *c, char text[RV_TV_TEXT])
{
	(void)ctx;
	(void)c;
	(void)snprintf(text, RV_TV_TEXT, "this desk makes and shows no backtests");
	return false;
}

void rv_trading_backtests(rv_trading *t, rv_oms_decide decide, void *ctx)
{
	t->backtests = decide;
	t->backtests_ctx = ctx;
}

static bool is_preview(rv_cmd_kind kind)
{
	return kind == RV_CMD_PREVIEW_OVERRIDE || kind == RV_CMD_PREVIEW_TICKETS ||
	       kind == RV_CMD_PREVIEW_PROGRAM;
}

/* Where a rule goes wrong, as the answer; it was one when it was sent by a console of ours. */
static bool wrong_rule(void *ctx, const rv_command *c, char text[RV_TV_TEXT])
{
	const rv_rule_error *e = ctx;
	(void)c;
	(void)snprintf(text, RV_TV_TEXT, "at character %zu: %s", e->pos + 1, e->text);
	return false;
}

/* It is kept in the one way in which it is written. */
static void take_rule(rv_trading *t, const rv_command *c)
{
	rv_alert_rule rule;
	rv_rule_error wrong;
	rv_command asked = *c;
	char text[RV_RULE_TEXT];
	if (rv_alert_rule_parse(c->reason, &rule, &wrong) != RV_OK) {
		rv_oms_answer(t->oms, c, wrong_rule, &wrong);
		return;
	}
	(void)snprintf(asked.reason, sizeof(asked.reason), "%s", rv_alert_rule_text(&rule, text));
	rv_oms_command(t->oms, &asked);
}

static void take_command(rv_trading *t, const rv_command *c)
{
	const bool obeyed = !c->denied[0]; /* else for the audit alone, whatever it is */
	if (obeyed && is_preview(c->kind) && c->role >= rv_cmd_role(c->kind)) {
		t->asked = *c;
		t->is_asked = true;
	} else if (obeyed && c->kind == RV_CMD_HEDGE && c->role >= rv_cmd_role(c->kind)) {
		take_hedge(t, c);
	} else if (c->kind == RV_CMD_BACKTEST) {
		rv_oms_answer(t->oms, c, t->backtests ? t->backtests : no_backtests,
			      t->backtests_ctx);
	} else if (obeyed && c->kind == RV_CMD_ALERT_RULE &&
		   memchr(c->reason, '\0', sizeof(c->reason))) {
		take_rule(t, c);
	} else {
		rv_oms_command(t->oms, c);
	}
}

/* Whoever has the pen says so once a second: that alone is no reason to publish. */
static bool take_commands(rv_trading *t)
{
	bool any = false;
	rv_queue_drain_event(t->commands);
	for (rv_command *c = rv_queue_pop(t->commands); c; c = rv_queue_pop(t->commands)) {
		any = any || c->kind != RV_CMD_PEN_BEAT;
		take_command(t, c);
		free(c);
	}
	return any;
}

/* What breaks between two batches (writing the log back) has no ack: it is looked for. */
static void watch_journal(rv_trading *t)
{
	rv_journal_stats s;
	rv_journal_stats_get(t->journal, &s);
	t->commit_us = s.commits > 0 ? (double)s.commit_us : (double)NAN;
	if (s.broken)
		rv_oms_journal_broken(t->oms, s.text);
}

/* HALTED and STOP, for which the journal keeps room back; when even that fails the log has it. */
static void speak_last_words(rv_trading *t)
{
	uint64_t batch = 0;
	rv_event *words = malloc(RV_OMS_LAST_WORDS * sizeof(*words));
	const size_t n = words ? rv_oms_last_words(t->oms, &batch, words) : 0;
	const rv_status st = n > 0 ? rv_journal_last_words(t->journal, batch, words, n) : RV_ENOMEM;
	if (st != RV_OK)
		rv_log_put(t->log, RV_LOG_ERROR, "orders", "HALTED could not be journaled: %s",
			   rv_status_text(st));
	free(words);
}

/* A broken journal is said once, loudly; the screen has it all the time. */
static void end_broken(rv_trading *t)
{
	char text[RV_TV_TEXT];
	if (t->said_broken || !rv_oms_broken(t->oms, text, sizeof(text)))
		return;
	t->said_broken = true;
	rv_log_put(t->log, RV_LOG_ERROR, "orders", "HALTED, nothing leaves any more: %s", text);
	speak_last_words(t);
	atomic_store(&t->broken, true);
}

bool rv_trading_is_broken(const rv_trading *t)
{
	return atomic_load(&t->broken);
}

void rv_trading_head(rv_trading *t, uint64_t *seq, char head[RV_TRADING_HEAD])
{
	rv_journal_stats s;
	rv_journal_stats_get(t->journal, &s);
	_Static_assert(sizeof(s.head) == RV_TRADING_HEAD, "the hash is copied whole");
	*seq = s.seq;
	memcpy(head, s.head, sizeof(s.head));
}

void rv_trading_skew_warn(rv_trading *t, double ms)
{
	atomic_store(&t->skew_warn_ms, ms);
}

rv_status rv_trading_backup(rv_trading *t, const char *path, rv_err *err)
{
	return rv_journal_backup(t->journal, path, err);
}

void rv_trading_backup_stop(rv_trading *t)
{
	rv_journal_backup_stop(t->journal);
}

const char *rv_trading_journal_file(const rv_trading *t)
{
	return t->journal_file;
}

const char *rv_trading_book_file(const rv_trading *t)
{
	return t->book_file;
}

rv_oms *rv_trading_oms(rv_trading *t)
{
	return t->oms;
}

bool rv_trading_pump(rv_trading *t)
{
	rv_trading_look_for_halt(t);
	/* Acks before the rest: they release what is already decided. */
	bool news = take_acks(t);
	news = take_reports(t) || news;
	news = take_commands(t) || news;
	const bool due = t->due <= rv_clock_elapsed_ms(t->clock);
	watch_journal(t);
	rv_oms_skew_warn(t->oms, atomic_load(&t->skew_warn_ms));
	t->due = rv_oms_tick(t->oms);
	end_broken(t);
	return news || due;
}

int rv_trading_wait_ms(const rv_trading *t)
{
	if (t->due == INT64_MAX)
		return -1;
	const double left = (double)(t->due - rv_clock_elapsed_ms(t->clock));
	const double real = left / rv_clock_rate(t->clock);
	if (real <= 0.0)
		return 0;
	return real > WAIT_MOST_MS ? WAIT_MOST_MS : (int)real + 1;
}

void rv_trading_fill(const rv_trading *t, rv_view *v)
{
	rv_oms_view(t->oms, &v->trade);
	v->trade.commit_us = t->commit_us;
	v->trade.asks_pin = rv_pin_gate_asks(t->pin);
	rv_trading_risk_fill(t, &v->risk);
	v->overrides.set = *rv_oms_overrides(t->oms);
	rv_ledger_view_copy(&v->ledger, &t->ledger);
	memcpy(v->trade.agent, t->agent_text, sizeof(v->trade.agent));
	(void)snprintf(v->account, sizeof(v->account), "%.6s..%s", t->account_text,
		       t->account_text + strlen(t->account_text) - 4);
}

const rv_overrides *rv_trading_overrides(const rv_trading *t)
{
	return rv_oms_overrides(t->oms);
}

bool rv_trading_asked(rv_trading *t, rv_command *out)
{
	if (!t->is_asked)
		return false;
	*out = t->asked;
	t->is_asked = false;
	return true;
}

bool rv_trading_hedge_asked(rv_trading *t, rv_command *out)
{
	if (!t->hedge_asked)
		return false;
	*out = t->hedge;
	t->hedge_asked = false;
	return true;
}

bool rv_trading_idle(const rv_trading *t)
{
	return rv_oms_idle(t->oms);
}

void rv_trading_no_more(rv_trading *t, bool cancel)
{
	rv_oms_stop(t->oms, cancel);
}

void rv_trading_wind_down(rv_trading *t, bool cancel, int64_t most_ms, const atomic_bool *hurry)
{
	const int64_t until = rv_mono_ms() + most_ms;
	rv_trading_no_more(t, cancel);
	while (!rv_oms_idle(t->oms) && rv_mono_ms() < until && !(hurry && atomic_load(hurry))) {
		struct pollfd fds[RV_TRADING_FDS];
		rv_trading_fds(t, fds);
		if (poll(fds, RV_TRADING_FDS, WIND_DOWN_STEP_MS) < 0)
			continue; /* interrupted: the deadline ends this */
		(void)rv_trading_pump(t);
	}
	if (!rv_oms_idle(t->oms))
		rv_log_put(t->log, RV_LOG_WARN, "orders",
			   "stopped while something was in flight: the next start resolves it");
}

/* The order side on the engine thread; see trading.h. */
#include "app/trading_impl.h"
#include "app/trading_market.h"

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

static void take_command(rv_trading *t, const rv_command *c)
{
	if (c->kind == RV_CMD_PREVIEW_OVERRIDE) {
		t->asked = *c;
		t->is_asked = true;
	} else {
		rv_oms_command(t->oms, c);
	}
}

static bool take_commands(rv_trading *t)
{
	bool any = false;
	rv_queue_drain_event(t->commands);
	for (rv_command *c = rv_queue_pop(t->commands); c; c = rv_queue_pop(t->commands)) {
		take_command(t, c);
		free(c);
		any = true;
	}
	return any;
}

/* What breaks between two batches (writing the log back) has no ack: it is looked for. */
static void watch_journal(rv_trading *t)
{
	rv_journal_stats s;
	rv_journal_stats_get(t->journal, &s);
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
	/* Acks first: they release what is already decided. */
	bool news = take_acks(t);
	news = take_reports(t) || news;
	news = take_commands(t) || news;
	const bool due = t->due <= rv_clock_elapsed_ms(t->clock);
	watch_journal(t);
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

bool rv_trading_idle(const rv_trading *t)
{
	return rv_oms_idle(t->oms);
}

void rv_trading_wind_down(rv_trading *t, bool cancel, int64_t most_ms)
{
	const int64_t until = rv_mono_ms() + most_ms;
	rv_oms_stop(t->oms, cancel);
	while (!rv_oms_idle(t->oms) && rv_mono_ms() < until) {
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

/* The life of the order side; see trading.h. */
#include "app/trading_impl.h"

#include "app/journal_find.h"
#include "app/paper_key.h"
#include "app/trading_facts.h"
#include "engine/base/crash_point.h"
#include "engine/base/hex.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REPORTS = 1024, COMMANDS = 64, PATH_CAP = PATH_MAX + 64 };

static void free_report(void *r)
{
	rv_venue_report_free(r);
}

/* The key: a real one as it was named, else the paper one, made at the first start. */
static rv_status open_signer(const rv_trading_params *p, rv_trading *t, rv_err *err)
{
	char path[PATH_CAP];
	if (p->key_path)
		return rv_signer_open(p->key_path, &t->signer, err);
	if (!p->is_sim)
		return rv_err_set(err, RV_EUSAGE,
				  "orders: no key: --key FILE is needed at a real venue");
	const rv_status st = rv_paper_key(p->state_dir, path, sizeof(path), err);
	return st == RV_OK ? rv_signer_open(path, &t->signer, err) : st;
}

static rv_status find_account(const rv_trading_params *p, rv_log *log, rv_trading *t, rv_err *err)
{
	uint8_t agent[RV_ADDRESS_BYTES];
	rv_signer_address(t->signer, agent);
	if (!p->account && !p->is_sim)
		return rv_err_set(err, RV_EUSAGE,
				  "orders: no account: --account 0x... is needed at a real venue");
	if (!p->account)
		rv_paper_account(agent, p->sim ? rv_sim_world(p->sim) : 0, t->account);
	else if (rv_address_parse(p->account, t->account) != RV_OK)
		return rv_err_set(err, RV_EUSAGE,
				  "--account '%.60s': expected 0x and 40 hexadecimal digits",
				  p->account);
	rv_address_format(t->account, t->account_text);
	rv_address_format(agent, t->agent_text);
	rv_log_put(log, RV_LOG_INFO, "orders", "account %s, agent %s", t->account_text,
		   t->agent_text);
	if (!p->sim)
		return RV_OK;
	const rv_status st = rv_sim_add_account(p->sim, t->account, agent, p->equity_usd);
	return st == RV_OK ? st
			   : rv_err_set(err, st, "orders: the simulated venue opens no account: %s",
					rv_status_text(st));
}

/*
 * One journal per account and venue: a paper fill can never be taken for a live one. The paper
 * account is another in each world of the built-in venue; one that somebody named is not, so that
 * its journal says which world it is of.
 */
static rv_status journal_path(const rv_trading_params *p, rv_trading *t, char path[PATH_CAP],
			      rv_err *err)
{
	const char *kind = p->is_sim ? "sim" : p->live ? "live" : "testnet";
	const uint64_t world = p->sim && p->account ? rv_sim_world(p->sim) : 0;
	char of[24] = "";
	if (world != 0)
		(void)snprintf(of, sizeof(of), "-%016llx", (unsigned long long)world);
	(void)snprintf(t->journal_file, sizeof(t->journal_file), "journal-%s-%.8s%s.db", kind,
		       t->account_text + 2, of);
	const int n = snprintf(path, PATH_CAP, "%s/%s", p->state_dir, t->journal_file);
	if (n < 0 || n >= PATH_CAP)
		return rv_err_set(err, RV_ERANGE, "%.200s: path too long", p->state_dir);
	(void)snprintf(t->book_file, sizeof(t->book_file), "book-%s-%.8s%s.txt", kind,
		       t->account_text + 2, of);
	return RV_OK;
}

static rv_status replay_one(void *ctx, const rv_event *e, rv_err *err)
{
	return rv_oms_replay(ctx, e, err);
}

static void put_others(rv_venue_stat *v, const void *arg)
{
	(void)snprintf(v->other_journals, sizeof(v->other_journals), "%s", (const char *)arg);
}

/*
 * Journals of other accounts lie there unused. Where ours has only begun that is perhaps not what
 * was meant: a restored journal without its key is another account's.
 */
static void tell_others(const rv_trading_params *p, const rv_trading *t, bool begun, rv_log *log,
			rv_board *board)
{
	char name[NAME_MAX + 1], text[sizeof(((rv_venue_stat *)NULL)->other_journals)];
	const size_t n = rv_journal_others(p->state_dir, t->journal_file, name);
	if (n == 0)
		return;
	rv_log_put(log, RV_LOG_WARN, "orders",
		   "%s%s: %zu journal%s of other accounts in the folder, unused: %.80s%s",
		   t->journal_file, begun ? " has just begun" : "", n, n == 1 ? "" : "s", name,
		   begun && p->is_sim && !p->key_path ? "; an account is of its paper.key" : "");
	if (!begun)
		return;
	(void)snprintf(text, sizeof(text), "%.40s of another account lies unused%s", name,
		       p->is_sim && !p->key_path ? ": its paper.key?" : "");
	rv_board_venue(board, put_others, text);
}

static rv_status open_journal(const rv_trading_params *p, rv_clock *clock, rv_board *board,
			      rv_log *log, rv_trading *t, rv_err *err)
{
	rv_journal_params jp;
	char path[PATH_CAP];
	rv_journal_params_default(&jp, clock);
	jp.pulse = p->pulse_journal;
	rv_status st = journal_path(p, t, path, err);
	if (st == RV_OK)
		st = rv_journal_open(path, &jp, log, &t->journal, err);
	if (st == RV_OK)
		st = rv_journal_replay(t->journal, replay_one, t->oms, err);
	if (st == RV_OK) {
		rv_journal_stats found;
		rv_journal_stats_get(t->journal, &found);
		rv_oms_found(t->oms, found.seq, found.head);
		tell_others(p, t, found.seq == 0, log, board);
		rv_trading_day_heads(t);
	}
	rv_crash_point("recovery.replayed");
	if (st == RV_OK)
		st = rv_queue_new(RV_JOURNAL_ACKS, &t->acks);
	return st == RV_OK ? rv_journal_start(t->journal, t->acks, err) : st;
}

static rv_status new_oms(const rv_trading_params *p, rv_clock *clock, rv_log *log, rv_trading *t,
			 rv_err *err)
{
	rv_oms_params op = *p->oms;
	op.paper = p->is_sim;
	op.live = p->live;
	(void)snprintf(op.account, sizeof(op.account), "%s", t->account_text);
	if (op.approval == RV_APPROVE_AUTO && !p->is_sim)
		return rv_err_set(err, RV_EUSAGE,
				  "orders: approval \"auto\" is for the simulated venue only");
	rv_status st = rv_oms_new(&op, clock, log, &t->oms);
	if (st == RV_OK)
		st = rv_trading_new_ledgers(t);
	for (size_t i = 0; st == RV_OK && i < p->n_observers; i++)
		st = rv_oms_observe(t->oms, &p->observers[i]);
	return st == RV_OK ? st : rv_err_set(err, st, "orders: %s", rv_status_text(st));
}

static rv_status start_gateway(const rv_trading_params *p, rv_clock *clock, rv_board *board,
			       rv_log *log, rv_trading *t, rv_err *err)
{
	rv_gateway_params gp;
	rv_gateway_params_default(&gp);
	gp.base_url = p->url;
	memcpy(gp.account, t->account, sizeof(gp.account));
	gp.signer = t->signer;
	gp.mainnet = p->live;
	gp.sim = p->is_sim;
	gp.pulse = p->pulse_gateway;
	gp.pulse_ws = p->pulse_gateway_ws;
	gp.messages_per_min = p->oms->messages_per_min;
	gp.cancel_reserve_pct = p->oms->cancel_reserve_pct;
	if (p->weight_per_min != 0)
		gp.weight_per_min = p->weight_per_min;
	const rv_status st = rv_queue_new(REPORTS, &t->reports);
	return st == RV_OK ? rv_gateway_start(&gp, clock, board, t->reports, log, &t->gateway, err)
			   : st;
}

typedef struct restoring {
	rv_gateway *gateway;
	rv_status st; /* the first that failed */
} restoring;

static void restore_one(void *ctx, const rv_gate_order *g)
{
	restoring *r = ctx;
	const rv_status st = rv_gateway_restore(r->gateway, g);
	if (r->st == RV_OK)
		r->st = st;
}

/* The last gate counts on its own: what an earlier process sent for a mandate that still runs. */
static rv_status restore_gate(rv_trading *t, rv_err *err)
{
	restoring r = { t->gateway, RV_OK };
	rv_oms_sent(t->oms, restore_one, &r);
	if (r.st != RV_OK)
		return rv_err_set(err, r.st, "orders: the last gate cannot go on: %s",
				  rv_status_text(r.st));
	return RV_OK;
}

static rv_status connect_oms(const rv_trading_params *p, rv_trading *t, rv_err *err)
{
	char facts[RV_TRADING_FACTS], agent_text[RV_ADDRESS_TEXT];
	uint8_t agent[RV_ADDRESS_BYTES];
	rv_signer_address(t->signer, agent);
	rv_status st = rv_trading_facts(p, t->account_text, rv_address_format(agent, agent_text),
					facts, err);
	if (st != RV_OK)
		return st;
	const rv_venue_port venue = rv_gateway_port(t->gateway);
	const rv_journal_port journal = rv_journal_port_of(t->journal);
	st = rv_oms_start(t->oms, &venue, &journal, facts);
	return st == RV_OK ? st : rv_err_set(err, st, "orders: %s", rv_status_text(st));
}

static rv_status start(const rv_trading_params *p, rv_clock *clock, rv_board *board, rv_log *log,
		       rv_trading *t, rv_err *err)
{
	rv_status st = rv_queue_new(COMMANDS, &t->commands);
	if (st == RV_OK)
		st = rv_pin_gate_new(p->state_dir, &t->pin);
	if (st == RV_OK)
		st = open_signer(p, t, err);
	if (st == RV_OK)
		st = find_account(p, log, t, err);
	if (st == RV_OK) {
		rv_trading_prepare_halt(p, log, t);
		st = new_oms(p, clock, log, t, err);
	}
	if (st == RV_OK)
		st = rv_trading_risk_open(p, log, t, err);
	if (st == RV_OK)
		st = open_journal(p, clock, board, log, t, err);
	if (st == RV_OK)
		st = start_gateway(p, clock, board, log, t, err);
	if (st == RV_OK)
		st = restore_gate(t, err);
	return st == RV_OK ? connect_oms(p, t, err) : st;
}

rv_status rv_trading_start(const rv_trading_params *p, rv_clock *clock, rv_board *board,
			   rv_log *log, rv_trading **out, rv_err *err)
{
	rv_trading *t = calloc(1, sizeof(*t));
	if (!t)
		return rv_err_set(err, RV_ENOMEM, "orders: out of memory");
	t->clock = clock;
	t->log = log;
	t->universe = p->universe;
	t->due = INT64_MAX;
	t->halt.nonces = (uint64_t)rv_clock_utc_ms(clock) << 20; /* no other life has given these */
	t->commit_us = NAN;
	atomic_init(&t->skew_warn_ms, p->oms->skew_warn_ms);
	const rv_status st = start(p, clock, board, log, t, err);
	if (st != RV_OK) {
		if (err && !err->text[0])
			(void)rv_err_set(err, st, "orders: %s", rv_status_text(st));
		rv_trading_stop(t);
		return st;
	}
	*out = t;
	return RV_OK;
}

void rv_trading_stop(rv_trading *t)
{
	if (!t)
		return;
	rv_gateway_stop(t->gateway);
	rv_journal_close(t->journal);
	rv_oms_free(t->oms);
	rv_trading_risk_close(t);
	rv_day_log_free(t->day_log);
	rv_ledgers_free(t->ledgers);
	if (t->reports)
		rv_queue_free(t->reports, free_report);
	if (t->acks)
		rv_queue_free(t->acks, free);
	if (t->commands)
		rv_queue_free(t->commands, free);
	rv_signer_free(t->signer);
	rv_pin_gate_free(t->pin);
	free(t);
}

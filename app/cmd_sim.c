/* rvdesk sim: the simulated venue as a server of its own, until SIGINT or SIGTERM. */
#include "app/commands.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "app/args.h"
#include "engine/base/num.h"
#include "engine/base/timefmt.h"
#include "feeds/sign/l1.h"
#include "feeds/sim/sim.h"

/*
 * The two signals are blocked in every thread and taken out by sigwait: no handler, so nothing
 * that a handler may not do.
 */
static int wait_for_end(const sigset_t *set)
{
	int sig = 0;
	while (sigwait(set, &sig) != 0) {
		/* only an invalid set fails, and this one is not */
	}
	return sig;
}

static int run(const rv_sim_params *p)
{
	rv_err err = { .code = RV_OK };
	rv_sim *sim = NULL;
	sigset_t set;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0)
		return rv_args_fail("cannot block signals");
	const rv_status st = rv_sim_start(p, NULL, &sim, &err);
	if (st != RV_OK) {
		(void)fprintf(stderr, "rvdesk: %s\n", err.text[0] ? err.text : rv_status_text(st));
		return st == RV_EUSAGE ? RV_EXIT_USAGE : RV_EXIT_FAIL;
	}
	char start[RV_TIME_TEXT], end[RV_TIME_TEXT] = "", speed[RV_NUM_TEXT];
	if (p->replay_store)
		rv_time_format(rv_sim_end_ms(sim), end);
	(void)printf("SIM venue on %s (%s %llu, speed %s, start %s%s%s)\n", rv_sim_url(sim),
		     p->replay_store ? "replay, seed" : "seed", (unsigned long long)p->seed,
		     rv_num_format(p->speed, speed), rv_time_format(rv_sim_start_ms(sim), start),
		     end[0] ? ", bars until " : "", end);
	int rc = RV_EXIT_OK;
	if (fflush(stdout) != 0)
		rc = rv_args_fail("cannot write to standard output");
	else
		(void)wait_for_end(&set);
	rv_sim_stop(sim);
	return rc;
}

/* "0xMASTER", "0xMASTER:0xAGENT" or "0xMASTER:0xAGENT:USDC"; the agent may be left empty. */
static bool read_account(const char *text, rv_sim_account *out)
{
	char part[RV_ADDRESS_TEXT];
	const char *agent = strchr(text, ':'), *usdc = agent ? strchr(agent + 1, ':') : NULL;
	const size_t n = agent ? (size_t)(agent - text) : strlen(text);
	*out = (rv_sim_account){ .equity_usd = 0 };
	if (n >= sizeof(part))
		return false;
	memcpy(part, text, n);
	part[n] = '\0';
	if (rv_address_parse(part, out->master) != RV_OK)
		return false;
	const size_t k = !agent ? 0 : usdc ? (size_t)(usdc - agent) - 1 : strlen(agent + 1);
	if (k >= sizeof(part))
		return false;
	if (k > 0) {
		memcpy(part, agent + 1, k);
		part[k] = '\0';
		if (rv_address_parse(part, out->agent) != RV_OK)
			return false;
	}
	return !usdc || (rv_num_parse_i64(usdc + 1, strlen(usdc + 1), &out->equity_usd) == RV_OK &&
			 out->equity_usd > 0 && out->equity_usd <= RV_SIM_EQUITY_MOST);
}

/* False, and one line on stderr, when an account is not one. */
static bool read_accounts(const rv_arg_list *list, rv_sim_account out[RV_ARG_LIST_CAP],
			  rv_sim_params *p)
{
	for (size_t i = 0; i < list->n; i++) {
		if (!read_account(list->v[i], &out[i])) {
			(void)fprintf(
				stderr,
				"rvdesk: --account '%s': expected 0xMASTER[:0xAGENT[:USDC]]\n",
				list->v[i]);
			return false;
		}
	}
	p->accounts = out;
	p->n_accounts = list->n;
	return true;
}

int rv_cmd_sim(int argc, char **argv)
{
	rv_sim_params p;
	rv_sim_params_default(&p);
	rv_arg_time start = { .set = false };
	bool generous = false;
	uint64_t equity = (uint64_t)p.equity_usd, ack_ms = 0, coins = 0;
	rv_arg_list accounts = { .n = 0 };
	rv_sim_account account[RV_ARG_LIST_CAP];
	const rv_arg table[] = {
		{ "--listen", RV_ARG_STRING, &p.listen, 0, 0, "ADDR",
		  "loopback address and port, 127.0.0.1:18080; port 0 picks a free one" },
		{ "--seed", RV_ARG_U64, &p.seed, 0, 0, "N", "which market (7)" },
		{ "--speed", RV_ARG_DOUBLE, &p.speed, 1e-3, RV_SIM_SPEED_MOST, "X",
		  "venue seconds per real second (1)" },
		{ "--start", RV_ARG_TIME, &start, 0, 0, "T",
		  "the venue's time at its start (now; with --replay: inside its bars)" },
		{ "--replay", RV_ARG_STRING, &p.replay_store, 0, 0, "STORE",
		  "replay the hourly bars of a store" },
		{ "--coins", RV_ARG_U64, &coins, 1, 512, "N", "only its first N coins (all)" },
		{ "--faults", RV_ARG_STRING, &p.faults, 0, 0, "FILE", "play a plan of faults" },
		{ "--generous", RV_ARG_FLAG, &generous, 0, 0, NULL,
		  "no rate limits worth the name (default: the real venue's)" },
		{ "--account", RV_ARG_LIST, &accounts, 0, 0, "A",
		  "an account that trades here, 0xMASTER[:0xAGENT[:USDC]]; may be repeated" },
		{ "--equity", RV_ARG_U64, &equity, 1, RV_SIM_EQUITY_MOST, "USDC",
		  "what an account starts with (100000)" },
		{ "--accounts", RV_ARG_STRING, &p.accounts_path, 0, 0, "FILE",
		  "keep accounts, orders and fills from one run to the next (in memory)" },
		{ "--ack-ms", RV_ARG_U64, &ack_ms, 0, 60000, "MS",
		  "answer an action so long after it is done (0)" },
		{ "--mainnet", RV_ARG_FLAG, &p.mainnet, 0, 0, NULL,
		  "take signatures that are made for mainnet (default: testnet's)" },
		{ "--adopt", RV_ARG_FLAG, &p.adopt, 0, 0, NULL,
		  "tests: a signer that is not known becomes an agent of the first account" },
		{ "--test-control", RV_ARG_FLAG, &p.test_control, 0, 0, NULL,
		  "tests: POST /_test/fill, deposit, account and move" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	const int rc = rv_args_parse(
		"rvdesk sim [OPTIONS]    the simulated venue (SIM) as a server", table, argc, argv);
	if (rc >= 0)
		return rc;
	p.start_ms = start.set ? start.ms : 0;
	p.real_limits = !generous;
	p.equity_usd = (int64_t)equity;
	p.ack_ms = (int64_t)ack_ms;
	p.coins = (unsigned)coins;
	return read_accounts(&accounts, account, &p) ? run(&p) : RV_EXIT_USAGE;
}

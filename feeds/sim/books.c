/* The venue's trading half over its market, with the accounts that it starts with. */
#include "feeds/sim/venue.h"
#include "feeds/simx/money.h"
#include "feeds/simx/tape_market.h"

static rv_status add_accounts(rv_sim *s, const rv_sim_params *p, rv_err *err)
{
	for (size_t i = 0; i < p->n_accounts; i++) {
		const rv_sim_account *a = &p->accounts[i];
		const rv_status st = rv_simx_add(s->x, a->master, a->agent, "rvdesk",
						 a->equity_usd * RV_SIMX_USDC);
		if (st == RV_EEXIST)
			return rv_err_set(err, RV_EUSAGE,
					  "account %zu: its agent belongs to another", i + 1);
		if (st == RV_EFULL)
			return rv_err_set(err, RV_EUSAGE, "expected at most %d accounts",
					  RV_SIMX_ACCOUNTS);
		if (st != RV_OK)
			return rv_err_set(err, st, "SIM venue: out of memory");
	}
	return RV_OK;
}

rv_status rv_sim_make_books(rv_sim *s, const rv_sim_params *p, rv_err *err)
{
	const rv_simx_market m = rv_simx_tape_market(s->tape);
	const rv_simx_params params = { .start_ms = rv_sim_tape_now(s->tape),
					.equity = p->equity_usd * RV_SIMX_USDC,
					.adopt = p->adopt,
					.mainnet = p->mainnet };
	if (p->equity_usd < 1 || p->equity_usd > RV_SIM_EQUITY_MOST)
		return rv_err_set(err, RV_EUSAGE, "--equity: expected 1 to %d USDC",
				  RV_SIM_EQUITY_MOST);
	if (rv_simx_new(&m, &params, &s->x) != RV_OK)
		return rv_err_set(err, RV_ENOMEM, "SIM venue: out of memory");
	s->test_control = p->test_control;
	s->ack_ms = p->ack_ms;
	rv_status st = rv_sim_load_accounts(s, err);
	if (st == RV_OK)
		st = add_accounts(s, p, err);
	if (st == RV_OK && rv_sim_keep_accounts(s) != RV_OK)
		st = rv_err_set(err, RV_EIO, "%s: the accounts cannot be written",
				p->accounts_path);
	return st;
}

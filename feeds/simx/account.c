/* Accounts; see account.h and simx.h. */
#include "feeds/simx/account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "feeds/simx/list.h"
#include "feeds/simx/money.h"

static const unsigned char nobody[RV_SIMX_ADDRESS];

static bool same(const unsigned char *a, const unsigned char *b)
{
	return memcmp(a, b, RV_SIMX_ADDRESS) == 0;
}

void rv_simx_account_free(rv_simx_account *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->orders.n; i++)
		free(a->orders.v[i]);
	free(a->orders.v);
	free(a->fills.v);
	free(a->fundings.v);
	free(a->transfers.v);
	free(a->positions);
	free(a);
}

rv_simx_account *rv_simx_find(const rv_simx *x, const unsigned char address[RV_SIMX_ADDRESS])
{
	for (size_t i = 0; x && i < x->n_accounts; i++) {
		if (same(x->accounts[i]->address, address))
			return x->accounts[i];
	}
	return NULL;
}

static rv_simx_agent *find_agent(const rv_simx *x, const unsigned char *address,
				 rv_simx_account **of)
{
	for (size_t i = 0; x && i < x->n_accounts; i++) {
		rv_simx_account *a = x->accounts[i];
		for (size_t k = 0; k < a->n_agents; k++) {
			if (same(a->agents[k].address, address)) {
				*of = a;
				return &a->agents[k];
			}
		}
	}
	return NULL;
}

rv_simx_account *rv_simx_agent_account(const rv_simx *x, const unsigned char agent[RV_SIMX_ADDRESS])
{
	rv_simx_account *a = NULL;
	return find_agent(x, agent, &a) ? a : NULL;
}

/* A new agent of account a, or a known one for another 180 days. */
static rv_status approve(rv_simx *x, rv_simx_account *a, const unsigned char *agent,
			 const char *name)
{
	rv_simx_account *of = NULL;
	rv_simx_agent *g = find_agent(x, agent, &of);
	if ((g && of != a) || rv_simx_find(x, agent))
		return RV_EEXIST;
	if (!g) {
		if (a->n_agents == RV_SIMX_AGENTS)
			return RV_EFULL;
		g = &a->agents[a->n_agents++];
		memcpy(g->address, agent, RV_SIMX_ADDRESS);
		(void)snprintf(g->name, sizeof(g->name), "%s", name);
	}
	g->valid_until = rv_simx_stamp(x) + RV_SIMX_AGENT_DAYS * RV_DAY_MS;
	return RV_OK;
}

rv_simx_account *rv_simx_signer_account(const rv_simx *x,
					const unsigned char signer[RV_SIMX_ADDRESS])
{
	rv_simx_account *a = rv_simx_find(x, signer);
	if (a)
		return a;
	const rv_simx_agent *g = find_agent(x, signer, &a);
	return g && g->valid_until > rv_simx_stamp(x) ? a : NULL;
}

void rv_simx_transfer_in(rv_simx *x, rv_simx_account *a, int64_t usdc)
{
	rv_simx_transfer *v = rv_simx_room(a->transfers.v, &a->transfers.n, &a->transfers.cap,
					   &a->transfers.dropped, sizeof(*v), RV_SIMX_KEPT);
	if (!v) {
		x->failed = true;
		return;
	}
	a->transfers.v = v;
	v[a->transfers.n++] = (rv_simx_transfer){ .time = rv_simx_stamp(x),
						  .usdc = usdc,
						  .id = (uint64_t)x->next_tid++ };
	a->cash += usdc;
	a->deposited += usdc;
}

rv_status rv_simx_account_new(rv_simx *x, const unsigned char master[RV_SIMX_ADDRESS],
			      rv_simx_account **out)
{
	if (x->n_accounts == RV_SIMX_ACCOUNTS)
		return RV_EFULL;
	rv_simx_account *a = calloc(1, sizeof(*a));
	if (a)
		a->positions = calloc(x->m.n_coins ? x->m.n_coins : 1, sizeof(*a->positions));
	if (!a || !a->positions) {
		rv_simx_account_free(a);
		return RV_ENOMEM;
	}
	memcpy(a->address, master, RV_SIMX_ADDRESS);
	a->passed_ms = INT64_MIN;
	a->index = (int)x->n_accounts;
	x->accounts[x->n_accounts++] = a;
	*out = a;
	return RV_OK;
}

static rv_status open_account(rv_simx *x, const unsigned char *master, int64_t equity,
			      rv_simx_account **out)
{
	if (rv_simx_agent_account(x, master))
		return RV_EEXIST;
	const rv_status st = rv_simx_account_new(x, master, out);
	if (st == RV_OK)
		rv_simx_transfer_in(x, *out, equity);
	return st;
}

rv_status rv_simx_add(rv_simx *x, const unsigned char master[RV_SIMX_ADDRESS],
		      const unsigned char agent[RV_SIMX_ADDRESS], const char *name, int64_t equity)
{
	rv_simx_account *a = rv_simx_find(x, master);
	const bool with_agent = agent && !same(agent, nobody) && !same(agent, master);
	const rv_simx_account *of = with_agent ? rv_simx_agent_account(x, agent) : NULL;
	if (with_agent && ((of && of != a) || rv_simx_find(x, agent)))
		return RV_EEXIST; /* before an account is made for it */
	rv_status st = RV_OK;
	if (!a)
		st = open_account(x, master, equity > 0 ? equity : x->p.equity, &a);
	if (st == RV_OK && with_agent)
		st = approve(x, a, agent, name);
	return st;
}

int rv_simx_leverage(const rv_simx *x, const rv_simx_account *a, size_t coin)
{
	const int set = a->positions[coin].leverage, most = rv_simx_coin_of(x, coin).max_leverage;
	if (set)
		return set;
	return most < RV_SIMX_LEVERAGE ? most : RV_SIMX_LEVERAGE;
}

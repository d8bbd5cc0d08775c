/* The trading half's life; see simx.h. */
#include "feeds/simx/simx.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "feeds/simx/account.h"
#include "feeds/simx/request.h"
#include "feeds/simx/state.h"

enum { IDS_PER_MS = 256 }; /* tids stay under 50 bits until the year 2109 */

static void *zeroed(size_t n, size_t item)
{
	return calloc(n ? n : 1, item);
}

static bool make_tables(rv_simx *x)
{
	const size_t n = x->m.n_coins;
	x->heads[0] = zeroed(n, sizeof(rv_simx_order *));
	x->heads[1] = zeroed(n, sizeof(rv_simx_order *));
	x->depth = zeroed(n, sizeof(*x->depth));
	x->market_szi = zeroed(n, sizeof(*x->market_szi));
	x->settled = zeroed(n, sizeof(*x->settled));
	x->request = malloc(sizeof(*x->request));
	for (size_t i = 0; x->depth && i < n; i++)
		x->depth[i].second = INT64_MIN;
	return x->heads[0] && x->heads[1] && x->depth && x->market_szi && x->settled && x->request;
}

rv_status rv_simx_new(const rv_simx_market *m, const rv_simx_params *p, rv_simx **out)
{
	rv_simx *x = calloc(1, sizeof(*x));
	if (!x)
		return RV_ENOMEM;
	x->m = *m;
	x->p = *p;
	x->now = p->start_ms;
	x->funding_hour = rv_time_floor(p->start_ms, RV_HOUR_MS) + RV_HOUR_MS;
	/* Higher than any id of an earlier life of the same venue, for clients that remember. */
	x->next_oid = p->start_ms;
	x->next_tid = p->start_ms * IDS_PER_MS;
	if (!make_tables(x)) {
		rv_simx_free(x);
		return RV_ENOMEM;
	}
	*out = x;
	return RV_OK;
}

void rv_simx_free(rv_simx *x)
{
	if (!x)
		return;
	for (size_t i = 0; i < x->n_accounts; i++)
		rv_simx_account_free(x->accounts[i]);
	rv_simx_nonces_free(&x->nonces);
	free((void *)x->heads[0]);
	free((void *)x->heads[1]);
	free(x->depth);
	free(x->market_szi);
	free(x->settled);
	free(x->request);
	free(x->events.v);
	free(x->acts.v);
	free((void *)x->touched.v);
	free(x);
}

bool rv_simx_awake(const rv_simx *x)
{
	for (size_t i = 0; i < x->n_accounts; i++) {
		for (size_t k = 0; k < x->m.n_coins; k++) {
			if (x->accounts[i]->positions[k].szi != 0)
				return true;
		}
	}
	return x->n_resting > 0 || x->events.n > 0;
}

bool rv_simx_failed(const rv_simx *x)
{
	return x->failed;
}

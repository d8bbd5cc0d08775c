/* Nonces; see nonces.h. */
#include "feeds/simx/nonces.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/timefmt.h"

static const int64_t back_ms = 2 * RV_DAY_MS, ahead_ms = RV_DAY_MS, inside_ms = 120 * RV_SECOND_MS;

void rv_simx_nonces_free(rv_simx_nonces *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->signers[i]);
	s->n = 0;
}

static rv_status find(rv_simx_nonces *s, const unsigned char address[RV_SIMX_ADDRESS],
		      rv_simx_signer **out)
{
	for (size_t i = 0; i < s->n; i++) {
		if (memcmp(s->signers[i]->address, address, RV_SIMX_ADDRESS) == 0) {
			*out = s->signers[i];
			return RV_OK;
		}
	}
	if (s->n == RV_SIMX_SIGNERS)
		return RV_EFULL;
	rv_simx_signer *g = calloc(1, sizeof(*g));
	if (!g)
		return RV_ENOMEM;
	memcpy(g->address, address, RV_SIMX_ADDRESS);
	s->signers[s->n++] = g;
	*out = g;
	return RV_OK;
}

static rv_status refuse(char why[RV_SIMX_NONCE_TEXT], const char *what, int64_t nonce,
			const char *relation, int64_t bound)
{
	(void)snprintf(why, RV_SIMX_NONCE_TEXT, "Invalid nonce: %s %lld %s %lld", what,
		       (long long)nonce, relation, (long long)bound);
	return RV_EVENUE;
}

/* Keeps the highest hundred in ascending order; at: how many are below the new one. */
static void insert(rv_simx_signer *g, size_t at, int64_t nonce)
{
	if (g->n == RV_SIMX_NONCES) {
		memmove(g->v, g->v + 1, (at - 1) * sizeof(g->v[0]));
		g->v[at - 1] = nonce;
		return;
	}
	memmove(g->v + at + 1, g->v + at, (g->n - at) * sizeof(g->v[0]));
	g->v[at] = nonce;
	g->n++;
}

rv_status rv_simx_nonce_use(rv_simx_nonces *s, const unsigned char signer[RV_SIMX_ADDRESS],
			    int64_t nonce, int64_t clock_ms, char why[RV_SIMX_NONCE_TEXT])
{
	const int64_t low = clock_ms - back_ms + inside_ms, high = clock_ms + ahead_ms - inside_ms;
	rv_simx_signer *g = NULL;
	if (nonce < low)
		return refuse(why, "nonce too low", nonce, "<", low);
	if (nonce > high)
		return refuse(why, "nonce too high", nonce, ">", high);
	const rv_status st = find(s, signer, &g);
	if (st != RV_OK)
		return st;
	size_t at = 0;
	while (at < g->n && g->v[at] < nonce)
		at++;
	if (at < g->n && g->v[at] == nonce) {
		(void)snprintf(why, RV_SIMX_NONCE_TEXT, "Invalid nonce: duplicate nonce %lld",
			       (long long)nonce);
		return RV_EVENUE;
	}
	if (g->n == RV_SIMX_NONCES && at == 0)
		return refuse(why, "nonce too low", nonce, "<", g->v[0]);
	insert(g, at, nonce);
	return RV_OK;
}

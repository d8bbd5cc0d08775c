/* The venue's universe; see gateway_coins.h. */
#include "feeds/gateway/gateway_coins.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct coin {
	char symbol[RV_SYMBOL_MAX];
	int sz_decimals;
};

struct rv_coins {
	pthread_mutex_t mu; /* guards n, v */
	size_t n;
	struct coin v[RV_MAX_SYMBOLS]; /* by asset */
};

rv_status rv_coins_new(rv_coins **out)
{
	rv_coins *c = calloc(1, sizeof(*c));
	if (!c)
		return RV_ENOMEM;
	if (pthread_mutex_init(&c->mu, NULL) != 0) {
		free(c);
		return RV_EIO;
	}
	*out = c;
	return RV_OK;
}

void rv_coins_free(rv_coins *c)
{
	if (!c)
		return;
	(void)pthread_mutex_destroy(&c->mu);
	free(c);
}

void rv_coins_set(rv_coins *c, const rv_hl_meta *m)
{
	(void)pthread_mutex_lock(&c->mu);
	memset(c->v, 0, sizeof(c->v));
	c->n = 0;
	for (size_t i = 0; i < m->n; i++) {
		const int asset = m->in[i].venue_index;
		if (asset < 0 || asset >= RV_MAX_SYMBOLS)
			continue;
		memcpy(c->v[asset].symbol, m->in[i].name, sizeof(c->v[asset].symbol));
		c->v[asset].sz_decimals = m->in[i].sz_decimals;
		if (c->n <= (size_t)asset)
			c->n = (size_t)asset + 1;
	}
	(void)pthread_mutex_unlock(&c->mu);
}

bool rv_coins_known(rv_coins *c)
{
	(void)pthread_mutex_lock(&c->mu);
	const bool known = c->n > 0;
	(void)pthread_mutex_unlock(&c->mu);
	return known;
}

rv_status rv_coins_of_asset(rv_coins *c, int asset, int *sz_decimals)
{
	(void)pthread_mutex_lock(&c->mu);
	const bool known = asset >= 0 && (size_t)asset < c->n && c->v[asset].symbol[0] != '\0';
	if (known)
		*sz_decimals = c->v[asset].sz_decimals;
	(void)pthread_mutex_unlock(&c->mu);
	return known ? RV_OK : RV_ENOENT;
}

rv_status rv_coins_of_symbol(rv_coins *c, const char *symbol, int *sz_decimals)
{
	rv_status st = RV_ENOENT;
	(void)pthread_mutex_lock(&c->mu);
	for (size_t i = 0; st != RV_OK && i < c->n; i++) {
		if (c->v[i].symbol[0] == '\0' || strcmp(c->v[i].symbol, symbol) != 0)
			continue;
		*sz_decimals = c->v[i].sz_decimals;
		st = RV_OK;
	}
	(void)pthread_mutex_unlock(&c->mu);
	return st;
}

/* A shared weight budget; see weight.h. */
#include "feeds/net/weight.h"

#include "engine/base/clock.h"
#include "feeds/net/budget.h"

#include <pthread.h>
#include <stdlib.h>

struct rv_weight {
	pthread_mutex_t mu; /* guards b */
	unsigned limit;
	rv_budget b;
};

rv_status rv_weight_new(unsigned limit, rv_weight **out)
{
	rv_weight *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	if (pthread_mutex_init(&w->mu, NULL) != 0) {
		free(w);
		return RV_EIO;
	}
	w->limit = limit;
	rv_budget_init(&w->b, limit);
	*out = w;
	return RV_OK;
}

void rv_weight_free(rv_weight *w)
{
	if (!w)
		return;
	(void)pthread_mutex_destroy(&w->mu);
	free(w);
}

bool rv_weight_take(rv_weight *w, unsigned n, unsigned reserve)
{
	const int64_t now = rv_mono_ms();
	(void)pthread_mutex_lock(&w->mu);
	const bool ok = rv_budget_take(&w->b, now, n, reserve);
	(void)pthread_mutex_unlock(&w->mu);
	return ok;
}

void rv_weight_spend(rv_weight *w, unsigned n)
{
	const int64_t now = rv_mono_ms();
	(void)pthread_mutex_lock(&w->mu);
	if (!rv_budget_take(&w->b, now, n, 0))
		rv_budget_exhaust(&w->b, now);
	(void)pthread_mutex_unlock(&w->mu);
}

unsigned rv_weight_used(rv_weight *w)
{
	const int64_t now = rv_mono_ms();
	(void)pthread_mutex_lock(&w->mu);
	const unsigned used = rv_budget_used(&w->b, now);
	(void)pthread_mutex_unlock(&w->mu);
	return used;
}

unsigned rv_weight_limit(const rv_weight *w)
{
	return w->limit;
}

int rv_weight_wait(rv_weight *w, unsigned n, unsigned reserve)
{
	const int64_t now = rv_mono_ms();
	(void)pthread_mutex_lock(&w->mu);
	const int64_t ms = rv_budget_wait(&w->b, now, n, reserve);
	(void)pthread_mutex_unlock(&w->mu);
	return (int)ms;
}

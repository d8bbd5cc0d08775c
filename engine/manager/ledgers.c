/* Life of the ledgers, and which event goes where; see ledgers.h. */
#include "engine/manager/ledgers_internal.h"

#include "engine/base/health.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

rv_ledger_params rv_ledger_defaults(void)
{
	return (rv_ledger_params){ .start_wait_ms = RV_MINUTE_MS,
				   .settle_ms = RV_MINUTE_MS,
				   .event_marks = LED_PART,
				   .cost_bps = 4.5 };
}

rv_status rv_ledgers_new(const rv_ledger_params *p, rv_ledgers **out)
{
	if (p->start_wait_ms < 0 || p->settle_ms < 0 || p->event_marks == 0 ||
	    p->event_marks > LED_PART || !(p->cost_bps >= 0.0))
		return RV_EINVAL;
	rv_ledgers *l = calloc(1, sizeof(*l));
	if (!l)
		return RV_ENOMEM;
	l->p = *p;
	l->f.adjusted_at = l->adjust_seen = l->late_at = RV_NEVER;
	l->newest = l->settled = NAN;
	*out = l;
	return RV_OK;
}

void rv_ledgers_free(rv_ledgers *l)
{
	free(l);
}

/* ---- what its files share ---- */

double led_usd(int64_t musd)
{
	return (double)musd / (double)RV_MUSD;
}

int64_t led_i64(const rv_event *e, const char *key, int64_t absent)
{
	int64_t v = absent;
	return rv_event_get_i64(e, key, &v) == RV_OK ? v : absent;
}

double led_num(const rv_event *e, const char *key)
{
	double v = NAN;
	return rv_event_get_num(e, key, &v) == RV_OK ? v : (double)NAN;
}

bool led_add(int64_t *to, int64_t by)
{
	int64_t sum = 0;
	if (__builtin_add_overflow(*to, by, &sum))
		return false;
	*to = sum;
	return true;
}

const led_coin *led_coin_at(const led_fold *f, const char *symbol)
{
	for (size_t i = 0; i < f->n_coins; i++) {
		if (strcmp(f->coins[i].symbol, symbol) == 0)
			return &f->coins[i];
	}
	return NULL;
}

led_coin *led_coin_find(led_fold *f, const char *symbol)
{
	for (size_t i = 0; i < f->n_coins; i++) {
		if (strcmp(f->coins[i].symbol, symbol) == 0)
			return &f->coins[i];
	}
	return NULL;
}

led_coin *led_coin_take(led_fold *f, const char *symbol, int sz_decimals)
{
	led_coin *c = led_coin_find(f, symbol);
	const size_t n = strlen(symbol);
	if (c || f->n_coins == LED_COINS || n == 0 || n >= sizeof(c->symbol) || sz_decimals < 0 ||
	    sz_decimals > RV_PX_SCALE_SUM)
		return c;
	c = &f->coins[f->n_coins++];
	memcpy(c->symbol, symbol, n + 1);
	c->sz_decimals = sz_decimals;
	return c;
}

/* ---- events ---- */

/* The coin that an event is about, if it can be of one that is held. */
static void take_coin(led_fold *f, const rv_event *e)
{
	char symbol[RV_SYMBOL_MAX];
	const int64_t sz = led_i64(e, "sz", -1);
	if (sz >= 0 && sz <= RV_PX_SCALE_SUM &&
	    rv_event_get(e, "symbol", symbol, sizeof(symbol)) == RV_OK)
		(void)led_coin_take(f, symbol, (int)sz);
}

static void begin(led_fold *f, const rv_event *e)
{
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		if (f->since_ms[s] == 0)
			f->since_ms[s] = e->utc_ms;
	}
}

static void of_money(rv_ledgers *l, const rv_oms *o, const rv_event *e)
{
	switch (e->type) {
	case RV_EVENT_RUN:
		begin(&l->f, e);
		l->f.adjusted_at = RV_NEVER; /* elapsed times are of one process */
		break;
	case RV_EVENT_FILL:
		take_coin(&l->f, e);
		led_on_fill(&l->f, o);
		break;
	case RV_EVENT_ADJUST:
		take_coin(&l->f, e);
		l->f.adjusted_at = e->elapsed_ms;
		break;
	case RV_EVENT_CROSS:
		take_coin(&l->f, e);
		break;
	case RV_EVENT_FUNDING:
		led_on_funding(&l->f, e);
		break;
	case RV_EVENT_TRANSFER:
		led_on_transfer(&l->f, e);
		break;
	case RV_EVENT_ROLL:
		led_on_roll(l, o, e);
		break;
	default:
		break;
	}
}

static void of_orders(rv_ledgers *l, const rv_event *e)
{
	switch (e->type) {
	case RV_EVENT_PROPOSE:
		led_on_propose(l, e);
		break;
	case RV_EVENT_REQUOTE:
		led_on_requote(&l->f, e);
		break;
	case RV_EVENT_APPROVE:
	case RV_EVENT_REJECT:
	case RV_EVENT_DENY:
	case RV_EVENT_EXPIRE:
		led_on_decision(l, e);
		break;
	case RV_EVENT_PROGRAM:
	case RV_EVENT_PROGRAM_VERSION:
	case RV_EVENT_PROGRAM_GRANT:
	case RV_EVENT_PROGRAM_END:
		led_on_program(l, e);
		break;
	case RV_EVENT_PHASE:
		led_on_phase(l, e);
		break;
	case RV_EVENT_RETARGET:
		led_on_retarget(&l->f, e);
		break;
	case RV_EVENT_INTENT:
		led_on_intent(&l->f, e);
		break;
	default:
		break;
	}
}

static void applied(void *self, const rv_oms *o, const rv_event *e)
{
	of_money(self, o, e);
	of_orders(self, e);
}

rv_oms_observer rv_ledgers_observer(rv_ledgers *l)
{
	return (rv_oms_observer){ .self = l, .applied = applied };
}

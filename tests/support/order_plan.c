/* See order_plan.h. */
#include "tests/support/order_plan.h"

#include <stdio.h>

static const struct {
	const char *match, *rest;
} kinds[] = {
	{ "exchange", "\"do\":\"drop_answer\"" },
	{ "exchange.order", "\"do\":\"drop_answer\"" },
	{ "exchange.order", "\"do\":\"no_accept\"" },
	{ "exchange", "\"do\":\"no_accept\"" },
	{ "exchange", "\"do\":\"error_status\",\"code\":502" },
	{ "exchange", "\"do\":\"error_status\",\"code\":500" },
	{ "exchange", "\"do\":\"status\",\"code\":503" },
	{ "exchange", "\"do\":\"status\",\"code\":429" },
	{ "exchange", "\"do\":\"short_statuses\"" },
	{ "exchange", "\"do\":\"truncate\"" },
	{ "exchange", "\"do\":\"garbage\"" },
	{ "exchange.order", "\"do\":\"wrong_types\"" },
	{ "exchange.order", "\"do\":\"ack_delay\",\"ms\":400" },
	{ "exchange", "\"do\":\"rate_exhausted\"" },
	{ "exchange.order", "\"do\":\"post_only\"" },
	{ "exchange.scheduleCancel", "\"do\":\"schedule_refused\"" },
	{ "info.orderStatus", "\"do\":\"unknown_oid\"" },
	{ "ws.userFills", "\"do\":\"late_fills\",\"ms\":900" },
	{ "info.userFillsByTime", "\"do\":\"late_fills\",\"ms\":900" },
	{ "*", "\"do\":\"duplicate_fills\"" },
	{ "ws.userFills", "\"do\":\"reorder_fills\"" },
	{ "info", "\"do\":\"status\",\"code\":502" },
	{ "info.userFillsByTime", "\"do\":\"truncate\"" },
	{ "info.clearinghouseState", "\"do\":\"garbage\"" },
	{ "ws", "\"do\":\"close\",\"code\":1006" },
	{ "ws", "\"do\":\"close\",\"code\":1000" },
	{ "ws", "\"do\":\"refuse\"" },
};

/* Of the market, for longer: bars that do not come, prices that stand still, a wrong clock. */
static const struct {
	const char *match, *rest;
} market_kinds[] = {
	{ "info.candleSnapshot", "\"do\":\"status\",\"code\":502" },
	{ "info.candleSnapshot", "\"do\":\"gap\"" },
	{ "info.candleSnapshot", "\"do\":\"duplicate\"" },
	{ "info.candleSnapshot", "\"do\":\"truncate\"" },
	{ "info.candleSnapshot", "\"do\":\"wrong_types\"" },
	{ "info.candleSnapshot", "\"do\":\"silent\"" },
	{ "info", "\"do\":\"status\",\"code\":429" },
	{ "info", "\"do\":\"garbage\"" },
	{ "ws.allMids", "\"do\":\"silent\"" },
	{ "ws.bbo", "\"do\":\"silent\"" },
	{ "ws.candle", "\"do\":\"gap\"" },
	{ "ws", "\"do\":\"silent\"" },
	{ "ws", "\"do\":\"duplicate\"" },
	{ "*", "\"do\":\"freeze\"" },
	{ "*", "\"do\":\"clock_offset\",\"ms\":1500" },
	{ "*", "\"do\":\"clock_offset\",\"ms\":-1500" },
	{ "*", "\"do\":\"refuse\"" },
};

/* splitmix64 */
uint64_t order_draw(uint64_t *rand, uint64_t n)
{
	uint64_t z = (*rand += 0x9e3779b97f4a7c15ULL);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return (z ^ (z >> 31)) % n;
}

void order_plan_draw(uint64_t *rand, uint64_t entries, char plan[ORDER_PLAN])
{
	size_t n = 0;
	n += (size_t)snprintf(plan + n, ORDER_PLAN - n, "[");
	for (uint64_t i = 0; i < entries; i++) {
		const size_t k = order_draw(rand, sizeof(kinds) / sizeof(kinds[0]));
		n += (size_t)snprintf(plan + n, ORDER_PLAN - n,
				      "%s{\"at\":%.1f,\"for\":%.1f,\"match\":\"%s\",%s}",
				      i ? "," : "", (double)order_draw(rand, 10) / 10.0,
				      (double)(1 + order_draw(rand, 20)) / 10.0, kinds[k].match,
				      kinds[k].rest);
	}
	(void)snprintf(plan + n, ORDER_PLAN - n, "]");
}

void order_plan_market(uint64_t *rand, char plan[ORDER_PLAN])
{
	const size_t k = order_draw(rand, sizeof(market_kinds) / sizeof(market_kinds[0]));
	(void)snprintf(plan, ORDER_PLAN, "[{\"at\":0,\"for\":%.1f,\"match\":\"%s\",%s}]",
		       (double)(5 + order_draw(rand, 115)) / 10.0, market_kinds[k].match,
		       market_kinds[k].rest);
}

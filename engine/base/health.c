/* Stale rules; see health.h. */
#include "engine/base/health.h"

enum { PRICE_STALE_MS = 5000, DOWN_MS = 30000 };

rv_health rv_health_of(int64_t at_ms, int64_t now_ms, int64_t period_ms, bool is_price,
		       bool connected)
{
	if (at_ms == RV_NEVER)
		return RV_HEALTH_NONE;
	const int64_t age = now_ms - at_ms;
	const int64_t down = 5 * period_ms > DOWN_MS ? 5 * period_ms : DOWN_MS;
	if (!connected || age > down)
		return RV_HEALTH_DOWN;
	if (age > 5 * period_ms || (is_price && age > PRICE_STALE_MS))
		return RV_HEALTH_STALE;
	return age > 2 * period_ms ? RV_HEALTH_LATE : RV_HEALTH_LIVE;
}

const char *rv_health_word(rv_health h)
{
	static const char *const words[] = { "none", "live", "late", "stale", "down" };
	return words[h];
}

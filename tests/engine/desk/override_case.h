/* Overrides as commands of a person, for tests of the order management. */
#ifndef RV_TESTS_OVERRIDE_CASE_H
#define RV_TESTS_OVERRIDE_CASE_H

#include "tests/support/oms_bench.h"

#include <stdio.h>

/* Of four hours from now on the bench's clock. */
static inline rv_override oc_make(oms_bench *b, rv_override_kind kind, rv_sub sub,
				  const char *symbol, double value)
{
	rv_override o = { .kind = kind,
			  .sub = sub,
			  .value = { value },
			  .reason = "thin book on Saturday",
			  .expires_utc_ms = rv_clock_utc_ms(b->clock) + 4 * RV_HOUR_MS };
	(void)snprintf(o.symbol, sizeof(o.symbol), "%s", symbol);
	return o;
}

/* A valid one of a kind. */
static inline rv_override oc_of_kind(oms_bench *b, rv_override_kind kind)
{
	static const struct {
		rv_sub sub;
		const char *symbol;
		double value;
	} of[RV_OVERRIDE_N] = {
		[RV_OVERRIDE_PIN] = { RV_SUB_S5, "SOL", 0.02 },
		[RV_OVERRIDE_CAP] = { RV_SUB_N, "SOL", 0.05 },
		[RV_OVERRIDE_EXCLUDE] = { RV_SUB_N, "SOL", 0.0 },
		[RV_OVERRIDE_FLATTEN] = { RV_SUB_N, "SOL", 0.0 },
		[RV_OVERRIDE_SCALE] = { RV_SUB_S5, "SOL", 0.5 },
		[RV_OVERRIDE_REGIME] = { RV_SUB_N, "", 0.0 },
		[RV_OVERRIDE_FACTORS] = { RV_SUB_N, "", 0.3 },
		[RV_OVERRIDE_LEVERAGE] = { RV_SUB_N, "", 0.5 },
		[RV_OVERRIDE_HEDGE] = { RV_SUB_N, "", 0.02 },
		[RV_OVERRIDE_PAUSE] = { RV_SUB_S5, "", 0.0 },
		[RV_OVERRIDE_AUTO_HEDGE] = { RV_SUB_N, "", 0.0 },
	};
	rv_override o = oc_make(b, kind, of[kind].sub, of[kind].symbol, of[kind].value);
	if (kind == RV_OVERRIDE_REGIME)
		(void)snprintf(o.word, sizeof(o.word), "RISK_OFF");
	if (kind == RV_OVERRIDE_AUTO_HEDGE)
		(void)snprintf(o.word, sizeof(o.word), "ON");
	return o;
}

static inline uint64_t oc_set(oms_bench *b, const rv_override *x)
{
	rv_command c = { .kind = RV_CMD_OVERRIDE, .over = *x };
	return bench_command(b, &c);
}

static inline uint64_t oc_end(oms_bench *b, uint64_t id)
{
	rv_command c = { .kind = RV_CMD_OVERRIDE_END, .n_ids = 1, .ids = { id } };
	return bench_command(b, &c);
}

#endif

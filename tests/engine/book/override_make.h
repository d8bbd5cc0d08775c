/* Overrides of an hour from T0, and setting them, for the tests of their parts. */
#ifndef RV_TESTS_OVERRIDE_MAKE_H
#define RV_TESTS_OVERRIDE_MAKE_H

#include "engine/book/overrides.h"
#include "tests/support/cm.h"

#include <stdio.h>

#define T0 INT64_C(1795219200000)

static inline rv_override ov_make(rv_override_kind kind, rv_sub sub, const char *symbol,
				  double value)
{
	rv_override o = { .kind = kind,
			  .sub = sub,
			  .value = { value },
			  .reason = "thin book on Saturday",
			  .set_utc_ms = T0,
			  .expires_utc_ms = T0 + RV_HOUR_MS,
			  .uid = 1000 };
	(void)snprintf(o.symbol, sizeof(o.symbol), "%s", symbol);
	return o;
}

static inline rv_override ov_regime(const char *word)
{
	rv_override o = ov_make(RV_OVERRIDE_REGIME, RV_SUB_N, "", 0.0);
	(void)snprintf(o.word, sizeof(o.word), "%s", word);
	return o;
}

static inline rv_override ov_auto_hedge(const char *word)
{
	rv_override o = ov_make(RV_OVERRIDE_AUTO_HEDGE, RV_SUB_N, "", 0.0);
	(void)snprintf(o.word, sizeof(o.word), "%s", word);
	return o;
}

static inline uint64_t ov_set(rv_overrides *l, rv_override o)
{
	uint64_t id = 0, replaced = 0;
	rv_err err = { 0 };
	assert_int_equal(rv_overrides_set(l, &o, &id, &replaced, &err), RV_OK);
	assert_string_equal(err.text, "");
	return id;
}

#endif

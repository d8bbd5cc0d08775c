/*
 * The object of `score --json`, with the parts that exist. Any thread that holds the inputs.
 */
#ifndef RV_APP_SCORE_JSON_H
#define RV_APP_SCORE_JSON_H

#include "engine/base/status.h"
#include "engine/run/step.h"

#include <cjson/cJSON.h>

/* Bits of modules: which blocks are in the object. */
enum {
	RV_SCORE_UNIVERSE = 1,
	RV_SCORE_RV_MOMENTUM = 2,
	RV_SCORE_STAT_ARB = 4,
	RV_SCORE_MARKET_STRUCTURE = 8,
	RV_SCORE_MAJORS_ALTS = 16,
	RV_SCORE_BUCKETS = 32,
	RV_SCORE_HYBRID = 64,
	RV_SCORE_RISK = 128,
	RV_SCORE_ALL = 255
};

/* RV_MODULE_* bits that a pass must have for these blocks. */
unsigned rv_score_runs(unsigned modules);

/*
 * Names in --only, separated by commas: ORs their bits into *modules. RV_EUSAGE for an unknown or
 * empty name; err lists the known ones.
 */
RV_NODISCARD rv_status rv_score_modules(const char *text, unsigned *modules, rv_err *err);

/*
 * schema, asof (asof_text as given), bar_close_ms, interval, then the blocks of `modules`. Numbers
 * are the shortest text that reads back, unknown is null. The universe is null when no daily bar
 * had closed. Symbols without a bar at or before the as-of bar are nowhere. *out is the caller's,
 * set on RV_OK only.
 */
RV_NODISCARD rv_status rv_score_json(const rv_step_input *in, const rv_step_result *r,
				     unsigned modules, const char *asof_text, cJSON **out);

/* The blocks of `modules` but for universe and rv_momentum alone; false = out of memory. */
bool rv_score_put_modules(cJSON *o, const rv_step_result *r, unsigned modules);

#endif

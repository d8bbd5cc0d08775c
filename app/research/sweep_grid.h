/*
 * Which configurations a search looks at: values of configuration keys, every combination of them
 * (grid) or a seeded draw (random).
 *
 * A key is named as in docs/configuration.md, "majors_alts.score.high", and must be of a block that
 * the strategy reads. Each value is looked at by the configuration's own table, before anything is
 * run. Task k of a grid: the last key moves fastest. Task k of a random search comes from (seed,
 * key's place, k), so that it is the same whoever runs it. One thread fills it; then any thread.
 */
#ifndef RV_APP_RESEARCH_SWEEP_GRID_H
#define RV_APP_RESEARCH_SWEEP_GRID_H

#include "config/load.h"
#include "engine/research/result.h"

#include <cjson/cJSON.h>

enum {
	RV_SWEEP_KEYS = 16,
	RV_SWEEP_VALUES = 2000, /* of all keys together: the first line of the results has them */
	RV_SWEEP_TASKS = 20000,
	RV_SWEEP_WHERE = 200
};

typedef struct rv_sweep_axis {
	char key[RV_CONFIG_KEY];
	char where[RV_SWEEP_WHERE]; /* "FILE:LINE" or the option, for an error */
	cJSON *values;		    /* array of numbers, texts, true, false; a range has two */
	bool range, integer;	    /* range: of a random search, both ends in it */
} rv_sweep_axis;

/* Zeroed is empty. */
typedef struct rv_sweep_grid {
	size_t n;
	rv_sweep_axis axes[RV_SWEEP_KEYS];
	size_t n_values;
	bool random;
	uint64_t seed;
	size_t tasks;
} rv_sweep_grid;

/* "NAME=V1,V2" or "NAME=LO..HI". RV_EUSAGE with the line. */
RV_NODISCARD rv_status rv_sweep_grid_param(rv_sweep_grid *g, const char *param, rv_err *err);
/* { "NAME": [V1, V2], "NAME": { "from": LO, "to": HI } }, comments allowed. */
RV_NODISCARD rv_status rv_sweep_grid_file(rv_sweep_grid *g, const char *path, rv_err *err);
/*
 * Once all keys are there. draws 0: every combination. RV_EUSAGE: a key that is unknown or that the
 * strategy does not read, a value that is not the key's, a range without draws, too many tasks.
 */
RV_NODISCARD rv_status rv_sweep_grid_ready(rv_sweep_grid *g, rv_bt_strategy_id strategy,
					   const rv_config *base, size_t draws, uint64_t seed,
					   rv_err *err);
void rv_sweep_grid_free(rv_sweep_grid *g);

/* The values of a task by the full names of the keys; the caller's. NULL: out of memory. */
cJSON *rv_sweep_grid_point(const rv_sweep_grid *g, size_t task);
/* What is searched, for the first line of the results; the caller's. NULL: out of memory. */
cJSON *rv_sweep_grid_json(const rv_sweep_grid *g);
/*
 * base with the values of a task. RV_ERANGE: they do not go together, err has why. *out is written
 * on RV_OK only.
 */
RV_NODISCARD rv_status rv_sweep_grid_config(const rv_sweep_grid *g, size_t task,
					    const rv_config *base, rv_config *out, rv_err *err);

#endif

/*
 * A recorded proposal decided again by the backtest's book: over the bars of the desk's own history
 * and what the record beside its journal says of that moment, and compared with the record and
 * with the program that the journal has. Nothing is written. One thread. docs/backtest.md, "A
 * recorded day".
 */
#ifndef RV_APP_RESEARCH_DAY_REPLAY_H
#define RV_APP_RESEARCH_DAY_REPLAY_H

#include "config/load.h"
#include "engine/book/program.h"
#include "engine/run/decision.h"

#include <stdio.h>

enum { RV_DAY_REPLAY_LEGS = RV_PROGRAM_LEGS };

typedef struct rv_day_replay_leg {
	char symbol[RV_SYMBOL_MAX];
	int64_t lots;		/* signed; 0 changes places inside */
	int64_t want[RV_SUB_N]; /* signed lots */
} rv_day_replay_leg;

typedef struct rv_day_replay_result {
	char phase[RV_DECISION_PHASE];
	int64_t date_ms, utc_ms; /* 00:00 of the run; of the decision */
	size_t coins;		 /* whose targets and votes were compared */
	size_t lines, differ;	 /* of the record's answer; that were decided otherwise */
	char first[512];	 /* the first that differs: recorded / decided; "" none */
	uint64_t program;	 /* of the journal; 0: none was proposed */
	bool digest_known;	 /* the journal's event has the record's digest */
	size_t n_journal, n_made;
	rv_day_replay_leg journal[RV_DAY_REPLAY_LEGS], made[RV_DAY_REPLAY_LEGS];
	bool legs_same;
} rv_day_replay_result;

typedef struct rv_day_replay_setup {
	const char *record, *store;
	const char *journal; /* NULL: the one beside the record */
	const rv_config *config;
} rv_day_replay_setup;

/*
 * RV_OK: it was decided and compared; whether it is the same says rv_day_replay_same. RV_EDATA:
 * record, journal and store do not belong together.
 */
RV_NODISCARD rv_status rv_day_replay_run(const rv_day_replay_setup *s, rv_day_replay_result *out,
					 rv_err *err);
bool rv_day_replay_same(const rv_day_replay_result *r);
void rv_day_replay_print(FILE *out, const rv_day_replay_result *r);

#endif

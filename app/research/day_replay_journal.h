/* What a journal says of a recorded proposal; of day_replay.h and nobody else. One thread. */
#ifndef RV_APP_RESEARCH_DAY_REPLAY_JOURNAL_H
#define RV_APP_RESEARCH_DAY_REPLAY_JOURNAL_H

#include "app/research/day_replay.h"

/*
 * Fills program, journal, n_journal and digest_known of *out, whose phase and date_ms are there;
 * hex: of the record. path NULL: the one journal in the folder of the record. The chain is
 * verified. RV_EDATA: it is broken, or it has no such proposal.
 */
RV_NODISCARD rv_status rv_day_replay_journal(const char *path, const char *record, const char *hex,
					     rv_day_replay_result *out, rv_err *err);

#endif

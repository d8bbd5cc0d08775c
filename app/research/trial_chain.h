/* What writing and checking the register of trials share, and nothing else. */
#ifndef RV_APP_RESEARCH_TRIAL_CHAIN_H
#define RV_APP_RESEARCH_TRIAL_CHAIN_H

#include "app/research/trial_log.h"
#include "engine/base/sha256.h"

#include <cjson/cJSON.h>
#include <stddef.h>
#include <stdint.h>

/* How a line begins; the hash, a quote and a comma follow. */
#define RV_TRIAL_HASH_KEY "{\"hash\":\""

/* Of a line without its hash: "{" and tail [n]. out may be prev. */
void rv_trial_hash(const uint8_t prev[RV_SHA256_BYTES], const char *tail, size_t n,
		   uint8_t out[RV_SHA256_BYTES]);
/* Takes line, which begins with the seq of l, and writes it down; ok false: it could not be built.
 */
RV_NODISCARD rv_status rv_trial_put(rv_trial_log *l, cJSON *line, bool ok);

#endif

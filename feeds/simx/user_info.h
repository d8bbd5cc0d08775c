/*
 * The info types that ask about a user. Somebody without an account, an agent's address too, gets
 * an empty answer, not an error. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIMX_USER_INFO_H
#define RV_FEEDS_SIMX_USER_INFO_H

#include "feeds/sim/info.h"
#include "feeds/simx/simx.h"

struct cJSON;

/* The type's name if it is one of these, static; else NULL. */
const char *rv_simx_user_type(const char *type);
/*
 * Answers one of these types into r (kind and weight too), with what r says of a fault plan. x
 * NULL: a venue without accounts. False: the request has no such shape, nothing was written but the
 * weight.
 */
bool rv_simx_user_info(const rv_simx *x, const struct cJSON *json, int64_t clock_ms,
		       rv_sim_reply *r);

#endif

/*
 * How many visits of a user are written down one by one: so many an hour, and of the rest how many
 * there were. Nobody fills the journal by coming and going. Who only looks on is counted apart, so
 * that a script that polls the desk does not use up what its user's consoles have. Pure; one owner.
 */
#ifndef RV_APP_CONTROL_VISITS_H
#define RV_APP_CONTROL_VISITS_H

#include "engine/desk/who.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RV_VISITS_MOST = 20, /* of a user in an hour */
	RV_VISITS_MS = 3600000,
	RV_VISITS_USERS = 64 /* in an hour; those beyond are counted together */
};

#define RV_VISITS_OTHERS INT64_C(-1) /* uid of those beyond */

typedef struct rv_visitor {
	int64_t uid;
	bool looks_on;
	char who[RV_WHO_TEXT];
	int64_t since_ms; /* of its hour; any monotonic clock */
	unsigned told;	  /* 0 and more 0: free */
	uint64_t more;	  /* not one by one */
} rv_visitor;

typedef struct rv_visits {
	rv_visitor user[RV_VISITS_USERS + 1]; /* the last one: the others */
} rv_visits;

/* Somebody comes. True: it is to be written down. */
bool rv_visits_come(rv_visits *v, int64_t uid, const char *who, bool looks_on, int64_t now_ms);
/* When an hour is over whose rest has to be told; -1 none. */
int64_t rv_visits_due(const rv_visits *v);
/* One of those whose hour is over by now_ms (INT64_MAX: all) and that have a rest; it is told. */
bool rv_visits_rest(rv_visits *v, int64_t now_ms, rv_visitor *out);

#endif

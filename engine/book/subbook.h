/*
 * The sub-books that one position is made of: their names, capital and licences. Plain data and
 * pure functions; any thread. docs/book.md.
 */
#ifndef RV_BOOK_SUBBOOK_H
#define RV_BOOK_SUBBOOK_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum rv_sub {
	RV_SUB_S5,	/* stat-arb */
	RV_SUB_S4M,	/* multi-bucket: momentum */
	RV_SUB_S4R,	/* residual */
	RV_SUB_S4MR,	/* mean reversion */
	RV_SUB_S4P,	/* pairs */
	RV_SUB_S3,	/* majors against alts */
	RV_SUB_H,	/* the hedge */
	RV_SUB_OP,	/* the operator's own trades */
	RV_SUB_RESIDUE, /* what nobody ordered, until a person says whose it is */
	RV_SUB_N
} rv_sub;

enum { RV_SUB_STRATEGIES = RV_SUB_H }; /* the ones before it follow a model */

/* "S5", "S4m", "S4r", "S4mr", "S4p", "S3", "H", "OP", "RESIDUE": as on screen and in the journal.
 */
const char *rv_sub_name(rv_sub s);
/* RV_ENOENT: no such name; *out untouched. */
RV_NODISCARD rv_status rv_sub_of_name(const char *name, rv_sub *out);

typedef enum rv_licence {
	RV_LICENCE_SHADOW, /* scored, positions kept on paper, no orders */
	RV_LICENCE_25,
	RV_LICENCE_50,
	RV_LICENCE_100,
	RV_LICENCE_N
} rv_licence;

const char *rv_licence_name(rv_licence l); /* "SHADOW", "25 %", ... */
double rv_licence_share(rv_licence l);	   /* 0, .25, .5, 1 */
rv_licence rv_licence_less(rv_licence l);  /* one step down; SHADOW stays */

#endif

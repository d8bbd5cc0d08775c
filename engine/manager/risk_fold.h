/*
 * What the risk watch remembers, as a fold of the journal: shares with their stops, circuits, the
 * index of each sub-book, licences, and which stops were asked for and rejected when.
 *
 * WATCH events carry what has changed as lines of text, LICENCE events a licence, PROPOSE, DENY and
 * REJECT of the order management what became of a stop. Nothing else changes the state, so that a
 * replay of any prefix of the journal is the state that the desk had there. Plain data, about 150
 * KB: never on a stack. Owner: engine thread. docs/book-day.md, "Stops and circuits".
 */
#ifndef RV_MANAGER_RISK_FOLD_H
#define RV_MANAGER_RISK_FOLD_H

#include "engine/book/nav.h"
#include "engine/book/risk_watch.h"
#include "engine/desk/event.h"

enum { RV_RISK_ASKS = 128, RV_RISK_LINE = RV_WATCH_LINE, RV_RISK_WORDS = 160 };

/* The record of a sub-book, as it was at its newest step. */
typedef struct rv_risk_index {
	rv_sub_nav nav;			 /* its circuit is the watch's, not this one's */
	double earned_usd;		 /* since the book began, at the marks of the step */
	int64_t at_utc_ms, since_utc_ms; /* of the step; of the beginning, 0 not begun */
} rv_risk_index;

typedef struct rv_risk_licence {
	bool set; /* false: the configuration's */
	rv_licence value;
	int64_t since_utc_ms, uid;
} rv_risk_licence;

/* A stop that was proposed for a sub-book in a coin. */
typedef struct rv_risk_ask {
	rv_sub sub;
	char symbol[RV_SYMBOL_MAX];
	uint64_t ticket;
	int64_t asked_utc_ms;	 /* newest */
	int64_t rejected_utc_ms; /* by a person; 0 not */
} rv_risk_ask;

typedef struct rv_risk_fold {
	rv_watch watch;
	rv_risk_index index[RV_SUB_H];
	rv_risk_licence licence[RV_SUB_H];
	size_t n_asks;
	rv_risk_ask asks[RV_RISK_ASKS]; /* the oldest goes when it is full */
	uint64_t version;		/* rises with every change */
	char unreadable[RV_RISK_WORDS]; /* the first line that was not understood; "" none */
	rv_watch scratch;
} rv_risk_fold;

/* Zeroed is the beginning. Events of no concern change nothing. */
void rv_risk_fold_apply(rv_risk_fold *f, const rv_event *e);

const rv_watch_entry *rv_risk_fold_entry(const rv_risk_fold *f, rv_sub sub, const char *symbol);
const rv_risk_ask *rv_risk_fold_ask(const rv_risk_fold *f, rv_sub sub, const char *symbol);

/* The lines of a WATCH event, beside rv_watch_entry_line. */
void rv_risk_circuit_line(rv_sub s, const rv_drawdown *d, char out[RV_RISK_LINE]);
void rv_risk_index_line(rv_sub s, const rv_risk_index *x, char out[RV_RISK_LINE]);
void rv_risk_gone_line(rv_sub s, const char *symbol, char out[RV_RISK_LINE]);

/* The whole state as text, i from 0; false after the last: for comparing two of them. */
bool rv_risk_fold_line(const rv_risk_fold *f, size_t i, char out[RV_RISK_LINE]);

#endif

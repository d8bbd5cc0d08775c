/*
 * A risk watch over a bench of the order management: a pass whose closes and ATRs the test sets,
 * shares that are bought through programs, closes that come. Asserts inside; one test thread.
 */
#ifndef RV_TESTS_RISK_DESK_H
#define RV_TESTS_RISK_DESK_H

#include "engine/manager/risk_manager.h"
#include "tests/support/oms_bench.h"

enum { RISK_EVENTS = 4096 };

typedef struct risk_desk {
	oms_bench *b;
	rv_book_params bp;
	rv_bucket_params buckets;
	rv_step_result *r;
	rv_bucket_book *s4;
	rv_risk_manager *m;
	rv_trade_view *trade; /* of the newest look: changed by edit */
	void (*edit)(struct risk_desk *d, rv_trade_view *t);
	double add_usd[RV_SUB_H]; /* earned beside what the bench knows, for edit */
	double nav_usd;		  /* > 0: instead of the bench's */
	int phases;
	/* the state after each event of the journal */
	size_t n_states;
	uint64_t states[RISK_EVENTS];
} risk_desk;

risk_desk *risk_desk_new(void); /* paper; stops are granted by the desk */
/* After a change of bp or of the bench's parameters; before it is up. */
void risk_desk_remake(risk_desk *d);
void risk_desk_free(risk_desk *d);
int risk_desk_setup(void **state); /* up, armed, ACTIVE */
int risk_desk_teardown(void **state);

/* Lots for sub-books by a program that is granted and worked; wants sum to the order. */
void risk_desk_hold(risk_desk *d, const char *symbol, const int64_t want[RV_SUB_N]);
void risk_desk_hold_one(risk_desk *d, const char *symbol, rv_sub s, int64_t lots);
/* The venue's price and the mark of a coin; half a USD cent around it. */
void risk_desk_price(risk_desk *d, size_t coin, double usd);
/* Looks once at the account as it is. */
void risk_desk_look(risk_desk *d);
/* Looks, lets what was asked for happen, looks again, for so long. */
void risk_desk_run(risk_desk *d, int64_t ms);
/* A day goes by and closes at these prices of BTC, ETH, SOL (NaN: its bar is missing); a look. */
void risk_desk_close(risk_desk *d, double btc, double eth, double sol);

const rv_watch_entry *risk_desk_entry(const risk_desk *d, rv_sub s, const char *symbol);
int64_t risk_desk_held(risk_desk *d, const char *symbol, rv_sub s);
/* The newest ticket of a class STOP that is shown; NULL none. */
const rv_tv_ticket *risk_desk_stop(risk_desk *d);
/* The state as one number; of a fold. */
uint64_t risk_state(const rv_risk_fold *f);
/* Applies the first n events of the journal to a zeroed fold. */
void risk_replay(const risk_desk *d, size_t n, rv_risk_fold *f);

#endif

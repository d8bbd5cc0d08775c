/*
 * The ledgers of the desk: what each sub-book has earned in each coin and by which cause, what its
 * orders have cost, funding expected against paid, and what was not done.
 *
 * All of it is a fold of the journal's events, seen as an observer of the order management, in the
 * replay and live alike; nothing else is kept. What an event does not say itself (marks, equity,
 * rates) is written as ROLL events by rv_ledgers_tick: at midnight and at the first of a month, at
 * a start after one, when a mark comes that a roll had to do without, and at each funding stamp.
 * docs/book.md, "Ledgers".
 *
 * Owner: engine thread. Allocates in new only. No clock, no I/O but rv_oms_record.
 */
#ifndef RV_MANAGER_LEDGERS_H
#define RV_MANAGER_LEDGERS_H

#include "engine/desk/oms.h"
#include "engine/run/ledger_view.h"

typedef struct rv_ledger_params {
	int64_t start_wait_ms; /* a start waits so long for marks and the account: a minute */
	int64_t settle_ms;     /* cash that nothing explains yet counts after a minute */
	size_t event_marks;    /* coins of one event: 120 */
	double cost_bps;       /* of what was not traded, beside half its spread: 4.5 */
} rv_ledger_params;

rv_ledger_params rv_ledger_defaults(void);

/* What the ledgers must know of a coin now; NaN unknown, times elapsed ms or RV_NEVER. */
typedef struct rv_ledger_quote {
	char symbol[RV_SYMBOL_MAX];
	double mark, oracle; /* USD */
	double funding_1h;   /* share an hour, > 0: who is long pays */
	int64_t at;
} rv_ledger_quote;

typedef struct rv_ledger_input {
	int64_t utc_ms, elapsed_ms;
	const rv_ledger_quote *quotes; /* in name order */
	size_t n;
} rv_ledger_input;

typedef struct rv_ledgers rv_ledgers;

typedef struct rv_ledger_day_coin {
	char symbol[RV_SYMBOL_MAX];
	int64_t lots; /* at the end */
	int sz_decimals;
	rv_lv_pnl pnl;
	double expected_usd, paid_usd, beside_usd; /* funding; > 0 is received */
} rv_ledger_day_coin;

enum { RV_LEDGER_DAY_COINS = 96 };

/*
 * A day that is over, at the marks of the roll that ended it: what the span of the day was a moment
 * before. USD; NaN unknown. A day that nothing ran at the end of lasted until the next start.
 */
typedef struct rv_ledger_day {
	int64_t date_ms;	    /* its midnight; 0: no day is over yet */
	int64_t since_ms, until_ms; /* UTC, of the rolls */
	rv_lv_pnl sub[RV_SUB_N], all;
	double first_usd, last_usd;		      /* equity at both ends */
	double change_usd, paid_usd, unexplained_usd; /* as in rv_lv_span */
	double expected_usd, funding_usd, beside_usd; /* funding of all coins */
	size_t stamps;				      /* of coins, at which it was expected */
	rv_tca_sum tca[RV_SUB_N];
	rv_lv_regret_total regret[RV_REGRET_N]; /* of this day's decisions, at these marks */
	size_t n_coins, coins_total;
	rv_ledger_day_coin coins[RV_LEDGER_DAY_COINS]; /* that were held or did something */
} rv_ledger_day;

RV_NODISCARD rv_status rv_ledgers_new(const rv_ledger_params *p, rv_ledgers **out);
void rv_ledgers_free(rv_ledgers *l);

/* For rv_oms_observe, before the replay. */
rv_oms_observer rv_ledgers_observer(rv_ledgers *l);

/*
 * The market of now; writes what is due, first from the marks of the call before: a midnight's are
 * the newest before it. After rv_oms_start, at least once a second. RV_OK with nothing written
 * while the order management is not started or is stopping; RV_EIO: the journal broke; RV_ERANGE:
 * an event had no room.
 */
RV_NODISCARD rv_status rv_ledgers_tick(rv_ledgers *l, rv_oms *o, const rv_ledger_input *in);

/*
 * A leg was traded otherwise than the model wanted it, because of what a person has set. Of the
 * fold: to be called from an observer, at an event. Signed lots, px units. Errors of
 * rv_regret_add.
 */
RV_NODISCARD rv_status rv_ledgers_overridden(rv_ledgers *l, const char *symbol, int sz_decimals,
					     int64_t wanted, int64_t done, int64_t px,
					     int64_t utc_ms);

/* As of the newest tick. Does not allocate. */
void rv_ledgers_view(const rv_ledgers *l, const rv_oms *o, rv_ledger_view *out);
/* The newest day that is over; valid until the next event. Also in the replay, from an observer
 * that was added after the ledgers'. */
const rv_ledger_day *rv_ledgers_day(const rv_ledgers *l);
/* Copies what is used. */
void rv_ledger_view_copy(rv_ledger_view *to, const rv_ledger_view *from);

#endif

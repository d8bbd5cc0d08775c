/*
 * The records of the trading half: orders, fills, positions, accounts. Plain data.
 * Prices and sizes in the coin's units (market.h), money in micro-USDC, times in ms UTC.
 */
#ifndef RV_FEEDS_SIMX_TYPES_H
#define RV_FEEDS_SIMX_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RV_SIMX_ADDRESS = 20,
	RV_SIMX_CLOID = 16,
	RV_SIMX_ACCOUNTS = 64,
	RV_SIMX_AGENTS = 8, /* of one account */
	RV_SIMX_AGENT_NAME = 24,
	RV_SIMX_RETENTION = 2000, /* order records that an account can ask for */
	RV_SIMX_KEPT = 100000,	  /* records of a kind kept for the ledger, per account */
	RV_SIMX_FILLS_SHOWN = 10000,
	RV_SIMX_MARKET_SIDE = -1 /* the account of the synthetic market */
};

#define RV_SIMX_STATUS_TABLE(X)                                                                    \
	X(OPEN, "open")                                                                            \
	X(FILLED, "filled")                                                                        \
	X(CANCELED, "canceled")                                                                    \
	X(MARGIN_CANCELED, "marginCanceled")                                                       \
	X(SELF_TRADE_CANCELED, "selfTradeCanceled")                                                \
	X(REDUCE_ONLY_CANCELED, "reduceOnlyCanceled")                                              \
	X(DELISTED_CANCELED, "delistedCanceled")                                                   \
	X(LIQUIDATED_CANCELED, "liquidatedCanceled")                                               \
	X(SCHEDULED_CANCEL, "scheduledCancel")                                                     \
	X(MIN_NOTIONAL_REJECTED, "minTradeNtlRejected")                                            \
	X(MARGIN_REJECTED, "perpMarginRejected")                                                   \
	X(REDUCE_ONLY_REJECTED, "reduceOnlyRejected")                                              \
	X(ALO_REJECTED, "badAloPxRejected")                                                        \
	X(IOC_REJECTED, "iocCancelRejected")                                                       \
	X(TOO_MANY_REJECTED, "tooManyOpenOrdersRejected")                                          \
	X(REJECTED, "rejected")                                                                    \
	X(MAX_POSITION_REJECTED, "perpMaxPositionRejected")                                        \
	X(OI_CAP_REJECTED, "positionIncreaseAtOpenInterestCapRejected")

#define RV_SIMX_STATUS_ENUM(code, text) RV_SIMX_##code,
typedef enum rv_simx_status {
	RV_SIMX_STATUS_TABLE(RV_SIMX_STATUS_ENUM) RV_SIMX_STATUS_N
} rv_simx_status;
#undef RV_SIMX_STATUS_ENUM

const char *rv_simx_status_text(rv_simx_status s);

typedef enum rv_simx_tif { RV_SIMX_ALO, RV_SIMX_IOC, RV_SIMX_GTC } rv_simx_tif;

typedef struct rv_simx_order rv_simx_order;
struct rv_simx_order {
	rv_simx_order *prev, *next; /* while resting: its side of the coin's book, best first */
	int64_t oid, px;
	int64_t orig_sz; /* as asked for */
	int64_t sz;	 /* open, or what was left at the end */
	int64_t filled;
	int64_t placed_ms, status_ms;
	int64_t nonce; /* of the action that brought it */
	int account;
	size_t coin;
	rv_simx_tif tif;
	rv_simx_status status;
	bool buy, reduce_only, has_cloid, resting;
	bool forgotten; /* beyond the retention: only the ledger still knows it */
	bool touched;	/* in rv_simx.touched */
	unsigned char cloid[RV_SIMX_CLOID];
};

typedef enum rv_simx_fill_kind {
	RV_SIMX_FILL_TRADE,
	RV_SIMX_FILL_LIQUIDATION, /* closed by the venue, in the book or at the mark */
	RV_SIMX_FILL_ADL,	  /* taken as the other side of somebody's liquidation */
	RV_SIMX_FILL_SETTLEMENT	  /* delisted */
} rv_simx_fill_kind;

typedef struct rv_simx_fill {
	int64_t time, oid, tid, px, sz;
	int64_t start_szi; /* position before it */
	int64_t closed_pnl, fee;
	size_t coin;
	rv_simx_fill_kind kind;
	bool buy, crossed, has_cloid, backstop;
	unsigned char cloid[RV_SIMX_CLOID];
	unsigned char liquidated[RV_SIMX_ADDRESS]; /* LIQUIDATION, ADL */
	int64_t liquidation_mark;
} rv_simx_fill;

typedef struct rv_simx_funding {
	int64_t time, usdc, szi, rate;
	size_t coin;
} rv_simx_funding;

typedef struct rv_simx_transfer {
	int64_t time, usdc; /* > 0 deposit, < 0 withdrawal */
	uint64_t id;
} rv_simx_transfer;

typedef struct rv_simx_position {
	int64_t szi;  /* > 0 long */
	int64_t cost; /* micro-USDC that its size was opened for, >= 0 */
	int leverage; /* cross */
	int64_t funding_all, funding_open, funding_change; /* paid, > 0 = cost */
} rv_simx_position;

typedef struct rv_simx_agent {
	unsigned char address[RV_SIMX_ADDRESS];
	char name[RV_SIMX_AGENT_NAME];
	int64_t valid_until;
} rv_simx_agent;

/* A growing array; `first` counts what was dropped at its front. */
#define RV_SIMX_LIST(type)                                                                         \
	struct {                                                                                   \
		type *v;                                                                           \
		size_t n, cap;                                                                     \
		int64_t dropped;                                                                   \
	}

typedef struct rv_simx_account {
	int index;
	unsigned char address[RV_SIMX_ADDRESS];
	size_t n_agents;
	rv_simx_agent agents[RV_SIMX_AGENTS];
	int64_t cash;	   /* totalRawUsd */
	int64_t deposited; /* put in less taken out */
	int64_t fees;	   /* paid */
	int64_t volume;	   /* traded, for the allowance */
	int64_t requests;  /* used of it */
	int64_t passed_ms; /* last action let through when it was used up; INT64_MIN never */
	int64_t cancel_at; /* scheduleCancel, 0 = none */
	int64_t trigger_day;
	int triggers; /* scheduled cancels of that day */
	int n_open;
	rv_simx_position *positions;	      /* [n_coins] */
	RV_SIMX_LIST(rv_simx_order *) orders; /* by oid */
	size_t first_shown;		      /* all orders before it are forgotten */
	size_t n_shown;
	RV_SIMX_LIST(rv_simx_fill) fills;
	RV_SIMX_LIST(rv_simx_funding) fundings;
	RV_SIMX_LIST(rv_simx_transfer) transfers;
} rv_simx_account;

#endif

/*
 * Settings of the order side: approval, pre-trade limits, resolution of unknown orders.
 * Defaults and ranges: docs/configuration.md, block "orders". Durations are desk time.
 */
#ifndef RV_DESK_OMS_PARAMS_H
#define RV_DESK_OMS_PARAMS_H

#include "engine/desk/types.h"

typedef enum rv_approval {
	RV_APPROVE_MANUAL,
	RV_APPROVE_AUTO, /* the desk grants it itself */
	RV_APPROVE_SIM	 /* AUTO at a simulated venue, MANUAL on any other */
} rv_approval;

enum { RV_PEN_LEAST_MS = 2000 }; /* of pen_ms, where there is a pen */

typedef enum rv_two_person {
	RV_TWO_PERSON_OFF,
	RV_TWO_PERSON_LIVE, /* where real money is */
	RV_TWO_PERSON_ALWAYS
} rv_two_person;

typedef struct rv_oms_params {
	char book[16];	      /* names this book in every cloid */
	bool paper;	      /* simulated venue: ids can never equal a live account's */
	bool live;	      /* real money: typed confirmations, no automatic approval */
	char account[48];     /* address of the account, 0x...; part of a fill's key */
	rv_approval approval; /* of everything; not SIM */
	rv_approval approve_hedge, approve_stop; /* of those classes: SIM */
	/* people */
	int64_t pen_ms; /* real time of silence after which the pen is lost: 5 s; 0: there is none
			 */
	rv_two_person two_person; /* what a person approves needs two of them: LIVE */
	int64_t second_ms;	  /* what one has asked for waits for the second: 300 s */
	/* tickets and mandates */
	int64_t ticket_ms;			       /* 120 s */
	int64_t arm_ms, arm_idle_ms;		       /* 15 min, 5 min */
	int64_t mandate_extra_ms;		       /* after its window: 2 min */
	int64_t twap_ms, slice_ms;		       /* 15 min, 30 s */
	int64_t limit_ms;			       /* life of a resting limit order: 15 min */
	double slice_jitter;			       /* share of slice_ms, fixed seed: 0.2 */
	double drift_bps, drift_spreads, drift_sigmas; /* 10, 1.5, 0.35 */
	double collar_bps, collar_sigmas;	       /* 75, 1.5 x 15-minute sigma */
	double ioc_slippage_bps; /* limit of an IOC against the far side: 20 */
	/* freshness */
	int64_t quote_propose_ms, quote_send_ms;   /* 5 s, 2 s */
	double skew_warn_ms, skew_halt_ms;	   /* 250, 1000; real time */
	double spread_most_bps, mark_off_most_bps; /* 100, 200 */
	int64_t account_age_ms;			   /* of the margin numbers: 30 s */
	/* limits; money in USD */
	double order_most_usd, symbol_most_usd, gross_most_x, net_most_x, leverage_most_x;
	double order_most_adv;		     /* share of the day's volume; 0 = off */
	double min_order_usd;		     /* 10 */
	double daily_loss_pct, drawdown_pct; /* 2 from the day's start, 6 from the peak: REDUCING */
	unsigned messages_per_min, cancel_reserve_pct; /* 60, 20 */
	int64_t duplicate_ms; /* same symbol, side and size within: 10 s, unless said twice */
	unsigned repeat_most; /* children of one mandate without a fill before it pauses: 10 */
	double margin_after, margin_reducing, margin_alarm; /* 3, 2.5, 2 account / maintenance */
	double liquidation_pct, liquidation_sigmas;	    /* 25 %, 6 daily sigma */
	/* wire */
	int64_t expires_ms; /* expiresAfter of an order: 10 s */
	int64_t settle_ms;  /* after it, before "never landed" may be concluded: 5 s */
	bool deadman;
	int64_t deadman_ms, deadman_refresh_ms; /* 60 s, 15 s */
	int64_t reconcile_ms, account_ms;	/* 60 s, 10 s */
} rv_oms_params;

void rv_oms_params_default(rv_oms_params *p);
/* Does a setting let the desk grant by itself there? */
bool rv_oms_params_auto(const rv_oms_params *p, rv_approval a);
/* The first value out of range in words, or NULL. */
const char *rv_oms_params_error(const rv_oms_params *p);

#endif

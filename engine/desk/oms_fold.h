/*
 * The folded state of the order side: what the journal's events add up to.
 *
 * oms_apply is the only way in which anything here changes, live and in a replay, with one
 * exception that is marked (rv_oms_watch): how far the live side is with asking about an order,
 * which a restart starts again. No clock, no ports, no allocation after oms_fold_new.
 * Owner: engine thread. Included by engine/desk/oms*.c and their tests only.
 *
 * Elapsed times belong to one process; RUN moves those of earlier runs onto the new clock, by the
 * UTC that has passed.
 */
#ifndef RV_DESK_OMS_FOLD_H
#define RV_DESK_OMS_FOLD_H

#include "engine/book/coin_book.h"
#include "engine/book/overrides.h"
#include "engine/book/program.h"
#include "engine/desk/digest.h"
#include "engine/desk/event.h"
#include "engine/desk/fill_set.h"
#include "engine/desk/old_orders.h"
#include "engine/desk/order_state.h"
#include "engine/desk/position.h"
#include "engine/desk/trade_view.h"
#include "engine/desk/venue.h"

enum {
	OMS_TICKETS = 128,     /* pending ones and the last that are over */
	OMS_PENDING_MOST = 32, /* what the screen can show */
	OMS_MANDATES = 256,
	OMS_RUNNING_MOST = 64,
	OMS_PROGRAMS = 8,	       /* the pending ones and the last */
	OMS_REQUESTS = RV_TV_REQUESTS, /* that wait for a second person */
	OMS_PHASES = 8,		       /* whose last date is remembered */
	OMS_LIVE_MOST = 1536,	       /* orders that may still fill, external ones included */
	OMS_EXTERNAL_MOST = 1024,
	OMS_OWN_MOST = 500,
	OMS_OVER_KEPT = 5000, /* orders that are over and still known by name */
	OMS_ORDERS = OMS_LIVE_MOST + OMS_OVER_KEPT,
	OMS_FILLS_KEPT = 20000, /* of each of two generations that a repeat is recognised among */
	OMS_RECENT = 512,	/* newest fills with their times */
	OMS_COINS = RV_MAX_SYMBOLS,
	OMS_FUNDINGS = 48,
	OMS_CONFLICTS = 16,
	OMS_CASHES = 1024,  /* newest changes of cash with their times */
	OMS_TRANSFERS = 64, /* newest ones, which a repeat is recognised among */
	OMS_BUCKETS = 8192  /* of each hash table, a power of two */
};

typedef struct oms_stamp {
	int64_t utc, at;
} oms_stamp;

typedef struct oms_coin {
	rv_coin_ref ref;
	rv_position pos;
	rv_coin_book book;   /* of its sub-books: lots and money sum to the position's (I13) */
	rv_book_state state; /* ACTIVE: as the book */
	char reason[RV_TV_TEXT];
	bool proposed; /* a difference to the venue that a person has not accepted */
	int64_t ours, theirs;
	oms_stamp proposed_t;
	int64_t funding_seen[OMS_FUNDINGS]; /* times of payments, ring */
	uint64_t n_fundings;
} oms_coin;

/* The first of two people who approve; of the version that is there now. */
typedef struct oms_first {
	bool is;
	int64_t uid;
	char who[RV_WHO_TEXT];
} oms_first;

/*
 * What one person has asked for and a second one has to approve: the command, and what it is about
 * in words, which must be the same when it is done.
 */
typedef struct oms_request {
	uint64_t id; /* 0: free */
	rv_command cmd;
	char about[RV_TV_TEXT];
	rv_digest digest;
	oms_first first;
	oms_stamp asked;
	int64_t life_ms;
} oms_request;

/* Who may approve now: one connection at most. */
typedef struct oms_pen {
	bool held;
	int64_t uid;
	uint64_t conn;
	char who[RV_WHO_TEXT];
	oms_stamp since;
} oms_pen;

typedef struct oms_ticket {
	uint64_t id; /* 0: free */
	unsigned version;
	rv_digest digest;
	rv_ticket_state state; /* READY while it waits; READY or BLOCKED is a question of now */
	char reason[RV_TV_TEXT], why[RV_WHY_TEXT];
	rv_ticket_terms terms;
	rv_ticket_class cls;
	uint64_t program;    /* that it is a leg of; 0 none */
	bool correct;	     /* a leg of its correction, within its envelope */
	bool flatten, twice; /* twice: a person confirmed the duplicate, or it is none */
	int64_t ttl_ms;
	double edge_bps;		  /* expected of it before any cost; NaN unknown */
	unsigned edge_assumed;		  /* bit of each sub-book whose part is a setting */
	double mid, bid, ask, sigma_hour; /* the quote that it was made from */
	uint64_t foreign;		  /* fills of others in the symbol by then */
	oms_stamp created, quoted;
	int64_t uid;
	oms_first first;
} oms_ticket;

/* The slices of a mandate: those of its whole time, or what a correction has begun anew. */
typedef struct oms_plan {
	uint64_t grant; /* what the last gate knows it as */
	oms_stamp from;
	int64_t window_ms, slices, lots;
	int64_t filled;	   /* of the mandate, when the plan began */
	unsigned child;	   /* number of its first slice's order */
	unsigned revision; /* plans before it */
} oms_plan;

typedef struct oms_mandate {
	uint64_t id; /* 0: free */
	rv_digest digest;
	rv_ticket_terms terms; /* what was approved */
	rv_mandate_state state;
	rv_ticket_class cls;
	bool flatten, twice, by_person; /* by_person: paused until one lets it go on */
	bool ahead; /* granted later than this process began, by the clocks: one of them is wrong */
	bool stopped; /* ended by a person, a halt, a fill of others: not by having been worked */
	char reason[RV_TV_TEXT];
	int64_t notional_most_musd, lots_filled, filled_musd;
	int64_t lots_most;	   /* granted, or what a correction has made of it */
	int64_t px_most;	   /* that a lot may cost */
	uint64_t program;	   /* 0: none */
	char phase[RV_PHASE_TEXT]; /* in the names of its orders */
	oms_plan plan;
	rv_split split;	  /* whose: what each sub-book still wants of it, and has had */
	int64_t px_worst; /* collar */
	int64_t min_lots; /* of a slice */
	int64_t life_ms;
	unsigned children;	/* child numbers used */
	unsigned attempts;	/* orders of the newest child */
	unsigned barren;	/* orders in a row that are over without a fill */
	rv_order_state last;	/* of the newest order that is over and settled */
	bool last_never_landed; /* and it was proved so */
	char last_text[RV_TV_TEXT];
	oms_stamp approved, child_t, last_over;
	int64_t uid;
} oms_mandate;

/* What a program is to trade of a coin in all, after the close. */
typedef struct oms_fix {
	char symbol[RV_SYMBOL_MAX];
	int sz_decimals;
	int64_t lots, px; /* signed; px: of a coin that was not in it */
} oms_fix;

enum { OMS_FIXES = 2 * RV_PROGRAM_LEGS };

typedef enum oms_program_state {
	OMS_PROGRAM_PENDING,
	OMS_PROGRAM_GRANTED,
	OMS_PROGRAM_REJECTED,
	OMS_PROGRAM_EXPIRED
} oms_program_state;

/* The legs of a phase under one digest; each leg that is an order is a ticket, then a mandate. */
typedef struct oms_program {
	uint64_t id; /* 0: free */
	oms_program_state state;
	char reason[RV_TV_TEXT], why[RV_TV_TEXT];
	rv_digest digest;
	rv_program terms;	  /* of this version; what was granted, once it is */
	int64_t quote_end_utc_ms; /* it may be quoted again, and granted, until then */
	uint64_t ticket[RV_PROGRAM_LEGS], mandate[RV_PROGRAM_LEGS]; /* 0: none */
	bool crossed[RV_PROGRAM_LEGS];
	int64_t lots_proposed[RV_PROGRAM_LEGS];
	oms_fix fixes[OMS_FIXES];
	size_t n_fixes;
	double nav_usd; /* when it was granted; NaN unknown */
	oms_stamp created, quoted, granted;
	int64_t uid; /* who granted it */
	oms_first first;
} oms_program;

/* How far the live side is with an order. Not folded: zero after a replay. */
typedef struct oms_watch {
	int64_t next_ask_at, next_cancel_at;
	unsigned asks, cancels;
	uint64_t status_request;	 /* the answer that is waited for; 0 none */
	int64_t none_first, none_last;	 /* sent_at of two "unknownOid" after its time; 0 none */
	int64_t page_sent, account_sent; /* newest complete proof after its time; 0 none */
	bool halted;
} oms_watch;

typedef struct oms_order {
	rv_order o;
	int64_t oid; /* 0 not known */
	uint64_t mandate;
	unsigned child, attempt;
	bool used, external, cancel_wanted, settled, resting, noop, has_said, told;
	/* told: the venue has said what was left of it when it ended */
	rv_order_state state;
	rv_order_status said; /* last word of the venue that was journaled as evidence */
	int64_t lots_filled, lots_said, filled_musd; /* said: filled, by the venue's word */
	int64_t nonce, expires_ms;
	oms_stamp sent, changed, over;
	char text[RV_TV_TEXT];
	unsigned coin;			/* index */
	int next_cloid, next_oid, live; /* links; -1 none */
	oms_watch watch;
} oms_order;

typedef struct oms_recent {
	int64_t time_ms, lots; /* signed */
	unsigned coin;
} oms_recent;

typedef struct oms_cash_step {
	int64_t time_ms, musd;
} oms_cash_step;

typedef enum oms_alarm {
	OMS_ALARM_SKEW,
	OMS_ALARM_MARGIN,
	OMS_ALARM_LIQUIDATION,
	OMS_ALARM_SIGNER,
	OMS_ALARM_BUDGET,
	OMS_ALARM_DEADMAN,
	OMS_ALARM_EXTERNALS,
	OMS_ALARMS
} oms_alarm;

/* The newest date that a phase has been proposed for. */
typedef struct oms_phase_date {
	char phase[16];
	int64_t date_ms;
} oms_phase_date;

typedef struct oms_fold {
	/* identity */
	char account[48], book[16];
	char desk[RV_DESK_ID_TEXT]; /* of this journal: what its first run said, and when */
	bool paper;
	uint64_t seq; /* of the newest event */
	uint64_t runs;
	int64_t epoch_ms; /* UTC of the first run: what was before it is not ours to count */
	/* state of the book */
	rv_book_state state;
	char reason[RV_TV_TEXT];
	oms_stamp state_t;
	bool killed; /* a person has made it worse: nobody has made it ACTIVE since */
	/* arming; never lives longer than a process */
	bool armed;
	bool closes; /* a halt has ended the arming: flattening may still use it */
	oms_stamp armed_t;
	int64_t armed_uid;
	oms_pen pen; /* nor does this */
	/* counters */
	int64_t last_nonce;
	uint64_t last_ticket, last_mandate, last_program, orders_total, fills_total, foreign_fills,
		late_fills;
	int64_t fill_cursor_ms, funding_cursor_ms; /* times of the newest */
	/* account as journaled; in today's units, NaN unknown */
	double nav_peak_usd, nav_day_usd;
	int64_t nav_day;		 /* day number of nav_day_usd */
	int64_t nav_peak_ms, nav_day_ms; /* venue times of the accounts that they are from */
	double nav_first_usd, paid_usd;	 /* the day's start as it was; paid in since */
	double nav_stop_usd;		 /* at the end of the process before, if it ended well */
	int64_t nav_stop_ms;
	bool stopped;
	/* cash by what is counted: fills, fees, funding, transfers; since the first run */
	int64_t cash_musd, transfer_cursor_ms;
	uint64_t n_cash, n_transfers;
	oms_cash_step cash[OMS_CASHES];	      /* ring */
	rv_transfer transfers[OMS_TRANSFERS]; /* ring */
	/* dead-man */
	int64_t deadman_ms; /* what was asked for last; 0 cleared */
	int64_t deadman_day;
	unsigned deadman_triggers;	  /* on that day */
	int64_t deadman_last_ms;	  /* stamp of the newest trigger */
	int alarms[OMS_ALARMS];		  /* level, 0 off */
	int64_t conflicts[OMS_CONFLICTS]; /* tids that came twice and differed, ring */
	uint64_t n_conflicts;

	size_t n_coins;
	oms_coin coins[OMS_COINS];
	uint64_t coin_foreign[OMS_COINS]; /* foreign fills per coin */
	oms_ticket tickets[OMS_TICKETS];
	oms_mandate mandates[OMS_MANDATES];
	oms_program programs[OMS_PROGRAMS];
	oms_phase_date phases[OMS_PHASES]; /* ring; "" none */
	size_t phases_at;
	rv_overrides overrides;
	rv_desk_rules rules;
	uint64_t last_request;
	oms_request requests[OMS_REQUESTS];
	/* of each sub-book as the journal has it; RV_LICENCE_N: the configuration's */
	rv_licence licences[RV_SUB_N];

	oms_order orders[OMS_ORDERS];
	int free[OMS_ORDERS];
	size_t n_free;
	int live[OMS_LIVE_MOST];
	size_t n_live, n_external;
	int over[OMS_OVER_KEPT]; /* ring, oldest at over_head */
	size_t n_over, over_head;
	int by_cloid[OMS_BUCKETS], by_oid[OMS_BUCKETS];
	rv_old_orders old; /* of ours that have left those */

	/*
	 * Fills that have been counted, in two generations: a full one replaces the older. A fill
	 * not younger than horizon_ms cannot be told from one that was forgotten.
	 */
	rv_fill_set *counted[2];  /* [0] newer */
	int64_t counted_to_ms[2]; /* time of the newest fill in it */
	int64_t horizon_ms;
	oms_recent recent[OMS_RECENT]; /* ring, newest at (fills_total - 1) % OMS_RECENT */
	rv_tv_fill fills[RV_TV_FILLS]; /* ring, newest at (fills_total - 1) % RV_TV_FILLS */
	rv_tv_audit audit[RV_TV_AUDIT];
	uint64_t notes_n; /* ever; the newest are in the ring */
	rv_tv_note notes[RV_TV_NOTES];
	uint64_t audit_n;
	rv_tv_ack acks[RV_TV_ACKS]; /* of this run; ring */
	uint64_t n_acks;
	uint64_t events[RV_EVENT_N]; /* of each type, since the first run */
} oms_fold;

RV_NODISCARD rv_status oms_fold_new(oms_fold **out);
void oms_fold_free(oms_fold *f);

/*
 * RV_EDATA: it does not fit what came before, and what and where is in err. A journal that holds
 * such an event is not started from, and a desk that wrote one is broken.
 */
RV_NODISCARD rv_status oms_apply(oms_fold *f, const rv_event *e, rv_err *err);

/* Look-ups; NULL when there is none. */
oms_coin *oms_coin_find(oms_fold *f, const char *symbol);
oms_ticket *oms_ticket_find(oms_fold *f, uint64_t id);
oms_program *oms_program_find(oms_fold *f, uint64_t id);
oms_request *oms_request_find(oms_fold *f, uint64_t id);
void oms_request_digest(const oms_fold *f, const oms_request *x, rv_digest *out);
/*
 * Its life is over. A process that began with a clock behind the journal's cannot say how long a
 * grant has been there; once its clock is right again, that decides, too.
 */
bool oms_mandate_lived(const oms_mandate *m, const oms_stamp *now);
oms_mandate *oms_mandate_find(oms_fold *f, uint64_t id);
oms_order *oms_order_by_cloid(oms_fold *f, const rv_cloid *cloid);
oms_order *oms_order_by_oid(oms_fold *f, int64_t oid, const char *symbol);
/*
 * Whose row this is: by its cloid, unless it has another number than the order's, and else by its
 * number. A cloid alone proves nothing: the venue may take one twice, from whomever.
 */
oms_order *oms_order_of(oms_fold *f, const rv_cloid *cloid, int64_t oid, const char *symbol);
/* Has this payment been counted, or is it older than what is remembered? */
bool oms_funding_seen(const oms_coin *c, int64_t time_ms);
/* Our cash by what is counted up to a venue time, USD; false: too much is younger to tell. */
bool oms_cash_at(const oms_fold *f, int64_t time_ms, double *out);
/* Has this transfer been counted, or is it older than what is remembered? */
bool oms_transfer_seen(const oms_fold *f, const rv_transfer *x);
/*
 * Of an order of ours of which only the name is left, by the rule of oms_order_of; NULL: it is not.
 * If its mandate still exists, the fill is of the mandate's coin.
 */
const rv_old_order *oms_old_order_of(oms_fold *f, const rv_fill *x);
rv_fill_verdict oms_fill_look(const oms_fold *f, const rv_fill *fill);

/* Lots that may still fill: of one that is over without proof that its fills are all here, too. */
int64_t oms_order_left(const oms_order *q);
size_t oms_own_working(const oms_fold *f); /* orders of ours that are not over */
bool oms_order_unsure(const oms_order *q); /* UNKNOWN, or over without that proof */
/* What the last gate lets the present plan of a mandate spend. */
int64_t oms_grant_musd(const oms_mandate *m);
/* px * lots, INT64_MAX where that does not fit. */
int64_t oms_musd(int64_t px, int64_t lots);

/* The lots of a mandate that are working or unknown now. */
/* A hedge of that coin that runs; NULL none. */
const oms_mandate *oms_hedge_of(const oms_fold *f, const char *symbol);
void oms_mandate_lots(const oms_fold *f, const oms_mandate *m, int64_t *working, int64_t *unknown);
size_t oms_pending(const oms_fold *f, int64_t *oldest_at);
size_t oms_running(const oms_fold *f);
size_t oms_unknown(const oms_fold *f, const char *symbol); /* symbol NULL: all */

/* The ends of the book's or a coin's state change: mandates and orders that it concerns. */
void oms_fold_end_scope(oms_fold *f, const char *symbol, bool only_risk, bool cancel,
			const char *reason);

/* What becomes of the pen, and its word in an event. */
typedef enum oms_pen_what {
	OMS_PEN_TAKEN,
	OMS_PEN_OVER,
	OMS_PEN_FREED,
	OMS_PEN_EXPIRED,
	OMS_PEN_N
} oms_pen_what;
extern const char *const oms_pen_words[OMS_PEN_N];

/* What becomes of a request, and its word in an event. */
typedef enum oms_request_what {
	OMS_REQUEST_APPROVED,
	OMS_REQUEST_REJECTED,
	OMS_REQUEST_EXPIRED,
	OMS_REQUEST_CHANGED, /* what it is about is not what it was */
	OMS_REQUEST_N
} oms_request_what;
extern const char *const oms_request_words[OMS_REQUEST_N];

/* ---- between the files of the fold ---- */

/* Reads with the first failure kept. */
typedef struct oms_rd {
	const rv_event *e;
	oms_stamp t;
	const char *bad; /* key or words of the first failure; NULL none */
} oms_rd;

int64_t oms_rd_i64(oms_rd *r, const char *key);
int64_t oms_rd_range(oms_rd *r, const char *key, int64_t lo, int64_t hi);
uint64_t oms_rd_id(oms_rd *r, const char *key);
bool oms_rd_bool(oms_rd *r, const char *key);
double oms_rd_num(oms_rd *r, const char *key);
double oms_rd_opt_num(oms_rd *r, const char *key); /* NaN when absent */
void oms_rd_text(oms_rd *r, const char *key, char *out, size_t cap);
void oms_rd_opt_text(oms_rd *r, const char *key, char *out, size_t cap); /* "" when absent */
int64_t oms_rd_opt_i64(oms_rd *r, const char *key, int64_t absent);
void oms_rd_hex(oms_rd *r, const char *key, uint8_t *out, size_t n);
void oms_rd_coin(oms_rd *r, rv_coin_ref *out);
void oms_rd_fail(oms_rd *r, const char *words);
/* A REQUEST event's own; what is missing or wrong is in r. */
void oms_request_read(oms_rd *r, oms_request *out);

void oms_cash_add(oms_fold *f, oms_rd *r, int64_t time_ms, int64_t musd);
/* The account's value at a venue time: perhaps the day's first, perhaps the highest. */
void oms_nav_take(oms_fold *f, const oms_stamp *t, double nav, int64_t account_ms);
/* Shares of an order of signed lots; absent, they are all the operator's. */
void oms_rd_shares(oms_rd *r, int64_t lots, int64_t want[RV_SUB_N]);

/* ---- oms_fold_programs.c ---- */
/* The leg that a ticket is, of the program that it names; SIZE_MAX none. */
size_t oms_leg_of(const oms_program *p, uint64_t ticket);
/* It has been proposed for that date, or a younger one. */
bool oms_phase_was(const oms_fold *f, const char *phase, int64_t date_ms);
/* Where the next one would stand; NULL: there is no room. */
oms_program *oms_program_place(oms_fold *f, const oms_stamp *now);
/* "leg.1.name" of leg 0. */
const char *oms_leg_key(size_t i, const char *name, char out[40]);
/* What an order's ticket is as a leg; its window and whether it is left out stay. */
void oms_leg_terms(rv_program_leg *l, const rv_ticket_terms *x);
/* A leg's approval: the program is granted and has it; what the mandate has of it. */
void oms_leg_granted(oms_fold *f, oms_rd *r, const oms_ticket *t, oms_mandate *m);
void oms_join(const oms_program *p, oms_mandate *m); /* it is the program's */

/* ---- oms_fold_retarget.c ---- */
/* Signed lots that the program's mandates have filled of a coin. */
int64_t oms_program_filled(const oms_fold *f, const oms_program *p, const char *symbol);
/* Its running mandate in a coin; NULL none. */
oms_mandate *oms_program_mandate(oms_fold *f, const oms_program *p, const char *symbol);
/* One of them there was ended by a person, a halt, a fill of others. */
bool oms_program_stopped(const oms_fold *f, const oms_program *p, const char *symbol);
/* That the program trades signed lots more of a coin than its mandates there have filled. */
oms_fix oms_fix_make(const oms_fold *f, const oms_program *p, const rv_coin_ref *coin, int64_t more,
		     int64_t px);
/* False: there is no room for one more coin. */
bool oms_fix_set(oms_program *p, const oms_fix *x);
/*
 * Its correction against its envelope, at the mids that were granted: the verdict on that coin.
 * out may be NULL.
 */
bool oms_inside(const oms_program *p, const char *symbol, char out[RV_ENVELOPE_TEXT]);
/* The approval of a correction's ticket, which the program's own approval was for. */
void oms_correction_granted(oms_fold *f, oms_rd *r, const oms_ticket *t, oms_mandate *m);

/* ---- oms_fold_subs.c: what each sub-book holds ---- */
/* A fill of a mandate's order, or (NULL) what nobody ordered. RV_ERANGE: nothing changes. */
RV_NODISCARD rv_status oms_subs_fill(oms_coin *c, oms_mandate *m, const rv_fill *x,
				     rv_coin_shares *out);
/* Funding paid on `then` lots; 0: on what is held now. RV_ERANGE: nothing changes. */
RV_NODISCARD rv_status oms_subs_funding(oms_coin *c, int64_t musd, int64_t then);
/* What was taken for nobody's is the mandate's after all; what cannot be counted stays nobody's. */
void oms_subs_claim(oms_coin *c, oms_mandate *m, rv_tv_fill *shown);
/* Whose the fill is, for the screen. */
void oms_subs_show(rv_tv_fill *shown, const rv_coin_shares *s);
/* I13, of every coin: lots and money that do not sum to its position's do not fit. */
void oms_subs_check(const oms_fold *f, oms_rd *r);
int64_t oms_residue(const oms_coin *c); /* lots that are nobody's */

/* ---- oms_fold_overrides.c ---- */
/* The override whose canonical text an event begins with. RV_EPARSE: it does not. */
RV_NODISCARD rv_status oms_override_of(const rv_event *e, rv_override *out);

oms_coin *oms_coin_take(oms_fold *f, const rv_coin_ref *ref, oms_rd *r); /* finds or makes */
oms_order *oms_order_new(oms_fold *f, oms_rd *r);
void oms_order_set_oid(oms_fold *f, oms_order *q, int64_t oid);
void oms_order_index_cloid(oms_fold *f, oms_order *q);
/* One step of its life; leaves the list of live orders when over and settled. */
rv_order_step oms_order_step(oms_fold *f, oms_order *q, rv_order_event ev, const oms_stamp *t,
			     const char *text);
void oms_order_settle(oms_fold *f, oms_order *q);
/* The venue's number for it, if it is news. */
void oms_order_name(oms_fold *f, oms_order *q, int64_t oid, const oms_stamp *t);
/* Fills without a cloid that came before the order's oid was known. */
void oms_order_adopt(oms_fold *f, oms_order *q, const oms_stamp *t);

typedef void oms_apply_fn(oms_fold *f, oms_rd *r);
oms_apply_fn oms_on_run, oms_on_stop, oms_on_state, oms_on_arm, oms_on_lock, oms_on_alarm,
	oms_on_acknowledge, oms_on_reconcile, oms_on_proposed, oms_on_adjust, oms_on_assign;
oms_apply_fn oms_on_pen, oms_on_agree, oms_on_request, oms_on_request_end, oms_on_licence;
oms_apply_fn oms_on_propose, oms_on_requote, oms_on_approve, oms_on_reject, oms_on_expire,
	oms_on_deny, oms_on_pause, oms_on_unpause, oms_on_end;
oms_apply_fn oms_on_intent, oms_on_ack, oms_on_refused, oms_on_unsent, oms_on_unknown,
	oms_on_evidence, oms_on_never_landed, oms_on_forced, oms_on_canceled, oms_on_external,
	oms_on_action, oms_on_result;
oms_apply_fn oms_on_fill, oms_on_funding, oms_on_transfer;
oms_apply_fn oms_on_program, oms_on_program_version, oms_on_program_grant, oms_on_program_end,
	oms_on_cross, oms_on_retarget;
oms_apply_fn oms_on_override, oms_on_override_end;
oms_apply_fn oms_on_alert_rule, oms_on_alert_rule_end;

#endif

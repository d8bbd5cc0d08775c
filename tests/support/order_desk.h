/*
 * The real desk on the real simulated venue, for tests of orders: the runtime with its order side,
 * in this process, over real sockets, on a temporary state folder; and the venue with its controls
 * of tests, which outlives the desk.
 *
 * A test says what goes wrong at the venue (od_faults), asks the desk for something as a person
 * would (od_do), waits for what a snapshot must say (OD_UNTIL) and compares the desk's books with
 * the venue's own ledger (od_ties). Asserts inside. One test thread.
 */
#ifndef RV_TESTS_ORDER_DESK_H
#define RV_TESTS_ORDER_DESK_H

#include <cjson/cJSON.h>

#include "app/runtime.h"
#include "feeds/sign/signer.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"

enum { OD_WAIT_MS = 60000 * RV_PATIENCE };

/*
 * A venue whose minutes are seconds. Between two blocks twenty of its seconds pass, so that prices
 * may be that old and move that far; an order lives six real seconds, which a busy machine needs.
 * Further keys of a block are put into its macro. OD_SOON: an order lives two, for tests that wait
 * until it is proved that one never landed.
 */
#define OD_FAST_SPEED 20.0
#define OD_AT_SPEED(limits, mandate, wire)                                                         \
	"\"fresh\": {\"quote_s\": 120, \"account_s\": 600, \"mark_off_most_bps\": 5000},"          \
	"\"ticket\": {\"quote_s\": 120, \"ttl_s\": 3600, \"drift_bps\": 1000},"                    \
	"\"limits\": {\"duplicate_s\": 0, \"messages_per_min\": 2000" limits "},"                  \
	"\"mandate\": {\"collar_bps\": 900, \"ioc_slippage_bps\": 400" mandate "},"                \
	"\"wire\": {\"settle_s\": 5, " wire "}"
#define OD_FAST_WITH(limits, mandate, wire) OD_AT_SPEED(limits, mandate, "\"expires_s\": 120" wire)
#define OD_FAST OD_FAST_WITH("", "", "")
#define OD_SOON_WITH(limits, mandate, wire) OD_AT_SPEED(limits, mandate, "\"expires_s\": 40" wire)
#define OD_SOON OD_SOON_WITH("", "", "")

/* Zero-initialise; 0 means the default. */
typedef struct od_params {
	double speed;	     /* venue seconds a real second: 1 */
	int64_t start_ms;    /* UTC at which the venue's clock begins; 0: a day like any other */
	const char *control; /* the inside of its block "control"; NULL: nobody needs a pen */
	const char *orders;  /* the inside of the configuration's block "orders", or NULL */
	const char *more;    /* further blocks of the configuration, or NULL */
	unsigned coins;	     /* of the venue: all */
	bool manual;	     /* tickets wait for a person; else they are granted when ready */
	int64_t equity_usd;  /* 100000 */
	const char *plan;    /* the venue's fault plan from its start on, or NULL */
	bool real_limits;    /* of the venue */
	bool history;	     /* the desk keeps one: history.db in its folder */
	unsigned weight;     /* REST weight a minute of the desk: as good as none */
} od_params;

typedef struct order_desk {
	od_params p;
	rv_tmpdir dir;
	char state[RV_TMP_PATH * 2], config[RV_TMP_PATH * 2], key[RV_TMP_PATH * 3];
	unsigned char agent[RV_SIM_ADDRESS], account[RV_SIM_ADDRESS];
	char user[48];		       /* the account, 0x... */
	char history[RV_TMP_PATH * 2]; /* "" none */
	rv_log *venue_log;
	rv_clock *venue_clock; /* of its log */
	rv_sim *sim;
	struct order_desk *twin; /* of the same venue and account, or NULL */
	bool guest;		 /* the venue is the twin's */
	bool runs;
	rv_runtime rt;
	const rv_view *v; /* the newest that was looked at; NULL none */
	uint64_t nonce;
	rv_tv_reply reply;   /* of the last od_do */
	int64_t deadline_ms; /* of the wait that is going on */
	uint64_t mark;	     /* od_mark */
	int64_t mark_at;
	cJSON *ledger; /* the newest that was read */
} order_desk;

/* The venue, the state folder with its key, the account. od_free(NULL) is a no-op. */
order_desk *od_new(const od_params *p);
/*
 * A desk of another machine on d's account: an agent, a folder and a journal of its own. It is
 * freed with d.
 */
order_desk *od_twin(order_desk *d);
/* Ends the desk; the venue's books must add up, and `rvdesk journal verify` say good. */
void od_free(order_desk *d);
/* Another configuration for the desk's next start: as orders and more of od_params. */
void od_configure(order_desk *d, const char *orders, const char *more);
/* The desk on its state folder; RV_OK, or what its start says (err may be NULL). */
rv_status od_try_start(order_desk *d, rv_err *err);
void od_start(order_desk *d);
void od_stop(order_desk *d);
/* Starts, waits until it agrees with the venue and knows SOL's price. */
void od_ready(order_desk *d);
/* The same and resumes. */
void od_active(order_desk *d);
/* od_new and od_active. */
order_desk *od_trading(const od_params *p);

/* The newest snapshot, held until the next look; waits for the first one. */
const rv_trade_view *od_look(order_desk *d);
/* For OD_UNTIL. */
void od_begin(order_desk *d, int ms);
void od_turn(order_desk *d, const char *what);
bool od_pause(order_desk *d); /* until the next snapshot; false: the time is over */

/* Looks until `what` holds; T is the snapshot's trade view. Fails the test after OD_WAIT_MS. */
#define T (&d->v->trade)
#define OD_UNTIL(d, what)                                                                          \
	do {                                                                                       \
		od_begin(d, OD_WAIT_MS);                                                           \
		while (!(what))                                                                    \
			od_turn(d, #what);                                                         \
	} while (0)
/* `what` must hold in every snapshot of so many real ms. */
#define OD_WHILE(d, ms, what)                                                                      \
	do {                                                                                       \
		od_begin(d, ms);                                                                   \
		do {                                                                               \
			if (!(what))                                                               \
				od_fail(d, #what);                                                 \
		} while (od_pause(d));                                                             \
	} while (0)
/* Fails the test with what the desk and the venue have written. */
void od_fail(order_desk *d, const char *what);

/* ---- commands ---- */

/* Sends it under a new nonce and waits for its answer, which is in d->reply. */
const rv_tv_reply *od_do(order_desk *d, const rv_command *c);
/*
 * The answer must be yes; a proposal that has no price for a moment is made again. Or no, with
 * these words.
 */
void od_yes(order_desk *d, const rv_command *c);
void od_no(order_desk *d, const rv_command *c, const char *words);
rv_command od_cmd(rv_cmd_kind kind, const char *symbol);
rv_command od_order(const char *symbol, rv_side side, int64_t usd); /* an Ioc */
rv_command od_close(const char *symbol);
rv_command od_kill(rv_kill_level level);
/* What is nobody's of a coin becomes the operator's. */
void od_assign(order_desk *d, const char *symbol);
void od_resume(order_desk *d); /* the book; waits until it may */
/*
 * A limit order that rests: `away` of the mid (0.01: one percent), passive; negative: one that
 * trades at once. It needs a mid only, which is known even while the market is not connected.
 */
rv_command od_limit(order_desk *d, const char *symbol, rv_side side, int64_t usd, double away);

/* ---- the snapshot ---- */

const rv_tv_position *od_position(const order_desk *d, const char *symbol);
int64_t od_lots(const order_desk *d, const char *symbol); /* ours; 0 none */
/* The order that was sent last, external ones not counted; NULL none. */
const rv_tv_order *od_last(const order_desk *d);
const rv_tv_mandate *od_mandate(const order_desk *d); /* the newest; NULL none */
const rv_tv_ticket *od_ticket(const order_desk *d);
bool od_over(rv_order_state s);
/* No order of ours is alive and no mandate runs. */
bool od_rests(const order_desk *d);
/* From here on: od_said and od_noted look at what is written after it. */
void od_mark(order_desk *d);
/* The audit has a line with these words; one of this type of event ("unknown"). */
bool od_said(const order_desk *d, const char *words);
bool od_noted(const order_desk *d, const char *type);
/* An order was sent. */
bool od_sent(const order_desk *d);
double od_mid(const order_desk *d, const char *symbol);

/* ---- the venue ---- */

/* What goes wrong from now on: entries of a fault plan with their brackets; "[]" nothing. */
void od_faults(order_desk *d, const char *plan);
/* The usual entry: from now on, for good. more: further keys with a leading comma, or "". */
void od_fault(order_desk *d, const char *match, const char *what, const char *more);
/* POST /_test/what. */
void od_control(order_desk *d, const char *what, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The venue's books anew, and the desk's account in them. */
const cJSON *od_ledger(order_desk *d);
int64_t od_venue_lots(order_desk *d, const char *symbol, int sz_decimals);
/* Actions of this type ("order", "cancelByCloid", ...) that it has admitted; NULL: all. */
size_t od_admitted(order_desk *d, const char *type);
size_t od_venue_orders(order_desk *d); /* that it has taken for this account */
size_t od_venue_open(order_desk *d);
size_t od_venue_fills(order_desk *d);
/*
 * Waits until nothing of ours is alive and both sides agree: positions to the lot, and every fill
 * of the ledger counted once.
 */
void od_ties(order_desk *d);
/* The path of the desk's journal; false: there is none. */
bool od_journal(const order_desk *d, char path[RV_TMP_PATH * 4]);
/*
 * Every order that the venue has taken, once, under a cloid whose intent is in the journal (or the
 * twin's), which nobody may have open.
 */
void od_traced(order_desk *d);

#endif

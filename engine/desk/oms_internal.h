/*
 * Inside of the order management: the live side around the folded state.
 *
 * Every public call sets `now`, works, and flushes one batch of events. An event is applied as soon
 * as it is written; what it makes the desk do to the outside is an effect that carries the number
 * of the batch and is released by that batch's ack. Owner: engine thread.
 */
#ifndef RV_DESK_OMS_INTERNAL_H
#define RV_DESK_OMS_INTERNAL_H

#include "engine/base/health.h"
#include "engine/desk/gate.h"
#include "engine/desk/oms.h"
#include "engine/desk/oms_fold.h"
#include "engine/desk/price.h"
#include "engine/desk/shares.h"
#include "engine/desk/twap.h"

enum {
	OMS_BATCH = 64,	   /* events of one batch, at most */
	OMS_CALM = 32,	   /* with more batches without an ack no page of fills is asked for */
	OMS_FLYING = 1024, /* batches without an ack, at most */
	OMS_SENDS = 64,	   /* signed actions that wait for an ack */
	OMS_EFFECTS = 256,
	OMS_FLIGHTS = 256, /* actions that are with the gateway */
	OMS_REPLIES = 256, /* answers that a repeated command is recognised among */
	OMS_STASH = 128,   /* rows of the stream whose order is not known yet */
	OMS_STASH_MS = 5000,
	OMS_ANSWER_MS = 120000, /* a query that nobody answered is asked again after so long */
	OMS_MINUTE = 60,
	OMS_ROUND_ASKS = 256,
	OMS_STRANGERS = 32, /* positions in coins that we never traded, compared at a time */
	OMS_LOOK_MS = 500,  /* between two looks at the same ticket */
	OMS_WORDS = 160
};

/* What it means that the venue does not know the signer, and what helps. */
#define OMS_NO_AGENT                                                                               \
	"the signing key is no agent of the account: approve it at the venue, or set another key"

/* Marks of a batch: which crash points its append and its ack pass. */
enum {
	OMS_MARK_PROPOSE = 1u << 0,
	OMS_MARK_APPROVE = 1u << 1,
	OMS_MARK_INTENT = 1u << 2,
	OMS_MARK_FILL = 1u << 3,
	OMS_MARK_KILL = 1u << 4,
	OMS_MARK_PROOF = 1u << 5,
	OMS_MARK_CANCEL = 1u << 6,
	OMS_MARK_ADJUST = 1u << 7,
	OMS_MARK_RESUME = 1u << 8,
	OMS_MARK_VERDICT = 1u << 9,
	OMS_MARK_STOP = 1u << 10
};

typedef enum oms_effect_kind {
	OMS_EFFECT_SEND,
	OMS_EFFECT_OPEN_GATE,
	OMS_EFFECT_NEVER_LANDED /* the last gate gives its lots back */
} oms_effect_kind;

typedef struct oms_effect {
	oms_effect_kind kind;
	uint64_t batch;
	int slot;	/* of a send */
	rv_cloid cloid; /* of one that never landed */
} oms_effect;

typedef struct oms_flying {
	uint64_t batch;
	unsigned marks;
	uint64_t seq; /* of its last event */
} oms_flying;

typedef struct oms_flight {
	uint64_t request; /* 0: free */
	rv_action_kind kind;
	int64_t at;
	rv_cloid cloid; /* of a noop: the order whose nonce it burns */
} oms_flight;

typedef struct oms_answer {
	uint64_t nonce; /* 0: empty */
	int64_t uid;
	uint64_t batch; /* shown once this is acknowledged */
	rv_tv_reply reply;
} oms_answer;

/* A row of the stream that belongs to no order we know, while one of ours has no oid yet. */
typedef struct oms_stash {
	bool used, is_fill;
	int64_t at;
	rv_fill fill;
	rv_order_record record;
} oms_stash;

typedef struct oms_account {
	bool known;
	int64_t at, sent_at, time_ms;
	double value_usd, margin_used_usd, maintenance_usd, notional_usd;
	double raw_usd; /* cash; NaN unknown */
	size_t n;
	rv_venue_position positions[256];
} oms_account;

/* A ticket as of the last look at it. */
typedef struct oms_eval {
	uint64_t id; /* of the ticket; 0 never looked at */
	unsigned version;
	int64_t at;
	bool ready, stale;     /* stale: only another quote would make it ready */
	char text[RV_TV_TEXT]; /* why not */
	double move_bps;       /* NaN unknown */
	rv_gate_result gate;
} oms_eval;

/* Why a mandate does not go on right now. */
typedef struct oms_wait {
	uint64_t id;
	int64_t since; /* RV_NEVER: it goes on */
	char text[RV_TV_TEXT];
} oms_wait;

typedef enum oms_phase {
	OMS_ROUND_NONE,
	OMS_ROUND_LISTS, /* open orders and account */
	OMS_ROUND_FILLS,
	OMS_ROUND_STATUS
} oms_phase;

/* One reconciliation. */
typedef struct oms_round {
	oms_phase phase;
	bool say;	 /* its end is journaled whatever it finds */
	bool again;	 /* asked for while one was running */
	uint64_t stream; /* connection count that it belongs to */
	int64_t began_at, retry_at, next_at;
	unsigned failures;
	unsigned agains; /* rounds in a row that something unexpected asked for */
	uint64_t orders_request, account_request;
	bool orders_in, account_in;
	oms_account account; /* its own: older than its fills, whatever has come meanwhile */
	int64_t fills_from;  /* elapsed: the chain of fills must have begun since */
	size_t n_pending;
	uint64_t pending[OMS_ROUND_ASKS]; /* status questions that are waited for */
	char why[RV_TV_TEXT];
} oms_round;

/* One chain of fills pages. */
typedef struct oms_pages {
	uint64_t request;	      /* 0: none is running */
	int64_t asked_at, first_sent; /* elapsed: of the page, of the chain's first page */
	int64_t from_ms, to_ms, page_from_ms, page_to_ms;
	int64_t want_from_ms; /* of the next chain; INT64_MAX none wanted */
	int64_t next_at;
	unsigned failures;
	/* newest complete chain */
	int64_t done_from_ms, done_sent, done_at;
	bool stuck; /* more fills than pages can tell apart: nothing is proved */
	bool next;  /* the chain goes on, when the journal has caught up */
} oms_pages;

/* Money that comes and goes: how much of the account's cash is explained. */
typedef struct oms_money {
	bool known;	  /* every transfer up to this start was asked for */
	double base_usd;  /* the venue's cash less ours, when it last was explained; NaN none */
	int64_t base_ms;  /* venue time of that account */
	double odd_usd;	  /* what the newest account has more than that explains */
	int64_t odd_at;	  /* since when; RV_NEVER: nothing */
	double nav_usd;	  /* value when it last was explained; NaN none */
	int64_t nav_ms;	  /* venue time of that */
	uint64_t request; /* 0: none is waited for */
	int64_t asked_at;
} oms_money;

typedef struct oms_mismatch {
	int64_t less; /* theirs less ours */
	unsigned seen;
	int64_t since_at;
} oms_mismatch;

/* The same of a coin that the fold does not know. */
typedef struct oms_stranger {
	char symbol[RV_SYMBOL_MAX]; /* "" free */
	oms_mismatch m;
} oms_stranger;

/* How long a mandate works, from its grant: before its first slice, in all slices, in all. */
typedef struct oms_times {
	int64_t life_ms, wait_ms, window_ms;
} oms_times;

struct rv_oms {
	rv_oms_params p;
	const rv_clock *clock;
	rv_log *log;
	rv_venue_port venue;
	rv_journal_port journal;
	bool started, stopping, stop_cancel, broken;
	char broken_text[RV_TV_TEXT];
	oms_fold *f;
	oms_stamp now;
	int64_t uid; /* of whoever causes the events that are being written */
	uint64_t conn;
	int64_t due;

	/* batches */
	rv_event *batch;
	size_t n_batch;
	unsigned marks;
	uint64_t batch_next, acked, acked_seq;
	oms_flying flying[OMS_FLYING];
	size_t n_flying, flying_head;
	char head[65];

	/* effects */
	rv_venue_send *sends;
	bool send_used[OMS_SENDS];
	oms_effect effects[OMS_EFFECTS];
	size_t n_effects, effect_head;
	oms_flight flights[OMS_FLIGHTS];
	uint64_t last_request;
	struct {
		uint64_t after;		 /* requests above it are cancels from memory */
		unsigned waiting, tries; /* answers that are due; cancels because of answers */
	} emergency;
	unsigned minute[OMS_MINUTE];   /* messages per second of the last minute */
	int64_t minute_at[OMS_MINUTE]; /* which second it was */

	/* commands */
	oms_answer answers[OMS_REPLIES];
	size_t answer_next;
	int64_t touched_at; /* newest command of a person */
	struct {
		char symbol[RV_SYMBOL_MAX];
		rv_side side;
		int64_t lots, at;
	} twice; /* a proposal that was refused as a duplicate: said again it passes */

	/* the outside */
	rv_oms_market market;
	oms_account account;
	bool stream_up, reconciled;
	uint64_t streams; /* times that it came up */
	int64_t reconciled_at;
	bool signer_known, signer_ok;
	int64_t signer_until_ms;
	double taker_fee, maker_fee;	 /* NaN unknown */
	int64_t budget_used, budget_cap; /* cap 0 unknown */
	int64_t asked_slow_at;		 /* role, fees, budget, funding */
	int64_t asked_budget_at;
	oms_round round;
	oms_pages pages;
	oms_money money;
	oms_mismatch mismatch[OMS_COINS];
	oms_stranger strangers[OMS_STRANGERS];
	oms_stash stash[OMS_STASH];
	uint64_t account_request;
	int64_t account_asked_at;

	/* dead-man */
	bool deadman_available;
	char deadman_text[RV_TV_TEXT];
	int64_t deadman_sent_at, deadman_retry_at; /* RV_NEVER */
	uint64_t deadman_request;
	int64_t deadman_asked_ms; /* by that request; 0 to clear it */
	int64_t deadman_told_ms;  /* the venue has said that it will; 0 it has not */
	int64_t nav_said;	  /* elapsed of the newest RECONCILE that carried one */

	rv_fill *sorted;	       /* [RV_REPORT_ROWS] */
	rv_gate_leg *legs;	       /* [OMS_COINS], scratch of the gate and the view */
	rv_margin_leg *margin_legs;    /* [OMS_COINS], scratch of the view */
	oms_eval evals[OMS_TICKETS];   /* by the ticket's place */
	oms_wait waits[OMS_MANDATES];  /* by the mandate's place */
	uint64_t held[OMS_PROGRAMS];   /* by the program's place: the one that is held */
	uint64_t quoted[OMS_PROGRAMS]; /* by the program's place: the one this process has quoted */
};

/* ---- oms_emergency.c ---- */
void oms_cancel_from_memory(rv_oms *o);
/* What comes after the break; and whether anything is still waited for. */
void oms_emergency_report(rv_oms *o, const rv_venue_report *r);
bool oms_emergency_over(const rv_oms *o);

/* ---- oms_emit.c ---- */
rv_event *oms_event(rv_oms *o, rv_event_type type, const char *subject);
/* Finishes the event with its one line for people, applies it and puts it into the batch. */
void oms_emit(rv_oms *o, rv_event *e, unsigned mark, const char *fmt, ...) RV_PRINTF(4, 5);
void oms_flush(rv_oms *o);
void oms_break(rv_oms *o, const char *fmt, ...) RV_PRINTF(2, 3);
bool oms_effect_put(rv_oms *o, oms_effect_kind kind, int slot);
void oms_effect_never_landed(rv_oms *o, const rv_cloid *cloid);
int oms_send_slot(rv_oms *o); /* -1: none free */
void oms_release(rv_oms *o);
void oms_enter(rv_oms *o); /* reads the clock */
void oms_due(rv_oms *o, int64_t at);

/* ---- oms_text.c: how events are written ---- */
void oms_put_coin(rv_event *e, const rv_coin_ref *c);
void oms_put_order(rv_event *e, const rv_order *q);
void oms_put_cloid(rv_event *e, const rv_cloid *c);
/* Cut to what the state keeps of it. */
void oms_put_text(rv_event *e, const char *key, const char *text);
/* What is not all the operator's own. */
void oms_put_shares(rv_event *e, const int64_t want[RV_SUB_N]);
typedef struct oms_text {
	char s[96];
} oms_text;
oms_text oms_say_lots(const rv_coin_ref *c, int64_t lots);
oms_text oms_say_bare(const rv_coin_ref *c, int64_t lots); /* without the symbol */
oms_text oms_say_px(const rv_coin_ref *c, int64_t px);
oms_text oms_say_order(const rv_order *q); /* "buy 0.5 SOL at 142.3" */
oms_text oms_say_cloid(const rv_cloid *c);
oms_text oms_say_usd(int64_t musd);
oms_text oms_say_rejection(const char *word); /* "perpMarginRejected: not enough margin ..." */
const char *oms_state_word(rv_book_state s);
const char *oms_style_word(rv_style s);

/* ---- oms_send.c: signed actions ---- */
rv_status oms_send_order(rv_oms *o, oms_mandate *m, const rv_order *q, unsigned child,
			 unsigned attempt, const rv_gate_result *g, const char **why);
bool oms_send_cancels(rv_oms *o, oms_order *const *orders, size_t n);
bool oms_send_noop(rv_oms *o, oms_order *q);
bool oms_send_schedule(rv_oms *o, int64_t time_ms, uint64_t *request);
void oms_unsent(rv_oms *o, oms_order *q, const char *why);
void oms_do_send(rv_oms *o, int slot);
unsigned oms_messages(const rv_oms *o);
oms_flight *oms_flight_find(rv_oms *o, uint64_t request);

/* ---- oms_orders.c: what the venue says of orders ---- */
void oms_action_report(rv_oms *o, const rv_venue_report *r);
/* sent_at: elapsed at which it was asked for, 0 of a stream; waited: it was in the stash. */
void oms_record(rv_oms *o, const rv_order_record *rec, int64_t sent_at, bool waited);
void oms_external_gone(rv_oms *o, const oms_order *q, const char *word);
void oms_status_report(rv_oms *o, const rv_venue_report *r);
bool oms_cancel_now(rv_oms *o, oms_order *q); /* one order, by a person */
void oms_lose(rv_oms *o, oms_order *q, const char *text);
void oms_work_orders(rv_oms *o); /* cancels that are wanted, answers that never came */

/* ---- oms_fills.c ---- */
void oms_fills(rv_oms *o, const rv_fill *fills, size_t n);
void oms_funding(rv_oms *o, const rv_venue_report *r);
void oms_pages_want(rv_oms *o, int64_t from_ms);
void oms_pages_report(rv_oms *o, const rv_venue_report *r);
void oms_pages_fail(rv_oms *o);
bool oms_sorted(const rv_fill *v, size_t n); /* by time */
void oms_work_pages(rv_oms *o);
bool oms_stash_put(rv_oms *o, const rv_fill *fill, const rv_order_record *rec);
void oms_work_stash(rv_oms *o);
bool oms_nameless(rv_oms *o, const char *symbol, rv_side side);

/* ---- oms_resolve.c ---- */
void oms_work_resolve(rv_oms *o);
void oms_resolve_none(rv_oms *o, oms_order *q, int64_t sent_at); /* the venue does not know it */
void oms_resolve_failed(rv_oms *o, uint64_t request);
void oms_resolve_noop(rv_oms *o, const rv_cloid *cloid, const rv_venue_report *r);
void oms_resolve_page(rv_oms *o);
void oms_settle(rv_oms *o, oms_order *q); /* if all its fills are here */
void oms_resolve_account(rv_oms *o);

/* ---- oms_reconcile.c ---- */
void oms_round_start(rv_oms *o, const char *why, bool say);
void oms_round_orders(rv_oms *o, const rv_venue_report *r);
void oms_round_account(rv_oms *o, const rv_venue_report *r);
void oms_round_pages(rv_oms *o); /* a chain of fills is complete */
void oms_round_status(rv_oms *o, uint64_t request);
void oms_round_fail(rv_oms *o);
void oms_round_end(rv_oms *o);
void oms_say_round(rv_oms *o, const char *why); /* RECONCILE with the account's value */
void oms_account_want(rv_oms *o);
void oms_query_failed(rv_oms *o, const rv_venue_report *r);
/* Our position by the fills up to a venue time; false: too many are younger to tell. */
bool oms_lots_at(const rv_oms *o, const oms_coin *c, int64_t time_ms, int64_t *out);
void oms_work_round(rv_oms *o);
void oms_round_money(rv_oms *o); /* the transfers are known */
/* The account has a position that our fills up to its time do not make. */
bool oms_account_surprises(const rv_oms *o);
void oms_ask_funding(rv_oms *o);
uint64_t oms_ask(rv_oms *o, rv_query_kind kind, const rv_cloid *cloid, int64_t from_ms,
		 int64_t to_ms);
const rv_venue_position *oms_venue_position(const rv_oms *o, const char *symbol);

/* ---- oms_money.c ---- */
void oms_money_want(rv_oms *o);
void oms_money_need(rv_oms *o); /* the round that waits for them has failed if it cannot be asked */
void oms_money_look(rv_oms *o); /* a new account, or new cash of ours */
void oms_money_lost(rv_oms *o); /* cash of before says nothing any more */
void oms_money_failed(rv_oms *o, uint64_t request);
void oms_transfers(rv_oms *o, const rv_venue_report *r);
/* The newest account is a result and nothing else: a day's start, a peak may be taken from it. */
bool oms_money_settled(const rv_oms *o);
/*
 * Value of the account with the transfers that it does not have yet, without money that came or
 * went and is being asked about: in the units of the journal's NAVs; NaN unknown.
 */
double oms_result_usd(const rv_oms *o);
/* Value of the account less what is known to leave it: margin is of that; NaN unknown. */
double oms_worth_usd(const rv_oms *o);
/*
 * What may be held is measured against the less of the two: money on its way in, or gone and not
 * explained, makes it no larger. NaN unknown.
 */
double oms_size_usd(const rv_oms *o);
/* A NAV of the journal beside that: the loss since then stays the same in percent. */
double oms_in_size_units(const rv_oms *o, double nav);

/* ---- oms_state.c ---- */
void oms_set_book(rv_oms *o, rv_book_state s, bool end_mandates, bool cancel, unsigned mark,
		  const char *fmt, ...) RV_PRINTF(6, 7);
void oms_resume_coin(rv_oms *o, const oms_coin *c);
void oms_halt_coin(rv_oms *o, const rv_coin_ref *c, const char *fmt, ...) RV_PRINTF(3, 4);
void oms_alarm_level(rv_oms *o, oms_alarm a, int level, const char *fmt, ...) RV_PRINTF(4, 5);
void oms_alarm_once(rv_oms *o, const char *subject, const char *fmt, ...) RV_PRINTF(3, 4);
void oms_kill(rv_oms *o, rv_kill_level level, const char *why);
/* Why the book or a coin may not become ACTIVE; false: it may. */
bool oms_resume_block(rv_oms *o, const oms_coin *c, char *text, size_t cap);
/*
 * Reasons of a kill as they are written: what was asked for. oms_state_reason says from them, and
 * from what still works, what is so now.
 */
#define OMS_KILLED_CANCEL "killed, cancelling our orders"
#define OMS_KILLED_LEAVE "killed, our orders left as they are"
#define OMS_NONE_WORKS "no order of ours works"
void oms_state_reason(const rv_oms *o, char *out, size_t cap);
/* Why nothing that adds risk (or reduces: reduce_only) may leave now; false: it may. */
bool oms_block(const rv_oms *o, const rv_coin_ref *c, bool reduce_only, bool flatten, char *text,
	       size_t cap);
void oms_work_state(rv_oms *o);
void oms_account_judge(rv_oms *o);

/* ---- oms_deadman.c ---- */
void oms_work_deadman(rv_oms *o);
unsigned oms_deadman_left(const rv_oms *o);
bool oms_deadman_on(const rv_oms *o); /* by the venue's own word */
void oms_deadman_result(rv_oms *o, const rv_venue_report *r);

/* ---- oms_gate.c ---- */
const rv_oms_quote *oms_quote(const rv_oms *o, const char *symbol);
size_t oms_gate_legs(const rv_oms *o);			  /* into the scratch */
void oms_gate_facts(const rv_oms *o, rv_gate_facts *out); /* legs are scratch */
void oms_gate_ticket(rv_oms *o, const oms_ticket *t, rv_gate_result *out);
void oms_gate_child(rv_oms *o, const oms_mandate *m, const rv_order *q, rv_gate_result *out);
/* The first check that stands against it, in words; flatten: of those that it asks for. */
bool oms_gate_fails(const rv_gate_result *g, bool flatten, char *text, size_t cap);
/* A limit that waiting cannot cure. */
bool oms_gate_denies(const rv_gate_result *g, char *text, size_t cap);
/* Elapsed time of the newest ticket of the same symbol, side and size; RV_NEVER. */
int64_t oms_last_same(const rv_oms *o, const rv_ticket_terms *x);

/* ---- oms_commands.c ---- */
void oms_reply(rv_oms *o, const rv_command *c, bool ok, const char *fmt, ...) RV_PRINTF(4, 5);
void oms_refuse(rv_oms *o, const rv_command *c, const char *fmt, ...) RV_PRINTF(3, 4);
bool oms_armed(const rv_oms *o);
/* Has it a reason? If not it is refused. */
bool oms_reasoned(rv_oms *o, const rv_command *c);

/* ---- oms_draft.c ---- */
bool oms_draft(rv_oms *o, const rv_command *c, oms_ticket *t, char *text, size_t cap);
bool oms_quote_ticket(rv_oms *o, oms_ticket *t, char *text, size_t cap);
void oms_size_ticket(const rv_oms *o, oms_ticket *t);
int64_t oms_min_lots(const rv_oms *o, const rv_ticket_terms *x, int64_t px_worst);
bool oms_flatten_coin(rv_oms *o, const oms_coin *k, char *text, size_t cap);

/* ---- oms_shares.c ---- */
void oms_share_ticket(rv_oms *o, oms_ticket *t); /* of its lots as they are now */
void oms_cmd_assign(rv_oms *o, const rv_command *c);

/* ---- oms_view_programs.c ---- */
void oms_view_programs(const rv_oms *o, rv_trade_view *v);

/* ---- oms_view_subs.c ---- */
void oms_view_subs(const rv_oms *o, rv_trade_view *v); /* sub-books over all coins */

/* ---- oms_programs.c ---- */
rv_status oms_propose_program(rv_oms *o, const rv_program_want *w, uint64_t *id, rv_err *err);
/* Its legs as their tickets are now, its digest, its event. */
void oms_write_program(rv_oms *o, oms_program *p, rv_event_type type, bool renew, const char *what);
/* When this quote of it ends: a ticket's time, and never after the last quote. */
void oms_program_times(const rv_oms *o, oms_program *p);
const char *oms_program_subject(const oms_program *p, char out[32]);
oms_text oms_program_words(const oms_program *p);
void oms_room(rv_oms *o, size_t n); /* for so many events of one batch */

/* ---- oms_program_work.c ---- */
void oms_cmd_approve_program(rv_oms *o, const rv_command *c);
void oms_cmd_reject_program(rv_oms *o, const rv_command *c);
void oms_cmd_requote_program(rv_oms *o, const rv_command *c);
void oms_cmd_exclude(rv_oms *o, const rv_command *c, bool excluded);
void oms_reduce_leg(rv_oms *o, const rv_command *c, oms_ticket *next);
/* How long a leg's mandate works, from now; false: it is none. */
bool oms_leg_times(const rv_oms *o, const oms_ticket *t, oms_times *out);
void oms_work_programs(rv_oms *o);
bool oms_led_by_program(const rv_oms *o, const oms_ticket *t);
/* A ticket of a program at the prices of now; false with the words why there is none. */
bool oms_draft_order(rv_oms *o, uint64_t program, const rv_leg_want *l, const rv_oms_quote *q,
		     int64_t window_ms, oms_ticket *t, char *text, size_t cap);
bool oms_leg_fits(const rv_leg_want *l); /* it is one, and its sub-books sum to it */

/* ---- oms_wants.c ---- */
void oms_work_auto(rv_oms *o, const oms_ticket *t); /* granted by the desk, where that is set */
/* The ticket's book, coin, side and size; its price follows. */
void oms_begin_ticket(const rv_oms *o, const rv_oms_quote *q, int64_t lots,
		      const int64_t want[RV_SUB_N], oms_ticket *t);

/* ---- oms_retarget.c ---- */
bool oms_held(const rv_oms *o, const oms_mandate *m); /* its program waits for its correction */

/* ---- oms_tickets.c ---- */
void oms_write_version(rv_oms *o, oms_ticket *t, bool renew, const char *what);
void oms_cmd_propose(rv_oms *o, const rv_command *c);
void oms_cmd_approve(rv_oms *o, const rv_command *c);
void oms_cmd_reject(rv_oms *o, const rv_command *c);
void oms_cmd_reduce(rv_oms *o, const rv_command *c);
void oms_cmd_requote(rv_oms *o, const rv_command *c);
void oms_cmd_flatten(rv_oms *o, const rv_command *c);
void oms_work_tickets(rv_oms *o);
void oms_expire_all(rv_oms *o, const char *why);
oms_eval *oms_eval_of(rv_oms *o, const oms_ticket *t);
void oms_look(rv_oms *o, const oms_ticket *t);
uint64_t oms_propose(rv_oms *o, oms_ticket *t); /* its number; 0: the journal is broken */
void oms_grant(rv_oms *o, const oms_ticket *t);
void oms_grant_for(rv_oms *o, const oms_ticket *t, const oms_times *times); /* NULL: its own */

/* ---- oms_view*.c ---- */
void oms_view_money(const rv_oms *o, rv_trade_view *v); /* account, positions, limits, stress */
void oms_view_work(const rv_oms *o, rv_trade_view *v);	/* tickets, mandates, orders, fills */

/* ---- oms_mandates.c ---- */
void oms_work_mandates(rv_oms *o);
void oms_unpause(rv_oms *o, oms_mandate *m);
oms_wait *oms_wait_of(rv_oms *o, const oms_mandate *m);
rv_twap oms_twap_of(const rv_oms *o, const oms_mandate *m); /* its slices */
void oms_end_mandate(rv_oms *o, oms_mandate *m, const char *why);
/* The same, not because it has been worked: a correction does not begin it again by itself. */
void oms_stop_mandate(rv_oms *o, oms_mandate *m, const char *why);

void oms_work(rv_oms *o);

#endif

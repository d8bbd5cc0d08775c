/*
 * The live side of the order management, around the folded state: what is not in the journal and
 * begins anew with each process. Owner: engine thread.
 */
#ifndef RV_DESK_OMS_LIVE_H
#define RV_DESK_OMS_LIVE_H

#include "engine/base/health.h"
#include "engine/desk/gate.h"
#include "engine/desk/oms.h"
#include "engine/desk/oms_fold.h"

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

/* Level of the signer's alarm: 1 to 4 are the days that it has left. */
enum { OMS_SIGNER_NONE = 5 };

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
	bool known;	      /* every transfer up to this start was asked for */
	double base_usd;      /* the venue's cash less ours, when it last was explained; NaN none */
	int64_t base_ms;      /* venue time of that account */
	int64_t base_from_ms; /* of the one that it was first told from */
	double odd_usd;	      /* what the newest account has more than that explains */
	int64_t odd_at;	      /* since when; RV_NEVER: nothing */
	double nav_usd;	      /* value when it last was explained; NaN none */
	int64_t nav_ms;	      /* venue time of that */
	uint64_t request;     /* 0: none is waited for */
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
	size_t n_observers;
	rv_oms_observer observers[RV_OMS_OBSERVERS];
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
	uint64_t found_seq; /* what this run began at */
	char found_head[65];

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
	int64_t touched_at;	/* newest command of a person */
	int64_t pen_beat_at;	/* newest sign of whoever has the pen */
	uint64_t n_refused;	/* commands of people who may not send them */
	char about[RV_TV_TEXT]; /* of the request that the present command has answered */
	uint64_t signing;	/* the request whose act a second person has approved; 0 none */
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

#endif

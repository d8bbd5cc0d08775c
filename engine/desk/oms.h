/*
 * The order management of the desk: from a person's proposal to confirmed fills.
 *
 * State is the fold of the journal's events: rv_oms_replay at start and the live path apply the
 * same events by the same function, so start-up is recovery. Every input (command, venue report,
 * time) becomes events; they are applied at once and appended to the journal, and what they make
 * the desk do to the outside waits for the journal's ack of that batch. After a failed batch
 * nothing leaves any more: the state is HALTED and rv_oms_broken says so.
 *
 * Starts HALTED. ACTIVE needs: journal good, streams up, reconciled since the connection, clock
 * within a second, and a person's resume. Positions come from fills alone, UNKNOWN is decided by
 * evidence alone. docs/orders.md. Owner: engine thread. No I/O but through its two ports, no clock
 * of its own. Allocates in new and when its tables grow (orders, fills), never on a tick.
 */
#ifndef RV_DESK_OMS_H
#define RV_DESK_OMS_H

#include "engine/base/clock.h"
#include "engine/base/log.h"
#include "engine/book/coin_book.h"
#include "engine/book/overrides.h"
#include "engine/desk/journal.h"
#include "engine/desk/oms_params.h"
#include "engine/desk/programs.h"
#include "engine/desk/trade_view.h"
#include "engine/desk/venue.h"

/* What the order side must know of the market, per instrument; NaN and RV_NEVER unknown. */
typedef struct rv_oms_quote {
	rv_coin_ref coin; /* asset -1: not tradable there */
	bool delisted, only_isolated;
	double mid, bid, ask, mark, oracle;
	int64_t mid_at, bbo_at, ctx_at; /* elapsed ms */
	double sigma_day;		/* sd of daily log returns */
	double sigma_hour;
	double day_volume_usd;
	bool stuck; /* the top of the book stands still while the mark moves */
	bool major; /* BTC, ETH: their own shock in the margin stress */
	rv_margin_tiers tiers;
} rv_oms_quote;

typedef struct rv_oms_market {
	bool connected;
	double skew_ms; /* venue minus desk clock, real ms; NaN unknown */
	size_t n;
	const rv_oms_quote *quotes; /* borrowed until the next call, name order */
} rv_oms_market;

typedef struct rv_oms rv_oms;

/*
 * Sees every event once it is applied, in the replay and live alike: what is kept beside the orders
 * (the day, ledgers, stops) is a fold of the same journal. Reads the order management as it is
 * after the event, and asks nothing of it.
 */
typedef struct rv_oms_observer {
	void *self;
	void (*applied)(void *self, const rv_oms *o, const rv_event *e);
} rv_oms_observer;

enum { RV_OMS_OBSERVERS = 8 };

RV_NODISCARD rv_status rv_oms_new(const rv_oms_params *p, const rv_clock *clock, rv_log *log,
				  rv_oms **out);
void rv_oms_free(rv_oms *o);

/* Before the replay. RV_EFULL: RV_OMS_OBSERVERS are there already. */
RV_NODISCARD rv_status rv_oms_observe(rv_oms *o, const rv_oms_observer *w);
/* Before start: one stored event after the other. RV_EDATA: it does not fit what came before. */
RV_NODISCARD rv_status rv_oms_replay(rv_oms *o, const rv_event *e, rv_err *err);
/* After the replay: the journal's head that this run goes on from, for the snapshot. */
void rv_oms_found(rv_oms *o, uint64_t seq, const char *head);
/*
 * Connects the ports, writes the run record (facts: its lines, "key value\n"), state HALTED, and
 * begins to reconcile. From here on inputs are taken.
 */
RV_NODISCARD rv_status rv_oms_start(rv_oms *o, const rv_venue_port *venue,
				    const rv_journal_port *journal, const char *facts);

/*
 * After the replay, before start: every order that an earlier process may have sent for a mandate
 * that still runs, so that the last gate's own sums go on where they were.
 */
void rv_oms_sent(const rv_oms *o, void (*each)(void *ctx, const rv_gate_order *g), void *ctx);

void rv_oms_market_set(rv_oms *o, const rv_oms_market *m);
void rv_oms_report(rv_oms *o, const rv_venue_report *r);
void rv_oms_acked(rv_oms *o, const rv_journal_ack *a);
void rv_oms_command(rv_oms *o, const rv_command *c);
/* That user's command of that nonce has an answer, and what it did is on disk. */
bool rv_oms_answered(const rv_oms *o, int64_t uid, uint64_t nonce);
/*
 * Proposes the program of a phase: its legs as tickets under one digest, in one batch. A phase of a
 * date is proposed once, ever. RV_EINVAL: not a program; RV_EEXIST: that phase has been; RV_ENOENT:
 * a coin that is not traded; RV_EAGAIN: no price of one now; RV_ETIMEOUT: after its last quote;
 * RV_EFULL: too much waits; RV_ECLOSED: not started, or stopping; RV_EIO: the journal broke. Words
 * in err; nothing is proposed then.
 */
RV_NODISCARD rv_status rv_oms_program(rv_oms *o, const rv_program_want *w, uint64_t *id,
				      rv_err *err);
/*
 * A program that waits is taken back by the desk, because another one is to be made instead. Not a
 * decision about its legs. RV_ENOENT: none of that number waits; RV_ECLOSED, RV_EIO as
 * rv_oms_program.
 */
RV_NODISCARD rv_status rv_oms_withdraw(rv_oms *o, uint64_t program, const char *why);
/*
 * Its mandates begin no new slices and their working orders are cancelled, until it is released or
 * retargeted; not beyond this process. RV_ENOENT: no such granted program.
 */
RV_NODISCARD rv_status rv_oms_hold(rv_oms *o, uint64_t program, bool on);
/*
 * Works a granted program toward what is right after the close. What is more than was granted, in
 * another direction or of another coin goes as far as the program's envelope, and asks beyond it.
 * RV_EAGAIN: an order of one of the legs is not over and complete yet: the program is held, ask
 * again. RV_ENOENT: no such granted program; RV_EINVAL: legs or times that do not fit; RV_ETIMEOUT:
 * too late for it; RV_EFULL: too many mandates; RV_ECLOSED, RV_EIO as rv_oms_program. Nothing has
 * changed then.
 */
RV_NODISCARD rv_status rv_oms_retarget(rv_oms *o, const rv_retarget_want *w,
				       rv_retarget_result *out, rv_err *err);
/*
 * Proposes a hedge or a stop. Whether the desk grants it itself is a setting of its class
 * (oms_params.h). RV_EEXIST: one of its class waits in that coin, or a hedge of it runs already;
 * RV_EINVAL, RV_ENOENT, RV_EAGAIN, RV_EFULL, RV_ECLOSED, RV_EIO as rv_oms_program. Nothing is
 * proposed then.
 */
RV_NODISCARD rv_status rv_oms_order(rv_oms *o, const rv_order_want *w, uint64_t *id, rv_err *err);
/*
 * Answers a HEDGE command by what the hedge manager makes of it, under its nonce as every command:
 * a person has said that the hedge is to trade now. Armed, with a reason, not HALTED, reconciled;
 * else it is refused in one line. ids: of the tickets, 0 none.
 */
void rv_oms_hedge(rv_oms *o, const rv_command *c, const rv_hedge_ask *a, uint64_t ids[2]);
/*
 * A command that is not the order management's own to decide: who may send it, its nonce, its
 * answer and its place in the audit are as of every other. decide is called once, if at all; it
 * says whether, and why in text.
 */
typedef bool (*rv_oms_decide)(void *ctx, const rv_command *c, char text[RV_TV_TEXT]);
void rv_oms_answer(rv_oms *o, const rv_command *c, rv_oms_decide decide, void *ctx);
/* Does the desk grant hedges by itself now? What a person has set holds, else the settings. */
bool rv_oms_hedges_itself(const rv_oms *o);
/*
 * Writes an event of the book: PHASE, OVERRIDE, OVERRIDE_END, ROLL, WATCH or LICENCE, begun and
 * filled by the caller with its keys and its uid; the time is set here, the words are its line for
 * people. A key that the journal has already breaks it: look before. RV_EINVAL: another type;
 * RV_ECLOSED: not started, or stopping; RV_EIO: the journal broke.
 */
RV_NODISCARD rv_status rv_oms_record(rv_oms *o, const rv_event *e, const char *words);
/* Does what is due; returns the elapsed ms at which something is due next, INT64_MAX never. */
int64_t rv_oms_tick(rv_oms *o);
/* Another orders.fresh.skew_warn_ms: when the clock's difference is said, and nothing else. */
void rv_oms_skew_warn(rv_oms *o, double ms);
/* Stops new children, cancels what works (cancel) and writes STOP; done when rv_oms_idle. */
void rv_oms_stop(rv_oms *o, bool cancel);
/* Nothing in flight, every batch acknowledged; after a break: the last cancels are answered. */
bool rv_oms_idle(const rv_oms *o);
bool rv_oms_broken(const rv_oms *o, char *text, size_t cap);

/* The journal failed where no ack could tell it. As after a failed ack. */
void rv_oms_journal_broken(rv_oms *o, const char *text);
/* After the break: HALTED and STOP for rv_journal_last_words; 0 before it. */
enum { RV_OMS_LAST_WORDS = 2 };
size_t rv_oms_last_words(const rv_oms *o, uint64_t *batch, rv_event out[RV_OMS_LAST_WORDS]);

void rv_oms_view(const rv_oms *o, rv_trade_view *v);
/* What each sub-book holds of a coin and has earned there; RV_ENOENT: never traded. */
RV_NODISCARD rv_status rv_oms_coin_book(const rv_oms *o, const char *symbol, rv_coin_book *out);
/*
 * For whom something of a coin waits for a grant, runs, or may still fill: a bit of each rv_sub.
 * What it wanted when that was proposed is not to be asked for once more. classes: a bit of each
 * rv_ticket_class that counts, ~0U all of them.
 */
unsigned rv_oms_coming(const rv_oms *o, const char *symbol, unsigned classes);

/* What people have set against the models, by the journal; what has ended is in it until its event.
 */
const rv_overrides *rv_oms_overrides(const rv_oms *o);

/* The account's cash: what is counted, and what the venue has beside that. */
typedef struct rv_oms_cash_view {
	bool known;	      /* the venue's cash is, and its positions are ours */
	int64_t counted_musd; /* fills, fees, funding, transfers since the first run */
	double beside_usd;    /* what was there before, and what counts as a result unexplained */
	double odd_usd;	      /* more (or less) than both, which is being asked about */
	int64_t account_at;   /* elapsed ms of the account that it is from; RV_NEVER */
} rv_oms_cash_view;

void rv_oms_cash(const rv_oms *o, rv_oms_cash_view *out);
/* For observers of FILL: the one that was applied last, and its order's name (zero: none). NULL:
 * there was none. Valid until the next event. */
const rv_tv_fill *rv_oms_newest_fill(const rv_oms *o, rv_cloid *order);
/* The mandate exists and has not ended. */
bool rv_oms_runs(const rv_oms *o, uint64_t mandate);

#endif

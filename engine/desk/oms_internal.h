/*
 * Inside of the order management: what its files do for each other, by file.
 *
 * Every public call sets `now`, works, and flushes one batch of events. An event is applied as soon
 * as it is written; what it makes the desk do to the outside is an effect that carries the number
 * of the batch and is released by that batch's ack. Owner: engine thread.
 */
#ifndef RV_DESK_OMS_INTERNAL_H
#define RV_DESK_OMS_INTERNAL_H

#include "engine/desk/oms_live.h"
#include "engine/desk/price.h"
#include "engine/desk/shares.h"
#include "engine/desk/twap.h"

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
void oms_observed(const rv_oms *o, const rv_event *e); /* it is applied */
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
/* The mid of now, if it is known: what the cost of executing is measured from. */
void oms_put_mid(const rv_oms *o, rv_event *e, const char *symbol);
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
bool oms_order_flies(const rv_oms *o, const oms_order *q); /* its action waits for an answer */
void oms_lose(rv_oms *o, oms_order *q, const char *text);

/* ---- oms_order_work.c ---- */
bool oms_cancel_now(rv_oms *o, oms_order *q); /* one order, by a person */
void oms_work_orders(rv_oms *o);	      /* cancels that are wanted, answers that never came */

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
void oms_round_money(rv_oms *o); /* the transfers are known */
void oms_round_fail(rv_oms *o);
void oms_round_failed(rv_oms *o, uint64_t request); /* that question, if it is the round's */
void oms_round_end(rv_oms *o);
void oms_say_round(rv_oms *o, const char *why); /* RECONCILE with the account's value */
void oms_work_round(rv_oms *o);

/* ---- oms_compare.c ---- */
/* Every coin with the round's account; false: not told yet whether they agree. */
bool oms_compare(rv_oms *o);
/* Our position by the fills up to a venue time; false: too many are younger to tell. */
bool oms_lots_at(const rv_oms *o, const oms_coin *c, int64_t time_ms, int64_t *out);
/* The account has a position that our fills up to its time do not make. */
bool oms_account_surprises(const rv_oms *o);
const rv_venue_position *oms_venue_position(const rv_oms *o, const char *symbol);

/* ---- oms_questions.c ---- */
uint64_t oms_ask(rv_oms *o, rv_query_kind kind, const rv_cloid *cloid, int64_t from_ms,
		 int64_t to_ms);
void oms_account_want(rv_oms *o);
void oms_ask_funding(rv_oms *o);
void oms_work_questions(rv_oms *o);
void oms_query_failed(rv_oms *o, const rv_venue_report *r);

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
void oms_margin_legs(const rv_oms *o, size_t n);	  /* of n such legs, without their orders */
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
/* oms_audit.c: the event of a person's command that has this answer. */
void oms_audit(rv_oms *o, const rv_command *c, const rv_tv_reply *r);
/* A console that came or went is written down, and that is all; false: it is another command. */
bool oms_visit(rv_oms *o, const rv_command *c);
void oms_refuse(rv_oms *o, const rv_command *c, const char *fmt, ...) RV_PRINTF(3, 4);
/* Obeys it: the door has been passed. */
void oms_run(rv_oms *o, const rv_command *c);
/* Has it a reason? If not it is refused. */
bool oms_reasoned(rv_oms *o, const rv_command *c);
/* Opens the door for one that somebody else answers; false: it has been answered, or cannot be. */
bool oms_command_begin(rv_oms *o, const rv_command *c);
/* Writes down that it was asked, and does what it has made due. */
void oms_command_end(rv_oms *o, const rv_command *c);

/* ---- oms_arming.c ---- */
/* Every ticket that is ready is granted by the desk, armed or not. */
bool oms_approves_alone(const rv_oms *o);
bool oms_armed(const rv_oms *o);
/* Behind an answer: who does not know that approval is auto takes the lock for one. */
const char *oms_unarmed_words(const rv_oms *o);
void oms_cmd_arm(rv_oms *o, const rv_command *c);
void oms_cmd_lock(rv_oms *o, const rv_command *c);
void oms_work_arming(rv_oms *o);

/* ---- oms_by_hand.c ---- */
void oms_cmd_force(rv_oms *o, const rv_command *c);
void oms_cmd_adjust(rv_oms *o, const rv_command *c);

/* ---- oms_people.c ---- */
/* May who sends it do that, now? If not it is refused. */
bool oms_may(rv_oms *o, const rv_command *c);
/* Of the pen, and answered by nobody: true, and it is done. */
bool oms_pen_sign(rv_oms *o, const rv_command *c);
void oms_cmd_pen(rv_oms *o, const rv_command *c);
void oms_cmd_pen_free(rv_oms *o, const rv_command *c);
void oms_work_pen(rv_oms *o); /* takes it from whoever is silent */
#define OMS_FIRST_OF_TWO "1 of 2: %s, waits for another person"
#define OMS_VOTED_ALREADY "you have approved it: 1 of 2, it waits for another person"
typedef enum oms_vote {
	OMS_VOTE_GRANTS,
	OMS_VOTE_FIRST, /* of two: it waits for the other */
	OMS_VOTE_AGAIN	/* the first once more */
} oms_vote;
oms_vote oms_vote_of(const rv_oms *o, const rv_command *c, const oms_first *first);
/* Writes the first of two; key: "ticket" or "program". */
void oms_agree(rv_oms *o, const rv_command *c, const char *subject, const char *key, uint64_t id,
	       const rv_digest *d);
bool oms_two_people(const rv_oms *o);
void oms_view_people(const rv_oms *o, rv_trade_view *v);
void oms_view_first(const oms_first *f, char out[RV_WHO_SAID]);
void oms_view_waits(const oms_first *f, char reason[RV_TV_TEXT]); /* for the second, if it does */

/* ---- oms_requests.c: acts of two people ---- */
/*
 * Everything else about it is in order: may it be done now? False, and answered, where a second
 * person has to approve it first (it is a request from now on), or where what it is about is not
 * what that person approved. The words are the whole of what it is about.
 */
bool oms_signed(rv_oms *o, const rv_command *c, const char *fmt, ...) RV_PRINTF(3, 4);
void oms_cmd_approve_request(rv_oms *o, const rv_command *c);
void oms_cmd_reject_request(rv_oms *o, const rv_command *c);
void oms_work_requests(rv_oms *o);
void oms_view_requests(const rv_oms *o, rv_trade_view *v);

/* ---- oms_draft.c ---- */
bool oms_draft(rv_oms *o, const rv_command *c, oms_ticket *t, char *text, size_t cap);
bool oms_quote_ticket(rv_oms *o, oms_ticket *t, char *text, size_t cap);
void oms_size_ticket(const rv_oms *o, oms_ticket *t);
int64_t oms_min_lots(const rv_oms *o, const rv_ticket_terms *x, int64_t px_worst);
bool oms_flatten_coin(rv_oms *o, const oms_coin *k, char *text, size_t cap);

/* ---- oms_flatten.c ---- */
typedef struct oms_flat {
	size_t orders, mandates;
} oms_flat;
/* What flattening the book would cancel and end, beside the orders that close. */
oms_flat oms_flatten_ends(const rv_oms *o);
void oms_cmd_flatten(rv_oms *o, const rv_command *c);

/* ---- oms_shares.c ---- */
void oms_share_ticket(rv_oms *o, oms_ticket *t); /* of its lots as they are now */
void oms_cmd_assign(rv_oms *o, const rv_command *c);

/* ---- oms_licence.c ---- */
void oms_cmd_licence(rv_oms *o, const rv_command *c);

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
/* Proposes it; errors of rv_oms_order, which says nothing more and lets it work. */
bool oms_hedges_by_settings(const rv_oms *o); /* the desk grants them unless a person says else */
rv_status oms_want(rv_oms *o, const rv_order_want *w, uint64_t *id, rv_err *err);
/* e: as it was looked at last; NULL: not yet, so that what a stop does is not known. */
bool oms_waits_for_person(const rv_oms *o, const oms_ticket *t, const oms_eval *e);
void oms_work_auto(rv_oms *o, const oms_ticket *t); /* granted by the desk, where that is set */
/* The ticket's book, coin, side and size; its price follows. */
void oms_begin_ticket(const rv_oms *o, const rv_oms_quote *q, int64_t lots,
		      const int64_t want[RV_SUB_N], oms_ticket *t);

/* ---- oms_retarget.c ---- */
bool oms_held(const rv_oms *o, const oms_mandate *m); /* its program waits for its correction */

/* ---- oms_rules.c ---- */
void oms_cmd_alert_rule(rv_oms *o, const rv_command *c);
void oms_cmd_alert_rule_end(rv_oms *o, const rv_command *c);

/* ---- oms_overrides.c ---- */
void oms_cmd_override(rv_oms *o, const rv_command *c);
void oms_cmd_override_end(rv_oms *o, const rv_command *c);
/* The canonical text, line by line, as the event's first lines. */
void oms_put_override(rv_event *e, const rv_override *x);
void oms_work_overrides(rv_oms *o); /* ends those whose time is over */

/* ---- oms_tickets.c ---- */
void oms_write_version(rv_oms *o, oms_ticket *t, bool renew, const char *what);
void oms_cmd_propose(rv_oms *o, const rv_command *c);
void oms_cmd_reject(rv_oms *o, const rv_command *c);
void oms_cmd_reduce(rv_oms *o, const rv_command *c);
void oms_cmd_requote(rv_oms *o, const rv_command *c);
void oms_work_tickets(rv_oms *o);
void oms_expire_all(rv_oms *o, const char *why);
oms_eval *oms_eval_of(rv_oms *o, const oms_ticket *t);
void oms_look(rv_oms *o, const oms_ticket *t);
const char *oms_ticket_subject(const oms_ticket *t, char out[32]);
oms_text oms_ticket_words(const oms_ticket *t);
uint64_t oms_propose(rv_oms *o, oms_ticket *t); /* its number; 0: the journal is broken */

/* ---- oms_grants.c ---- */
void oms_cmd_approve(rv_oms *o, const rv_command *c);
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

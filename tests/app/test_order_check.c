/*
 * The checker of the order runner finds what it is for. One story of seven orders, told by both
 * sides and in order, is good; each of many ways to spoil it is found, under its invariant. And a
 * journal in a file, of which one digit was changed, is not the journal that was written.
 */
#include "tests/support/journal_help.h"
#include "tests/support/order_story.h"

#include <stdio.h>
#include <string.h>

enum { REDUCING = 1, HALTED = 2 };

static order_story s;

/* ---- ways to spoil it ---- */

static order_event *nth(rv_event_type type, int n)
{
	for (size_t i = 0; i < s.b.n_events; i++)
		if (s.events[i].type == type && n-- == 0)
			return &s.events[i];
	fail_msg("no such event in the story");
	return s.events;
}

static order_event *intent(int no)
{
	char cloid[ORDER_CLOID];
	story_cloid(cloid, no);
	for (int i = 0;; i++) {
		order_event *e = nth(RV_EVENT_INTENT, i);
		if (strcmp(e->cloid, cloid) == 0)
			return e;
	}
}

/* Says nothing any more. */
static void hush(order_event *e)
{
	const order_event was = *e;
	*e = (order_event){ .seq = was.seq, .type = RV_EVENT_NOTE };
	memcpy(e->hash16, was.hash16, sizeof(e->hash16));
}

/* Once more, at the end of the journal. */
static order_event *again(const order_event *e)
{
	order_event *copy = story_event(&s, e->type);
	const uint64_t seq = copy->seq;
	*copy = *e;
	copy->seq = seq;
	return copy;
}

#define SPOIL(name, ...)                                                                           \
	static void name(void)                                                                     \
	{                                                                                          \
		__VA_ARGS__;                                                                       \
	}

SPOIL(an_order_is_lost, hush(intent(1)))
SPOIL(an_order_never_ends, hush(nth(RV_EVENT_NEVER_LANDED, 0)))
SPOIL(a_cancelled_one_never_settles, hush(nth(RV_EVENT_EVIDENCE, 0)))
SPOIL(a_dead_one_is_at_the_venue, story_order(&s, 1, 1, "SOL", 1, 60, false, "open");
      s.b.n_events--; story_cloid(s.orders[s.b.n_orders - 1].cloid, 104);
      s.orders[s.b.n_orders - 1].nonce = s.acts[s.b.n_acts - 1].nonce = 1104)
SPOIL(the_venue_has_it_twice, s.orders[s.b.n_orders++] = *story_record(&s, 105))
SPOIL(a_nonce_is_taken_twice, s.acts[s.b.n_acts++] = s.acts[0])
SPOIL(it_is_meant_twice, again(intent(2))->nonce = 2000)
SPOIL(a_nonce_goes_back, intent(105)->nonce = story_record(&s, 105)->nonce = 1003)
SPOIL(another_nonce_at_the_venue, story_record(&s, 105)->nonce = 1100)
SPOIL(an_action_of_nobody, story_act(&s, "cancel", 4711))
SPOIL(an_order_of_others, (void)story_event(&s, RV_EVENT_EXTERNAL))
SPOIL(a_fill_counts_twice, (void)again(nth(RV_EVENT_FILL, 0)))
SPOIL(a_fill_is_missed, hush(nth(RV_EVENT_FILL, 1)))
SPOIL(a_fill_is_made_up, again(nth(RV_EVENT_FILL, 0))->tid = 599)
SPOIL(a_fill_of_nothing, again(nth(RV_EVENT_FILL, 0))->cloid[5] = '9')
SPOIL(a_fill_of_another_price, nth(RV_EVENT_FILL, 2)->px++)
SPOIL(a_fill_of_another_fee, nth(RV_EVENT_FILL, 3)->fee++)
SPOIL(a_fill_of_another_time, nth(RV_EVENT_FILL, 1)->time_ms--)
SPOIL(a_fill_with_another_result, nth(RV_EVENT_FILL, 4)->closed_pnl++)
SPOIL(two_fills_of_one_name, nth(RV_EVENT_NOTE, 0)->conflict_tid = 501)
SPOIL(the_position_is_another, s.positions[0].lots = -11)
SPOIL(the_position_is_not_there, s.b.n_positions = 0)
SPOIL(a_position_of_nobody, s.positions[s.b.n_positions++] = (order_position){ "BTC", 1 })
SPOIL(the_cash_is_another, s.b.cash--)
SPOIL(the_fees_are_others, s.b.fees++)
SPOIL(the_venue_fills_more, story_record(&s, 1)->filled += 41)
SPOIL(another_size_at_the_venue, story_record(&s, 105)->filled--)
SPOIL(more_than_was_granted, intent(2)->lots = 41)
SPOIL(more_than_was_ordered, intent(105)->lots = 29)
SPOIL(an_unknown_one_is_not_counted, hush(nth(RV_EVENT_NEVER_LANDED, 0)))
SPOIL(filled_after_it_was_refused, (void)story_about(&s, RV_EVENT_REFUSED, 105))
SPOIL(refused_twice, (void)story_about(&s, RV_EVENT_REFUSED, 3))
SPOIL(refused_after_a_cancel, (void)story_about(&s, RV_EVENT_REFUSED, 2))
SPOIL(a_dead_one_rests, (void)story_about(&s, RV_EVENT_ACK, 104))
SPOIL(a_dead_one_is_filled, story_cloid(nth(RV_EVENT_FILL, 2)->cloid, 104))
SPOIL(sent_while_halted, nth(RV_EVENT_STATE, 1)->state = HALTED)
SPOIL(added_while_reducing, intent(106)->reduce_only = 0)
SPOIL(flattened_by_adding, intent(107)->reduce_only = 0)
SPOIL(not_a_flattening, nth(RV_EVENT_PROPOSE, 3)->flatten = 0)
SPOIL(its_symbol_is_halted, memcpy(nth(RV_EVENT_STATE, 2)->symbol, "ETH", 4))
SPOIL(its_symbol_only_reduces, memcpy(nth(RV_EVENT_STATE, 2)->symbol, "ETH", 4);
      nth(RV_EVENT_STATE, 2)->state = REDUCING)
SPOIL(nobody_approved, hush(nth(RV_EVENT_APPROVE, 1)))
SPOIL(approved_something_else, nth(RV_EVENT_APPROVE, 0)->digest[9] = 'f')
SPOIL(sent_something_else, intent(3)->digest[9] = 'f')
SPOIL(sent_after_its_end, intent(106)->mandate = 1;
      memcpy(intent(106)->digest, intent(1)->digest, 65))
SPOIL(a_head_is_another, s.told.head[0][3] ^= 1)
SPOIL(the_journal_is_shorter, s.told.head_seq[0] = s.b.n_events + 1)
SPOIL(the_chain_is_broken, (void)snprintf(s.b.verify, sizeof(s.b.verify), "event 7: its hash"))
SPOIL(something_rests, s.b.open_orders = 1)
SPOIL(forced_by_hand, (void)story_about(&s, RV_EVENT_FORCED, 3))
SPOIL(adjusted_by_hand, story_event(&s, RV_EVENT_ADJUST)->lots = 1)
SPOIL(the_venue_is_wrong, (void)snprintf(s.b.audit, sizeof(s.b.audit), "cash"))
SPOIL(a_proposal_is_lost, s.told.proposed = 5)
SPOIL(a_kill_is_lost, s.told.killed = 2)

/* Its mandate runs, with 20 lots filled. */
static void corrected(int64_t mandate, int64_t lots, int64_t filled)
{
	order_event *e = story_event(&s, RV_EVENT_RETARGET);
	e->mandate = mandate;
	e->lots = lots;
	e->filled = filled;
}

SPOIL(a_correction_of_what_is_over, corrected(1, 80, 60))
SPOIL(a_correction_below_its_fills, nth(RV_EVENT_END, 3)->mandate = 99; corrected(4, 19, 20))
SPOIL(beyond_its_correction, nth(RV_EVENT_END, 3)->mandate = 99; corrected(4, 20, 0);
      story_order(&s, 108, 4, "ETH", 1, 1, true, ""))

#define ROW(name, invariant)                                                                       \
	{                                                                                          \
#name, name, invariant                                                             \
	}
static const struct {
	const char *name;
	void (*spoil)(void);
	const char *says;
} spoilt[] = {
	ROW(an_order_is_lost, "I3 the venue has order 71"),
	ROW(an_order_never_ends, "I12 "),
	ROW(a_cancelled_one_never_settles, "I12 "),
	ROW(a_dead_one_is_at_the_venue, "is never-landed for us and open at the venue"),
	ROW(the_venue_has_it_twice, "I1 the venue has"),
	ROW(a_nonce_is_taken_twice, "I1 the venue took nonce 1001 twice"),
	ROW(it_is_meant_twice, "I1 event"),
	ROW(a_nonce_goes_back, "I1 event"),
	ROW(another_nonce_at_the_venue, "I3 "),
	ROW(an_action_of_nobody, "I3 the venue took cancel of nonce 4711"),
	ROW(an_order_of_others, "I3 "),
	ROW(a_fill_counts_twice, "I4 fill 501 is counted twice"),
	ROW(a_fill_is_missed, "I11 we have 4 fills, the venue 5"),
	ROW(a_fill_is_made_up, "fill 599 is not the venue's"),
	ROW(a_fill_of_nothing, "I3 "),
	ROW(a_fill_of_another_price, "fill 503 is another one"),
	ROW(a_fill_of_another_fee, "fill 504 is another one"),
	ROW(a_fill_of_another_time, "fill 502 is another one"),
	ROW(a_fill_with_another_result, "fill 505 is another one"),
	ROW(two_fills_of_one_name, "I4 "),
	ROW(the_position_is_another, "I4 ETH: -10 lots by our fills, -11 at the venue"),
	ROW(the_position_is_not_there, "I4 ETH"),
	ROW(a_position_of_nobody, "I4 BTC: 0 lots by our fills, 1"),
	ROW(the_cash_is_another, "I11 cash"),
	ROW(the_fees_are_others, "I11 fees"),
	ROW(the_venue_fills_more, "I2 mandate 1: the venue filled 101 lots of 100"),
	ROW(another_size_at_the_venue, "30 lots for us, 29 at the venue"),
	ROW(more_than_was_granted, "I2 event"),
	ROW(more_than_was_ordered, "is filled beyond its size"),
	ROW(an_unknown_one_is_not_counted, "I2 event"),
	ROW(a_correction_of_what_is_over, "I8 event"),
	ROW(a_correction_below_its_fills, "I2 event"),
	ROW(beyond_its_correction, "I2 event"),
	ROW(filled_after_it_was_refused, "I6 "),
	ROW(refused_twice, "which was refused before"),
	ROW(refused_after_a_cancel, "which was canceled before"),
	ROW(a_dead_one_rests, "is taken after never-landed"),
	ROW(a_dead_one_is_filled, "is filled after never-landed"),
	ROW(sent_while_halted, "an intent in SOL while HALTED"),
	ROW(added_while_reducing, "adds while REDUCING"),
	ROW(flattened_by_adding, "I7 "),
	ROW(not_a_flattening, "I7 "),
	ROW(its_symbol_is_halted, "an intent in ETH while HALTED"),
	ROW(its_symbol_only_reduces, "adds while REDUCING"),
	ROW(nobody_approved, "I8 "),
	ROW(approved_something_else, "approves a digest that was not proposed"),
	ROW(sent_something_else, "I8 "),
	ROW(sent_after_its_end, "I8 "),
	ROW(a_head_is_another, "I9 head 9"),
	ROW(the_journal_is_shorter, "I9 head"),
	ROW(the_chain_is_broken, "I9 event 7: its hash"),
	ROW(something_rests, "I11 1 orders are open"),
	ROW(forced_by_hand, "I12 "),
	ROW(adjusted_by_hand, "I12 "),
	ROW(the_venue_is_wrong, "the venue's own books: cash"),
	ROW(a_proposal_is_lost, "5 proposals were answered ok, the journal has 4"),
	ROW(a_kill_is_lost, "2 kills were answered ok, the journal has 1"),
};

static void the_story_is_good(void **unused)
{
	static order_report r;
	(void)unused;
	story_tell(&s);
	order_check(&s.b, &s.told, &r);
	if (r.violations != 0)
		fail_msg("%s", r.text);
}

static void whatever_is_spoilt_is_found(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(spoilt) / sizeof(spoilt[0]); i++) {
		static order_report r;
		memset(&r, 0, sizeof(r));
		story_tell(&s);
		(void)story_event(&s, RV_EVENT_NOTE);
		spoilt[i].spoil();
		order_check(&s.b, &s.told, &r);
		if (r.violations == 0 || !strstr(r.text, spoilt[i].says))
			fail_msg("%s: '%s' is not in\n%s", spoilt[i].name, spoilt[i].says, r.text);
	}
}

/* ---- a journal in a file ---- */

static int in_file(void **fixture)
{
	if (journal_setup(fixture) != 0)
		return -1;
	journal_place *f = *fixture;
	char scratch[RV_TMP_PATH * 2];
	(void)rv_tmpdir_path(&f->dir, "journal-x.db", f->path);
	(void)rv_tmpdir_path(&f->dir, "journal-x.db-ballast", scratch);
	journal_open(f);
	for (int i = 1; i <= 4; i++) {
		static rv_event e;
		rv_event_begin(&e, i == 1 ? RV_EVENT_RUN : RV_EVENT_FILL, "a subject");
		rv_event_put(&e, "symbol", "SOL");
		rv_event_put_i64(&e, "lots", 100 + i);
		rv_event_put_i64(&e, "tid", 500 + i);
		assert_int_equal(journal_commit(f, &e, 1), RV_OK);
	}
	journal_close(f);
	return 0;
}

static void read_file(journal_place *f, order_books *b, order_report *r)
{
	char why[320] = "";
	memset(b, 0, sizeof(*b));
	memset(r, 0, sizeof(*r));
	if (!order_books_read_journal(b, f->dir.path, why, sizeof(why)))
		fail_msg("%s", why);
	(void)snprintf(b->audit, sizeof(b->audit), "ok");
	order_check(b, &s.told, r);
}

/* What was shown of it is remembered, then one digit of a size is changed where it lies. */
static void a_changed_digit_is_found(void **fixture)
{
	journal_place *f = *fixture;
	static order_report r;
	order_books b;
	s.told = (order_told){ .n_heads = 1, .head_seq = { 3 } };
	read_file(f, &b, &r);
	assert_int_equal(b.n_events, 4);
	assert_int_equal(b.events[2].lots, 103);
	assert_int_equal(b.events[2].tid, 503);
	assert_string_equal(b.events[2].symbol, "SOL");
	assert_string_equal(b.verify, "ok");
	memcpy(s.told.head[0], b.events[2].hash16, ORDER_HASH16);
	order_books_free(&b);
	read_file(f, &b, &r);
	assert_null(strstr(r.text, "I9"));
	order_books_free(&b);
	(void)journal_sql(f->path,
			  "PRAGMA journal_mode = DELETE; DROP TRIGGER event_fixed;"
			  "UPDATE event SET payload = replace(payload, 'lots 103', 'lots 108')");
	read_file(f, &b, &r);
	assert_int_equal(b.events[2].lots, 108);
	if (!strstr(r.text, "I9 ") || !strstr(r.text, "event 3: payload changed"))
		fail_msg("not found: %s", r.text);
	order_books_free(&b);
}

/* The last event is taken away, all the rest is whole: only what was shown before tells. */
static void a_shorter_journal_is_found(void **fixture)
{
	journal_place *f = *fixture;
	static order_report r;
	order_books b;
	s.told = (order_told){ .n_heads = 1, .head_seq = { 4 } };
	read_file(f, &b, &r);
	memcpy(s.told.head[0], b.events[3].hash16, ORDER_HASH16);
	order_books_free(&b);
	(void)journal_sql(f->path, "PRAGMA journal_mode = DELETE; DROP TRIGGER event_stays;"
				   "DELETE FROM event WHERE seq = 4");
	read_file(f, &b, &r);
	assert_int_equal(b.n_events, 3);
	if (!strstr(r.text, "I9 head 4"))
		fail_msg("not found: %s", r.text);
	order_books_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_story_is_good),
		cmocka_unit_test(whatever_is_spoilt_is_found),
		cmocka_unit_test_setup_teardown(a_changed_digit_is_found, in_file,
						journal_teardown),
		cmocka_unit_test_setup_teardown(a_shorter_journal_is_found, in_file,
						journal_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Lists of things with an id: the cursor follows the id, the order holds, what is gone is gone. */
#include "tui/picks.h"

#include <ctype.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

/* A list of tickets with these ids; index is the place in it. Capitals wait for an answer. */
static void feed(rv_picks *p, uint64_t seq, const char *ids)
{
	rv_pick list[RV_PICKS_MAX + 8];
	size_t n = 0;

	for (; ids[n]; n++)
		list[n] = (rv_pick){ .kind = RV_PICK_TICKET,
				     .a = (uint64_t)tolower((unsigned char)ids[n]),
				     .index = n,
				     .waits = isupper((unsigned char)ids[n]) != 0 };
	rv_picks_update(p, seq, list, n);
}

static void assert_order(const rv_picks *p, const char *ids)
{
	size_t n = 0;

	for (; ids[n]; n++) {
		assert_true(n < p->n);
		assert_int_equal(p->list[n].a, ids[n]);
	}
	assert_int_equal(p->n, n);
}

static char selected(const rv_picks *p)
{
	const rv_pick *s = rv_picks_selected(p);

	return s ? (char)s->a : '-';
}

static void test_cursor_follows_the_id(void **state)
{
	(void)state;
	static rv_picks p;

	p = (rv_picks){ 0 };
	feed(&p, 1, "");
	assert_int_equal(selected(&p), '-');
	feed(&p, 2, "abc");
	assert_int_equal(selected(&p), 'a'); /* the first that ever came */
	rv_picks_move(&p, 0);
	for (uint64_t seq = 3; seq < 9; seq++)
		feed(&p, seq, "xcab");
	assert_int_equal(selected(&p), 'a');
	assert_int_equal(p.cursor, 2);
	assert_int_equal(rv_picks_selected(&p)->index, 2); /* of the new snapshot */
}

/* What nobody moved is at the top with what came there; keys wait until that could be seen. */
static void test_untouched_stays_at_the_top(void **state)
{
	(void)state;
	static rv_picks p;

	p = (rv_picks){ 0 };
	feed(&p, 1, "ab");
	rv_picks_arrange(&p, 2);
	feed(&p, 2, "dcab");
	rv_picks_arrange(&p, 2);
	assert_int_equal(selected(&p), 'd');
	assert_int_equal(p.top, 0);
	assert_false(rv_picks_seen(&p, 99999));
	feed(&p, 3, "cab"); /* gone from the top */
	assert_int_equal(selected(&p), 'c');
	rv_picks_move(&p, 0); /* chosen: from here on it is followed */
	for (uint64_t seq = 4; seq < 12; seq++)
		feed(&p, seq, "edcab");
	assert_int_equal(selected(&p), 'c');
	assert_int_equal(p.cursor, 2);
	p = (rv_picks){ 0 };
	feed(&p, 1, "Ab");
	feed(&p, 2, "CAb"); /* it may be being read */
	assert_int_equal(selected(&p), 'a');
}

static void test_order_holds_after_a_move(void **state)
{
	(void)state;
	static rv_picks p;

	p = (rv_picks){ 0 };
	feed(&p, 1, "abc");
	rv_picks_move(&p, 1);
	assert_int_equal(selected(&p), 'b');
	feed(&p, 1, "cba"); /* the same snapshot, drawn again: the hold does not run */
	assert_order(&p, "abc");
	for (uint64_t seq = 2; seq < 2 + RV_PICKS_HOLD - 1; seq++) {
		feed(&p, seq, "dcb"); /* a is gone, d is new: behind the others */
		assert_order(&p, "bcd");
		assert_int_equal(selected(&p), 'b');
		assert_int_equal(p.cursor, 0);
	}
	feed(&p, 9, "dcb");
	assert_order(&p, "dcb");
	assert_int_equal(p.cursor, 2);
}

static void test_what_is_gone_is_not_its_neighbour(void **state)
{
	(void)state;
	static rv_picks p;

	p = (rv_picks){ 0 };
	feed(&p, 1, "abc");
	rv_picks_move(&p, 1);
	feed(&p, 2, "ac");
	assert_null(rv_picks_selected(&p));
	feed(&p, 3, "abc"); /* it comes back: still nobody chose it */
	assert_null(rv_picks_selected(&p));
	rv_picks_move(&p, 1); /* picks where the cursor stands */
	assert_non_null(rv_picks_selected(&p));
	assert_int_equal(p.cursor, 1);
	feed(&p, 4, "");
	assert_null(rv_picks_selected(&p));
	rv_picks_move(&p, 1);
	assert_null(rv_picks_selected(&p));
	feed(&p, 5, "z");
	assert_null(rv_picks_selected(&p));
	rv_picks_move(&p, -1);
	assert_int_equal(selected(&p), 'z');
}

/* One that waited is over under the cursor: on to the next that waits, down first, then up. */
static void test_goes_on_to_what_waits(void **state)
{
	(void)state;
	static rv_picks p;

	p = (rv_picks){ 0 };
	feed(&p, 1, "CBAz");
	rv_picks_move(&p, 1);
	feed(&p, 2, "CBAz");
	assert_int_equal(selected(&p), 'b');
	assert_false(p.jumped);
	feed(&p, 3, "CAbz"); /* held: b still stands in the middle */
	assert_int_equal(selected(&p), 'a');
	assert_true(p.jumped);
	feed(&p, 12, "Cabz");
	assert_int_equal(selected(&p), 'c');
	feed(&p, 13, "cabz"); /* nothing waits: what it was about stays in sight */
	assert_int_equal(selected(&p), 'c');
	feed(&p, 14, "Dcabz"); /* until something does */
	assert_int_equal(selected(&p), 'd');
	feed(&p, 15, "E"); /* gone altogether, as from the pane of what waits */
	assert_int_equal(selected(&p), 'e');
	feed(&p, 16, "");
	assert_null(rv_picks_selected(&p));
	feed(&p, 17, "x"); /* a neighbour that does not wait is no next */
	assert_null(rv_picks_selected(&p));
	feed(&p, 18, "xF");
	assert_int_equal(selected(&p), 'f');
	assert_int_equal(rv_picks_selected(&p)->index, 1);
}

/* Who moved onto what is over wants to see it; who waits elsewhere is not dragged away. */
static void test_stays_where_it_was_put(void **state)
{
	(void)state;
	static rv_picks p;

	p = (rv_picks){ 0 };
	feed(&p, 1, "Ab");
	rv_picks_move(&p, 1);
	for (uint64_t seq = 2; seq < 12; seq++)
		feed(&p, seq, "CAb");
	assert_int_equal(selected(&p), 'b');
	rv_picks_move(&p, -1);
	assert_int_equal(selected(&p), 'a');
	feed(&p, 12, "Cab");
	assert_int_equal(selected(&p), 'c');
	rv_picks_move(&p, 1); /* back to see what became of it */
	for (uint64_t seq = 13; seq < 23; seq++)
		feed(&p, seq, "DCab");
	assert_int_equal(selected(&p), 'a');
}

/* Where it went by itself no key counts before it could be seen. */
static void test_a_jump_is_seen_before_it_counts(void **state)
{
	(void)state;
	static rv_picks p;

	p = (rv_picks){ 0 };
	feed(&p, 1, "AB");
	assert_true(rv_picks_seen(&p, 1000)); /* the first that ever came */
	feed(&p, 2, "aB");
	assert_int_equal(selected(&p), 'b');
	assert_false(rv_picks_seen(&p, 99999));
	rv_picks_sent(&p, 7, 1000); /* a frame of before */
	rv_picks_drawn(&p, 8);
	rv_picks_drawn(&p, 9);
	rv_picks_sent(&p, 7, 1000);
	assert_false(rv_picks_seen(&p, 99999)); /* an unread terminal has nothing to see */
	rv_picks_sent(&p, 8, 2000);
	rv_picks_sent(&p, 9, 2200);
	assert_false(rv_picks_seen(&p, 2299));
	assert_true(rv_picks_seen(&p, 2300));
	feed(&p, 3, "baC"); /* and again for the next jump */
	assert_false(rv_picks_seen(&p, 99999));
	rv_picks_move(&p, 0);
	assert_true(rv_picks_seen(&p, 2300)); /* chosen */
}

static void test_moves_and_scrolls(void **state)
{
	(void)state;
	static rv_picks p;

	p = (rv_picks){ 0 };
	feed(&p, 1, "abcdefgh");
	rv_picks_move(&p, 100);
	assert_int_equal(selected(&p), 'h');
	rv_picks_arrange(&p, 3);
	assert_int_equal(p.top, 5);
	rv_picks_move(&p, -2);
	rv_picks_arrange(&p, 3);
	assert_int_equal(p.top, 5);
	rv_picks_move(&p, -100);
	rv_picks_arrange(&p, 3);
	assert_int_equal(p.top, 0);
	assert_int_equal(selected(&p), 'a');
	rv_picks_move(&p, 100);
	rv_picks_arrange(&p, 3);
	feed(&p, 20, "ab"); /* shorter than the scroll offset */
	rv_picks_arrange(&p, 0);
	assert_true(p.top <= 1);
	assert_int_equal(p.page, 1);
}

/* Kinds with the same number are different things; more than fit are cut. */
static void test_kinds_and_capacity(void **state)
{
	(void)state;
	static rv_picks p;
	static rv_pick many[RV_PICKS_MAX + 8];
	const rv_pick two[] = { { .kind = RV_PICK_TICKET, .a = 7 },
				{ .kind = RV_PICK_MANDATE, .a = 7 } };

	p = (rv_picks){ 0 };
	rv_picks_update(&p, 1, two, 2);
	rv_picks_move(&p, 1);
	rv_picks_update(&p, 2, two, 1);
	assert_null(rv_picks_selected(&p));
	for (size_t i = 0; i < LEN(many); i++)
		many[i] = (rv_pick){ .kind = RV_PICK_FILL, .a = i, .b = i, .index = i };
	rv_picks_update(&p, 30, many, LEN(many));
	assert_int_equal(p.n, RV_PICKS_MAX);
	rv_picks_move(&p, 1);
	rv_picks_update(&p, 31, many + 8, LEN(many) - 8); /* held: new ones have no room */
	assert_int_equal(p.n, RV_PICKS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cursor_follows_the_id),
		cmocka_unit_test(test_untouched_stays_at_the_top),
		cmocka_unit_test(test_order_holds_after_a_move),
		cmocka_unit_test(test_what_is_gone_is_not_its_neighbour),
		cmocka_unit_test(test_goes_on_to_what_waits),
		cmocka_unit_test(test_stays_where_it_was_put),
		cmocka_unit_test(test_a_jump_is_seen_before_it_counts),
		cmocka_unit_test(test_moves_and_scrolls),
		cmocka_unit_test(test_kinds_and_capacity),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

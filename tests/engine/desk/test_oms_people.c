/*
 * People: what each role may send, the pen and how it is lost, two people for one approval. What
 * is refused is written down with who it was, and changes nothing.
 */
#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"
#include "tests/support/oms_person.h"
#include "tests/support/program_case.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const person alice = { 1001, 11, RV_WHO_APPROVE, "alice" };
static const person bob = { 1002, 12, RV_WHO_APPROVE, "bob" };
static const person eve = { 1003, 13, RV_WHO_VIEW, "eve" };

static rv_command because(rv_cmd_kind kind, const char *reason)
{
	rv_command c = { .kind = kind };
	(void)snprintf(c.reason, sizeof(c.reason), "%s", reason);
	return c;
}

static rv_command approval(oms_bench *b, uint64_t ticket)
{
	rv_command c = { .kind = RV_CMD_APPROVE, .n_ids = 1, .ids = { ticket } };
	c.digests[0] = bench_ticket(b, ticket)->digest;
	return c;
}

static uint64_t a_ticket(oms_bench *b)
{
	rv_command c = bench_buy("SOL", 500);
	return bench_propose(b, &c);
}

static void with(oms_bench *b, int64_t pen_ms, rv_two_person two)
{
	b->p.pen_ms = pen_ms;
	b->p.two_person = two;
	bench_remake(b);
	bench_up(b, false);
}

/* ---- roles ---- */

/* Every command there is, at every role: below what it needs it is refused in words, and no more.
 */
static void every_command_has_its_role(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	with(b, 0, RV_TWO_PERSON_OFF);
	for (int k = 0; k < RV_CMD_N; k++) {
		const rv_cmd_kind kind = (rv_cmd_kind)k;
		const rv_who_role needs = rv_cmd_role(kind);
		assert_in_range(needs, RV_WHO_VIEW, RV_WHO_ADMIN);
		for (int r = RV_WHO_VIEW; r < (int)needs; r++) {
			char want[RV_TV_TEXT];
			const person p = { 1003, 13, (rv_who_role)r, "eve" };
			const size_t events = b->n_events;
			const uint64_t nonce = by(b, &p, because(kind, "because"));
			(void)snprintf(want, sizeof(want),
				       "%s needs the role %s; eve (1003) has %s", rv_cmd_word(kind),
				       rv_who_role_word(needs), rv_who_role_word(p.role));
			bench_expect(b, nonce, false, want);
			assert_int_equal(b->n_events, events + 2); /* and what was asked */
			const bench_event *e = bench_last(b, RV_EVENT_REFUSAL);
			assert_true(e->uid == 1003 && e->conn == 13);
			assert_string_equal(bench_value(e, "who"), "eve");
			assert_string_equal(bench_value(e, "role"), rv_who_role_word(p.role));
		}
	}
	assert_false(bench_view(b)->armed);
	assert_int_equal(bench_view(b)->n_refused, bench_count(b, RV_EVENT_REFUSAL, NULL));
}

/* What the ladder says, word for word of docs/control.md. */
static void the_ladder(void **state)
{
	(void)state;
	static const struct {
		rv_cmd_kind kind;
		rv_who_role role;
		bool pen;
	} rows[] = {
		{ RV_CMD_PROPOSE, RV_WHO_PROPOSE, false },
		{ RV_CMD_APPROVE, RV_WHO_APPROVE, true },
		{ RV_CMD_APPROVE_PROGRAM, RV_WHO_APPROVE, true },
		{ RV_CMD_ARM, RV_WHO_APPROVE, true },
		{ RV_CMD_OVERRIDE, RV_WHO_APPROVE, true },
		{ RV_CMD_OVERRIDE_END, RV_WHO_APPROVE, true },
		{ RV_CMD_RESUME, RV_WHO_RISK, true },
		{ RV_CMD_LICENCE, RV_WHO_RISK, true },
		{ RV_CMD_FORCE, RV_WHO_RISK, true },
		{ RV_CMD_ADJUST, RV_WHO_RISK, true },
		{ RV_CMD_ASSIGN, RV_WHO_RISK, true },
		/* what calms needs no pen */
		{ RV_CMD_KILL, RV_WHO_PROPOSE, false },
		{ RV_CMD_HALT_SYMBOL, RV_WHO_PROPOSE, false },
		{ RV_CMD_CANCEL, RV_WHO_PROPOSE, false },
		{ RV_CMD_REJECT, RV_WHO_PROPOSE, false },
		{ RV_CMD_REJECT_PROGRAM, RV_WHO_PROPOSE, false },
		{ RV_CMD_LOCK, RV_WHO_PROPOSE, false },
		{ RV_CMD_FLATTEN, RV_WHO_APPROVE, false },
		{ RV_CMD_PREVIEW_OVERRIDE, RV_WHO_VIEW, false },
		{ RV_CMD_PREVIEW_TICKETS, RV_WHO_VIEW, false },
		{ RV_CMD_PREVIEW_PROGRAM, RV_WHO_VIEW, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(rv_cmd_role(rows[i].kind), rows[i].role);
		assert_int_equal(rv_cmd_needs_pen(rows[i].kind), rows[i].pen);
	}
	assert_int_equal(rv_cmd_role(RV_CMD_N), RV_WHO_ROLE_N);
	assert_false(rv_cmd_needs_pen(RV_CMD_N));
	assert_string_equal(rv_cmd_word(RV_CMD_N), "?");
}

/* Nobody at all has no role. */
static void without_a_role_nothing(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	with(b, 0, RV_TWO_PERSON_OFF);
	const rv_command c = { .kind = RV_CMD_KILL, .nonce = 77, .uid = 1001, .conn = 3 };
	rv_oms_command(b->o, &c);
	bench_run(b, 0);
	bench_expect(b, 77, false, "kill needs the role propose; uid 1001 has none");
}

/* Refused commands are no sign that somebody is there who armed the desk. */
static void who_may_nothing_keeps_nobody_armed(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->p.arm_idle_ms = 60000;
	with(b, 0, RV_TWO_PERSON_OFF);
	says(b, &alice, just(RV_CMD_ARM), true, "armed");
	for (int i = 0; i < 7; i++) {
		bench_run(b, 10000);
		says(b, &eve, just(RV_CMD_ARM), false, "needs the role");
	}
	assert_false(bench_view(b)->armed);
}

/* ---- the pen ---- */

static void one_pen(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	with(b, 5000, RV_TWO_PERSON_OFF);
	assert_true(bench_view(b)->pen.needed && !bench_view(b)->pen.held);
	says(b, &alice, just(RV_CMD_ARM), false, "nobody has the pen");
	says(b, &eve, just(RV_CMD_PEN), false, "pen needs the role approve; eve (1003) has view");
	says(b, &alice, just(RV_CMD_PEN), true, "you have the pen");
	says(b, &alice, just(RV_CMD_PEN), true, "yours already");
	const rv_tv_pen *p = &bench_view(b)->pen;
	assert_true(p->held && p->uid == 1001 && p->conn == 11);
	assert_string_equal(p->who, "alice");
	says(b, &alice, just(RV_CMD_ARM), true, "armed");
	const uint64_t t = a_ticket(b);
	says(b, &bob, approval(b, t), false, "alice (1001) has the pen");
	person elsewhere = alice; /* the same person at another console has it not */
	elsewhere.conn = 14;
	says(b, &elsewhere, approval(b, t), false, "alice (1001) has the pen");
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_BLOCKED); /* the book is HALTED */
	assert_int_equal(bench_count(b, RV_EVENT_APPROVE, NULL), 0);
	assert_int_equal(bench_count(b, RV_EVENT_PEN, NULL), 1);
}

/* Whoever stops, cancels and locks needs none. */
static void calming_needs_no_pen(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	with(b, 5000, RV_TWO_PERSON_OFF);
	says(b, &alice, just(RV_CMD_PEN), true, "you have the pen");
	says(b, &alice, just(RV_CMD_ARM), true, "armed");
	const uint64_t t = a_ticket(b);
	const person pat = { 1004, 15, RV_WHO_PROPOSE, "pat" };
	says(b, &pat, (rv_command){ .kind = RV_CMD_REJECT, .n_ids = 1, .ids = { t } }, true, "");
	says(b, &pat, because(RV_CMD_KILL, "enough"), true, "killed");
	says(b, &pat, just(RV_CMD_LOCK), true, "locked");
	assert_false(bench_view(b)->armed);
	assert_true(bench_view(b)->pen.held);
}

static void taken_over_with_a_reason(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	with(b, 5000, RV_TWO_PERSON_OFF);
	says(b, &alice, just(RV_CMD_PEN), true, "");
	says(b, &alice, just(RV_CMD_ARM), true, "armed");
	says(b, &bob, just(RV_CMD_PEN), false, "alice (1001) has the pen: to take it over needs a");
	says(b, &bob, because(RV_CMD_PEN, "she is at lunch"), true, "you have the pen");
	const bench_event *e = bench_last(b, RV_EVENT_PEN);
	assert_string_equal(bench_value(e, "what"), "taken over");
	assert_string_equal(bench_value(e, "words"), "the pen: bob (1002) takes it over from alice "
						     "(1001): she is at lunch");
	assert_true(e->uid == 1002 && e->conn == 12);
	assert_string_equal(bench_view(b)->pen.who, "bob");
	assert_false(bench_view(b)->armed); /* he has not armed it */
	says(b, &alice, just(RV_CMD_ARM), false, "bob (1002) has the pen");
	says(b, &alice, just(RV_CMD_PEN_FREE), false, "not yours");
	says(b, &bob, just(RV_CMD_PEN_FREE), true, "free");
	assert_false(bench_view(b)->pen.held);
	assert_string_equal(bench_value(bench_last(b, RV_EVENT_PEN), "what"), "let go");
}

/* Signs of life keep it; those of others do not. Orders are not touched by its loss. */
static void silence_loses_it(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	with(b, 5000, RV_TWO_PERSON_OFF);
	says(b, &alice, just(RV_CMD_PEN), true, "");
	for (int i = 0; i < 12; i++) {
		bench_run(b, 1000);
		(void)by(b, &alice, just(RV_CMD_PEN_BEAT));
	}
	assert_true(bench_view(b)->pen.held);
	for (int i = 0; i < 4; i++) {
		bench_run(b, 1000);
		(void)by(b, &bob, just(RV_CMD_PEN_BEAT));
	}
	assert_true(bench_view(b)->pen.held);
	bench_run(b, 999);
	assert_true(bench_view(b)->pen.held);
	bench_run(b, 1);
	assert_false(bench_view(b)->pen.held);
	const bench_event *e = bench_last(b, RV_EVENT_PEN);
	assert_string_equal(bench_value(e, "what"), "expired");
	assert_int_equal(e->uid, RV_EVENT_UID_DESK);
	(void)by(b, &alice, just(RV_CMD_PEN_BEAT)); /* too late */
	assert_false(bench_view(b)->pen.held);
	says(b, &alice, just(RV_CMD_ARM), false, "nobody has the pen");
	assert_int_equal(bench_count(b, RV_EVENT_PEN, NULL), 2);
}

static void signs_leave_no_trace(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	with(b, 5000, RV_TWO_PERSON_OFF);
	says(b, &alice, just(RV_CMD_PEN), true, "");
	const size_t events = b->n_events;
	const uint64_t nonce = by(b, &alice, just(RV_CMD_PEN_BEAT));
	(void)by(b, &bob, just(RV_CMD_GONE));
	assert_null(bench_reply(b, nonce));
	assert_int_equal(b->n_events, events);
	(void)by(b, &alice, just(RV_CMD_GONE));
	assert_false(bench_view(b)->pen.held);
	assert_int_equal(b->n_events, events + 1);
}

/* A text without an end could be read beyond it. */
static void what_cannot_be_read_leaves_no_trace(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	static const struct {
		size_t at, size;
	} texts[] = {
#define TEXT(member) { offsetof(rv_command, member), sizeof(((rv_command *)NULL)->member) }
		TEXT(symbol),	   TEXT(evidence), TEXT(reason), TEXT(who),	  TEXT(over.symbol),
		TEXT(over.reason), TEXT(typed),	   TEXT(denied), TEXT(from.told),
#undef TEXT
	};
	with(b, 0, RV_TWO_PERSON_OFF);
	says(b, &alice, just(RV_CMD_LOCK), true, "locked");
	const size_t events = b->n_events;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		rv_command c = { .kind = RV_CMD_LOCK, .uid = alice.uid, .role = RV_WHO_ADMIN };
		memset((char *)&c + texts[i].at, 'x', texts[i].size);
		assert_null(bench_reply(b, bench_command(b, &c)));
	}
	assert_int_equal(b->n_events, events);
}

static void a_start_has_no_pen(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	with(b, 5000, RV_TWO_PERSON_OFF);
	says(b, &alice, just(RV_CMD_PEN), true, "");
	bench_restart(b, b->n_events, true);
	assert_false(bench_view(b)->pen.held);
	says(b, &bob, just(RV_CMD_PEN), true, "you have the pen");
	bench_restart(b, b->n_events, true);
	assert_int_equal(bench_count(b, RV_EVENT_PEN, NULL), 2);
}

/* ---- two people ---- */

static void resume(oms_bench *b, const person *p)
{
	person chief = *p;
	chief.role = RV_WHO_RISK;
	says(b, p, just(RV_CMD_PEN), true, "");
	says(b, p, just(RV_CMD_ARM), true, "armed");
	says(b, &chief, just(RV_CMD_RESUME), true, "ACTIVE");
}

static void two_people_grant_one_ticket(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	with(b, 600000, RV_TWO_PERSON_ALWAYS);
	resume(b, &alice);
	const uint64_t t = a_ticket(b);
	says(b, &bob, approval(b, t), false, "has the pen"); /* the first one needs it */
	says(b, &alice, approval(b, t), true, "1 of 2: alice (1001), waits for another person");
	assert_string_equal(bench_ticket(b, t)->first, "alice (1001)");
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_READY);
	says(b, &alice, approval(b, t), false, "you have approved it");
	person again = alice; /* at another console she is the same person */
	again.conn = 20;
	says(b, &again, approval(b, t), false, "you have approved it: 1 of 2");
	says(b, &eve, approval(b, t), false, "needs the role approve");
	assert_int_equal(bench_count(b, RV_EVENT_APPROVE, NULL), 0);
	says(b, &bob, approval(b, t), true, "1 granted"); /* and the second does not */
	const bench_event *e = bench_last(b, RV_EVENT_APPROVE);
	assert_int_equal(e->uid, 1002);
	assert_int_equal(bench_last(b, RV_EVENT_AGREE)->uid, 1001);
	assert_int_equal(bench_count(b, RV_EVENT_APPROVE, NULL), 1);
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_APPROVED);
}

/* Whoever approved has seen another version: both begin again. */
static void another_version_begins_again(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	with(b, 600000, RV_TWO_PERSON_ALWAYS);
	resume(b, &alice);
	const uint64_t t = a_ticket(b);
	const rv_command old = approval(b, t);
	says(b, &alice, old, true, "1 of 2");
	says(b, &bob, (rv_command){ .kind = RV_CMD_REDUCE, .n_ids = 1, .ids = { t }, .lots = 400 },
	     true, "");
	assert_string_equal(bench_ticket(b, t)->first, "");
	rv_command late = old;
	late.nonce = 0;
	says(b, &alice, late, false, "not what was on the screen");
	says(b, &bob, approval(b, t), false, "alice (1001) has the pen"); /* he is the first now */
	says(b, &alice, approval(b, t), true, "1 of 2");
	says(b, &bob, approval(b, t), true, "1 granted");
}

static void the_first_lives_as_long_as_the_quote(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	with(b, 600000, RV_TWO_PERSON_ALWAYS);
	resume(b, &alice);
	const uint64_t t = a_ticket(b);
	says(b, &alice, approval(b, t), true, "1 of 2");
	const rv_command c = approval(b, t);
	bench_run(b, b->p.ticket_ms + 1000);
	says(b, &bob, c, false, "does not wait");
	assert_int_equal(bench_count(b, RV_EVENT_APPROVE, NULL), 0);
}

static void two_people_grant_one_program(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	with(b, 600000, RV_TWO_PERSON_ALWAYS);
	resume(b, &alice);
	const uint64_t id = case_begin(b);
	rv_command c = { .kind = RV_CMD_APPROVE_PROGRAM, .n_ids = 1, .ids = { id } };
	c.digests[0] = case_program(b, id)->digest;
	says(b, &alice, c, true, "1 of 2: alice (1001), waits for another person");
	assert_string_equal(case_program(b, id)->first, "alice (1001)");
	says(b, &alice, c, false, "you have approved it");
	rv_command out = { .kind = RV_CMD_EXCLUDE, .n_ids = 1, .ids = { id }, .symbol = "SOL" };
	says(b, &bob, out, true, "");
	assert_string_equal(case_program(b, id)->first, "");
	says(b, &bob, c, false, "has the pen");
	c.digests[0] = case_program(b, id)->digest;
	says(b, &alice, c, true, "1 of 2");
	says(b, &bob, c, true, "mandates");
	assert_int_equal(case_program(b, id)->state, RV_PROGRAM_GRANTED);
	assert_int_equal(bench_count(b, RV_EVENT_PROGRAM_GRANT, NULL), 1);
}

/* By the account: "live" asks for two where real money is, and nowhere else. */
static void live_is_where_money_is(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	with(b, 600000, RV_TWO_PERSON_LIVE);
	assert_false(bench_view(b)->two_people);
	resume(b, &alice);
	says(b, &alice, approval(b, a_ticket(b)), true, "1 granted");
	rv_oms_params p;
	rv_oms_params_default(&p);
	assert_int_equal(p.two_person, RV_TWO_PERSON_LIVE);
	assert_int_equal(p.pen_ms, 5000);
}

static void real_money_needs_two(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->p.paper = false;
	b->p.live = true;
	with(b, 600000, RV_TWO_PERSON_LIVE);
	assert_true(bench_view(b)->two_people);
	resume(b, &alice);
	const uint64_t t = a_ticket(b);
	says(b, &alice, approval(b, t), true, "1 of 2");
	says(b, &bob, approval(b, t), true, "1 granted");
}

/* Made, not up: each brings it up with its own settings. */
static int setup(void **state)
{
	*state = oms_desk_new();
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, oms_desk_teardown)

/* ---- visits ---- */

static rv_command a_visit(rv_visit_kind kind, bool looks_on, const char *why)
{
	rv_command c = {
		.kind = RV_CMD_VISIT,
		.from = { .via = RV_VIA_SOCKET, .pid = 4711, .told = "10.1.2.3 4 10.1.2.4 22" },
		.visit = { .kind = kind, .looks_on = looks_on, .for_ms = 61500, .more = 977 }
	};
	(void)snprintf(c.reason, sizeof(c.reason), "%s", why);
	return c;
}

static void has(oms_bench *b, rv_event_type type, const char *key, const char *want)
{
	assert_string_equal(bench_value(bench_last(b, type), key), want);
}

/* Each is one event and nothing else: no answer, no act of a person, no state. */
static void who_comes_and_goes_is_written_down(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	with(b, 5000, RV_TWO_PERSON_OFF);
	const size_t events = b->n_events, commands = bench_count(b, RV_EVENT_COMMAND, NULL);
	(void)by(b, &alice, a_visit(RV_VISIT_CAME, false, ""));
	const bench_event *e = bench_last(b, RV_EVENT_ATTACH);
	assert_true(e->uid == 1001 && e->conn == 11);
	has(b, RV_EVENT_ATTACH, "name", "alice");
	has(b, RV_EVENT_ATTACH, "role", "approve");
	has(b, RV_EVENT_ATTACH, "via", "socket");
	has(b, RV_EVENT_ATTACH, "pid", "4711");
	has(b, RV_EVENT_ATTACH, "told_ssh", "10.1.2.3 4 10.1.2.4 22");
	has(b, RV_EVENT_ATTACH, "looks_on", "0");
	has(b, RV_EVENT_ATTACH, "result", "ok");
	(void)by(b, &alice, a_visit(RV_VISIT_LEFT, true, "the line broke"));
	has(b, RV_EVENT_DETACH, "why", "the line broke");
	has(b, RV_EVENT_DETACH, "for_ms", "61500");
	has(b, RV_EVENT_DETACH, "looks_on", "1");
	rv_command c = a_visit(RV_VISIT_REFUSED, true, "not let in");
	c.nonce = 1;
	c.uid = 1004;
	(void)snprintf(c.who, sizeof(c.who), "mallory");
	rv_oms_command(b->o, &c); /* of no role: it is written down all the same */
	bench_run(b, 0);
	has(b, RV_EVENT_ATTACH, "result", "no");
	has(b, RV_EVENT_ATTACH, "role", "none");
	has(b, RV_EVENT_ATTACH, "words", "a console of mallory (1004) is refused: not let in");
	(void)by(b, &eve, a_visit(RV_VISIT_MORE, true, ""));
	has(b, RV_EVENT_ATTACH, "more", "977");
	has(b, RV_EVENT_ATTACH, "words", "and 977 more visits of eve (1003) in 1.0 min");
	assert_int_equal(b->n_events, events + 4);
	assert_int_equal(bench_count(b, RV_EVENT_COMMAND, NULL), commands);
	assert_int_equal(bench_view(b)->n_refused, 0);
}

/* Signs have nonces that may be another command's of that user: that one is not written again. */
static void a_sign_is_no_command_again(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	with(b, 5000, RV_TWO_PERSON_OFF);
	rv_command c = because(RV_CMD_NOTE, "lunch");
	c.nonce = 2;
	c.uid = alice.uid;
	c.role = alice.role;
	rv_oms_command(b->o, &c);
	bench_run(b, 100);
	const size_t events = b->n_events;
	static const rv_cmd_kind signs[] = { RV_CMD_GONE, RV_CMD_PEN_BEAT };
	for (size_t i = 0; i < 2; i++) {
		rv_command sign = just(signs[i]);
		sign.nonce = 2;
		sign.uid = alice.uid;
		sign.conn = 99;
		sign.role = alice.role;
		rv_oms_command(b->o, &sign);
		bench_run(b, 100);
	}
	assert_int_equal(b->n_events, events);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_command_has_its_role),
		cmocka_unit_test(the_ladder),
		TEST(without_a_role_nothing),
		TEST(who_may_nothing_keeps_nobody_armed),
		TEST(one_pen),
		TEST(calming_needs_no_pen),
		TEST(taken_over_with_a_reason),
		TEST(silence_loses_it),
		TEST(signs_leave_no_trace),
		TEST(what_cannot_be_read_leaves_no_trace),
		TEST(a_start_has_no_pen),
		TEST(two_people_grant_one_ticket),
		TEST(another_version_begins_again),
		TEST(the_first_lives_as_long_as_the_quote),
		TEST(two_people_grant_one_program),
		TEST(live_is_where_money_is),
		TEST(real_money_needs_two),
		TEST(who_comes_and_goes_is_written_down),
		TEST(a_sign_is_no_command_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

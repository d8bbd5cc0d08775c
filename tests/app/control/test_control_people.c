/*
 * People at a real desk: consoles of real users of the machine, told by the kernel, on the real
 * order side and its venue. Who may what, who has the pen, who wins when two approve.
 */
#include "app/control/command_wire.h"
#include "tests/support/cm.h"
#include "tests/support/people_desk.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A sanitizer makes a round four times as long, and a console's signs of life late. */
#if RV_PATIENCE > 1
#define PEN_S "6"
enum { ROUNDS = 12, PEN_MS = 6000 };
#else
#define PEN_S "2"
enum { ROUNDS = 100, PEN_MS = 2000 };
#endif
enum { CONSOLES = 50 };

#define WITHOUT_PEN PD_ROLES ", \"pen_s\": 0, \"two_person\": \"off\""
#define WITH_PEN PD_ROLES ", \"pen_s\": " PEN_S ", \"two_person\": \"off\""
#define WITH_LONG_PEN PD_ROLES ", \"pen_s\": 60, \"two_person\": \"off\""
#define TWO_PEOPLE PD_ROLES ", \"pen_s\": 60, \"two_person\": \"always\""

static people_desk *p;

static void begin(const char *control)
{
	if (!pd_can())
		skip();
	p = pd_new(control);
}

static int teardown(void **state)
{
	(void)state;
	pd_free(p);
	p = NULL;
	return 0;
}

static rv_command buy(int64_t usd)
{
	return od_order("SOL", RV_BUY, usd);
}

/* A console of Alice's who leads, and what would approve the ticket that waits: *ticket. */
static rv_command alice_leads(raw_console *alice, const char *control, uint64_t *ticket)
{
	const rv_command c = buy(100);
	begin(control);
	pd_console(p, alice, PD_ALICE);
	pd_leads(p, alice);
	*ticket = pd_ticket(p, &c);
	return pd_approval(p, *ticket);
}

/* ---- roles ---- */

static void a_role_is_of_the_user_that_the_kernel_names(void **state)
{
	(void)state;
	raw_console alice, eve, pat;
	begin(WITHOUT_PEN);
	pd_console(p, &alice, PD_ALICE);
	pd_console(p, &eve, PD_EVE);
	pd_console(p, &pat, PD_PAT);
	assert_true(alice.welcome.role == RV_WHO_APPROVE && alice.welcome.may);
	assert_true(eve.welcome.role == RV_WHO_VIEW && !eve.welcome.may);
	const rv_command c = buy(100);
	const uint64_t t = pd_ticket(p, &c);
	rv_command a = pd_approval(p, t);
	a.role = RV_WHO_ADMIN; /* whatever it says of itself */
	a.uid = 0;
	pd_says(p, &eve, a, false, "approve needs the role approve; uid 12346 has view");
	pd_says(p, &eve, (rv_command){ .kind = RV_CMD_KILL }, false, "kill needs the role propose");
	pd_says(p, &pat, a, false, "approve needs the role approve; uid 12347 has propose");
	pd_says(p, &alice, (rv_command){ .kind = RV_CMD_RESUME }, false, "needs the role risk");
	assert_int_equal(pd_mandates(p), 0);
	pd_leads(p, &alice);
	const size_t refused = od_look(p->d)->n_refused;
	pd_grants(p, &alice, t);
	assert_int_equal(refused, 4);
	pd_says(p, &pat, (rv_command){ .kind = RV_CMD_KILL }, true, "killed");
	raw_close(&alice);
	raw_close(&eve);
	raw_close(&pat);
}

/* Whom no line names is told so, and sees nothing. */
static void a_stranger_is_not_let_in(void **state)
{
	(void)state;
	raw_console r;
	uint8_t data[RV_CONTROL_MAX];
	size_t n = 0;
	begin(WITHOUT_PEN);
	pd_open(p, &r, PD_STRANGER);
	const rv_hello h = raw_hello();
	assert_int_equal(rv_hello_write(&h, data, sizeof(data), &n), RV_OK);
	raw_frame(&r, RV_FRAME_HELLO, data, n);
	assert_non_null(strstr(raw_refusal(&r), "lets only its own users in"));
	assert_int_equal(rv_control_server_stats(p->server).welcomed, 0);
	raw_close(&r);
}

/* Each refusal is an event of the journal: nobody may fill it with them. */
static void who_goes_on_is_shown_the_door(void **state)
{
	(void)state;
	raw_console eve;
	begin(WITHOUT_PEN);
	pd_console(p, &eve, PD_EVE);
	for (int i = 0; i < 40; i++)
		(void)pd_send(p, &eve, (rv_command){ .kind = RV_CMD_KILL });
	assert_non_null(strstr(raw_refusal(&eve), "goes on sending what its user may not"));
	order_desk *d = p->d;
	OD_UNTIL(d, T->n_refused == 32);
	assert_int_equal(T->state, RV_BOOK_ACTIVE);
	raw_close(&eve);
}

/* ---- two approve at once ---- */

typedef struct racer {
	raw_console *r;
	rv_command c;
	pthread_barrier_t *start;
} racer;

static void *race(void *arg)
{
	racer *x = arg;
	(void)pthread_barrier_wait(x->start);
	raw_command(x->r, &x->c, 0);
	return NULL;
}

/* Sends both at the same moment; which of them was told yes: 0, 1; -1 neither, 2 both. */
static int both(raw_console r[2], const rv_command *c)
{
	racer x[2];
	pthread_t thread[2];
	pthread_barrier_t start;
	assert_int_equal(pthread_barrier_init(&start, NULL, 2), 0);
	for (int i = 0; i < 2; i++) {
		x[i] = (racer){ .r = &r[i], .c = *c, .start = &start };
		x[i].c.nonce = ++p->nonce;
		assert_int_equal(pthread_create(&thread[i], NULL, race, &x[i]), 0);
	}
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_join(thread[i], NULL), 0);
	(void)pthread_barrier_destroy(&start);
	const bool first = pd_answer(p, x[0].c.nonce)->ok, second = pd_answer(p, x[1].c.nonce)->ok;
	return first && second ? 2 : first ? 0 : second ? 1 : -1;
}

static void of_two_approvers_one_wins(void **state)
{
	(void)state;
	raw_console r[2];
	int won[2] = { 0, 0 };
	begin(WITHOUT_PEN);
	pd_console(p, &r[0], PD_ALICE);
	pd_console(p, &r[1], PD_BOB);
	pd_leads(p, &r[0]);
	for (size_t i = 0; i < ROUNDS; i++) {
		const rv_command c = od_order("SOL", i % 2 == 0 ? RV_BUY : RV_SELL, 100);
		const rv_command a = pd_approval(p, pd_ticket(p, &c));
		const int who = both(r, &a);
		if (who != 0 && who != 1)
			fail_msg("round %zu: %s", i, who == 2 ? "both" : "neither");
		won[who]++;
		assert_int_equal(pd_mandates(p), i + 1);
	}
	print_message("# of %d rounds %d and %d\n", ROUNDS, won[0], won[1]);
	raw_close(&r[0]);
	raw_close(&r[1]);
	od_ties(p->d);
}

/* ---- approvals that are none ---- */

static void a_replayed_approval_does_nothing(void **state)
{
	(void)state;
	raw_console alice;
	uint64_t t = 0;
	rv_command a = alice_leads(&alice, WITHOUT_PEN, &t);
	a.nonce = ++p->nonce;
	for (int i = 0; i < 3; i++)
		pd_says(p, &alice, a, true, "1 granted");
	/* what comes behind it has been seen, so all three have been */
	pd_says(p, &alice, (rv_command){ .kind = RV_CMD_NOTE, .reason = "behind" }, true, "noted");
	assert_int_equal(pd_mandates(p), 1);
	raw_close(&alice);
}

static void another_digest_is_refused(void **state)
{
	(void)state;
	raw_console alice;
	uint64_t t = 0;
	const rv_command old = alice_leads(&alice, WITHOUT_PEN, &t);
	const rv_command again = { .kind = RV_CMD_REQUOTE, .n_ids = 1, .ids = { t } };
	pd_says(p, &alice, again, true, "");
	pd_says(p, &alice, old, false, "not what was on the screen");
	assert_int_equal(pd_mandates(p), 0);
	raw_close(&alice);
}

/* The line breaks in the middle of the word that would have approved, at each byte of it. */
static void an_approval_cut_off_is_none(void **state)
{
	(void)state;
	raw_console alice, half;
	uint8_t data[RV_FRAME_HEAD + sizeof(int64_t) + RV_COMMAND_WIRE_MAX];
	uint64_t t = 0;
	size_t n = 0;
	rv_command a = alice_leads(&alice, WITHOUT_PEN, &t);
	a.nonce = ++p->nonce;
	rv_bytes_out o = { .at = data + RV_FRAME_HEAD, .cap = sizeof(int64_t) };
	rv_put_i64(&o, rv_mono_ms());
	assert_int_equal(rv_command_write(&a, data + RV_FRAME_HEAD + o.n,
					  sizeof(data) - RV_FRAME_HEAD - o.n, &n),
			 RV_OK);
	n += o.n;
	rv_wire_frame_head(data, RV_FRAME_COMMAND, n);
	n += RV_FRAME_HEAD;
	for (size_t cut = 0; cut < n; cut += cut < 64 || cut + 8 > n ? 1 : 17) {
		pd_console(p, &half, PD_ALICE);
		raw_bytes(&half, data, cut);
		raw_close(&half);
	}
	CB_UNTIL(rv_control_server_stats(p->server).attached == 1);
	pd_says(p, &alice, (rv_command){ .kind = RV_CMD_NOTE, .reason = "behind" }, true, "noted");
	assert_int_equal(pd_mandates(p), 0);
	pd_says(p, &alice, a, true, "1 granted"); /* and nothing of it has used the nonce up */
	raw_close(&alice);
}

/* ---- the pen ---- */

static int64_t freed_after(int64_t from)
{
	order_desk *d = p->d;
	OD_UNTIL(d, !T->pen.held);
	return rv_mono_ms() - from;
}

static void only_the_pen_approves(void **state)
{
	(void)state;
	raw_console alice, bob;
	uint64_t t = 0;
	const rv_command a = alice_leads(&alice, WITH_LONG_PEN, &t);
	pd_console(p, &bob, PD_BOB);
	pd_says(p, &bob, a, false, "uid 12345 has the pen");
	assert_int_equal(pd_mandates(p), 0);
	rv_command over = { .kind = RV_CMD_PEN, .reason = "she left" };
	pd_says(p, &bob, over, true, "you have the pen");
	pd_says(p, &alice, a, false, "has the pen");
	pd_says(p, &bob, (rv_command){ .kind = RV_CMD_ARM }, true, "armed");
	pd_grants(p, &bob, t);
	order_desk *d = p->d;
	const int64_t from = rv_mono_ms();
	raw_close(&bob); /* gone: at once, and not after the minute that this desk's pen lasts */
	assert_true(freed_after(from) <= 3000 + PEN_MS * RV_PATIENCE);
	assert_false(T->armed);
	raw_close(&alice);
}

/* An order rests, so that its fate can be seen. */
static void rest_an_order(const pd_process *x)
{
	order_desk *d = p->d;
	const rv_command c = od_limit(d, "SOL", RV_BUY, 200, 0.05);
	const uint64_t t = pd_ticket(p, &c);
	rv_command arm = { .kind = RV_CMD_ARM, .nonce = ++p->nonce };
	rv_command a = pd_approval(p, t);
	a.nonce = ++p->nonce;
	assert_int_equal(write(x->to, &arm, sizeof(arm)), sizeof(arm));
	assert_int_equal(write(x->to, &a, sizeof(a)), sizeof(a));
	assert_true(pd_answer(p, a.nonce)->ok);
	OD_UNTIL(d, od_last(d) && od_last(d)->state == RV_ORDER_WORKING);
}

static void a_killed_console_loses_the_pen_and_no_order(void **state)
{
	(void)state;
	begin(WITH_PEN);
	pd_process x = pd_fork(p, PD_ALICE);
	rest_an_order(&x);
	OD_WHILE(p->d, 2 * PEN_MS, p->d->v->trade.pen.held); /* it is kept while it lives */
	const int64_t from = rv_mono_ms();
	pd_end(&x, SIGKILL);
	assert_true(freed_after(from) <= 3000 + PEN_MS * RV_PATIENCE);
	order_desk *d = p->d;
	OD_WHILE(d, 1000, od_last(d)->state == RV_ORDER_WORKING && !T->pen.held);
	assert_int_equal(od_venue_open(d), 1);
}

/* What it sends when it goes on is late: the pen is lost, and another has it perhaps. */
static void a_stopped_console_loses_the_pen(void **state)
{
	(void)state;
	begin(WITH_PEN);
	order_desk *d = p->d;
	pd_process x = pd_fork(p, PD_ALICE);
	rest_an_order(&x);
	const rv_command c = buy(100);
	rv_command a = pd_approval(p, pd_ticket(p, &c));
	const size_t before = pd_mandates(p);
	a.nonce = ++p->nonce;
	assert_int_equal(kill(x.pid, SIGSTOP), 0);
	const int64_t from = rv_mono_ms();
	const int64_t took = freed_after(from);
	assert_in_range(took, PEN_MS / 2, 3000 + PEN_MS * RV_PATIENCE);
	assert_int_equal(write(x.to, &a, sizeof(a)), sizeof(a)); /* typed while it stood still */
	assert_int_equal(kill(x.pid, SIGCONT), 0);
	const rv_tv_reply *got = pd_answer(p, a.nonce);
	if (got->ok || !strstr(got->text, "nobody has the pen"))
		fail_msg("\"%s\"", got->text);
	assert_int_equal(pd_mandates(p), before);
	OD_WHILE(d, 300, od_last(d)->state == RV_ORDER_WORKING && !T->pen.held);
	pd_end(&x, SIGKILL);
}

static void of_fifty_consoles_one_has_the_pen(void **state)
{
	(void)state;
	static raw_console all[CONSOLES];
	uint64_t nonce[CONSOLES];
	size_t n = 0;
	begin(WITH_PEN);
	for (size_t i = 0; i < CONSOLES; i++)
		pd_console(p, &all[i], i % 2 == 0 ? PD_ALICE : PD_BOB);
	for (size_t i = 0; i < CONSOLES; i++)
		nonce[i] = pd_send(p, &all[i], (rv_command){ .kind = RV_CMD_PEN });
	for (size_t i = 0; i < CONSOLES; i++)
		n += pd_answer(p, nonce[i])->ok;
	assert_int_equal(n, 1);
	for (size_t i = 0; i < CONSOLES; i++)
		raw_close(&all[i]);
	CB_UNTIL(rv_control_server_stats(p->server).attached == 0);
	order_desk *d = p->d;
	OD_UNTIL(d, !T->pen.held);
}

/* ---- two people ---- */

static void two_people_are_two_users(void **state)
{
	(void)state;
	raw_console alice, again, bob;
	uint64_t t = 0;
	const rv_command a = alice_leads(&alice, TWO_PEOPLE, &t);
	pd_console(p, &again, PD_ALICE);
	pd_console(p, &bob, PD_BOB);
	pd_says(p, &alice, a, true, "1 of 2: uid 12345, waits for another person");
	pd_says(p, &again, a, false, "you have approved it"); /* she is no second person */
	pd_says(p, &alice, a, false, "you have approved it");
	assert_int_equal(pd_mandates(p), 0);
	pd_says(p, &bob, a, true, "1 granted");
	assert_int_equal(pd_mandates(p), 1);
	raw_close(&alice);
	raw_close(&again);
	raw_close(&bob);
}

/* Both at once, and nobody before: one is the first and has the pen, the other is refused. */
static void two_at_once_are_not_two_people_by_themselves(void **state)
{
	(void)state;
	raw_console r[2];
	begin(TWO_PEOPLE);
	pd_console(p, &r[0], PD_ALICE);
	pd_console(p, &r[1], PD_BOB);
	for (size_t i = 0; i < 10; i++) {
		const rv_command c = od_order("SOL", i % 2 == 0 ? RV_BUY : RV_SELL, 100);
		const uint64_t t = pd_ticket(p, &c);
		pd_leads(p, &r[0]); /* its answers are its signs of life here */
		const rv_command a = pd_approval(p, t);
		const int who = both(r, &a);
		/* he was the second, or he was before her and refused */
		assert_true(who == 2 || who == 0);
		if (who == 0)
			pd_says(p, &r[1], a, true, "1 granted");
		assert_int_equal(pd_mandates(p), i + 1);
	}
	raw_close(&r[0]);
	raw_close(&r[1]);
}

#define TEST(f) cmocka_unit_test_teardown(f, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_role_is_of_the_user_that_the_kernel_names),
		TEST(a_stranger_is_not_let_in),
		TEST(who_goes_on_is_shown_the_door),
		TEST(of_two_approvers_one_wins),
		TEST(a_replayed_approval_does_nothing),
		TEST(another_digest_is_refused),
		TEST(an_approval_cut_off_is_none),
		TEST(only_the_pen_approves),
		TEST(a_killed_console_loses_the_pen_and_no_order),
		TEST(a_stopped_console_loses_the_pen),
		TEST(of_fifty_consoles_one_has_the_pen),
		TEST(two_people_are_two_users),
		TEST(two_at_once_are_not_two_people_by_themselves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

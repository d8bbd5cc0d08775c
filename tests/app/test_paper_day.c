/*
 * A day on paper of a whole desk: strategies without a licence vote, hold nothing at the venue and
 * have a day of evidence after the close; a restart keeps it, and a promotion takes it into the
 * journal.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/publisher.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/day_desk.h"
#include "tests/support/journal_help.h"

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	d = day_new(8);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

static void set_licence(rv_sub s, rv_licence l, const char *evidence)
{
	rv_command c = od_cmd(RV_CMD_LICENCE, "");
	c.sub = s;
	c.licence = l;
	c.shadow = true;
	(void)snprintf(c.reason, sizeof(c.reason), "for the test of a day");
	(void)snprintf(c.evidence, sizeof(c.evidence), "%s", evidence);
	od_yes(d, &c);
}

static bool all_shadow(void)
{
	bool all = true;
	for (int s = 0; s < RV_SUB_H; s++)
		all = all && d->v->book.licence[s] == RV_LICENCE_SHADOW;
	return all;
}

/* Somebody wants something; nothing of it is a target. */
static bool votes_are_there(void)
{
	bool voted = false;
	for (size_t i = 0; i < d->v->book.n_coins; i++) {
		const rv_bv_coin *c = &d->v->book.coins[i];
		voted = voted || fabs(c->vote[RV_SUB_S5]) > 0.0 || fabs(c->vote[RV_SUB_S3]) > 0.0;
		assert_int_equal(c->net.net, 0);
	}
	return voted;
}

static void nothing_was_traded(void)
{
	assert_int_equal(T->fills_total, 0);
	assert_int_equal(od_venue_orders(d), 0);
	for (size_t i = 0; i < T->n_positions; i++)
		assert_int_equal(T->positions[i].lots, 0);
}

static void restart(void)
{
	rv_publisher *pub = NULL;
	assert_int_equal(
		rv_publisher_start(d->state, d->rt.pub, d->rt.records, d->rt.log, NULL, &pub),
		RV_OK);
	rv_publisher_stop(pub); /* the newest is written */
	od_stop(d);
	od_ready(d);
	OD_UNTIL(d, d->v->book.present);
}

static void the_journal_has(const char *evidence)
{
	char path[RV_TMP_PATH * 4], text[RV_PAPER_TEXT] = "";
	size_t n = 0;
	assert_true(od_journal(d, path));
	rv_event *e = journal_file_events(path, &n);
	for (size_t i = 0; i < n; i++) {
		if (e[i].type == RV_EVENT_LICENCE)
			assert_int_equal(rv_event_get(&e[i], "evidence", text, sizeof(text)),
					 RV_OK);
	}
	free(e);
	assert_string_equal(text, evidence);
}

static void shadow_has_evidence_after_the_close(void **state)
{
	(void)state;
	char words[RV_PAPER_TEXT];
	day_begin(d);
	for (int s = 0; s < RV_SUB_H; s++)
		set_licence((rv_sub)s, RV_LICENCE_SHADOW, "none");
	OD_UNTIL(d, all_shadow() && d->v->book.paper[RV_SUB_S5].since_ms > 0 && votes_are_there());
	assert_int_equal(d->v->book.paper[RV_SUB_S5].days, 0);
	OD_UNTIL(d,
		 d->v->book.paper[RV_SUB_S5].days == 1 && d->v->book.paper[RV_SUB_S4M].days == 1);
	const rv_paper_stat was = d->v->book.paper[RV_SUB_S5];
	assert_int_equal(was.close_ms - was.since_ms, RV_DAY_MS);
	assert_true(fabs(was.net) > 0.0 && was.cost < 0.0);
	assert_close("all of it", was.net, was.price + was.funding + was.cost, 1e-15);
	nothing_was_traded();
	restart();
	assert_int_equal(d->v->book.paper[RV_SUB_S5].days, 1);
	assert_close("kept", d->v->book.paper[RV_SUB_S5].net, was.net, 0);
	nothing_was_traded();
	day_arm(d);
	(void)rv_paper_words(&d->v->book.paper[RV_SUB_S5], words);
	set_licence(RV_SUB_S5, RV_LICENCE_25, words);
	OD_UNTIL(d, d->v->book.licence[RV_SUB_S5] == RV_LICENCE_25);
	od_stop(d); /* it keeps its journal to itself */
	the_journal_has(words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(shadow_has_evidence_after_the_close, setup,
						teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

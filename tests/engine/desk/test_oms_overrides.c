/*
 * Overrides through the order management: commands, refusals with their ranges, who may without an
 * armed desk, the end by time, and a list that is the fold of the journal at every prefix.
 */
#include "tests/engine/desk/override_case.h"
#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"
#include "tests/support/oms_forge.h"

#include <stdio.h>
#include <string.h>

static oms_bench *bench(void **state)
{
	return ((oms_desk *)*state)->b;
}

static const rv_overrides *list(oms_bench *b)
{
	return rv_oms_overrides(b->o);
}

static void a_pin_is_journaled_and_answered(void **state)
{
	oms_bench *b = bench(state);
	rv_override x = oc_make(b, RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.02);
	const int64_t now = rv_clock_utc_ms(b->clock);
	const uint64_t nonce = oc_set(b, &x);
	bench_expect(b, nonce, true, "1: S5 SOL pinned at 0.02 until 2026-11-26T04:00:");
	assert_int_equal(list(b)->n, 1);
	const rv_override *o = &list(b)->o[0];
	assert_true(o->id == 1 && o->set_utc_ms == now && o->uid == 1000);
	const bench_event *e = bench_last(b, RV_EVENT_OVERRIDE);
	char text[RV_OVERRIDE_TEXT];
	const size_t n = rv_override_canonical(o, text);
	assert_true(e->len > n && memcmp(e->text, text, n) == 0);
	assert_int_equal(e->uid, 1000);
	assert_string_equal(bench_value(e, "replaced"), "0");
	assert_string_equal(e->subject, "override 1");
}

static void the_same_again_takes_its_place(void **state)
{
	oms_bench *b = bench(state);
	rv_override x = oc_make(b, RV_OVERRIDE_CAP, RV_SUB_N, "SOL", 0.05);
	(void)oc_set(b, &x);
	x.value[0] = 0.03;
	bench_expect(b, oc_set(b, &x), true, "in the place of 1");
	assert_int_equal(list(b)->n, 1);
	assert_int_equal(list(b)->o[0].id, 2);
	assert_string_equal(bench_value(bench_last(b, RV_EVENT_OVERRIDE), "replaced"), "1");
}

static void what_does_not_fit_is_refused_with_its_range(void **state)
{
	oms_bench *b = bench(state);
	const struct {
		rv_override x;
		const char *says;
	} cases[] = {
		{ oc_make(b, RV_OVERRIDE_PIN, RV_SUB_S5, "SOL", 0.5),
		  "weight 0.5: expected -0.20 to 0.20" },
		{ oc_make(b, RV_OVERRIDE_CAP, RV_SUB_N, "SOL", 0.21),
		  "cap 0.21: expected 0.00 to 0.20" },
		{ oc_make(b, RV_OVERRIDE_SCALE, RV_SUB_N, "SOL", 1.5),
		  "scale 1.5: expected 0.00 to 1.00" },
		{ oc_make(b, RV_OVERRIDE_LEVERAGE, RV_SUB_N, "", -0.1),
		  "leverage factor -0.1: expected 0.00 to 1.00" },
		{ oc_make(b, RV_OVERRIDE_HEDGE, RV_SUB_N, "", 0.5),
		  "hedge trigger 0.5: expected 0.001 to 0.100" },
		{ oc_make(b, RV_OVERRIDE_FACTORS, RV_SUB_N, "", 2.0),
		  "factor weight 2: expected 0.00 to 1.00" },
		{ oc_make(b, RV_OVERRIDE_PIN, RV_SUB_N, "SOL", 0.1), "pin: expected a sub-book" },
		{ oc_make(b, RV_OVERRIDE_PIN, RV_SUB_S5, "DOGE", 0.1), "no coin DOGE here" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		bench_expect(b, oc_set(b, &cases[i].x), false, cases[i].says);
	rv_override x = oc_make(b, RV_OVERRIDE_EXCLUDE, RV_SUB_N, "SOL", 0.0);
	x.expires_utc_ms += 30 * RV_DAY_MS;
	bench_expect(b, oc_set(b, &x), false, "and no later than 2026-12-26");
	x = oc_make(b, RV_OVERRIDE_EXCLUDE, RV_SUB_N, "SOL", 0.0);
	x.reason[0] = '\0';
	bench_expect(b, oc_set(b, &x), false, "reason: expected one line of 3 to 119 characters");
	(void)snprintf(x.reason, sizeof(x.reason), "control at its end \xc2\x85");
	bench_expect(b, oc_set(b, &x), false, "reason: expected plain text");
	assert_int_equal(list(b)->n, 0);
	assert_int_equal(bench_count(b, RV_EVENT_OVERRIDE, NULL), 0);
	assert_int_equal(bench_count(b, RV_EVENT_REFUSAL, "override"), 11);
	(void)snprintf(x.reason, sizeof(x.reason), "bad \xff byte");
	bench_expect(b, oc_set(b, &x), true, "");
	assert_string_equal(list(b)->o[0].reason, "bad ? byte"); /* as the journal has it */
}

static void only_what_calms_needs_no_armed_desk(void **state)
{
	oms_bench *b = bench(state);
	(void)bench_simple(b, RV_CMD_LOCK);
	for (int k = 0; k < RV_OVERRIDE_N; k++) {
		const rv_override x = oc_of_kind(b, (rv_override_kind)k);
		const bool calm = k == RV_OVERRIDE_CAP || k == RV_OVERRIDE_EXCLUDE ||
				  k == RV_OVERRIDE_FLATTEN || k == RV_OVERRIDE_SCALE ||
				  k == RV_OVERRIDE_PAUSE;
		bench_expect(b, oc_set(b, &x), calm, calm ? "" : "needs an armed desk");
	}
	rv_override x = oc_make(b, RV_OVERRIDE_CAP, RV_SUB_N, "SOL", 0.06); /* was .05 */
	bench_expect(b, oc_set(b, &x), false, "cap: it may add risk");
	x.value[0] = 0.04;
	x.expires_utc_ms -= RV_HOUR_MS;
	bench_expect(b, oc_set(b, &x), false, "cap: it may add risk"); /* ends sooner */
	x.expires_utc_ms += RV_HOUR_MS;
	bench_expect(b, oc_set(b, &x), true, "");
	bench_expect(b, oc_end(b, list(b)->o[0].id), false, "needs an armed desk");
	(void)bench_simple(b, RV_CMD_ARM);
	bench_expect(b, oc_end(b, list(b)->o[0].id), true, "has ended");
	x = oc_of_kind(b, RV_OVERRIDE_REGIME);
	bench_expect(b, oc_set(b, &x), true, "regime RISK_OFF");
}

static void an_end_by_hand_says_why(void **state)
{
	oms_bench *b = bench(state);
	const rv_override x = oc_of_kind(b, RV_OVERRIDE_PAUSE);
	(void)oc_set(b, &x);
	bench_expect(b, oc_end(b, 7), false, "no override of that number is set");
	bench_expect(b, oc_end(b, 1), true, "1 has ended: S5 paused");
	const bench_event *e = bench_last(b, RV_EVENT_OVERRIDE_END);
	assert_string_equal(bench_value(e, "why"), "ended by hand");
	assert_int_equal(e->uid, 1000);
	assert_int_equal(list(b)->n, 0);
	bench_expect(b, oc_end(b, 1), false, "no override of that number is set");
}

/* By the desk, at its end to the tick, and in the order of their numbers. */
static void its_time_ends_it(void **state)
{
	oms_bench *b = bench(state);
	rv_override x = oc_of_kind(b, RV_OVERRIDE_PAUSE), y = oc_of_kind(b, RV_OVERRIDE_PIN);
	x.expires_utc_ms = rv_clock_utc_ms(b->clock) + 90000;
	y.expires_utc_ms = x.expires_utc_ms + 500;
	(void)oc_set(b, &x);
	(void)oc_set(b, &y);
	bench_run(b, x.expires_utc_ms - rv_clock_utc_ms(b->clock) - 1);
	assert_int_equal(list(b)->n, 2);
	bench_run(b, 1);
	assert_int_equal(list(b)->n, 1);
	const bench_event *e = bench_last(b, RV_EVENT_OVERRIDE_END);
	assert_int_equal(e->utc_ms, x.expires_utc_ms);
	assert_int_equal(e->uid, RV_EVENT_UID_DESK);
	assert_string_equal(bench_value(e, "why"), "its time is over");
	assert_string_equal(bench_value(e, "id"), "1");
	bench_run(b, 500);
	assert_int_equal(list(b)->n, 0);
	assert_int_equal(bench_count(b, RV_EVENT_OVERRIDE_END, NULL), 2);
}

static void it_outlives_the_process(void **state)
{
	oms_bench *b = bench(state);
	rv_override x = oc_of_kind(b, RV_OVERRIDE_PIN);
	x.expires_utc_ms = rv_clock_utc_ms(b->clock) + 60000;
	(void)oc_set(b, &x);
	bench_run(b, 0);
	const rv_overrides before = *list(b);
	bench_restart(b, SIZE_MAX, true);
	assert_memory_equal(list(b), &before, sizeof(before));
	bench_run(b, 60000);
	assert_int_equal(list(b)->n, 0);
}

static void a_full_list_takes_only_what_takes_a_place(void **state)
{
	oms_bench *b = bench(state);
	static const char *const coins[] = { "SOL", "ETH", "BTC" };
	size_t n = 0;
	for (int s = RV_SUB_S5; s < RV_SUB_H; s++) {
		for (size_t i = 0; i < 3; i++) {
			rv_override x = oc_make(b, RV_OVERRIDE_PIN, (rv_sub)s, coins[i], 0.1);
			bench_expect(b, oc_set(b, &x), true, "");
			x.kind = RV_OVERRIDE_SCALE;
			bench_expect(b, oc_set(b, &x), true, "");
			n += 2;
		}
	}
	/* 36; the rest are coins' and kinds' own */
	for (size_t i = 0; i < 3; i++) {
		const rv_override_kind kinds[] = { RV_OVERRIDE_CAP, RV_OVERRIDE_EXCLUDE,
						   RV_OVERRIDE_FLATTEN, RV_OVERRIDE_SCALE };
		for (size_t k = 0; k < 4; k++, n++) {
			const rv_override x =
				oc_make(b, kinds[k], RV_SUB_N, coins[i],
					kinds[k] == RV_OVERRIDE_CAP || k == 3 ? 0.1 : 0.0);
			bench_expect(b, oc_set(b, &x), true, "");
		}
		const rv_override op = oc_make(b, RV_OVERRIDE_PIN, RV_SUB_OP, coins[i], 0.1);
		bench_expect(b, oc_set(b, &op), true, "");
		n++;
	}
	for (int s = RV_SUB_S5; s < RV_SUB_H; s++, n += 2) {
		rv_override x = oc_make(b, RV_OVERRIDE_PAUSE, (rv_sub)s, "", 0.0);
		bench_expect(b, oc_set(b, &x), true, "");
		x = oc_make(b, RV_OVERRIDE_SCALE, (rv_sub)s, "", 0.5);
		bench_expect(b, oc_set(b, &x), true, "");
	}
	assert_int_equal(n, 63);
	rv_override last = oc_of_kind(b, RV_OVERRIDE_HEDGE);
	bench_expect(b, oc_set(b, &last), true, "");
	const rv_override more = oc_of_kind(b, RV_OVERRIDE_LEVERAGE);
	bench_expect(b, oc_set(b, &more), false, "64 overrides are set: end one first");
	last.value[0] = 0.03;
	bench_expect(b, oc_set(b, &last), true, "in the place of 64");
	assert_int_equal(list(b)->n, 64);
}

/* What a second fold makes of the first n events of the journal. */
static void fold_again(const oms_bench *b, size_t n, rv_overrides *out)
{
	oms_bench *c = bench_new();
	rv_event e;
	rv_err err = { 0 };
	for (size_t i = 0; i < n; i++) {
		const bench_event *x = &b->events[i];
		rv_event_begin(&e, x->type, x->subject);
		e.seq = i + 1;
		e.utc_ms = x->utc_ms;
		e.elapsed_ms = x->elapsed_ms;
		e.uid = x->uid;
		e.conn = x->conn;
		memcpy(e.key, x->key, sizeof(e.key));
		memcpy(e.text, x->text, x->len + 1);
		e.len = x->len;
		assert_int_equal(rv_oms_replay(c->o, &e, &err), RV_OK);
	}
	*out = *rv_oms_overrides(c->o);
	bench_free(c);
}

static void same(const rv_overrides *a, const rv_overrides *b)
{
	char x[RV_OVERRIDE_TEXT], y[RV_OVERRIDE_TEXT];
	assert_int_equal(a->n, b->n);
	assert_int_equal(a->last_id, b->last_id);
	for (size_t i = 0; i < a->n; i++) {
		assert_int_equal(rv_override_canonical(&a->o[i], x),
				 rv_override_canonical(&b->o[i], y));
		assert_string_equal(x, y);
	}
}

enum { STEPS = 12 };

/* The live list after each command is what the journal makes of its events until then. */
static void every_prefix_folds_to_what_was(void **state)
{
	oms_bench *b = bench(state);
	rv_overrides was[STEPS], again;
	size_t at[STEPS];
	for (size_t i = 0; i < STEPS; i++) {
		rv_override x = oc_of_kind(b, (rv_override_kind)(i % RV_OVERRIDE_N));
		x.expires_utc_ms = rv_clock_utc_ms(b->clock) + (int64_t)(1 + i % 3) * 40000;
		bench_expect(b, i == 7 ? oc_end(b, list(b)->o[0].id) : oc_set(b, &x), true, "");
		bench_run(b, 17000);
		was[i] = *list(b);
		at[i] = b->n_events;
	}
	assert_true(bench_count(b, RV_EVENT_OVERRIDE_END, NULL) > 5);
	for (size_t i = 0; i < STEPS; i++) {
		fold_again(b, at[i], &again);
		same(&was[i], &again);
	}
}

static void what_does_not_fit_is_no_journal(void **state)
{
	oms_bench *b = bench(state);
	rv_override x = oc_make(b, RV_OVERRIDE_CAP, RV_SUB_N, "SOL", 0.05);
	(void)oc_set(b, &x);
	(void)oc_set(b, &x);
	(void)oc_end(b, 2);
	bench_run(b, 0);
	bench_forged(b, RV_EVENT_OVERRIDE, "value 0.05", "value 0.25", "its canonical text");
	bench_forged(b, RV_EVENT_OVERRIDE, "id 1", "id 2", "the next one");
	bench_forged(b, RV_EVENT_OVERRIDE, "uid 1000", "uid 1001", "those of the event");
	bench_forged(b, RV_EVENT_OVERRIDE, "replaced 0", "replaced 9", "replaced");
	bench_forged(b, RV_EVENT_OVERRIDE, NULL, NULL, "");
	bench_forged(b, RV_EVENT_OVERRIDE_END, "id 2", "id 1", "id (of an override that is set)");
}

static void a_preview_changes_nothing(void **state)
{
	oms_bench *b = bench(state);
	rv_command c = { .kind = RV_CMD_PREVIEW_OVERRIDE, .over = oc_of_kind(b, RV_OVERRIDE_PIN) };
	const size_t events = b->n_events;
	const uint64_t nonce = bench_command(b, &c);
	assert_null(bench_reply(b, nonce));
	assert_int_equal(b->n_events, events);
	assert_int_equal(list(b)->n, 0);
}

#define T(f) cmocka_unit_test_setup_teardown(f, oms_desk_setup, oms_desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_pin_is_journaled_and_answered),
		T(the_same_again_takes_its_place),
		T(what_does_not_fit_is_refused_with_its_range),
		T(only_what_calms_needs_no_armed_desk),
		T(an_end_by_hand_says_why),
		T(its_time_ends_it),
		T(it_outlives_the_process),
		T(a_full_list_takes_only_what_takes_a_place),
		T(every_prefix_folds_to_what_was),
		T(what_does_not_fit_is_no_journal),
		T(a_preview_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The desk's past: which snapshots are kept, that what is read back is byte for byte what was
 * published, that old ones go by budget and by age, that another build's are refused in a line; the
 * thread, a console in the desk's process, and one at the other end of the control socket.
 */
#include "app/past/past_keep.h"

#include "app/control/frame.h"
#include "app/past/past_sign.h"
#include "app/past/past_wire.h"
#include "engine/base/rng.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/control_bench.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

#define HOUR INT64_C(3600000)

static const rv_past_build build = { .binary = { 7 }, .version = "1.0" };
static const rv_past_build other = { .binary = { 8 }, .version = "0.9" };

static const char *path(void)
{
	(void)rv_tmp_path("past.db-wal");
	(void)rv_tmp_path("past.db-shm");
	return rv_tmp_path("past.db");
}

static rv_past_params params(void)
{
	return (rv_past_params){ .path = path(),
				 .every_ms = 5000,
				 .budget_bytes = 64 << 20,
				 .keep_ms = 48 * HOUR,
				 .build = &build };
}

static void open_keeper(rv_past_keeper *k, const rv_past_params *p)
{
	rv_past_file *f = NULL;
	bool aside = false;
	rv_err err = { 0 };

	if (rv_past_file_open(p->path, p->build, &f, &aside, &err) != RV_OK)
		fail_msg("%s", err.text);
	assert_false(aside);
	assert_int_equal(rv_past_keeper_init(k, p, p->build, f), RV_OK);
}

static void keep(rv_past_keeper *k, const rv_view *v, int64_t now_ms, int64_t utc_ms)
{
	rv_err err = { 0 };

	if (rv_past_keeper_keep(k, v, now_ms, utc_ms, &err) != RV_OK)
		fail_msg("%s", err.text);
}

/* What is answered; the view is the caller's. */
static rv_past_answer asked(rv_past_keeper *k, rv_past_ask q)
{
	rv_past_answer a = { 0 };
	rv_err err = { 0 };
	rv_packing *f = rv_past_keeper_answer(k, &q);

	assert_non_null(f);
	if (rv_past_answer_read(f->data + RV_FRAME_HEAD, f->n - RV_FRAME_HEAD, &a, &err) != RV_OK)
		fail_msg("%s", err.text);
	rv_packing_put(f);
	return a;
}

static void assert_refused(rv_past_keeper *k, rv_past_ask q, const char *why)
{
	const rv_past_answer a = asked(k, q);

	assert_null(a.view);
	if (!strstr(a.why, why))
		fail_msg("\"%s\" is not in \"%s\"", why, a.why);
}

/* Step by step to where it was: every one is what was published. */
static void test_what_is_kept_is_what_was(void **state)
{
	(void)state;
	enum { N = 8 };
	rv_past_keeper k;
	const rv_past_params p = params();
	rv_view *v[N];

	open_keeper(&k, &p);
	assert_refused(&k, (rv_past_ask){ .utc_ms = INT64_MAX }, "nothing is kept yet");
	for (int i = 0; i < N; i++) {
		v[i] = i == 0 ? rv_fixture_view() : malloc(sizeof(*v[i]));
		assert_non_null(v[i]);
		if (i > 0) {
			*v[i] = *v[i - 1];
			rv_fixture_move(v[i], (uint64_t)i);
			rv_fixture_next(v[i], 5000);
		} else {
			rv_fixture_trade(v[0]);
		}
		keep(&k, v[i], i * RV_PAST_KEY_MS / 3, i * 1000);
	}
	assert_int_equal(k.n.kept, N);
	assert_int_equal(k.n.keys, 3);
	for (int i = 0; i < N; i++) {
		const rv_past_answer a = asked(&k, (rv_past_ask){ .utc_ms = v[i]->utc_ms + 100 });
		assert_non_null(a.view);
		assert_int_equal(a.id, i + 1);
		assert_memory_equal(a.view, v[i], sizeof(*v[i]));
		assert_int_equal(a.oldest_utc_ms, v[0]->utc_ms);
		assert_int_equal(a.newest_utc_ms, v[N - 1]->utc_ms);
		rv_past_view_free(a.view);
	}
	const rv_past_answer a = asked(&k, (rv_past_ask){ .id = 2, .steps = 3 });
	assert_int_equal(a.id, 5);
	assert_memory_equal(a.view, v[4], sizeof(*v[4]));
	rv_past_view_free(a.view);
	assert_refused(&k, (rv_past_ask){ .id = 1, .steps = -1 },
		       "that is the oldest that is kept");
	assert_refused(&k, (rv_past_ask){ .id = N, .steps = 1 }, "that is the newest that is kept");
	assert_refused(&k, (rv_past_ask){ .utc_ms = v[0]->utc_ms - 1 },
		       "the oldest that is kept is of 2026-11-20T12:34:56Z");
	for (int i = 0; i < N; i++)
		free(v[i]);
	rv_past_keeper_free(&k);
}

static void test_when_one_is_due(void **state)
{
	(void)state;
	rv_past_keeper k;
	const rv_past_params p = params();
	rv_view *v = rv_fixture_view();

	assert_non_null(v);
	rv_fixture_trade(v);
	open_keeper(&k, &p);
	assert_true(rv_past_keeper_due(&k, v, 100));
	keep(&k, v, 100, 0);
	assert_false(rv_past_keeper_due(&k, v, 100 + 60000)); /* the same publication */
	v->seq++;
	assert_false(rv_past_keeper_due(&k, v, 100 + 4999));
	assert_true(rv_past_keeper_due(&k, v, 100 + 5000));
	const struct {
		const char *what;
		void *at;
		size_t n;
	} events[] = {
		{ "a ticket", &v->trade.tickets[0].state, sizeof(v->trade.tickets[0].state) },
		{ "the book", &v->trade.state, sizeof(v->trade.state) },
		{ "a fill", &v->trade.fills[0].fill.tid, sizeof(v->trade.fills[0].fill.tid) },
		{ "a mandate", &v->trade.mandates[0].id, sizeof(v->trade.mandates[0].id) },
		{ "a bar", &v->bar_close_ms, sizeof(v->bar_close_ms) },
	};
	for (size_t i = 0; i < LEN(events); i++) { /* within the second, but not at once */
		unsigned char *b = events[i].at;
		b[0] ^= 1;
		if (rv_past_keeper_due(&k, v, 100 + 999) || !rv_past_keeper_due(&k, v, 100 + 1000))
			fail_msg("%s is no event", events[i].what);
		b[0] ^= 1;
		assert_false(rv_past_keeper_due(&k, v, 100 + 1000));
	}
	v->rows[3].mid *= 1.01; /* a price is none */
	assert_false(rv_past_keeper_due(&k, v, 100 + 1000));
	free(v);
	rv_past_keeper_free(&k);
}

/* Nothing packs worse than noise: the log, again and again, fills the budget. */
static void make_noise(rv_view *v, rv_rng *rng)
{
	unsigned char *b = (unsigned char *)v->kept.text;

	for (size_t i = 0; i < sizeof(v->kept.text); i++)
		b[i] = (unsigned char)(rv_rng_u64(rng) >> 56);
}

static void test_the_budget_holds(void **state)
{
	(void)state;
	rv_past_keeper k;
	rv_past_params p = params();
	rv_view *v = rv_fixture_view();
	rv_rng rng;
	rv_err err = { 0 };
	int64_t most = 0;

	assert_non_null(v);
	rv_rng_seed(&rng, 7, 1, 2);
	p.budget_bytes = 8 << 20;
	open_keeper(&k, &p);
	for (int i = 0; i < 100; i++) {
		int64_t bytes = 0;
		make_noise(v, &rng);
		rv_fixture_next(v, 5000);
		keep(&k, v, i * 5000, i * 5000);
		assert_int_equal(rv_past_file_bytes(k.file, &bytes, &err), RV_OK);
		most = bytes > most ? bytes : most;
	}
	assert_true(k.n.bytes > (uint64_t)3 * 8 << 20); /* three times as much came */
	assert_true(k.n.dropped > 0);
	assert_true(most > 7 << 20 && most < 9 << 20);
	rv_past_answer a = asked(&k, (rv_past_ask){ .utc_ms = v->utc_ms });
	assert_memory_equal(a.view, v, sizeof(*v));
	rv_past_view_free(a.view);
	free(v);
	rv_past_keeper_free(&k);
}

static void test_old_ones_go(void **state)
{
	(void)state;
	rv_past_keeper k;
	rv_past_params p = params();
	rv_view *v = rv_fixture_view();
	rv_past_span span;
	rv_err err = { 0 };

	assert_non_null(v);
	p.keep_ms = 2 * HOUR;
	open_keeper(&k, &p);
	for (int i = 0; i < 40; i++) { /* one every six minutes: each is a key */
		v->utc_ms += HOUR / 10;
		keep(&k, v, i * HOUR / 10, i * HOUR / 10);
	}
	assert_int_equal(rv_past_file_span(k.file, &span, &err), RV_OK);
	assert_int_equal(span.rows, 21); /* two hours and the one that is before them */
	free(v);
	rv_past_keeper_free(&k);
}

static void test_another_builds(void **state)
{
	(void)state;
	rv_past_keeper k;
	rv_past_params p = params();
	rv_view *v = rv_fixture_view();

	assert_non_null(v);
	p.build = &other;
	open_keeper(&k, &p);
	keep(&k, v, 0, 0);
	rv_past_keeper_free(&k);
	p.build = &build;
	open_keeper(&k, &p);
	assert_refused(
		&k, (rv_past_ask){ .utc_ms = v->utc_ms },
		"it was kept by another build: rvdesk 0.9 (08000000), this is 1.0 (07000000)");
	v->utc_ms += 5000;
	keep(&k, v, 5000, 5000);
	const rv_past_answer a = asked(&k, (rv_past_ask){ .utc_ms = v->utc_ms });
	assert_memory_equal(a.view, v, sizeof(*v));
	rv_past_view_free(a.view);
	assert_refused(&k, (rv_past_ask){ .id = 2, .steps = -1 }, "another build");
	free(v);
	rv_past_keeper_free(&k);
}

/* Cut anywhere, or with any byte another one, it is refused or says why; nothing is believed. */
static void test_answers_are_not_believed(void **state)
{
	(void)state;
	rv_past_keeper k;
	const rv_past_params p = params();
	rv_view *v = rv_fixture_view();
	rv_rng rng;
	size_t damaged = 0;

	assert_non_null(v);
	rv_rng_seed(&rng, 11, 1, 2);
	open_keeper(&k, &p);
	keep(&k, v, 0, 0);
	rv_fixture_next(v, 5000);
	keep(&k, v, 5000, 5000);
	const rv_past_ask q = { .utc_ms = v->utc_ms };
	rv_packing *f = rv_past_keeper_answer(&k, &q);
	assert_non_null(f);
	const size_t n = f->n - RV_FRAME_HEAD;
	for (int i = 0; i < 400; i++) {
		rv_past_answer a = { 0 };
		rv_err err = { 0 };
		uint8_t *copy = malloc(n);
		assert_non_null(copy);
		memcpy(copy, f->data + RV_FRAME_HEAD, n);
		const size_t at = (size_t)(rv_rng_u64(&rng) % n);
		const bool cut = i % 2 == 0;
		copy[at] = (uint8_t)(copy[at] ^ (1U << (i % 8)));
		const rv_status st = rv_past_answer_read(copy, cut ? at : n, &a, &err);
		assert_true(st == RV_OK || err.text[0]);
		assert_true(!cut || st == RV_EPARSE);
		damaged += st == RV_EDATA;
		if (st == RV_OK) /* the moments of what is kept have no checksum */
			rv_past_view_free(a.view);
		free(copy);
	}
	assert_true(damaged > 100);
	rv_packing_put(f);
	uint8_t bytes[RV_PAST_ASK_BYTES];
	rv_past_ask r;
	rv_past_ask_write(&(rv_past_ask){ .utc_ms = -5, .id = 77, .steps = -3 }, bytes);
	assert_int_equal(rv_past_ask_read(bytes, sizeof(bytes), &r), RV_OK);
	assert_true(r.utc_ms == -5 && r.id == 77 && r.steps == -3);
	assert_int_equal(rv_past_ask_read(bytes, sizeof(bytes) - 1, &r), RV_EPARSE);
	bytes[19] = 0x7f; /* too many steps */
	assert_int_equal(rv_past_ask_read(bytes, sizeof(bytes), &r), RV_EPARSE);
	free(v);
	rv_past_keeper_free(&k);
}

/* ---- the thread ---- */

static void until_answered(const rv_past_way *w, rv_past_answer *a)
{
	CB_UNTIL(w->answer(w->ctx, a));
}

/* The past of a bench, its first snapshot kept; and that one. */
static rv_past *start(control_bench *b, rv_view **first)
{
	rv_past_params p = params();
	rv_past *past = NULL;
	rv_err err = { 0 };

	p.pub = b->pub;
	p.log = b->log;
	p.every_ms = 1;
	p.build = NULL;
	cb_publish(b, b->now->utc_ms);
	const rv_view *v = rv_pub_get(b->pub);
	*first = malloc(sizeof(**first));
	assert_non_null(*first);
	**first = *v;
	rv_pub_put(b->pub, v);
	if (rv_past_start(&p, &past, &err) != RV_OK)
		fail_msg("%s", err.text);
	CB_UNTIL(rv_past_stats_of(past).kept >= 1);
	return past;
}

static void test_a_console_of_the_process(void **state)
{
	(void)state;
	control_bench *b = cb_new(1);
	rv_view *first = NULL;
	rv_past_answer a = { 0 };
	rv_past *past = start(b, &first);
	rv_past_way w = rv_past_way_here(past);
	const int64_t then = first->utc_ms;

	assert_false(w.answer(w.ctx, &a));
	cb_publish(b, then + 60000);
	CB_UNTIL(rv_past_stats_of(past).kept >= 2);
	w.ask(w.ctx, &(rv_past_ask){ .utc_ms = then + 30000 });
	until_answered(&w, &a);
	assert_non_null(a.view);
	assert_memory_equal(a.view, first, sizeof(*first));
	assert_int_equal(a.newest_utc_ms, then + 60000);
	rv_past_view_free(a.view);
	assert_false(w.answer(w.ctx, &a));
	rv_past_end(past);
	w.ask(w.ctx, &(rv_past_ask){ .utc_ms = then });
	assert_true(w.answer(w.ctx, &a));
	assert_null(a.view);
	assert_true(a.why[0]);
	rv_past_free(past);
	w = rv_past_way_here(NULL);
	assert_null(w.ask);
	free(first);
	cb_free(b);
}

static rv_control_link *attach(control_bench *b, rv_pub **pub)
{
	rv_control_link *l = NULL;
	rv_welcome w;
	rv_err err = { 0 };
	rv_control_link_params p = { .read_only = true };

	(void)snprintf(p.path, sizeof(p.path), "%s", b->path);
	assert_int_equal(rv_pub_new(RV_LINK_SNAPSHOTS, pub), RV_OK);
	p.pub = *pub;
	assert_int_equal(rv_control_link_start(&p, &l, &err), RV_OK);
	if (rv_control_link_wait(l, 10000 * RV_PATIENCE, &w, &err) != RV_OK)
		fail_msg("%s", err.text);
	return l;
}

static void test_a_console_elsewhere(void **state)
{
	(void)state;
	control_bench *b = cb_new(1);
	rv_view *first = NULL;
	rv_past_answer a = { 0 };
	rv_pub *pub = NULL;
	rv_past *past = start(b, &first);

	cb_stop(b);
	b->params.past = past;
	cb_serve(b);
	rv_control_link *l = attach(b, &pub);
	const rv_past_way w = rv_control_link_past(l);
	for (int i = 0; i < 5; i++) { /* looking on, and from whoever may */
		w.ask(w.ctx, &(rv_past_ask){ .utc_ms = first->utc_ms + 1000 });
		until_answered(&w, &a);
		assert_non_null(a.view);
		assert_memory_equal(a.view, first, sizeof(*first));
		rv_past_view_free(a.view);
	}
	w.ask(w.ctx, &(rv_past_ask){ .utc_ms = 0 });
	until_answered(&w, &a);
	assert_null(a.view);
	assert_non_null(strstr(a.why, "the oldest that is kept"));
	rv_past_end(past); /* the desk ends in this order */
	w.ask(w.ctx, &(rv_past_ask){ .utc_ms = first->utc_ms });
	until_answered(&w, &a);
	assert_string_equal(a.why, "the desk ends");
	cb_stop(b);
	CB_UNTIL((w.ask(w.ctx, &(rv_past_ask){ .utc_ms = 1 }), w.answer(w.ctx, &a)) &&
		 strstr(a.why, "DISCONNECTED"));
	rv_control_link_stop(l);
	rv_pub_free(pub);
	rv_past_free(past);
	b->params.past = NULL;
	cb_serve(b);
	l = attach(b, &pub);
	const rv_past_way none = rv_control_link_past(l);
	none.ask(none.ctx, &(rv_past_ask){ .utc_ms = 1 });
	until_answered(&none, &a);
	assert_string_equal(a.why, "this desk keeps no past");
	rv_control_link_stop(l);
	rv_pub_free(pub);
	free(first);
	cb_free(b);
}

/* Bytes that are no question, and two questions at once, end that connection and nothing else. */
static void test_strangers_who_ask(void **state)
{
	(void)state;
	control_bench *b = cb_new(1);
	rv_view *first = NULL;
	rv_past *past = start(b, &first);
	uint8_t q[RV_PAST_ASK_BYTES];
	raw_console r;

	cb_stop(b);
	b->params.past = past;
	cb_serve(b);
	raw_attach(&r, b->path, true);
	raw_frame(&r, RV_FRAME_PAST, "no question", 11);
	assert_string_equal(raw_refusal(&r), "a question about the past that cannot be read");
	raw_close(&r);
	raw_attach(&r, b->path, true);
	rv_past_ask_write(&(rv_past_ask){ .utc_ms = first->utc_ms }, q);
	for (int i = 0; i < 50; i++)
		raw_frame(&r, RV_FRAME_PAST, q, sizeof(q));
	assert_string_equal(raw_refusal(&r), "it asks for two moments at once");
	raw_close(&r);
	for (int i = 0; i < 3; i++) { /* asks, and is gone */
		raw_attach(&r, b->path, true);
		raw_frame(&r, RV_FRAME_PAST, q, sizeof(q));
		raw_close(&r);
	}
	raw_attach(&r, b->path, true); /* others are answered all the same */
	raw_frame(&r, RV_FRAME_PAST, q, sizeof(q));
	rv_wire_frame f;
	do
		assert_true(raw_next(&r, &f));
	while (f.type != RV_FRAME_PAST_ANSWER);
	raw_close(&r);
	CB_UNTIL(rv_control_server_stats(b->server).attached == 0);
	rv_past_end(past);
	cb_stop(b);
	rv_past_free(past);
	b->params.past = NULL;
	free(first);
	cb_free(b);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rv_tmp_setup, rv_tmp_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_what_is_kept_is_what_was), TEST(test_when_one_is_due),
		TEST(test_the_budget_holds),	     TEST(test_old_ones_go),
		TEST(test_another_builds),	     TEST(test_answers_are_not_believed),
		TEST(test_a_console_of_the_process), TEST(test_a_console_elsewhere),
		TEST(test_strangers_who_ask),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

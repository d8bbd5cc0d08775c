/* Events into the journal and out again: round trips, acks, guards, refusals, last words. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/journal_help.h"

enum { BATCHES = 300, BATCH_MAX = 5 };

static rv_event *new_events(size_t n)
{
	rv_event *e = calloc(n, sizeof(*e));
	assert_non_null(e);
	return e;
}

static void a_fresh_journal_is_empty(void **state)
{
	journal_place *f = *state;
	rv_journal_stats s;
	size_t n = 1;
	assert_fine(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), f->err);
	free(journal_events(f->j, &n));
	assert_int_equal(n, 0);
	rv_journal_stats_get(f->j, &s);
	assert_false(s.broken);
	assert_int_equal(s.seq, 0);
	assert_string_equal(s.head,
			    "0000000000000000000000000000000000000000000000000000000000000000");
	journal_reopen(f);
	journal_close(f);
	rv_journal_close(NULL);
}

/* Appends batches of odd events and keeps what they were, numbered as the journal will. */
static size_t append_odd(journal_place *f, rv_rng *r, rv_event *kept)
{
	size_t n = 0;
	for (int b = 0; b < BATCHES; b++) {
		const size_t k = 1 + (size_t)rv_rng_below(r, BATCH_MAX);
		for (size_t i = 0; i < k; i++)
			journal_odd_event(r, b % 50 == 0 ? RV_EVENT_TEXT - 1 : 900, &kept[n + i]);
		assert_int_equal(journal_append(f, &kept[n], k), RV_OK);
		for (size_t i = 0; i < k; i++, n++)
			kept[n].seq = n + 1;
		rv_journal_ack *a = journal_take(f);
		assert_int_equal(a->batch, f->batch);
		assert_int_equal(a->status, RV_OK);
		assert_int_equal(a->seq, n);
		assert_string_equal(a->text, "");
		free(a);
	}
	return n;
}

static void what_is_appended_comes_back_byte_for_byte(void **state)
{
	journal_place *f = *state;
	rv_event *kept = new_events((size_t)BATCHES * BATCH_MAX);
	rv_journal_stats s;
	rv_rng r;
	size_t n = 0;
	rv_rng_seed(&r, 21, 1, 0);
	journal_open(f);
	const size_t made = append_odd(f, &r, kept);
	rv_journal_stats_get(f->j, &s);
	assert_int_equal(s.seq, made);
	assert_int_equal(s.batches, BATCHES);
	journal_close(f);
	for (int round = 0; round < 2; round++) { /* by the reader, then by the desk's own replay */
		if (round == 1)
			assert_fine(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), f->err);
		rv_event *back =
			round == 0 ? journal_file_events(f->path, &n) : journal_events(f->j, &n);
		assert_int_equal(n, made);
		for (size_t i = 0; i < n; i++) {
			if (!journal_same_event(&back[i], &kept[i]))
				fail_msg("event %zu came back otherwise", i + 1);
		}
		free(back);
	}
	free(kept);
}

static void the_head_of_an_ack_is_the_head_of_the_file(void **state)
{
	journal_place *f = *state;
	rv_journal_stats s;
	rv_event *e = new_events(1);
	journal_open(f);
	rv_event_begin(e, RV_EVENT_NOTE, "x");
	assert_int_equal(journal_append(f, e, 1), RV_OK);
	rv_journal_ack *a = journal_take(f);
	rv_journal_stats_get(f->j, &s);
	assert_string_equal(a->head, s.head);
	assert_int_equal(strlen(a->head), 64);
	journal_reopen(f);
	rv_journal_stats_get(f->j, &s);
	assert_string_equal(a->head, s.head);
	assert_int_equal(s.seq, 1);
	free(a);
	free(e);
}

static void a_key_is_unique_in_its_type(void **state)
{
	journal_place *f = *state;
	rv_event *e = new_events(2);
	size_t n = 0;
	journal_open(f);
	for (int key = 0; key < 2; key++) {
		rv_event_begin(&e[0], RV_EVENT_FILL, "0xaa");
		(void)snprintf(e[0].key[key], RV_EVENT_KEY, "acct/SOL/17/99");
		assert_int_equal(journal_commit(f, e, 1), RV_OK); /* same text, the other key */
	}
	rv_event_begin(&e[0], RV_EVENT_FUNDING, "0xaa");
	(void)snprintf(e[0].key[0], RV_EVENT_KEY, "acct/SOL/17/99");
	assert_int_equal(journal_commit(f, e, 1), RV_OK); /* same text, another type */
	assert_int_equal(journal_note(f, "no key"), RV_OK);
	assert_int_equal(journal_note(f, "no key"), RV_OK);
	rv_event_begin(&e[0], RV_EVENT_NOTE, "first of the bad batch");
	rv_event_begin(&e[1], RV_EVENT_FILL, "0xbb");
	(void)snprintf(e[1].key[1], RV_EVENT_KEY, "acct/SOL/17/99");
	assert_int_equal(journal_append(f, e, 2), RV_OK);
	rv_journal_ack *a = journal_take(f);
	assert_int_equal(a->status, RV_EDATA);
	assert_string_equal(a->text, "cannot append fill 0xbb: UNIQUE constraint failed: "
				     "event.type, event.key2");
	free(a);
	journal_close(f);
	free(journal_file_events(f->path, &n));
	assert_int_equal(n, 5);
	journal_keeps_log(f);
	free(e);
}

/* However the thread grouped them: those before the bad one are there, no other is. */
static void a_bad_batch_takes_only_what_follows_along(void **state)
{
	journal_place *f = *state;
	enum { GOOD = 7, ALL = 20 };
	rv_event *e = new_events(1);
	rv_journal_stats s;
	size_t n = 0;
	journal_open(f);
	for (int i = 0; i < ALL; i++) {
		rv_event_begin(e, RV_EVENT_INTENT, "0xcc");
		(void)snprintf(e->key[0], RV_EVENT_KEY, "cloid %d", i == GOOD ? 3 : i);
		const rv_status st = journal_append(f, e, 1);
		assert_true(st == RV_OK || (st == RV_EIO && i > GOOD));
		f->batch -= st == RV_OK ? 0 : 1;
	}
	const uint64_t taken = f->batch;
	for (uint64_t b = 1; b <= taken; b++) {
		rv_journal_ack *a = journal_take(f);
		assert_int_equal(a->batch, b);
		assert_int_equal(a->status, b <= GOOD ? RV_OK : RV_EDATA);
		free(a);
	}
	rv_journal_stats_get(f->j, &s);
	assert_true(s.broken);
	assert_int_equal(s.seq, GOOD);
	assert_int_equal(journal_append(f, e, 1), RV_EIO);
	journal_close(f);
	free(journal_file_events(f->path, &n));
	assert_int_equal(n, GOOD);
	journal_open(f); /* a restart is another life */
	assert_int_equal(journal_note(f, "again"), RV_OK);
	free(e);
}

static void what_is_not_an_event_closes_the_journal(void **state)
{
	journal_place *f = *state;
	static const char *const subjects[] = { "long",	  "type", "length", "conn",
						"no end", "none", "order" };
	rv_event *e = new_events(1);
	for (size_t i = 0; i < LEN(subjects); i++) {
		journal_reopen(f);
		assert_int_equal(journal_note(f, subjects[i]), RV_OK);
		rv_event_begin(e, RV_EVENT_NOTE, subjects[i]);
		rv_event_put(e, "text", "some");
		if (i == 0)
			for (int k = 0; k < 200; k++)
				rv_event_put(e, "more",
					     "0123456789012345678901234567890123456789"
					     "0123456789012345678901234567890123456789");
		if (i == 1)
			e->type = RV_EVENT_N;
		if (i == 2)
			e->len--;
		if (i == 3)
			e->conn = UINT64_C(1) << 63;
		if (i == 4)
			memset(e->key[1], 'k', sizeof(e->key[1]));
		if (i == 6)
			f->batch--;
		assert_int_equal(journal_append(f, e, i == 5 ? 0 : 1), RV_EIO);
		rv_event_begin(e, RV_EVENT_NOTE, "fine");
		assert_int_equal(journal_append(f, e, 1), RV_EIO);
		rv_event_begin(e, RV_EVENT_STOP, "");
		assert_int_equal(rv_journal_last_words(f->j, ++f->batch, e, 1), RV_OK);
		rv_journal_ack *a = journal_take(f);
		assert_int_equal(a->status, RV_OK);
		free(a);
	}
	free(e);
}

/* Nobody takes acks from a queue of one: batches pile up until one is refused. */
static void too_much_that_waits_is_refused(void **state)
{
	journal_place *f = *state;
	enum { MOST = 4 };
	rv_event *e = new_events(1);
	rv_queue *one = NULL;
	size_t n = 0;
	int taken = 0;
	f->p.waiting_max = MOST;
	assert_int_equal(rv_queue_new(1, &one), RV_OK);
	assert_fine(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), f->err);
	assert_fine(rv_journal_start(f->j, one, &f->err), f->err);
	f->port = rv_journal_port_of(f->j);
	rv_event_begin(e, RV_EVENT_NOTE, "x");
	rv_status st = RV_OK;
	for (; st == RV_OK; taken++) {
		st = journal_append(f, e, 1);
		assert_true(taken < 4 * MOST);
	}
	taken--;
	assert_int_equal(st, RV_EFULL);
	assert_true(taken >= MOST);
	assert_int_equal(journal_append(f, e, 1), RV_EFULL); /* for good, room or not */
	journal_close(f);
	rv_queue_free(one, free);
	free(journal_file_events(f->path, &n));
	assert_int_equal(n, taken); /* what was taken is kept */
	free(e);
}

static void so_are_too_many_bytes(void **state)
{
	journal_place *f = *state;
	rv_event *e = new_events(1);
	f->p.waiting_bytes = 100;
	journal_open(f);
	rv_event_begin(e, RV_EVENT_NOTE, "x");
	assert_int_equal(journal_append(f, e, 1), RV_EFULL);
	free(e);
}

static void last_words_are_spoken_once(void **state)
{
	journal_place *f = *state;
	rv_event *e = new_events(1);
	size_t n = 0;
	journal_open(f);
	rv_event_begin(e, RV_EVENT_STATE, "book");
	assert_int_equal(rv_journal_last_words(f->j, 9, e, 1), RV_OK);
	rv_journal_ack *a = journal_take(f);
	assert_int_equal(a->batch, 9);
	assert_int_equal(a->status, RV_OK);
	assert_int_equal(a->seq, 1);
	free(a);
	assert_int_equal(rv_journal_last_words(f->j, 10, e, 1), RV_ECLOSED);
	f->batch = 10;
	assert_int_equal(journal_append(f, e, 1), RV_EIO);
	journal_close(f);
	free(journal_file_events(f->path, &n));
	assert_int_equal(n, 1);
	free(e);
}

static void a_run_event_begins_a_run(void **state)
{
	journal_place *f = *state;
	rv_event *e = new_events(1);
	journal_open(f);
	assert_int_equal(journal_note(f, "before any"), RV_OK);
	for (int i = 0; i < 2; i++) {
		rv_event_begin(e, RV_EVENT_RUN, "rvdesk");
		assert_int_equal(journal_commit(f, e, 1), RV_OK);
		assert_int_equal(journal_note(f, "in it"), RV_OK);
		journal_reopen(f);
	}
	assert_int_equal(journal_note(f, "still the second"), RV_OK);
	journal_close(f);
	assert_int_equal(journal_sql(f->path, "SELECT group_concat(run_id, '') FROM event"),
			 11222 /* 0 1 1 2 2 2 */);
	assert_int_equal(journal_sql(f->path, "SELECT count(*) FROM run"), 2);
	assert_int_equal(journal_sql(f->path, "SELECT seq FROM run WHERE id = 2"), 4);
	free(e);
}

/* One event of each type: the words in the views are the words of the table. */
static void the_views_show_orders_fills_and_runs(void **state)
{
	journal_place *f = *state;
	rv_event *e = new_events(RV_EVENT_N);
	journal_open(f);
	for (int i = 0; i < RV_EVENT_N; i++) {
		rv_event_begin(&e[i], (rv_event_type)i, "0xee");
		e[i].utc_ms = JOURNAL_NOON;
	}
	assert_int_equal(journal_commit(f, e, RV_EVENT_N), RV_OK);
	journal_close(f);
	assert_int_equal(journal_sql(f->path, "SELECT count(*) FROM orders"), 9);
	assert_int_equal(journal_sql(f->path, "SELECT count(*) FROM fills"), 1);
	assert_int_equal(journal_sql(f->path, "SELECT count(*) FROM run"), 1);
	assert_int_equal(
		journal_sql(f->path,
			    "SELECT at = '2026-11-20T12:00:00Z' AND subject = '0xee' FROM fills"),
		1);
	free(e);
}

static rv_status refuse_third(void *ctx, const rv_event *e, rv_err *err)
{
	++*(int *)ctx;
	return e->seq == 3 ? rv_err_set(err, RV_EDATA, "does not fit") : RV_OK;
}

/* Of each event the hash that its ack had; not while the journal's thread has the connection. */
static void the_hash_of_an_event(void **state)
{
	journal_place *f = *state;
	char want[3][65], hash[65];
	journal_open(f);
	for (size_t i = 0; i < 3; i++) {
		rv_event e;
		rv_event_begin(&e, RV_EVENT_NOTE, "x");
		assert_int_equal(journal_append(f, &e, 1), RV_OK);
		rv_journal_ack *a = journal_take(f);
		memcpy(want[i], a->head, sizeof(want[i]));
		free(a);
	}
	assert_int_equal(rv_journal_hash_at(f->j, 1, hash, &f->err), RV_EINVAL);
	journal_close(f);
	assert_fine(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), f->err);
	for (size_t i = 0; i < 3; i++) {
		assert_fine(rv_journal_hash_at(f->j, i + 1, hash, &f->err), f->err);
		assert_string_equal(hash, want[i]);
	}
	assert_int_equal(rv_journal_hash_at(f->j, 4, hash, &f->err), RV_ENOENT);
	assert_int_equal(rv_journal_hash_at(f->j, 0, hash, &f->err), RV_ENOENT);
}

static void replay_stops_where_its_listener_does(void **state)
{
	journal_place *f = *state;
	char subject[16];
	int seen = 0;
	journal_open(f);
	for (int i = 0; i < 5; i++) {
		(void)snprintf(subject, sizeof(subject), "n%d", i);
		assert_int_equal(journal_note(f, subject), RV_OK);
	}
	assert_int_equal(rv_journal_replay(f->j, refuse_third, &seen, &f->err), RV_EINVAL);
	journal_close(f);
	assert_fine(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), f->err);
	assert_int_equal(rv_journal_replay(f->j, refuse_third, &seen, &f->err), RV_EDATA);
	assert_string_equal(f->err.text, "does not fit");
	assert_int_equal(seen, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, journal_setup, journal_teardown)
		T(a_fresh_journal_is_empty),
		T(what_is_appended_comes_back_byte_for_byte),
		T(the_head_of_an_ack_is_the_head_of_the_file),
		T(a_key_is_unique_in_its_type),
		T(a_bad_batch_takes_only_what_follows_along),
		T(what_is_not_an_event_closes_the_journal),
		T(too_much_that_waits_is_refused),
		T(so_are_too_many_bytes),
		T(last_words_are_spoken_once),
		T(a_run_event_begins_a_run),
		T(the_views_show_orders_fills_and_runs),
		T(the_hash_of_an_event),
		T(replay_stops_where_its_listener_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

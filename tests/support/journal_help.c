/* A journal for tests; see journal_help.h. */
#include "tests/support/journal_help.h"

#include <inttypes.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/journal/journal_row.h"

int journal_setup(void **state)
{
	journal_place *f = calloc(1, sizeof(*f));
	char scratch[RV_TMP_PATH * 2];
	assert_non_null(f);
	rv_tmpdir_make(&f->dir);
	(void)rv_tmpdir_path(&f->dir, "j.db", f->path);
	(void)rv_tmpdir_path(&f->dir, "j.db-ballast", scratch);
	assert_int_equal(rv_clock_new_manual(JOURNAL_NOON, &f->clock), RV_OK);
	rv_journal_params_default(&f->p, f->clock);
	f->p.free_bytes = 0;
	f->p.ballast_bytes = 64 << 10;
	f->p.patience_ms = 50;
	f->p.log_room = 256 << 10;
	f->p.quiet_ms = INT64_C(3600000);
	assert_int_equal(rv_queue_new(RV_JOURNAL_ACKS, &f->acks), RV_OK);
	*state = f;
	return 0;
}

int journal_teardown(void **state)
{
	journal_place *f = *state;
	journal_close(f);
	rv_queue_free(f->acks, free);
	rv_clock_free(f->clock);
	rv_tmpdir_remove(&f->dir);
	free(f);
	return 0;
}

void journal_open(journal_place *f)
{
	assert_fine(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), f->err);
	assert_fine(rv_journal_start(f->j, f->acks, &f->err), f->err);
	f->port = rv_journal_port_of(f->j);
	f->batch = 0;
}

void journal_close(journal_place *f)
{
	rv_journal_close(f->j);
	f->j = NULL;
	for (void *a = rv_queue_pop(f->acks); a; a = rv_queue_pop(f->acks))
		free(a);
}

void journal_reopen(journal_place *f)
{
	journal_close(f);
	journal_open(f);
}

void journal_keeps_log(journal_place *f)
{
	char scratch[RV_TMP_PATH * 2];
	(void)rv_tmpdir_path(&f->dir, "j.db-wal", scratch);
}

rv_status journal_append(journal_place *f, const rv_event *events, size_t n)
{
	return f->port.append(f->port.self, ++f->batch, events, n);
}

rv_journal_ack *journal_take(journal_place *f)
{
	struct pollfd fd = { .fd = rv_queue_fd(f->acks), .events = POLLIN };
	rv_journal_ack *a = rv_queue_pop(f->acks);
	while (!a) {
		assert_int_equal(poll(&fd, 1, JOURNAL_WAIT_MS), 1);
		rv_queue_drain_event(f->acks);
		a = rv_queue_pop(f->acks);
	}
	return a;
}

rv_status journal_commit(journal_place *f, const rv_event *events, size_t n)
{
	assert_int_equal(journal_append(f, events, n), RV_OK);
	rv_journal_ack *a = journal_take(f);
	const rv_status st = a->status;
	assert_int_equal(a->batch, f->batch);
	free(a);
	return st;
}

rv_status journal_note(journal_place *f, const char *subject)
{
	rv_event *e = calloc(1, sizeof(*e));
	assert_non_null(e);
	rv_event_begin(e, RV_EVENT_NOTE, subject);
	e->uid = RV_EVENT_UID_DESK;
	e->utc_ms = JOURNAL_NOON;
	rv_event_put(e, "text", subject);
	const rv_status st = journal_commit(f, e, 1);
	free(e);
	return st;
}

static void odd_payload(rv_rng *r, size_t most, rv_event *out)
{
	char key[16], value[301];
	const size_t want = (size_t)rv_rng_below(r, most + 1);
	for (int k = 0; out->len + 330 < want; k++) {
		const size_t n = 1 + (size_t)rv_rng_below(r, 300);
		for (size_t i = 0; i < n; i++)
			value[i] = (char)(' ' + 1 + (int)rv_rng_below(r, 94));
		value[n] = '\0';
		(void)snprintf(key, sizeof(key), "k%d", k);
		rv_event_put(out, key, value);
	}
}

void journal_odd_event(rv_rng *r, size_t most, rv_event *out)
{
	char subject[RV_EVENT_SUBJECT];
	const int type = 1 + (int)rv_rng_below(r, RV_EVENT_N - 1); /* RUN is the first */
	const uint64_t id = rv_rng_u64(r);
	(void)snprintf(subject, sizeof(subject), "0x%016" PRIx64 "%.*s", id,
		       (int)rv_rng_below(r, 29), "'\";--%s|, not a cloid at all");
	rv_event_begin(out, (rv_event_type)type, subject);
	out->utc_ms = JOURNAL_NOON + (int64_t)rv_rng_below(r, 86400000);
	out->elapsed_ms = (int64_t)rv_rng_below(r, 86400000);
	out->uid = rv_rng_below(r, 3) == 0 ? RV_EVENT_UID_DESK : (int64_t)rv_rng_below(r, 70000);
	out->conn = rv_rng_u64(r) >> (1 + rv_rng_below(r, 62));
	for (int i = 0; i < 2; i++) {
		if (rv_rng_below(r, 3) != 0)
			(void)snprintf(out->key[i], sizeof(out->key[i]), "%016" PRIx64,
				       rv_rng_u64(r));
	}
	odd_payload(r, most, out);
}

bool journal_same_event(const rv_event *a, const rv_event *b)
{
	return a->seq == b->seq && a->type == b->type && a->utc_ms == b->utc_ms &&
	       a->elapsed_ms == b->elapsed_ms && a->uid == b->uid && a->conn == b->conn &&
	       strcmp(a->subject, b->subject) == 0 && strcmp(a->key[0], b->key[0]) == 0 &&
	       strcmp(a->key[1], b->key[1]) == 0 && a->len == b->len &&
	       memcmp(a->text, b->text, a->len + 1) == 0;
}

typedef struct event_list {
	rv_event *v;
	size_t n, cap;
} event_list;

static rv_status collect(void *ctx, const rv_event *e, rv_err *err)
{
	event_list *l = ctx;
	(void)err;
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 64;
		l->v = realloc(l->v, l->cap * sizeof(*l->v));
		assert_non_null(l->v);
	}
	l->v[l->n++] = *e;
	return RV_OK;
}

static rv_status collect_row(void *ctx, const rv_journal_row *row, rv_err *err)
{
	static rv_event e;
	assert_fine(rv_journal_row_event(row, &e, err), *err);
	return collect(ctx, &e, err);
}

rv_event *journal_events(rv_journal *j, size_t *n)
{
	event_list l = { NULL, 0, 0 };
	rv_err err = { .code = RV_OK };
	assert_fine(rv_journal_replay(j, collect, &l, &err), err);
	*n = l.n;
	return l.v;
}

rv_event *journal_file_events(const char *path, size_t *n)
{
	event_list l = { NULL, 0, 0 };
	rv_err err = { .code = RV_OK };
	rv_journal_reader *r = NULL;
	rv_journal_report report;
	const rv_journal_filter all = { .since_ms = INT64_MIN };
	assert_fine(rv_journal_reader_open(path, &r, &err), err);
	assert_fine(rv_journal_reader_verify(r, NULL, 0, &report, &err), err);
	assert_fine(rv_journal_reader_list(r, &all, collect_row, &l, &err), err);
	rv_journal_reader_close(r);
	assert_int_equal(l.n, report.events);
	*n = l.n;
	return l.v;
}

int64_t journal_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	int64_t v = -1;
	assert_int_equal(
		sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL),
		SQLITE_OK);
	for (const char *rest = sql; *rest;) {
		sqlite3_stmt *st = NULL;
		if (sqlite3_prepare_v2(db, rest, -1, &st, &rest) != SQLITE_OK)
			fail_msg("%s: %s", sql, sqlite3_errmsg(db));
		const int rc = sqlite3_step(st);
		if (rc == SQLITE_ROW)
			v = sqlite3_column_int64(st, 0);
		if (rc != SQLITE_ROW && rc != SQLITE_DONE)
			fail_msg("%s: %s", sql, sqlite3_errmsg(db));
		(void)sqlite3_finalize(st);
	}
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return v;
}

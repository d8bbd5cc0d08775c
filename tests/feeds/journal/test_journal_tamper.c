/* What `verify` finds: edits, another order, gaps, a tail that was cut off, keys used twice. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/hex.h"
#include "tests/support/files.h"
#include "tests/support/journal_help.h"

enum { N = 9 };

/* A journal of N events, closed; a vandal's hands on it are not tied by the triggers. */
static int tamper_setup(void **state)
{
	char subject[16];
	assert_int_equal(journal_setup(state), 0);
	journal_place *f = *state;
	rv_event *e = calloc(1, sizeof(*e));
	assert_non_null(e);
	journal_open(f);
	for (int i = 1; i <= N; i++) {
		(void)snprintf(subject, sizeof(subject), "subject %d", i);
		rv_event_begin(e, i == 4 ? RV_EVENT_RUN : RV_EVENT_FILL, subject);
		(void)snprintf(e->key[0], RV_EVENT_KEY, "a/%d", i);
		(void)snprintf(e->key[1], RV_EVENT_KEY, "b/%d", i);
		rv_event_put(e, "px", "2.385");
		assert_int_equal(journal_commit(f, e, 1), RV_OK);
	}
	free(e);
	journal_close(f);
	(void)journal_sql(f->path, "PRAGMA journal_mode = DELETE; DROP TRIGGER event_stays;"
				   "DROP TRIGGER event_fixed");
	return 0;
}

static rv_status verify(journal_place *f, const rv_journal_anchor *anchors, size_t n,
			rv_journal_report *report)
{
	rv_journal_reader *r = NULL;
	memset(&f->err, 0, sizeof(f->err));
	assert_fine(rv_journal_reader_open(f->path, &r, &f->err), f->err);
	const rv_status st = rv_journal_reader_verify(r, anchors, n, report, &f->err);
	rv_journal_reader_close(r);
	return st;
}

static void assert_broken(journal_place *f, const char *sql, uint64_t events, uint64_t bad_seq,
			  const char *text)
{
	rv_journal_report report;
	(void)journal_sql(f->path, sql);
	assert_int_equal(verify(f, NULL, 0, &report), RV_EDATA);
	assert_int_equal(report.events, events);
	assert_int_equal(report.bad_seq, bad_seq);
	if (!strstr(f->err.text, text))
		fail_msg("%s: '%s' does not have '%s'", sql, f->err.text, text);
}

/* What the triggers of the fixture's vandal took away is itself found. */
static void a_guard_that_is_gone_is_found(void **state)
{
	journal_place *f = *state;
	assert_broken(f, "SELECT 1", N, 0, "schema changed: event_stays is missing");
}

static void an_edit_is_found(void **state)
{
	journal_place *f = *state;
	static const char *const edits[] = {
		"UPDATE event SET payload = 'px 2.386' || char(10) WHERE seq = 3",
		"UPDATE event SET utc_ms = utc_ms + 1 WHERE seq = 3",
		"UPDATE event SET elapsed_ms = 5 WHERE seq = 3",
		"UPDATE event SET uid = 1000 WHERE seq = 3",
		"UPDATE event SET conn = 1 WHERE seq = 3",
		"UPDATE event SET run_id = 1 WHERE seq = 3",
		"UPDATE event SET type = 'funding' WHERE seq = 3",
		"UPDATE event SET subject = '' WHERE seq = 3",
		"UPDATE event SET key1 = 'a/33' WHERE seq = 3",
		"UPDATE event SET key2 = '' WHERE seq = 3",
		"UPDATE event SET hash = zeroblob(32) WHERE seq = 3",
		"UPDATE event SET payload = replace(payload, 'px', 'px' || char(0)) WHERE seq = 3",
	};
	size_t n = 0;
	char *good = rv_file_slurp(f->path, &n);
	for (size_t i = 0; i < LEN(edits); i++) {
		rv_file_write(f->path, good, n);
		assert_broken(f, edits[i], 2, 3, "j.db: event 3: payload changed");
	}
	rv_file_write(f->path, good, n);
	assert_broken(f, "UPDATE event SET prev_hash = zeroblob(32) WHERE seq = 3", 2, 3,
		      "j.db: event 3: link broken");
	free(good);
}

static void another_order_is_found(void **state)
{
	journal_place *f = *state;
	assert_broken(f,
		      "UPDATE event SET seq = 99 WHERE seq = 5; UPDATE event SET seq = 5 WHERE seq "
		      "= 6; UPDATE event SET seq = 6 WHERE seq = 99",
		      4, 5, "event 5: link broken");
}

static void a_gap_is_found(void **state)
{
	journal_place *f = *state;
	assert_broken(f, "DELETE FROM event WHERE seq IN (7, 8)", 6, 7, "event 7: missing seq");
}

static void a_head_that_is_gone_is_found(void **state)
{
	journal_place *f = *state;
	assert_broken(f, "DELETE FROM event WHERE seq = 1", 0, 1, "event 1: missing seq");
}

static void a_gap_that_was_closed_is_found(void **state)
{
	journal_place *f = *state;
	assert_broken(f,
		      "DELETE FROM event WHERE seq = 7; UPDATE event SET seq = 7 WHERE seq = 8;"
		      "UPDATE event SET seq = 8 WHERE seq = 9",
		      6, 7, "event 7: link broken");
}

/* An event that was copied to the end with hashes that fit, the guard against it taken away. */
static void a_key_used_twice_is_found(void **state)
{
	journal_place *f = *state;
	rv_journal_report report;
	rv_event *e = calloc(1, sizeof(*e));
	assert_non_null(e);
	(void)journal_sql(f->path, "DROP INDEX event_key2");
	/* The chain's own code makes the forged event: only the key is wrong with it. */
	assert_int_equal(verify(f, NULL, 0, &report), RV_EDATA);
	rv_chain head = report.head;
	rv_journal_row row;
	char hex[2][RV_HASH_HEX], sql[1024];
	rv_event_begin(e, RV_EVENT_FILL, "again");
	(void)snprintf(e->key[1], RV_EVENT_KEY, "b/2");
	assert_fine(rv_journal_row_of(e, &row, &f->err), f->err);
	rv_chain_add(&head, &row);
	(void)snprintf(
		sql, sizeof(sql),
		"INSERT INTO event VALUES (%d, 0, 0, 1, -1, 0, 'fill', 'again', '', 'b/2', '',"
		" x'%s', x'%s')",
		N + 1, rv_hex_format(row.prev, RV_HASH_BYTES, hex[0]),
		rv_hex_format(row.hash, RV_HASH_BYTES, hex[1]));
	assert_broken(f, sql, N + 1, N + 1,
		      "event 10: key mismatch: an earlier event of its type has the same key2");
	free(e);
}

static void a_tail_that_was_cut_off_needs_an_anchor(void **state)
{
	journal_place *f = *state;
	rv_journal_report report;
	rv_journal_anchor a[2] = { { .seq = 4 }, { .seq = N } };
	assert_int_equal(verify(f, NULL, 0, &report), RV_EDATA); /* the triggers, see above */
	a[1].seq = report.head.seq;
	memcpy(a[1].hash, report.head.hash, RV_HASH_BYTES);
	(void)journal_sql(f->path, "DELETE FROM event WHERE seq > 6");
	assert_int_equal(verify(f, NULL, 0, &report), RV_EDATA);
	assert_non_null(strstr(f->err.text, "schema changed")); /* the chain itself is whole */
	assert_int_equal(report.events, 6);
	assert_int_equal(verify(f, &a[1], 1, &report), RV_EDATA);
	assert_int_equal(report.bad_seq, 7);
	assert_non_null(
		strstr(f->err.text, "cut off: it ends with event 6, an anchor knows event 9"));
	assert_int_equal(verify(f, a, 1, &report), RV_EDATA);
	assert_int_equal(report.bad_seq, 4);
	assert_non_null(strstr(f->err.text, "rewritten: event 4 has hash "));
	memcpy(a[0].hash, report.head.hash, RV_HASH_BYTES);
	a[0].seq = 6;
	assert_int_equal(verify(f, a, 1, &report), RV_EDATA);
	assert_non_null(strstr(f->err.text, "schema changed")); /* the anchor agrees */
}

/* A page that the disk has mangled, in an index that the walk along the chain does not read. */
static void damage_beside_the_events_is_found(void **state)
{
	journal_place *f = *state;
	rv_journal_report report;
	size_t n = 0;
	const int64_t page = journal_sql(
		f->path, "SELECT rootpage FROM sqlite_schema WHERE name = 'event_key2'");
	const int64_t size = journal_sql(f->path, "PRAGMA page_size");
	char *bytes = rv_file_slurp(f->path, &n);
	memset(bytes + (page - 1) * size + size / 2, 0xa5, (size_t)size / 2);
	rv_file_write(f->path, bytes, n);
	free(bytes);
	assert_int_equal(verify(f, NULL, 0, &report), RV_EDATA);
	assert_int_equal(report.events, N);
	assert_int_equal(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), RV_EDATA);
}

static void anchor_files_are_read_strictly(void **state)
{
	journal_place *f = *state;
	char path[RV_TMP_PATH * 2];
	rv_journal_anchor *a = NULL;
	size_t n = 0;
#define H "00112233445566778899aAbBcCdDeEfF00112233445566778899aabbccddeeff"
	rv_tmpdir_text(&f->dir, "anchors",
		       "# from the morning report\n\n12 " H "\r\n7\t" H "\n8 " H);
	assert_fine(
		rv_journal_anchors_load(rv_tmpdir_path(&f->dir, "anchors", path), &a, &n, &f->err),
		f->err);
	assert_int_equal(n, 3);
	assert_int_equal(a[0].seq, 12);
	assert_int_equal(a[0].hash[10], 0xaa);
	assert_int_equal(a[2].hash[31], 0xff);
	free(a);
	static const char *const bad[] = {
		"1 " H "0\n",  "1 0" H, "0 " H "\n", "-1 " H "\n",
		"1 xx" H "\n", "1\n",	H "\n",	     "1 " H " tail\n",
	};
	for (size_t i = 0; i < LEN(bad); i++) {
		char text[256];
		(void)snprintf(text, sizeof(text), "2 " H "\n%s", bad[i]);
		rv_tmpdir_text(&f->dir, "anchors", text);
		assert_int_equal(rv_journal_anchors_load(path, &a, &n, &f->err), RV_EPARSE);
		assert_non_null(strstr(f->err.text, "anchors:2: "));
	}
#undef H
	assert_int_equal(rv_journal_anchors_load("no/such/file", &a, &n, &f->err), RV_ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, tamper_setup, journal_teardown)
		T(a_guard_that_is_gone_is_found),
		T(an_edit_is_found),
		T(another_order_is_found),
		T(a_gap_is_found),
		T(a_head_that_is_gone_is_found),
		T(a_gap_that_was_closed_is_found),
		T(a_key_used_twice_is_found),
		T(a_tail_that_was_cut_off_needs_an_anchor),
		T(damage_beside_the_events_is_found),
		T(anchor_files_are_read_strictly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * What the journal's tests share: a journal in a folder of its own, events of odd content, acks
 * that are waited for, and what is in the file afterwards.
 */
#ifndef RV_TESTS_JOURNAL_HELP_H
#define RV_TESTS_JOURNAL_HELP_H

#include "engine/base/rng.h"
#include "feeds/journal/journal.h"
#include "feeds/journal/journal_reader.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

#define JOURNAL_NOON INT64_C(1795176000000) /* 2026-11-20T12:00:00Z */

enum { JOURNAL_WAIT_MS = 60000 /* an ack that has not come by then never will */ };

/* Fails the test with the journal's own text. */
#define assert_fine(call, err)                                                                     \
	do {                                                                                       \
		const rv_status st_ = (call);                                                      \
		if (st_ != RV_OK)                                                                  \
			fail_msg("%s: %s (%s)", #call, rv_status_text(st_), (err).text);           \
	} while (0)

typedef struct journal_place {
	rv_tmpdir dir;
	char path[RV_TMP_PATH * 2]; /* "j.db" in it */
	rv_clock *clock;	    /* manual, JOURNAL_NOON */
	rv_journal_params p;	    /* small ballast, no room asked for, never quiet */
	rv_queue *acks;
	rv_journal *j;
	rv_journal_port port;
	uint64_t batch; /* the newest that was appended */
	rv_err err;
} journal_place;

/* cmocka's; *state is a journal_place without an open journal. */
int journal_setup(void **state);
int journal_teardown(void **state);

void journal_open(journal_place *f);  /* and starts it; fails the test when it does not open */
void journal_close(journal_place *f); /* and frees the acks that nobody took */
void journal_reopen(journal_place *f);
/* Its write-ahead log may stand beside it at the end: it was broken or killed. */
void journal_keeps_log(journal_place *f);

/* Appends n events as the next batch. */
rv_status journal_append(journal_place *f, const rv_event *events, size_t n);
/* The next ack; the caller frees. */
rv_journal_ack *journal_take(journal_place *f);
/* Appends and waits for the ack, which must be of this batch; returns its status. */
rv_status journal_commit(journal_place *f, const rv_event *events, size_t n);
/* One note with this subject, as a batch of its own. */
rv_status journal_note(journal_place *f, const char *subject);

/* Any type but RUN, any numbers, payload of up to `most` bytes of lines; unique keys or none. */
void journal_odd_event(rv_rng *r, size_t most, rv_event *out);
/* Every field and byte but what lies behind the ends of the texts; seq is compared too. */
bool journal_same_event(const rv_event *a, const rv_event *b);

/* All that is in a journal, by replay; the caller frees. Fails the test on any error. */
rv_event *journal_events(rv_journal *j, size_t *n);
/* The same of a file that nobody has open, through the reader, verified on the way. */
rv_event *journal_file_events(const char *path, size_t *n);
/* One row of an SQL query on a file that nobody has open, or a script; for vandals. */
int64_t journal_sql(const char *path, const char *sql);

#endif

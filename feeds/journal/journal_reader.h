/*
 * Looking at a journal without a desk: verify, list, export.
 *
 * Nothing in the file or beside it changes, not even after a crash that left a write-ahead log. A
 * journal that a running engine keeps is not opened (RV_EAGAIN), but as it is at this moment by
 * rv_journal_reader_open_any. Owner: one thread.
 */
#ifndef RV_FEEDS_JOURNAL_JOURNAL_READER_H
#define RV_FEEDS_JOURNAL_JOURNAL_READER_H

#include "feeds/journal/journal_chain.h"

typedef struct rv_journal_reader rv_journal_reader;

/* RV_ENOENT: no such file; RV_EDATA: not a journal, or of another schema version. */
RV_NODISCARD rv_status rv_journal_reader_open(const char *path, rv_journal_reader **out,
					      rv_err *err);
/*
 * Likewise, and where a running desk keeps it a private copy of this moment (journal_live.h): never
 * in that desk's own process. *live: it is one.
 */
RV_NODISCARD rv_status rv_journal_reader_open_any(const char *path, rv_journal_reader **out,
						  bool *live, rv_err *err);
void rv_journal_reader_close(rv_journal_reader *r); /* NULL is a no-op */

typedef struct rv_journal_filter {
	int64_t since_ms; /* utc_ms at least this; INT64_MIN all */
	const char *type; /* word of an event type; NULL all */
	uint64_t newest;  /* at most so many, the newest; 0 all */
} rv_journal_filter;

/* Rows in order of seq; anything but RV_OK from each ends the walk and is returned. */
RV_NODISCARD rv_status rv_journal_reader_list(rv_journal_reader *r, const rv_journal_filter *f,
					      rv_status (*each)(void *ctx,
								const rv_journal_row *row,
								rv_err *err),
					      void *ctx, rv_err *err);

/* What somebody remembered of the chain: the only proof that its tail was not cut off. */
typedef struct rv_journal_anchor {
	uint64_t seq;
	uint8_t hash[RV_HASH_BYTES];
	size_t known; /* bytes of it that were remembered; 0: all */
} rv_journal_anchor;

enum { RV_ANCHOR_LEAST = 8 }; /* bytes of a hash: what `rvdesk status` shows */

typedef struct rv_journal_report {
	uint64_t events;  /* that fit, from the first on */
	rv_chain head;	  /* the last of them */
	uint64_t bad_seq; /* the first event that does not fit; 0 none, or not one event's fault */
} rv_journal_report;

/*
 * The whole proof: chain, schema, unique keys, anchors, every page of the file. *out is filled in
 * every case. RV_EDATA: err has the reason, bad_seq the place.
 */
RV_NODISCARD rv_status rv_journal_reader_verify(rv_journal_reader *r,
						const rv_journal_anchor *anchors, size_t n,
						rv_journal_report *out, rv_err *err);

/* "SEQ:HASH" with 16 to 64 hex digits, the first ones. False: it is none. */
bool rv_journal_anchor_parse(const char *text, rv_journal_anchor *out);

/*
 * Reads lines "seq hash" (hex), also out of the system journal ("... audit head seq=N hash=H");
 * empty lines and those that begin with # are passed over. Caller frees *out. RV_EPARSE with file
 * and line; RV_EFULL for more than a million lines.
 */
RV_NODISCARD rv_status rv_journal_anchors_load(const char *path, rv_journal_anchor **out, size_t *n,
					       rv_err *err);

#endif

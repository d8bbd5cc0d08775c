/* Events as rows of the journal and back; see journal_row.h. */
#include "feeds/journal/journal_row.h"

#include <string.h>

const char *const rv_journal_row_columns =
	"seq, utc_ms, elapsed_ms, run_id, uid, conn, type, subject, key1, key2, payload,"
	" prev_hash, hash";

/* RV_EINVAL for an array without a NUL. */
static rv_status bytes_of(const char *p, size_t cap, const char *what, rv_bytes *out, rv_err *err)
{
	const size_t n = strnlen(p, cap);
	if (n == cap)
		return rv_err_set(err, RV_EINVAL, "event without end of its %s", what);
	*out = (rv_bytes){ p, n };
	return RV_OK;
}

rv_status rv_journal_row_of(const rv_event *e, rv_journal_row *out, rv_err *err)
{
	*out = (rv_journal_row){ .utc_ms = e->utc_ms, .elapsed_ms = e->elapsed_ms, .uid = e->uid };
	if ((unsigned)e->type >= RV_EVENT_N)
		return rv_err_set(err, RV_EINVAL, "event of unknown type %d", (int)e->type);
	const char *word = rv_event_word(e->type);
	out->type = (rv_bytes){ word, strlen(word) };
	if (!rv_event_fits(e))
		return rv_err_set(err, RV_EINVAL, "%s event: payload too long", word);
	if (e->conn > INT64_MAX)
		return rv_err_set(err, RV_EINVAL, "%s event: connection out of range", word);
	out->conn = (int64_t)e->conn;
	rv_status st = bytes_of(e->subject, sizeof(e->subject), "subject", &out->subject, err);
	for (size_t i = 0; i < 2 && st == RV_OK; i++)
		st = bytes_of(e->key[i], sizeof(e->key[i]), "key", &out->key[i], err);
	if (st == RV_OK)
		st = bytes_of(e->text, sizeof(e->text), "payload", &out->payload, err);
	if (st == RV_OK && out->payload.n != e->len)
		return rv_err_set(err, RV_EINVAL, "%s event: payload of %zu bytes, expected %zu",
				  word, out->payload.n, e->len);
	return st;
}

static bool copy(const rv_bytes *from, char *to, size_t cap)
{
	if (from->n >= cap || memchr(from->p, '\0', from->n))
		return false;
	memcpy(to, from->p, from->n);
	to[from->n] = '\0';
	return true;
}

rv_status rv_journal_row_event(const rv_journal_row *r, rv_event *out, rv_err *err)
{
	char word[32];
	rv_event_type type = RV_EVENT_N;
	if (!copy(&r->type, word, sizeof(word)) || rv_event_of_word(word, &type) != RV_OK)
		return rv_err_set(err, RV_EDATA, "event %llu: type '%.*s' is not known",
				  (unsigned long long)r->seq,
				  (int)(r->type.n < 31 ? r->type.n : 31), r->type.p);
	if (!copy(&r->subject, out->subject, sizeof(out->subject)) ||
	    !copy(&r->key[0], out->key[0], sizeof(out->key[0])) ||
	    !copy(&r->key[1], out->key[1], sizeof(out->key[1])) ||
	    !copy(&r->payload, out->text, sizeof(out->text)) || r->conn < 0)
		return rv_err_set(err, RV_EDATA, "event %llu: longer than an event can be",
				  (unsigned long long)r->seq);
	out->seq = r->seq;
	out->type = type;
	out->utc_ms = r->utc_ms;
	out->elapsed_ms = r->elapsed_ms;
	out->uid = r->uid;
	out->conn = (uint64_t)r->conn;
	out->len = r->payload.n;
	return RV_OK;
}

static void bind_text(sqlite3_stmt *st, int col, const rv_bytes *b)
{
	/* Lengths are below 2^31, no copy is made: it cannot fail. */
	(void)sqlite3_bind_text(st, col, b->p, (int)b->n, SQLITE_STATIC);
}

void rv_journal_row_bind(sqlite3_stmt *st, const rv_journal_row *r)
{
	/* Integers need no memory, blobs and texts are not copied: these binds cannot fail. */
	(void)sqlite3_bind_int64(st, 1, (sqlite3_int64)r->seq);
	(void)sqlite3_bind_int64(st, 2, r->utc_ms);
	(void)sqlite3_bind_int64(st, 3, r->elapsed_ms);
	(void)sqlite3_bind_int64(st, 4, r->run_id);
	(void)sqlite3_bind_int64(st, 5, r->uid);
	(void)sqlite3_bind_int64(st, 6, r->conn);
	bind_text(st, 7, &r->type);
	bind_text(st, 8, &r->subject);
	bind_text(st, 9, &r->key[0]);
	bind_text(st, 10, &r->key[1]);
	bind_text(st, 11, &r->payload);
	(void)sqlite3_bind_blob(st, 12, r->prev, RV_HASH_BYTES, SQLITE_STATIC);
	(void)sqlite3_bind_blob(st, 13, r->hash, RV_HASH_BYTES, SQLITE_STATIC);
}

static rv_bytes column(sqlite3_stmt *st, int col)
{
	const char *p = (const char *)sqlite3_column_text(st, col);
	return (rv_bytes){ p ? p : "", (size_t)sqlite3_column_bytes(st, col) };
}

static void column_hash(sqlite3_stmt *st, int col, uint8_t out[RV_HASH_BYTES])
{
	const void *p = sqlite3_column_blob(st, col);
	memset(out, 0xff, RV_HASH_BYTES);
	if (p && sqlite3_column_bytes(st, col) == RV_HASH_BYTES)
		memcpy(out, p, RV_HASH_BYTES);
}

void rv_journal_row_read(sqlite3_stmt *st, rv_journal_row *out)
{
	out->seq = (uint64_t)sqlite3_column_int64(st, 0);
	out->utc_ms = sqlite3_column_int64(st, 1);
	out->elapsed_ms = sqlite3_column_int64(st, 2);
	out->run_id = sqlite3_column_int64(st, 3);
	out->uid = sqlite3_column_int64(st, 4);
	out->conn = sqlite3_column_int64(st, 5);
	out->type = column(st, 6);
	out->subject = column(st, 7);
	out->key[0] = column(st, 8);
	out->key[1] = column(st, 9);
	out->payload = column(st, 10);
	column_hash(st, 11, out->prev);
	column_hash(st, 12, out->hash);
}

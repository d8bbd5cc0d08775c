/* Events of the journal as text; see journal_print.h. */
#include "app/journal_print.h"

#include "app/json_put.h"
#include "engine/base/timefmt.h"

#include <inttypes.h>
#include <string.h>

enum { PAYLOAD_SHOWN = 160 };

static void print_header(FILE *out)
{
	(void)fputs("seq,utc,utc_ms,elapsed_ms,run_id,uid,conn,type,subject,key1,key2,payload,"
		    "prev_hash,hash\n",
		    out);
}

void rv_journal_print_begin(rv_journal_printer *p)
{
	if (p->format == RV_JOURNAL_CSV)
		print_header(p->out);
	if (p->format == RV_JOURNAL_JSON)
		(void)fputs("{\"schema\":1,\"events\":[", p->out);
}

void rv_journal_print_end(rv_journal_printer *p)
{
	if (p->format == RV_JOURNAL_JSON)
		(void)fputs(p->n > 0 ? "\n]}\n" : "]}\n", p->out);
}

/*
 * At most cap bytes of text on one line: lines become "; ", and nothing is left that a terminal
 * would act on. The journal's own events are clean, a file that somebody made need not be.
 */
static void print_clean(FILE *out, const rv_bytes *b, size_t cap)
{
	const unsigned char *p = (const unsigned char *)b->p;
	size_t n = b->n;
	while (n > 0 && p[n - 1] == '\n')
		n--;
	const size_t end = n < cap ? n : cap;
	for (size_t i = 0; i < end; i++) {
		const bool c1 = p[i] == 0xc2 && i + 1 < n && p[i + 1] < 0xa0;
		if (p[i] == '\n')
			(void)fputs("; ", out);
		else
			(void)fputc(p[i] < 0x20 || p[i] == 0x7f || c1 ? '?' : p[i], out);
		i += c1 ? 1 : 0;
	}
	if (end < n)
		(void)fputs("...", out);
}

static void print_line(FILE *out, const rv_journal_row *r)
{
	char at[RV_TIME_TEXT], who[RV_TIME_TEXT];
	if (r->uid == RV_EVENT_UID_DESK)
		(void)snprintf(who, sizeof(who), "desk");
	else
		(void)snprintf(who, sizeof(who), "uid %" PRId64, r->uid);
	(void)fprintf(out, "%6" PRIu64 "  %s  %-9s ", r->seq, rv_time_format(r->utc_ms, at), who);
	print_clean(out, &r->type, 24);
	(void)fprintf(out, "%*s", r->type.n < 15 ? 16 - (int)r->type.n : 1, "");
	print_clean(out, &r->subject, RV_EVENT_SUBJECT);
	(void)fputs(r->subject.n > 0 && r->payload.n > 0 ? "  " : "", out);
	print_clean(out, &r->payload, PAYLOAD_SHOWN);
	(void)fputc('\n', out);
}

static void print_field(FILE *out, const rv_bytes *b)
{
	const bool quoted = b->n > 0 && strcspn(b->p, ",\"\r\n") < b->n;
	(void)fputs(quoted ? ",\"" : ",", out);
	for (size_t i = 0; i < b->n; i++) {
		if (b->p[i] == '"')
			(void)fputc('"', out);
		(void)fputc((unsigned char)b->p[i], out);
	}
	(void)fputs(quoted ? "\"" : "", out);
}

static void print_csv(FILE *out, const rv_journal_row *r)
{
	char at[RV_TIME_TEXT], prev[RV_HASH_HEX], hash[RV_HASH_HEX];
	(void)fprintf(out,
		      "%" PRIu64 ",%s,%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64,
		      r->seq, rv_time_format(r->utc_ms, at), r->utc_ms, r->elapsed_ms, r->run_id,
		      r->uid, r->conn);
	print_field(out, &r->type);
	print_field(out, &r->subject);
	print_field(out, &r->key[0]);
	print_field(out, &r->key[1]);
	print_field(out, &r->payload);
	(void)fprintf(out, ",%s,%s\n", rv_hex_format(r->prev, RV_HASH_BYTES, prev),
		      rv_hex_format(r->hash, RV_HASH_BYTES, hash));
}

static bool fill_json(cJSON *o, const rv_journal_row *r)
{
	char at[RV_TIME_TEXT], prev[RV_HASH_HEX], hash[RV_HASH_HEX];
	return rv_json_put_i64(o, "seq", (int64_t)r->seq) &&
	       rv_json_put_text(o, "utc", rv_time_format(r->utc_ms, at)) &&
	       rv_json_put_i64(o, "utc_ms", r->utc_ms) &&
	       rv_json_put_i64(o, "elapsed_ms", r->elapsed_ms) &&
	       rv_json_put_i64(o, "run_id", r->run_id) && rv_json_put_i64(o, "uid", r->uid) &&
	       rv_json_put_i64(o, "conn", r->conn) && rv_json_put_text(o, "type", r->type.p) &&
	       rv_json_put_text(o, "subject", r->subject.p) &&
	       rv_json_put_text(o, "key1", r->key[0].p) &&
	       rv_json_put_text(o, "key2", r->key[1].p) &&
	       rv_json_put_text(o, "payload", r->payload.p) &&
	       rv_json_put_text(o, "prev_hash", rv_hex_format(r->prev, RV_HASH_BYTES, prev)) &&
	       rv_json_put_text(o, "hash", rv_hex_format(r->hash, RV_HASH_BYTES, hash));
}

/* One event at a time: a journal of years is never one tree in memory. */
static rv_status print_json(FILE *out, const rv_journal_row *r, bool first)
{
	cJSON *o = cJSON_CreateObject();
	char *text = o && fill_json(o, r) ? cJSON_PrintUnformatted(o) : NULL;
	cJSON_Delete(o);
	if (!text)
		return RV_ENOMEM;
	(void)fprintf(out, "%s\n%s", first ? "" : ",", text);
	cJSON_free(text);
	return RV_OK;
}

rv_status rv_journal_print(rv_journal_printer *p, const rv_journal_row *r)
{
	rv_status st = RV_OK;
	if (p->format == RV_JOURNAL_LINES)
		print_line(p->out, r);
	else if (p->format == RV_JOURNAL_CSV)
		print_csv(p->out, r);
	else
		st = print_json(p->out, r, p->n == 0);
	p->n++;
	return st;
}

/* Programs as canonical text and back; see program.h. */
#include "engine/book/program.h"

#include "engine/base/num.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { WORD_TEXT = 64, LINE_TEXT = 320, WANT_TEXT = RV_SUB_N * 21 + 1 };

typedef struct writer {
	char *out;
	size_t len;
} writer;

RV_PRINTF(2, 3)
static void put(writer *w, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const int n = vsnprintf(w->out + w->len, RV_PROGRAM_TEXT - w->len, fmt, ap);
	va_end(ap);
	if (n > 0 && (size_t)n < RV_PROGRAM_TEXT - w->len)
		w->len += (size_t)n;
}

/* A name as one word: what is not printable, or a blank, becomes '?'. */
static const char *word(const char *s, size_t cap, char out[WORD_TEXT])
{
	size_t n = 0;
	for (; n < cap && s[n] && n < WORD_TEXT - 1; n++)
		out[n] = s[n] > ' ' && s[n] < 0x7f ? s[n] : '?';
	out[n] = '\0';
	return out;
}

static const char *side_word(int side)
{
	if (side == 0)
		return "cross";
	return side > 0 ? "buy" : "sell";
}

static const char *wants(const rv_program_leg *l, char out[WANT_TEXT])
{
	size_t at = 0;
	for (int s = 0; s < RV_SUB_N; s++)
		at += (size_t)snprintf(out + at, WANT_TEXT - at, "%s%" PRId64, s ? " " : "",
				       l->want[s]);
	return out;
}

static void put_leg(writer *w, size_t i, const rv_program_leg *l)
{
	char symbol[WORD_TEXT], want[WANT_TEXT];
	put(w,
	    "leg.%zu.symbol %s\nleg.%zu.asset %d\nleg.%zu.sz_decimals %d\nleg.%zu.side %s\n"
	    "leg.%zu.lots %" PRId64 "\nleg.%zu.worst_px %" PRId64 "\nleg.%zu.mid_px %" PRId64 "\n",
	    i, word(l->symbol, sizeof(l->symbol), symbol), i, l->asset, i, l->sz_decimals, i,
	    side_word(l->side), i, l->lots, i, l->worst_px, i, l->mid_px);
	put(w,
	    "leg.%zu.reduce_only %d\nleg.%zu.from_utc_ms %" PRId64 "\nleg.%zu.to_utc_ms %" PRId64
	    "\nleg.%zu.want %s\nleg.%zu.excluded %d\n",
	    i, l->reduce_only ? 1 : 0, i, l->from_utc_ms, i, l->to_utc_ms, i, wants(l, want), i,
	    l->excluded ? 1 : 0);
}

static void put_head(writer *w, const rv_program *p)
{
	char book[WORD_TEXT], account[WORD_TEXT], phase[WORD_TEXT], date[RV_TIME_TEXT];
	put(w,
	    "rvdesk program 1\nvenue %s\nbook %s\naccount %s\nprogram %" PRIu64 "\nversion %u\n"
	    "phase %s\nrun_date %s\ncreated_utc_ms %" PRId64 "\nexpires_utc_ms %" PRId64
	    "\nmandate_end_utc_ms %" PRId64 "\n",
	    p->paper ? "paper" : "real", word(p->book, sizeof(p->book), book),
	    word(p->account, sizeof(p->account), account), p->id, p->version,
	    word(p->phase, sizeof(p->phase), phase), rv_time_format_date(p->run_date_ms, date),
	    p->created_utc_ms, p->expires_utc_ms, p->mandate_end_utc_ms);
	char a[RV_NUM_TEXT], b[RV_NUM_TEXT], c[RV_NUM_TEXT], d[RV_NUM_TEXT];
	put(w,
	    "envelope_total %s\nenvelope_leg %s\nenvelope_leg_nav %s\nenvelope_flip_nav %s\n"
	    "legs %zu\n",
	    rv_num_format(p->envelope.total_share, a), rv_num_format(p->envelope.leg_share, b),
	    rv_num_format(p->envelope.leg_nav, c), rv_num_format(p->envelope.flip_nav, d), p->n);
}

size_t rv_program_canonical(const rv_program *p, char out[RV_PROGRAM_TEXT])
{
	writer w = { out, 0 };
	out[0] = '\0';
	put_head(&w, p);
	for (size_t i = 0; i < p->n && i < RV_PROGRAM_LEGS; i++)
		put_leg(&w, i + 1, &p->legs[i]);
	return w.len;
}

void rv_program_digest(const rv_program *p, uint8_t out[RV_SHA256_BYTES])
{
	char text[RV_PROGRAM_TEXT];
	rv_sha256(text, rv_program_canonical(p, text), out);
}

/* What is left of a text; ok turns false at the first line that is not as it should be. */
typedef struct reader {
	const char *at, *end;
	bool ok;
} reader;

/* The value of the next line, whose key is to be `key`; an empty string when it is not. */
static const char *take(reader *r, const char *key, char out[LINE_TEXT])
{
	const size_t k = strlen(key);
	const char *eol = memchr(r->at, '\n', (size_t)(r->end - r->at));
	out[0] = '\0';
	if (!r->ok || !eol || (size_t)(eol - r->at) < k + 1 || memcmp(r->at, key, k) != 0 ||
	    r->at[k] != ' ' || (size_t)(eol - r->at) - k - 1 >= LINE_TEXT) {
		r->ok = false;
		return out;
	}
	const size_t n = (size_t)(eol - r->at) - k - 1;
	memcpy(out, r->at + k + 1, n);
	out[n] = '\0';
	r->ok = strlen(out) == n;
	r->at = eol + 1;
	return out;
}

static void take_word(reader *r, const char *key, char *out, size_t cap)
{
	char line[LINE_TEXT];
	(void)take(r, key, line);
	r->ok = r->ok && strlen(line) < cap;
	(void)snprintf(out, cap, "%s", r->ok ? line : "");
}

static int64_t take_i64(reader *r, const char *key, int64_t least, int64_t most)
{
	char line[LINE_TEXT];
	int64_t v = 0;
	(void)take(r, key, line);
	if (!r->ok || rv_num_parse_i64(line, strlen(line), &v) != RV_OK || v < least || v > most)
		r->ok = false;
	return r->ok ? v : 0;
}

static double take_num(reader *r, const char *key)
{
	char line[LINE_TEXT];
	double v = 0.0;
	(void)take(r, key, line);
	if (!r->ok || rv_num_parse(line, strlen(line), &v) != RV_OK)
		r->ok = false;
	return r->ok ? v : 0.0;
}

/* The index of the value among some words. */
static int take_choice(reader *r, const char *key, const char *const *words, int n)
{
	char line[LINE_TEXT];
	(void)take(r, key, line);
	for (int i = 0; i < n && r->ok; i++) {
		if (strcmp(line, words[i]) == 0)
			return i;
	}
	r->ok = false;
	return 0;
}

/* An unsigned number may be above int64. */
static uint64_t take_u64(reader *r, const char *key)
{
	char line[LINE_TEXT];
	uint64_t v = 0;
	(void)take(r, key, line);
	r->ok = r->ok && line[0] != '\0';
	for (const char *c = line; *c && r->ok; c++) {
		r->ok = *c >= '0' && *c <= '9' && !__builtin_mul_overflow(v, 10U, &v) &&
			!__builtin_add_overflow(v, (uint64_t)(*c - '0'), &v);
	}
	return r->ok ? v : 0;
}

static void take_head(reader *r, rv_program *p)
{
	static const char *const venues[] = { "real", "paper" };
	char date[LINE_TEXT];
	bool is_date = false;
	take_word(r, "rvdesk", date, sizeof(date));
	r->ok = r->ok && strcmp(date, "program 1") == 0;
	p->paper = take_choice(r, "venue", venues, 2) == 1;
	take_word(r, "book", p->book, sizeof(p->book));
	take_word(r, "account", p->account, sizeof(p->account));
	p->id = take_u64(r, "program");
	p->version = (unsigned)take_i64(r, "version", 0, UINT32_MAX);
	take_word(r, "phase", p->phase, sizeof(p->phase));
	(void)take(r, "run_date", date);
	if (!r->ok || rv_time_parse(date, &p->run_date_ms, &is_date) != RV_OK || !is_date)
		r->ok = false;
	p->created_utc_ms = take_i64(r, "created_utc_ms", INT64_MIN, INT64_MAX);
	p->expires_utc_ms = take_i64(r, "expires_utc_ms", INT64_MIN, INT64_MAX);
	p->mandate_end_utc_ms = take_i64(r, "mandate_end_utc_ms", INT64_MIN, INT64_MAX);
	p->envelope.total_share = take_num(r, "envelope_total");
	p->envelope.leg_share = take_num(r, "envelope_leg");
	p->envelope.leg_nav = take_num(r, "envelope_leg_nav");
	p->envelope.flip_nav = take_num(r, "envelope_flip_nav");
	p->n = (size_t)take_i64(r, "legs", 0, RV_PROGRAM_LEGS);
}

static void take_wants(reader *r, const char *key, rv_program_leg *l)
{
	char line[LINE_TEXT];
	const char *at = take(r, key, line);
	for (int s = 0; s < RV_SUB_N && r->ok; s++) {
		const size_t n = strcspn(at, " ");
		r->ok = rv_num_parse_i64(at, n, &l->want[s]) == RV_OK;
		at += n;
		if (s < RV_SUB_N - 1 && r->ok) {
			r->ok = *at == ' ';
			at++;
		}
	}
	r->ok = r->ok && *at == '\0';
}

static void take_leg(reader *r, size_t i, rv_program_leg *l)
{
	static const char *const sides[] = { "sell", "cross", "buy" };
	char key[40];
#define KEY(name) ((void)snprintf(key, sizeof(key), "leg.%zu.%s", i, name), key)
	take_word(r, KEY("symbol"), l->symbol, sizeof(l->symbol));
	l->asset = (int)take_i64(r, KEY("asset"), INT32_MIN, INT32_MAX);
	l->sz_decimals = (int)take_i64(r, KEY("sz_decimals"), INT32_MIN, INT32_MAX);
	l->side = take_choice(r, KEY("side"), sides, 3) - 1;
	l->lots = take_i64(r, KEY("lots"), INT64_MIN, INT64_MAX);
	l->worst_px = take_i64(r, KEY("worst_px"), INT64_MIN, INT64_MAX);
	l->mid_px = take_i64(r, KEY("mid_px"), INT64_MIN, INT64_MAX);
	l->reduce_only = take_i64(r, KEY("reduce_only"), 0, 1) == 1;
	l->from_utc_ms = take_i64(r, KEY("from_utc_ms"), INT64_MIN, INT64_MAX);
	l->to_utc_ms = take_i64(r, KEY("to_utc_ms"), INT64_MIN, INT64_MAX);
	take_wants(r, KEY("want"), l);
	l->excluded = take_i64(r, KEY("excluded"), 0, 1) == 1;
#undef KEY
}

/* Read, then written again: only the canonical text of a program is one. */
rv_status rv_program_parse(const char *text, size_t n, rv_program *out)
{
	char again[RV_PROGRAM_TEXT];
	reader r = { text, text + n, true };
	rv_program p;
	memset(&p, 0, sizeof(p));
	take_head(&r, &p);
	for (size_t i = 0; i < p.n && r.ok; i++)
		take_leg(&r, i + 1, &p.legs[i]);
	if (!r.ok || r.at != r.end || rv_program_canonical(&p, again) != n ||
	    memcmp(again, text, n) != 0)
		return RV_EPARSE;
	*out = p;
	return RV_OK;
}

/* Programs as canonical text and back; see program.h. */
#include "engine/book/program.h"

#include "engine/base/num.h"
#include "engine/book/lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { WORD_TEXT = 64, WANT_TEXT = RV_SUB_N * 21 + 1 };

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

static void take_head(rv_lines *r, rv_program *p)
{
	static const char *const venues[] = { "real", "paper" };
	char date[RV_LINE_MAX];
	bool is_date = false;
	rv_lines_text(r, "rvdesk", date, sizeof(date));
	r->ok = r->ok && strcmp(date, "program 1") == 0;
	p->paper = rv_lines_choice(r, "venue", venues, 2) == 1;
	rv_lines_text(r, "book", p->book, sizeof(p->book));
	rv_lines_text(r, "account", p->account, sizeof(p->account));
	p->id = rv_lines_u64(r, "program");
	p->version = (unsigned)rv_lines_i64(r, "version", 0, UINT32_MAX);
	rv_lines_text(r, "phase", p->phase, sizeof(p->phase));
	(void)rv_lines_take(r, "run_date", date);
	if (!r->ok || rv_time_parse(date, &p->run_date_ms, &is_date) != RV_OK || !is_date)
		r->ok = false;
	p->created_utc_ms = rv_lines_i64(r, "created_utc_ms", INT64_MIN, INT64_MAX);
	p->expires_utc_ms = rv_lines_i64(r, "expires_utc_ms", INT64_MIN, INT64_MAX);
	p->mandate_end_utc_ms = rv_lines_i64(r, "mandate_end_utc_ms", INT64_MIN, INT64_MAX);
	p->envelope.total_share = rv_lines_num(r, "envelope_total");
	p->envelope.leg_share = rv_lines_num(r, "envelope_leg");
	p->envelope.leg_nav = rv_lines_num(r, "envelope_leg_nav");
	p->envelope.flip_nav = rv_lines_num(r, "envelope_flip_nav");
	p->n = (size_t)rv_lines_i64(r, "legs", 0, RV_PROGRAM_LEGS);
}

static void take_wants(rv_lines *r, const char *key, rv_program_leg *l)
{
	char line[RV_LINE_MAX];
	const char *at = rv_lines_take(r, key, line);
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

static void take_leg(rv_lines *r, size_t i, rv_program_leg *l)
{
	static const char *const sides[] = { "sell", "cross", "buy" };
	char key[40];
#define KEY(name) ((void)snprintf(key, sizeof(key), "leg.%zu.%s", i, name), key)
	rv_lines_text(r, KEY("symbol"), l->symbol, sizeof(l->symbol));
	l->asset = (int)rv_lines_i64(r, KEY("asset"), INT32_MIN, INT32_MAX);
	l->sz_decimals = (int)rv_lines_i64(r, KEY("sz_decimals"), INT32_MIN, INT32_MAX);
	l->side = rv_lines_choice(r, KEY("side"), sides, 3) - 1;
	l->lots = rv_lines_i64(r, KEY("lots"), INT64_MIN, INT64_MAX);
	l->worst_px = rv_lines_i64(r, KEY("worst_px"), INT64_MIN, INT64_MAX);
	l->mid_px = rv_lines_i64(r, KEY("mid_px"), INT64_MIN, INT64_MAX);
	l->reduce_only = rv_lines_i64(r, KEY("reduce_only"), 0, 1) == 1;
	l->from_utc_ms = rv_lines_i64(r, KEY("from_utc_ms"), INT64_MIN, INT64_MAX);
	l->to_utc_ms = rv_lines_i64(r, KEY("to_utc_ms"), INT64_MIN, INT64_MAX);
	take_wants(r, KEY("want"), l);
	l->excluded = rv_lines_i64(r, KEY("excluded"), 0, 1) == 1;
#undef KEY
}

/* Read, then written again: only the canonical text of a program is one. */
rv_status rv_program_parse(const char *text, size_t n, rv_program *out)
{
	char again[RV_PROGRAM_TEXT];
	rv_lines r = rv_lines_of(text, n);
	rv_program p;
	memset(&p, 0, sizeof(p));
	take_head(&r, &p);
	for (size_t i = 0; i < p.n && r.ok; i++)
		take_leg(&r, i + 1, &p.legs[i]);
	if (!r.ok || rv_program_canonical(&p, again) != n || memcmp(again, text, n) != 0)
		return RV_EPARSE;
	*out = p;
	return RV_OK;
}

/* Overrides as canonical text and in words; see overrides.h. */
#include "engine/book/overrides_internal.h"

#include "engine/base/num.h"
#include "engine/book/lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LINE_TEXT = 160 };

static const char *values(const rv_override *o, char out[LINE_TEXT])
{
	const override_form *f = override_form_of(o->kind);
	size_t at = 0;
	char num[RV_NUM_TEXT];
	(void)snprintf(out, LINE_TEXT, "-");
	for (int k = 0; f && k < f->values; k++)
		at += (size_t)snprintf(out + at, LINE_TEXT - at, "%s%s", k ? " " : "",
				       rv_num_format(o->value[k], num));
	return out;
}

static const char *or_dash(const char *s)
{
	return s[0] ? s : "-";
}

size_t rv_override_canonical(const rv_override *o, char out[RV_OVERRIDE_TEXT])
{
	char value[LINE_TEXT];
	const int n = snprintf(out, RV_OVERRIDE_TEXT,
			       "rvdesk override 1\nid %" PRIu64
			       "\nkind %s\nsub %s\nsymbol %.*s\nvalue %s\nword %.*s\n"
			       "set_utc_ms %" PRId64 "\nexpires_utc_ms %" PRId64 "\nuid %" PRId64
			       "\nreason %.*s\n",
			       o->id, rv_override_kind_name(o->kind),
			       o->sub == RV_SUB_N ? "-" : rv_sub_name(o->sub),
			       (int)sizeof(o->symbol) - 1, or_dash(o->symbol), values(o, value),
			       (int)sizeof(o->word) - 1, or_dash(o->word), o->set_utc_ms,
			       o->expires_utc_ms, o->uid, (int)sizeof(o->reason) - 1, o->reason);
	return n > 0 ? (size_t)n : 0;
}

/* Text, or "-" for none. */
static void take_or_none(rv_lines *r, const char *key, char *out, size_t cap)
{
	rv_lines_text(r, key, out, cap);
	if (strcmp(out, "-") == 0)
		out[0] = '\0';
}

static void take_values(rv_lines *r, rv_override *o)
{
	const override_form *f = override_form_of(o->kind);
	char line[RV_LINE_MAX];
	const char *at = rv_lines_take(r, "value", line);
	if (!r->ok || !f || (f->values == 0 && strcmp(line, "-") == 0))
		return;
	for (int k = 0; k < f->values && r->ok; k++) {
		const size_t n = strcspn(at, " ");
		r->ok = rv_num_parse(at, n, &o->value[k]) == RV_OK;
		at += n + (at[n] == ' ' ? 1 : 0);
	}
	r->ok = r->ok && *at == '\0';
}

static void take_names(rv_lines *r, rv_override *o)
{
	char line[RV_LINE_MAX];
	(void)rv_lines_take(r, "kind", line);
	if (!r->ok || rv_override_kind_of(line, &o->kind) != RV_OK)
		r->ok = false;
	(void)rv_lines_take(r, "sub", line);
	o->sub = RV_SUB_N;
	if (r->ok && strcmp(line, "-") != 0)
		r->ok = rv_sub_of_name(line, &o->sub) == RV_OK;
	take_or_none(r, "symbol", o->symbol, sizeof(o->symbol));
}

rv_status rv_override_parse(const char *text, size_t n, rv_override *out)
{
	char line[RV_LINE_MAX], again[RV_OVERRIDE_TEXT];
	rv_lines r = rv_lines_of(text, n);
	rv_override o;
	memset(&o, 0, sizeof(o));
	(void)rv_lines_take(&r, "rvdesk", line);
	r.ok = r.ok && strcmp(line, "override 1") == 0;
	o.id = rv_lines_u64(&r, "id");
	take_names(&r, &o);
	take_values(&r, &o);
	take_or_none(&r, "word", o.word, sizeof(o.word));
	o.set_utc_ms = rv_lines_i64(&r, "set_utc_ms", INT64_MIN, INT64_MAX);
	o.expires_utc_ms = rv_lines_i64(&r, "expires_utc_ms", INT64_MIN, INT64_MAX);
	o.uid = rv_lines_i64(&r, "uid", INT64_MIN, INT64_MAX);
	rv_lines_text(&r, "reason", o.reason, sizeof(o.reason));
	if (!r.ok || rv_override_canonical(&o, again) != n || memcmp(again, text, n) != 0 ||
	    rv_override_check(&o, NULL) != RV_OK)
		return RV_EPARSE;
	*out = o;
	return RV_OK;
}

const char *rv_override_words(const rv_override *o, char out[RV_OVERRIDE_REASON])
{
	static const char *const verbs[RV_OVERRIDE_N] = {
		"pinned at",	 "capped at", "excluded",	"flattened",
		"scaled by",	 "regime",    "factor weights", "leverage factor",
		"hedge trigger", "paused",    "auto-hedge"
	};
	const override_form *f = override_form_of(o->kind);
	char value[LINE_TEXT];
	const char *sub = o->sub == RV_SUB_N ? "" : rv_sub_name(o->sub);
	(void)snprintf(out, RV_OVERRIDE_REASON, "%s%s%s%s%s%s%s", sub, sub[0] ? " " : "", o->symbol,
		       o->symbol[0] ? " " : "", f ? verbs[o->kind] : "?",
		       (f && f->values) || o->word[0] ? " " : "",
		       f && f->values ? values(o, value) : o->word);
	return out;
}

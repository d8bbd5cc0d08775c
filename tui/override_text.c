/* Overrides in words; see override_text.h. */
#include "tui/override_text.h"

#include <stdio.h>
#include <string.h>

#include "tui/money.h"

bool rv_override_holds(const rv_scene *s, const rv_override *o)
{
	return s->utc_now < o->expires_utc_ms;
}

size_t rv_overrides_held(const rv_scene *s)
{
	size_t n = 0;

	for (size_t i = 0; s->v && i < s->v->overrides.set.n; i++)
		n += rv_override_holds(s, &s->v->overrides.set.o[i]);
	return n;
}

bool rv_override_of_coin(const rv_scene *s, const char *symbol)
{
	for (size_t i = 0; s->v && i < s->v->overrides.set.n; i++) {
		const rv_override *o = &s->v->overrides.set.o[i];
		if (rv_override_holds(s, o) && strcmp(o->symbol, symbol) == 0)
			return true;
	}
	return false;
}

const char *rv_override_line(const rv_scene *s, const rv_override *o, char buf[RV_OVERRIDE_LINE])
{
	char words[RV_OVERRIDE_REASON], left[RV_FMT_TEXT];

	(void)snprintf(buf, RV_OVERRIDE_LINE, "override %llu: %s, %s left",
		       (unsigned long long)o->id, rv_override_words(o, words),
		       rv_fmt_left(o->expires_utc_ms - s->utc_now, left));
	return buf;
}

const char *rv_override_brief(const rv_scene *s, const rv_override *o, char buf[RV_OVERRIDE_LINE])
{
	static const char *const known[] = { "regime ", "hedge " };
	char text[RV_OVERRIDE_REASON], left[RV_FMT_TEXT];
	const char *words = rv_override_words(o, text);

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const size_t n = strlen(known[i]);
		words += strncmp(words, known[i], n) == 0 ? n : 0;
	}
	(void)snprintf(buf, RV_OVERRIDE_LINE, "by hand: %s, %s left", words,
		       rv_fmt_left(o->expires_utc_ms - s->utc_now, left));
	return buf;
}

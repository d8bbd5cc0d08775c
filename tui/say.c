/* One line that the console says to the operator; see say.h. */
#include "tui/say.h"

#include <stdarg.h>
#include <stdio.h>

void rv_say_set(rv_say *s, int64_t now_mono, rv_role role, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(s->text, sizeof(s->text), fmt, ap); /* cut is fine */
	va_end(ap);
	s->role = role;
	s->until_mono = now_mono + RV_SAY_MS;
}

bool rv_say_on(const rv_say *s, int64_t now_mono)
{
	return s->text[0] && now_mono < s->until_mono;
}

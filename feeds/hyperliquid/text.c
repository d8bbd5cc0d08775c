/* Text into a caller's buffer; see text.h. */
#include "feeds/hyperliquid/text.h"

#include <stdarg.h>
#include <stdio.h>

void rv_hl_text_put(rv_hl_text *t, const char *fmt, ...)
{
	va_list ap;
	if (t->full)
		return;
	va_start(ap, fmt);
	const int k = vsnprintf(t->p + t->n, t->cap - t->n, fmt, ap);
	va_end(ap);
	if (k < 0 || (size_t)k >= t->cap - t->n)
		t->full = true;
	else
		t->n += (size_t)k;
}

rv_status rv_hl_text_end(const rv_hl_text *t, size_t *n)
{
	if (t->full)
		return RV_EFULL;
	*n = t->n;
	return RV_OK;
}

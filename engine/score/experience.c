/* What the desk has learnt from its trades; see experience.h. */
#include "engine/score/experience.h"

#include <string.h>

const rv_experience_symbol *rv_experience_find(const rv_experience *e, const char *symbol)
{
	size_t lo = 0, hi = e ? e->n : 0;
	const size_t n = hi;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (strcmp(e->symbols[mid].symbol, symbol) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && strcmp(e->symbols[lo].symbol, symbol) == 0 ? &e->symbols[lo] : NULL;
}

/* Feed events; see events.h. */
#include "engine/market/events.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static size_t item_size(rv_md_kind kind)
{
	switch (kind) {
	case RV_MD_INSTRUMENTS:
		return sizeof(rv_instrument);
	case RV_MD_MCAP:
		return sizeof(rv_mcap);
	case RV_MD_FUNDING:
	case RV_MD_FUNDING_RESET:
		return sizeof(rv_funding);
	case RV_MD_BARS:
	case RV_MD_BARS_RESET:
	case RV_MD_PROGRESS:
		break;
	}
	return sizeof(rv_bar);
}

rv_status rv_md_new(rv_md_kind kind, const char *symbol, size_t n, rv_md **out)
{
	const size_t head =
		(sizeof(rv_md) + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	if (n > (SIZE_MAX - head) / item_size(kind))
		return RV_ERANGE;
	rv_md *md = calloc(1, head + n * item_size(kind));
	if (!md)
		return RV_ENOMEM;
	md->kind = kind;
	md->n = n;
	md->u.raw = (char *)md + head;
	if (symbol)
		(void)snprintf(md->symbol, sizeof(md->symbol), "%s", symbol);
	*out = md;
	return RV_OK;
}

void rv_md_free(rv_md *md)
{
	free(md);
}

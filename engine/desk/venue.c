/* Reports of the venue port; see venue.h. */
#include "engine/desk/venue.h"

#include <stdlib.h>

static bool has_fills(rv_report_kind k)
{
	return k == RV_REPORT_FILLS_PAGE || k == RV_REPORT_STREAM_FILLS;
}

static bool has_records(rv_report_kind k)
{
	return k == RV_REPORT_ORDER_STATUS || k == RV_REPORT_OPEN_ORDERS ||
	       k == RV_REPORT_STREAM_ORDERS;
}

rv_status rv_venue_report_new(rv_report_kind kind, size_t n, rv_venue_report **out)
{
	if (n > RV_REPORT_ROWS || (n > 0 && !has_fills(kind) && !has_records(kind)))
		return RV_EINVAL;
	const size_t row = has_fills(kind) ? sizeof(rv_fill) : sizeof(rv_order_record);
	rv_venue_report *r = calloc(1, sizeof(*r) + n * row);
	if (!r)
		return RV_ENOMEM;
	r->kind = kind;
	r->n = n;
	if (n > 0 && has_fills(kind))
		r->fills = (rv_fill *)(void *)(r + 1);
	else if (n > 0)
		r->records = (rv_order_record *)(void *)(r + 1);
	*out = r;
	return RV_OK;
}

void rv_venue_report_free(rv_venue_report *r)
{
	free(r); /* the rows are behind it */
}

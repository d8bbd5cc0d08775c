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

static bool has_transfers(rv_report_kind k)
{
	return k == RV_REPORT_TRANSFERS;
}

/* Bytes of a row of its kind; 0: it has none. */
static size_t row_of(rv_report_kind k)
{
	return has_fills(k)	  ? sizeof(rv_fill)
	       : has_records(k)	  ? sizeof(rv_order_record)
	       : has_transfers(k) ? sizeof(rv_transfer)
				  : 0;
}

rv_status rv_venue_report_new(rv_report_kind kind, size_t n, rv_venue_report **out)
{
	const size_t row = row_of(kind);
	if (n > RV_REPORT_ROWS || (n > 0 && row == 0))
		return RV_EINVAL;
	rv_venue_report *r = calloc(1, sizeof(*r) + n * row);
	if (!r)
		return RV_ENOMEM;
	void *rows = n > 0 ? r + 1 : NULL;
	r->kind = kind;
	r->n = n;
	r->fills = has_fills(kind) ? rows : NULL;
	r->records = has_records(kind) ? rows : NULL;
	r->transfers = has_transfers(kind) ? rows : NULL;
	*out = r;
	return RV_OK;
}

void rv_venue_report_free(rv_venue_report *r)
{
	free(r); /* the rows are behind it */
}

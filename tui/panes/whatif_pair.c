/* See whatif_pair.h. */
#include "tui/panes/whatif_pair.h"

#include <math.h>

void rv_write_pair(rv_writer *wr, const char *name, const char *before, const char *after,
		   bool differs)
{
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "%s", name);
		rv_canvas_text_right(wr->c, RV_PAIR_NAME, y, RV_PAIR_SIDE, RV_ROLE_TEXT, 0, before);
		rv_canvas_text_right(wr->c, RV_PAIR_NAME + RV_PAIR_SIDE, y, RV_PAIR_SIDE,
				     differs ? RV_ROLE_TITLE : RV_ROLE_TEXT,
				     differs ? RV_ATTR_BOLD : 0, after);
	}
	rv_write_next(wr);
}

bool rv_pair_differs(double a, double b)
{
	return a < b || a > b || isnan(a) != isnan(b);
}

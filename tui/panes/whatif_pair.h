/* A line with a name and two values, of without and with; bold where they differ. */
#ifndef RV_TUI_PANES_WHATIF_PAIR_H
#define RV_TUI_PANES_WHATIF_PAIR_H

#include "tui/panes/writer.h"

enum { RV_PAIR_NAME = 14, RV_PAIR_SIDE = 18 };

void rv_write_pair(rv_writer *wr, const char *name, const char *before, const char *after,
		   bool differs);
bool rv_pair_differs(double a, double b); /* two unknown ones do not */

#endif

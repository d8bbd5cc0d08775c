/* Values of the table's columns; shared by the files of tui/table and nobody else. */
#ifndef RV_TUI_TABLE_IMPL_H
#define RV_TUI_TABLE_IMPL_H

#include "tui/table.h"

/* Of the column that is sorted by; NaN unknown. */
double rv_table_value(const rv_table *t, const rv_scene *s, const rv_view_row *r, size_t row);

#endif

/*
 * An export as CSV and as JSON. CSV: a line of heads "name [unit]", then a row a line; before the
 * pane's own columns stand the snapshot's UTC time and its age when it was asked for. JSON: one
 * object with those two, pane, screen, environment, account, columns and rows. Numbers are the
 * shortest text that reads back to the same double, decimals exact; unknown is an empty cell or
 * null. Any thread.
 */
#ifndef RV_APP_EXPORT_TEXT_H
#define RV_APP_EXPORT_TEXT_H

#include "engine/base/status.h"
#include "tui/export.h"

#include <stdio.h>

/* Whether everything has arrived is asked of the stream by whoever closes it. */
void rv_export_csv(const rv_export *e, FILE *f);
/* RV_ENOMEM: nothing was written. */
RV_NODISCARD rv_status rv_export_json(const rv_export *e, FILE *f);

#endif

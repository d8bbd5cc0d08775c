/*
 * `rvdesk status` as one JSON object, and that object as plain lines. Pure; any thread that holds
 * the snapshot.
 *
 * Ages are of the snapshot's time in desk ms; snapshot_age_ms says how old that is. Sizes in coins,
 * prices and values in USD, null for unknown. docs/control.md.
 */
#ifndef RV_APP_SCRIPT_STATUS_JSON_H
#define RV_APP_SCRIPT_STATUS_JSON_H

#include "app/control/hello.h"
#include "engine/run/view.h"

#include <cjson/cJSON.h>
#include <stdio.h>

enum { RV_STATUS_SCHEMA = 1 };

/* w: of the desk that the snapshot is of. Caller deletes *out. */
RV_NODISCARD rv_status rv_status_json(const rv_view *v, const rv_welcome *w, int64_t now_mono_ms,
				      cJSON **out);

/* "a.b.0.c VALUE", one line for each number, text or boolean of it; "--" for null. */
void rv_status_plain(FILE *out, const cJSON *object);

#endif

/*
 * The desk in words for a person at a shell: `rvdesk status` and `rvdesk show ID`. Plain text, a
 * line for each thing, control bytes never. Any thread that holds the snapshot.
 */
#ifndef RV_APP_SCRIPT_STATUS_TEXT_H
#define RV_APP_SCRIPT_STATUS_TEXT_H

#include "app/control/hello.h"
#include "app/script/find_item.h"
#include "engine/run/view.h"

#include <stdio.h>

void rv_status_text_print(FILE *out, const rv_view *v, const rv_welcome *w, int64_t now_mono_ms);

/* Everything of what was found that a grant is about, its digest in full. False: nothing was. */
bool rv_status_show(FILE *out, const rv_view *v, const rv_found_item *f);

#endif

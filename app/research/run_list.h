/*
 * Which runs there are in a folder: its folders with a kpis.json, which a report gets last of all
 * of its files or with them (app/research/file_set.h). Names that a screen cannot show and those
 * that begin with a dot are left out. One thread.
 */
#ifndef RV_APP_RESEARCH_RUN_LIST_H
#define RV_APP_RESEARCH_RUN_LIST_H

#include "engine/run/research_view.h"

typedef struct rv_run_list {
	size_t n;     /* that there are */
	size_t shown; /* of them in the lists, newest first */
	char names[RV_RESEARCH_RUNS][RV_RESEARCH_NAME];
	int64_t utc_ns[RV_RESEARCH_RUNS]; /* when the report was written */
} rv_run_list;

/* A folder that is not there has none. */
void rv_run_list_read(const char *dir, rv_run_list *out);

#endif

/*
 * The files that the page of a backtest is made of, app/research/page, as they were when the
 * program was built. Texts without a NUL at the end. Any thread.
 */
#ifndef RV_APP_RESEARCH_PAGE_FILES_H
#define RV_APP_RESEARCH_PAGE_FILES_H

#include <stddef.h>

typedef struct rv_page_file {
	const char *text;
	size_t n;
} rv_page_file;

typedef enum rv_page_part {
	RV_PAGE_HTML, /* with {{style}} {{data}} {{plot}} {{script}} where the others go */
	RV_PAGE_CSS,
	RV_PAGE_PLOT_CSS,
	RV_PAGE_PLOT_LICENSE,
	RV_PAGE_PLOT_JS,
	RV_PAGE_SCRIPT_FIRST, /* the page's own, in the order in which they run */
	RV_PAGE_SCRIPT_LAST = RV_PAGE_SCRIPT_FIRST + 5,
	RV_PAGE_PARTS
} rv_page_part;

rv_page_file rv_page_file_of(rv_page_part part);

#endif

/*
 * A headless Chromium for tests of pages: started with its debugging protocol on two pipes (no
 * port), one tab, a clock of its own. Its profile is in the folder of rv_tmp. Failures fail the
 * test, with what the browser said. One thread.
 */
#ifndef RV_TESTS_BROWSER_H
#define RV_TESTS_BROWSER_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct rv_browser rv_browser;

/* Whether there is one: $RVDESK_CHROMIUM or `chromium` in PATH. */
bool rv_browser_found(void);
rv_browser *rv_browser_start(void);
void rv_browser_stop(rv_browser *b);

/* Opens a file and waits for its load. Width and height in CSS pixels; a narrow one is a phone. */
void rv_browser_open(rv_browser *b, const char *path, int width, int height, bool dark);
/* Value of an expression of the page; the caller deletes it. A thrown error fails the test. */
cJSON *rv_browser_eval(rv_browser *b, const char *expression);
double rv_browser_number(rv_browser *b, const char *expression);
/* The caller frees. */
char *rv_browser_text(rv_browser *b, const char *expression);

/* Of the mouse, in CSS pixels of the window: "mouseMoved" "mousePressed" "mouseReleased". */
void rv_browser_mouse(rv_browser *b, const char *type, double x, double y, int clicks);
/* A key by its name ("ArrowLeft"), down and up. */
void rv_browser_key(rv_browser *b, const char *key);

/* The window as a PNG file. */
void rv_browser_picture(rv_browser *b, const char *path);

/* Since the file was opened: errors in the console and exceptions; requests for anything else. */
size_t rv_browser_errors(const rv_browser *b);
size_t rv_browser_requests(const rv_browser *b);
/* The newest of either, "" none. */
const char *rv_browser_last(const rv_browser *b);

#endif

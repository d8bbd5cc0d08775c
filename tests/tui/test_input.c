/* The input line: at every width and cursor position the cursor and the error can be seen. */
#include "tui/panes/panes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"

#define LONG_TEXT "rv>0.2 & bucket!=meme & fund<10 & (vol>1M | oi>2M) & prize<3"

static rv_ui *make(rv_ui_mode mode, const char *text)
{
	rv_ui *ui = calloc(1, sizeof(*ui));
	assert_non_null(ui);
	ui->mode = mode;
	rv_prompt_set(&ui->prompt, text);
	return ui;
}

/* Draws at that width; the line as ASCII in text, the column of the one reversed cell. */
static int draw(const rv_ui *ui, int w, char *text)
{
	rv_canvas *c = NULL;
	int cursor = -1;
	assert_int_equal(rv_canvas_new(w, 1, true, &c), RV_OK);
	rv_pane_input(ui, c, (rv_rect){ 0, 0, w, 1 });
	for (int x = 0; x < w; x++) {
		const rv_cell *cell = rv_canvas_at(c, x, 0);
		text[x] = (char)cell->ch;
		if (cell->attr & RV_ATTR_REVERSE) {
			assert_int_equal(cursor, -1);
			cursor = x;
		}
	}
	text[w] = '\0';
	rv_canvas_free(c);
	return cursor;
}

static void test_cursor_and_error_are_visible(void **state)
{
	(void)state;
	rv_ui *ui = make(RV_MODE_FILTER, LONG_TEXT);
	char text[256];
	ui->filter_error.pos = 53;
	(void)snprintf(ui->filter_error.text, sizeof(ui->filter_error.text), "%s",
		       "no such field: rv mark chg fund vol oi mom age bucket sym");
	for (int w = 40; w <= 200; w++) {
		for (size_t at = 0; at <= ui->prompt.len; at++) {
			ui->prompt.cursor = at;
			const int x = draw(ui, w, text);
			assert_true(x >= 0);
			assert_int_equal(text[x], at < ui->prompt.len ? LONG_TEXT[at] : ' ');
			assert_non_null(
				strstr(text, w < 60 ? " at 54: no" : " at 54: no such field"));
		}
	}
	free(ui);
}

static void test_whole_text_without_an_error(void **state)
{
	(void)state;
	rv_ui *ui = make(RV_MODE_FILTER, LONG_TEXT);
	char text[256];
	assert_int_equal(draw(ui, 80, text), 9 + (int)strlen(LONG_TEXT));
	assert_int_equal(strncmp(text, " filter: " LONG_TEXT " ", 10 + strlen(LONG_TEXT)), 0);
	free(ui);
}

static void test_find_says_no_match(void **state)
{
	(void)state;
	rv_ui *ui = make(RV_MODE_FIND, "DOGEDOGEDOGEDOGEDOGEDOGEDOGEDOGEDOGE");
	char text[256];
	assert_int_equal(draw(ui, 40, text), 39 - 1);
	assert_null(strstr(text, "no match"));
	ui->find_failed = true;
	assert_true(draw(ui, 40, text) > 0);
	assert_non_null(strstr(text, "E  no match"));
	free(ui);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cursor_and_error_are_visible),
		cmocka_unit_test(test_whole_text_without_an_error),
		cmocka_unit_test(test_find_says_no_match),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A screen of the desk against its golden file; see golden_scene.h. */
#include "tests/support/golden_scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/golden_screen.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

static void ignore(void *ctx, const rv_command *c)
{
	(void)ctx;
	(void)c;
}

static size_t key_length(const char *keys)
{
	return *keys == '{' ? (size_t)(strchr(keys, '}') - keys) + 1 : 1;
}

static void show(rv_desk *d, rv_canvas *c, const rv_view *v, int64_t now)
{
	rv_desk_update(d, v, now);
	rv_desk_draw(d, c);
	rv_desk_frame_sent(d, rv_desk_frame(d), now);
}

static void type(rv_desk *d, rv_canvas *c, rv_view *v, const char *keys)
{
	for (const char *k = keys; *k; k += key_length(k)) {
		char one[16];
		(void)snprintf(one, sizeof(one), "%.*s", (int)key_length(k), k);
		rv_fixture_next(v, 500);
		rv_fixture_trade_next(v, 500);
		show(d, c, v, v->mono_ms);
		rv_golden_type(d, one);
		show(d, c, v, v->mono_ms);
	}
}

void rv_golden_scene_check(const rv_golden_scene *s, void (*as_text)(const rv_canvas *c, char *out))
{
	const rv_sender to = { .sink = ignore, .nonce = 1 };
	rv_desk *d = NULL;
	rv_canvas *c = NULL;
	rv_view *v = rv_fixture_view();

	assert_non_null(v);
	s->prepare(v);
	assert_int_equal(rv_desk_new(&d), RV_OK);
	assert_int_equal(rv_canvas_new(s->cols, s->rows, s->ascii, &c), RV_OK);
	rv_desk_set_sender(d, &to);
	show(d, c, v, v->mono_ms);
	type(d, c, v, s->keys);
	show(d, c, v, v->mono_ms + s->later_ms);
	rv_golden_check(s->name, c, as_text);
	rv_canvas_free(c);
	rv_desk_free(d);
	free(v);
}

/* The desk on a bench; see desk_bench.h. */
#include "tests/support/desk_bench.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

int rv_bench_setup(void **state)
{
	rv_bench *b = calloc(1, sizeof(*b));

	if (!b || rv_desk_new(&b->d) != RV_OK ||
	    rv_canvas_new(RV_BENCH_COLS, RV_BENCH_ROWS, false, &b->c) != RV_OK)
		return -1;
	b->v = rv_fixture_view();
	b->newer = rv_fixture_view();
	if (!b->v || !b->newer)
		return -1;
	rv_desk_update(b->d, b->v, b->v->mono_ms);
	rv_desk_draw(b->d, b->c);
	*state = b;
	return 0;
}

void rv_bench_sink(void *ctx, const rv_command *c)
{
	rv_bench *b = ctx;

	assert_true(b->n_got < RV_BENCH_COMMANDS);
	b->got[b->n_got++] = *c;
}

int rv_bench_trade_setup(void **state)
{
	if (rv_bench_setup(state) != 0)
		return -1;
	rv_bench *b = *state;
	const rv_sender to = {
		.sink = rv_bench_sink, .ctx = b, .nonce = 7000, .uid = 1000, .conn = 3
	};
	rv_desk_set_sender(b->d, &to);
	rv_fixture_trade(b->v);
	rv_fixture_trade(b->newer);
	rv_bench_draw(b);
	return 0;
}

int rv_bench_teardown(void **state)
{
	rv_bench *b = *state;

	rv_desk_free(b->d);
	rv_canvas_free(b->c);
	free(b->v);
	free(b->newer);
	free(b);
	return 0;
}

const char *rv_bench_line(rv_bench *b, int y)
{
	int n = 0;

	for (int x = 0; x < rv_canvas_cols(b->c) && n + 1 < (int)sizeof(b->line); x++) {
		const wchar_t ch = rv_canvas_at(b->c, x, y)->ch;
		b->line[n++] = ch < 0x80 ? (char)ch : '~';
	}
	b->line[n] = '\0';
	return b->line;
}

int rv_bench_find(rv_bench *b, const char *text)
{
	for (int y = 0; y < rv_canvas_rows(b->c); y++) {
		if (strstr(rv_bench_line(b, y), text))
			return y;
	}
	return -1;
}

void rv_expect(rv_bench *b, const char *text)
{
	if (rv_bench_find(b, text) < 0)
		fail_msg("\"%s\" is not on the screen", text);
}

void rv_expect_not(rv_bench *b, const char *text)
{
	if (rv_bench_find(b, text) >= 0)
		fail_msg("\"%s\" is on the screen", text);
}

void rv_bench_draw(rv_bench *b)
{
	const int64_t now = b->v->mono_ms + b->later;

	rv_desk_update(b->d, b->v, now);
	rv_desk_draw(b->d, b->c);
	if (!b->unread)
		rv_desk_frame_sent(b->d, rv_desk_frame(b->d), now);
}

void rv_bench_wait(rv_bench *b, int64_t ms)
{
	rv_fixture_next(b->v, ms);
	rv_fixture_trade_next(b->v, ms);
	rv_bench_draw(b);
}

rv_desk_action rv_bench_key(rv_bench *b, int k)
{
	const rv_desk_action a = rv_desk_key_at(b->d, k, b->v->mono_ms + b->later);

	rv_bench_draw(b);
	return a;
}

void rv_bench_type(rv_bench *b, const char *text)
{
	for (; *text; text++)
		(void)rv_bench_key(b, *text);
}

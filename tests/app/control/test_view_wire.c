/*
 * Snapshots over the wire: byte for byte what was published, over a long random walk of them and
 * whatever the base; and nothing else is taken for one.
 */
#include "app/control/view_wire.h"
#include "engine/base/rng.h"
#include "tests/support/cm.h"
#include "tests/support/view_fixture.h"

#include <stdlib.h>
#include <string.h>

typedef struct wire {
	rv_view_packer *packer;
	rv_view_unpacker *unpacker;
	rv_view *now, *before, *got;
} wire;

static int setup(void **state)
{
	wire *w = calloc(1, sizeof(*w));
	if (!w)
		return -1;
	*state = w;
	w->now = rv_fixture_view();
	w->before = calloc(1, sizeof(*w->before));
	w->got = calloc(1, sizeof(*w->got));
	if (!w->now || !w->before || !w->got || rv_view_packer_new(&w->packer) != RV_OK)
		return -1;
	return rv_view_unpacker_new(&w->unpacker) == RV_OK ? 0 : -1;
}

static int teardown(void **state)
{
	wire *w = *state;
	rv_view_packer_free(w->packer);
	rv_view_unpacker_free(w->unpacker);
	free(w->now);
	free(w->before);
	free(w->got);
	free(w);
	return 0;
}

/* Packs now against before, and unpacks it over got, which is before. */
static void travel(wire *w, uint64_t base, uint64_t no, size_t *size)
{
	const uint8_t *data = NULL;
	rv_view_update up;
	rv_err err = { 0 };
	assert_int_equal(
		rv_view_pack(w->packer, base ? w->before : NULL, base, w->now, no, &data, size),
		RV_OK);
	assert_int_equal(rv_view_update_read(data, *size, &up, &err), RV_OK);
	assert_int_equal(up.no, no);
	assert_int_equal(up.base, base);
	assert_int_equal(rv_view_unpack(w->unpacker, &up, w->got, &err), RV_OK);
	assert_int_equal(memcmp(w->got, w->now, sizeof(*w->now)), 0);
}

/* A handful of bytes anywhere, padding and the unused ends of lists as well. */
static void scribble(rv_rng *rng, rv_view *v)
{
	uint8_t *b = (uint8_t *)v;
	const size_t n = (size_t)rv_rng_below(rng, 200);
	for (size_t i = 0; i < n; i++)
		b[rv_rng_below(rng, sizeof(*v))] = (uint8_t)rv_rng_below(rng, 256);
	if (n % 40 == 0)
		memset(b + n * 1000, (int)n, 20000);
	b[sizeof(*v) - 1] = (uint8_t)n;
}

static void a_thousand_arrive_as_they_were_sent(void **state)
{
	wire *w = *state;
	rv_rng rng;
	size_t size = 0;
	rv_rng_seed(&rng, 2385, 1, 1);
	travel(w, 0, 1, &size);
	for (uint64_t i = 2; i <= 1000; i++) {
		memcpy(w->before, w->now, sizeof(*w->now));
		if (i % 2 == 0)
			rv_fixture_next(w->now, 250);
		else
			scribble(&rng, w->now);
		travel(w, i - 1, i, &size);
	}
}

static void the_same_again_costs_nearly_nothing(void **state)
{
	wire *w = *state;
	size_t whole = 0, same = 0, moved = 0;
	travel(w, 0, 1, &whole);
	memcpy(w->before, w->now, sizeof(*w->now));
	travel(w, 1, 2, &same);
	rv_fixture_next(w->now, 1000);
	travel(w, 1, 3, &moved);
	print_message("# image %zu KB: whole %zu bytes, a second later %zu, the same %zu\n",
		      sizeof(rv_view) / 1024, whole, moved, same);
	assert_true(same < 512 && moved < whole / 4 && whole < sizeof(rv_view) / 4);
}

/* Every byte of a frame counts, and every length. */
static void what_was_tampered_with_is_refused(void **state)
{
	wire *w = *state;
	const uint8_t *data = NULL;
	size_t n = 0;
	rv_view_update up;
	assert_int_equal(rv_view_pack(w->packer, NULL, 0, w->now, 1, &data, &n), RV_OK);
	memcpy(w->before, w->now, sizeof(*w->now));
	rv_fixture_next(w->now, 1000);
	assert_int_equal(rv_view_pack(w->packer, w->before, 1, w->now, 2, &data, &n), RV_OK);
	uint8_t *copy = malloc(n + 1);
	size_t taken = 0;
	assert_non_null(copy);
	for (size_t k = 0; k <= 200 + n / 37; k++) {
		const size_t i = k < 200 ? k : k < 200 + n / 37 ? (k - 200) * 37 : n;
		rv_err err = { 0 };
		memcpy(copy, data, n);
		copy[n] = 0;
		size_t len = n;
		if (i == n)
			len = n + 1;
		else if (i % 3 == 2)
			len = i;
		else
			copy[i] ^= (uint8_t)(1 + i % 255);
		memcpy(w->got, w->before, sizeof(*w->got));
		rv_status st = rv_view_update_read(copy, len, &up, &err);
		if (st == RV_OK)
			st = rv_view_unpack(w->unpacker, &up, w->got, &err);
		/* a packed stream has bits that mean nothing: what is taken is what was sent */
		if (st == RV_OK && (len != n || memcmp(w->got, w->now, sizeof(*w->got)) != 0))
			fail_msg("byte %zu of %zu changed, and it was taken", i, n);
		taken += st == RV_OK;
		assert_int_equal(st == RV_OK, err.text[0] == '\0');
	}
	free(copy);
	assert_true(taken < 5);
}

/* A stream that would unpack to more, or to less, than the pages that the head names. */
static void a_stream_is_as_long_as_its_pages(void **state)
{
	wire *w = *state;
	const uint8_t *data = NULL;
	size_t n = 0;
	rv_view_update up;
	rv_err err = { 0 };
	assert_int_equal(rv_view_pack(w->packer, NULL, 0, w->now, 1, &data, &n), RV_OK);
	assert_int_equal(rv_view_update_read(data, n, &up, &err), RV_OK);
	assert_true(rv_view_page_is(up.pages, 0));
	up.pages[0] = (uint8_t)(up.pages[0] & ~1U);
	assert_int_equal(rv_view_unpack(w->unpacker, &up, w->got, &err), RV_EDATA);
	assert_non_null(strstr(err.text, "behind its end"));
	assert_int_equal(rv_view_update_read(data, n, &up, &err), RV_OK);
	memset(up.pages, 0xff, RV_VIEW_PAGES / 8);
	assert_int_equal(rv_view_unpack(w->unpacker, &up, w->got, &err), RV_EDATA);
	/* and the next one is read again */
	size_t size = 0;
	memset(w->got, 0, sizeof(*w->got));
	travel(w, 0, 2, &size);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_thousand_arrive_as_they_were_sent),
		TEST(the_same_again_costs_nearly_nothing),
		TEST(what_was_tampered_with_is_refused),
		TEST(a_stream_is_as_long_as_its_pages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The chain's head is told at once, then once a minute whether it moved or not, and at the end. */
#include <stdio.h>
#include <string.h>

#include "app/audit_anchor.h"
#include "tests/support/cm.h"

#define HASH "5f0c6d1e5f0c6d1e5f0c6d1e5f0c6d1e5f0c6d1e5f0c6d1e5f0c6d1e5f0c6d1e"

typedef struct heard {
	int n;
	char line[256];
} heard;

static void hear(void *ctx, const char *line)
{
	heard *h = ctx;
	h->n++;
	(void)snprintf(h->line, sizeof(h->line), "%s", line);
}

static void once_a_minute(void **state)
{
	(void)state;
	heard h = { .n = 0 };
	rv_audit_anchor a = { .say = hear, .ctx = &h };
	rv_audit_anchor_tick(&a, 0, "", 1000); /* nothing is on disk yet */
	assert_int_equal(h.n, 0);
	rv_audit_anchor_tick(&a, 17, HASH, 2000);
	assert_int_equal(h.n, 1);
	assert_string_equal(h.line, "audit head seq=17 hash=" HASH);
	for (int64_t t = 2001; t < 62000; t += 777)
		rv_audit_anchor_tick(&a, 18, HASH, t);
	assert_int_equal(h.n, 1);
	rv_audit_anchor_tick(&a, 18, HASH, 62000);
	assert_int_equal(h.n, 2);
	rv_audit_anchor_tick(&a, 18, HASH, 122000); /* it has not moved: the desk was there */
	assert_int_equal(h.n, 3);
	rv_audit_anchor_tell(&a, 19, HASH, 122001);
	assert_int_equal(h.n, 4);
	assert_string_equal(h.line, "audit head seq=19 hash=" HASH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(once_a_minute),
	};
	return cmocka_run_group_tests_name("audit_anchor", tests, NULL, NULL);
}

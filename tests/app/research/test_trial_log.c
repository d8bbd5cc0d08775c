/*
 * The register of trials: what it looks like, and that every way of changing it is found, at its
 * line.
 */
#include "app/research/trial_log.h"
#include "engine/base/hex.h"
#include "tests/support/assert_close.h"
#include "tests/support/bt_fixture.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS = 160, LINES = 11 }; /* 3 windows of 3 trials, genesis and end */

typedef struct text {
	char *line[LINES + 2]; /* with their line ends */
	size_t n;
} text;

static char *bytes;

static void make(void)
{
	size_t n = 0;
	rv_trial_log l;
	rv_bt_result *r = btx_result(7, DAYS);
	FILE *f = open_memstream(&bytes, &n);
	assert_non_null(f);
	assert_int_equal(rv_trial_log_begin(&l, f, r, "ab12"), RV_OK);
	for (size_t i = 0; i < r->n_trials; i++)
		assert_int_equal(rv_trial_log_add(&l, r, &r->trials[i]), RV_OK);
	assert_int_equal(rv_trial_log_end(&l), RV_OK);
	assert_int_equal(fclose(f), 0);
	rv_bt_result_free(r);
}

static int setup(void **state)
{
	(void)state;
	make();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(bytes);
	return 0;
}

static text cut(char *buf)
{
	text t = { .n = 0 };
	(void)snprintf(buf, 1 << 16, "%s", bytes);
	for (char *p = buf; *p; t.n++) {
		assert_true(t.n < LEN(t.line));
		t.line[t.n] = p;
		p += strcspn(p, "\n");
		assert_int_equal(*p, '\n');
		*p++ = '\0';
	}
	assert_int_equal(t.n, LINES);
	return t;
}

static rv_trials_report check(const text *t, rv_status want)
{
	static char all[1 << 16];
	rv_trials_report out;
	size_t at = 0;
	for (size_t i = 0; i < t->n; i++)
		at += (size_t)snprintf(all + at, sizeof(all) - at, "%s\n", t->line[i]);
	FILE *f = fmemopen(all, at, "r");
	assert_non_null(f);
	assert_int_equal(rv_trials_check(f, &out), want);
	assert_int_equal(fclose(f), 0);
	return out;
}

static void breaks_at(const text *t, size_t line, const char *why)
{
	const rv_trials_report out = check(t, RV_EDATA);
	assert_int_equal(out.bad_line, line);
	if (!strstr(out.why, why))
		fail_msg("'%s' is not '%s'", out.why, why);
}

static char room[1 << 16];

static void whole_register_is_good(void **state)
{
	(void)state;
	const text t = cut(room);
	const rv_trials_report out = check(&t, RV_OK);
	assert_int_equal(out.bad_line, 0);
	assert_int_equal(out.lines, LINES);
	assert_int_equal(out.trials, 9);
	assert_int_equal(out.inadmissible, 3);
	assert_non_null(strstr(t.line[0], "\"type\":\"genesis\",\"schema\":1,"
					  "\"strategy\":\"majors-alts\",\"profile\":\"seed\","
					  "\"data_hash\":\"ab12\",\"walk_forward\":true"));
	assert_non_null(strstr(t.line[3], "\"seq\":4,\"type\":\"trial\",\"window\":0,\"sample\":2,"
					  "\"admissible\":false,\"objective\":null"));
	assert_non_null(strstr(t.line[3], "\"why\":\"fewer than 20 active days\""));
}

/* The hash as its definition says, from the text alone. */
static void hash_is_of_the_one_before_and_the_text(void **state)
{
	(void)state;
	const text t = cut(room);
	uint8_t in[4096] = { 0 }, is[RV_SHA256_BYTES];
	char hex[RV_HEX_TEXT(RV_SHA256_BYTES)];
	for (size_t i = 0; i < t.n; i++) {
		const char *rest = strchr(t.line[i], ',') + 1;
		const int n = snprintf((char *)in + 32, sizeof(in) - 32, "{%s", rest);
		rv_sha256(in, 32 + (size_t)n, is);
		assert_memory_equal(t.line[i] + 9, rv_hex_format(is, sizeof(is), hex), 64);
		memcpy(in, is, 32);
	}
}

static void edited_trial_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < LINES; i++) {
		const text t = cut(room);
		char *digit = strrchr(t.line[i], '"') + 1; /* in the last value, or the seed */
		digit += strcspn(digit, "0123456789]");
		*digit = *digit == '4' ? '5' : '4';
		breaks_at(&t, i + 1, "hash");
	}
}

static void removed_trial_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i + 1 < LINES; i++) {
		text t = cut(room);
		memmove(&t.line[i], &t.line[i + 1], (t.n - i - 1) * sizeof(t.line[0]));
		t.n--;
		breaks_at(&t, i + 1, "hash");
	}
	text t = cut(room);
	t.n--;
	breaks_at(&t, LINES, "the end is missing");
}

static void moved_and_added_lines_are_found(void **state)
{
	(void)state;
	text t = cut(room);
	char *swap = t.line[4];
	t.line[4] = t.line[5];
	t.line[5] = swap;
	breaks_at(&t, 5, "hash");
	t = cut(room);
	t.line[t.n++] = t.line[3];
	breaks_at(&t, LINES + 1, "after the end");
	t = cut(room);
	t.line[2] = (char[]){ "" };
	breaks_at(&t, 3, "not a line of a register");
}

/* Chained anew by somebody who knows how, with a trial left out: what it counts does not agree. */
static void forged_count_is_found(void **state)
{
	(void)state;
	rv_trial_log l;
	char *all = NULL;
	size_t n = 0;
	rv_trials_report out;
	rv_bt_result *r = btx_result(7, DAYS);
	FILE *f = open_memstream(&all, &n);
	assert_int_equal(rv_trial_log_begin(&l, f, r, ""), RV_OK);
	assert_int_equal(rv_trial_log_add(&l, r, &r->trials[0]), RV_OK);
	l.trials = 9;
	assert_int_equal(rv_trial_log_end(&l), RV_OK);
	assert_int_equal(fclose(f), 0);
	f = fmemopen(all, n, "r");
	assert_int_equal(rv_trials_check(f, &out), RV_EDATA);
	assert_int_equal(out.bad_line, 3);
	assert_int_equal(fclose(f), 0);
	free(all);
	rv_bt_result_free(r);
}

static void last_line_cut_off_is_found(void **state)
{
	(void)state;
	rv_trials_report out;
	FILE *f = fmemopen(bytes, strlen(bytes) - 1, "r");
	assert_non_null(f);
	assert_int_equal(rv_trials_check(f, &out), RV_EDATA);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(out.bad_line, LINES);
	assert_string_equal(out.why, "cut off");
	f = fopen("/dev/null", "r");
	assert_int_equal(rv_trials_check(f, &out), RV_EDATA);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(out.bad_line, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_register_is_good),
		cmocka_unit_test(hash_is_of_the_one_before_and_the_text),
		cmocka_unit_test(edited_trial_is_found),
		cmocka_unit_test(removed_trial_is_found),
		cmocka_unit_test(moved_and_added_lines_are_found),
		cmocka_unit_test(forged_count_is_found),
		cmocka_unit_test(last_line_cut_off_is_found),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}

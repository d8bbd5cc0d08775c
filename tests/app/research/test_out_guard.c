/*
 * No output into a folder of the data, by whatever name of it; and files that appear together or
 * not at all, on a disk that is full and in folders that cannot be written to.
 */
#include "app/research/file_set.h"
#include "app/research/out_guard.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/small_disk.h"
#include "tests/support/store_help.h"
#include "tests/support/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static bool can_mount;

static void link_to(const char *target, const char *name)
{
	assert_int_equal(symlink(target, rv_tmp_path(name)), 0);
}

static void folder(const char *name)
{
	assert_int_equal(mkdir(rv_tmp_path(name), 0755), 0);
}

/* data/store.db and data/sub; links to them from outside, and one of each kind of way in. */
static int setup(void **state)
{
	(void)rv_tmp_setup(state);
	folder("data");
	folder("data/sub");
	folder("database");
	rv_file_write(rv_tmp_path("data/store.db"), "x", 1);
	link_to("data", "link");
	link_to("data/sub", "sub");
	link_to("data/new", "dangling");
	link_to("data/store.db", "store");
	link_to("link", "twice");
	return 0;
}

static rv_status guard(const char *name, const char *input, rv_err *err)
{
	const char *const inputs[] = { NULL, rv_tmp_path(input) };
	*err = (rv_err){ .code = RV_OK };
	return rv_out_guard("--out", rv_tmp_path(name), inputs, LEN(inputs), err);
}

static void inside_of_the_data_is_refused(void **state)
{
	(void)state;
	static const char *const inputs[] = { "data", "data/store.db", "store", "link",
					      "twice/store.db" };
	static const char *const inside[] = {
		"data",
		"data/",
		"data/out",
		"data/a/b/c",
		"data/sub",
		"data/sub/out",
		"link/out",
		"twice/out",
		"sub/out",
		"sub",
		"database/../data/out",
		"data/store.db",
		"store",
		"data/.",
		"link/./sub/out",
	};
	rv_err err;
	for (size_t k = 0; k < LEN(inputs); k++) {
		for (size_t i = 0; i < LEN(inside); i++) {
			if (guard(inside[i], inputs[k], &err) != RV_EUSAGE)
				fail_msg("%s of %s: %s", inside[i], inputs[k], err.text);
			assert_non_null(strstr(err.text, "/data, which is only read"));
		}
	}
}

static void outside_of_the_data_is_let(void **state)
{
	(void)state;
	static const char *const outside[] = { "out",	"a/b/c",	"database/out",
					       "data2", "data.x",	"data/../out",
					       ".out",	"sub/../../out" };
	rv_err err;
	for (size_t i = 0; i < LEN(outside); i++) {
		if (guard(outside[i], "data/store.db", &err) != RV_OK)
			fail_msg("%s: %s", outside[i], err.text);
	}
}

/* The same names, as they are typed in the folder above the data and in the data itself. */
static void relative_names_are_followed(void **state)
{
	(void)state;
	static const struct {
		const char *at, *path;
		rv_status want;
	} rows[] = {
		{ ".", "out", RV_OK },
		{ ".", ".out", RV_OK },
		{ ".", "./out/x", RV_OK },
		{ ".", "data/out", RV_EUSAGE },
		{ ".", "./link/out", RV_EUSAGE },
		{ "data", "out", RV_EUSAGE },
		{ "data", "./out", RV_EUSAGE },
		{ "data", ".out", RV_EUSAGE },
		{ "data", "../out", RV_OK },
		{ "data", ".", RV_EUSAGE },
		{ "data/sub", "..", RV_EUSAGE },
	};
	char was[512];
	const char *const inputs[] = { rv_tmp_path("data") };
	assert_non_null(getcwd(was, sizeof(was)));
	for (size_t i = 0; i < LEN(rows); i++) {
		rv_err err = { .code = RV_OK };
		assert_int_equal(chdir(rv_tmp_path(rows[i].at)), 0);
		const rv_status st = rv_out_guard("--out", rows[i].path, inputs, 1, &err);
		assert_int_equal(chdir(was), 0);
		if (st != rows[i].want)
			fail_msg("%s in %s: %s", rows[i].path, rows[i].at, err.text);
	}
}

static void names_that_cannot_be_followed_are_refused(void **state)
{
	(void)state;
	rv_err err;
	char longest[RV_TMP_PATH * 2];
	assert_int_equal(guard("dangling", "data", &err), RV_EINVAL);
	assert_non_null(strstr(err.text, "a link to what does not exist"));
	assert_int_equal(guard("dangling/out", "data", &err), RV_EINVAL);
	assert_int_equal(guard("none/../data/out", "data", &err), RV_EINVAL);
	assert_non_null(strstr(err.text, "\"..\" of a folder that does not exist"));
	assert_int_equal(guard("data/store.db/out", "data", &err), RV_EIO);
	assert_int_equal(guard("out", "no/store.db", &err), RV_ENOENT);
	(void)snprintf(longest, sizeof(longest), "database/%0*d", 300, 0);
	assert_int_equal(guard(longest, "data", &err), RV_EIO);
	assert_non_null(strstr(err.text, "name too long"));
	assert_int_equal(rv_out_guard("--out", "", NULL, 0, &err), RV_EIO);
}

static void another_mount_of_the_data_is_the_data(void **state)
{
	(void)state;
	rv_err err;
	if (!can_mount) {
		(void)printf("skip: mounting is not allowed here\n");
		skip();
	}
	folder("mounted");
	assert_int_equal(mount(rv_tmp_path("data"), rv_tmp_path("mounted"), NULL, MS_BIND, NULL),
			 0);
	const rv_status st = guard("mounted/out", "data", &err);
	assert_int_equal(umount(rv_tmp_path("mounted")), 0);
	assert_int_equal(st, RV_EUSAGE);
}

/* ---- files that appear together ---- */

static rv_file_set *new_set(void)
{
	rv_file_set *s = NULL;
	assert_int_equal(rv_file_set_new(&s), RV_OK);
	return s;
}

static rv_status put(rv_file_set *s, const char *dir, const char *name, size_t n, rv_err *err)
{
	FILE *f = NULL;
	const rv_status st = rv_file_set_begin(s, rv_tmp_path(dir), name, &f, err);
	for (size_t i = 0; st == RV_OK && i < n; i++)
		(void)fputc('a' + (int)(i % 26), f);
	return st;
}

static bool is_there(const char *name)
{
	struct stat sb;
	return lstat(rv_tmp_path(name), &sb) == 0;
}

static void files_appear_together(void **state)
{
	(void)state;
	rv_err err = { .code = RV_OK };
	rv_file_set *s = new_set();
	assert_ok(put(s, "out/deep", "a.csv", 3, &err), err);
	assert_ok(put(s, "out/deep", "b.csv", 30000, &err), err);
	assert_false(is_there("out/deep/a.csv"));
	assert_ok(rv_file_set_commit(s, &err), err);
	rv_file_set_free(s);
	char *text = rv_file_slurp(rv_tmp_path("out/deep/a.csv"), NULL);
	assert_string_equal(text, "abc");
	free(text);
	assert_int_equal(entries(rv_tmp_path("out/deep")), 2);
}

static void nothing_is_left_without_a_commit(void **state)
{
	(void)state;
	rv_err err = { .code = RV_OK };
	rv_file_set *s = new_set();
	assert_ok(put(s, "gone/deep", "a.csv", 3, &err), err);
	assert_ok(put(s, "database", "b.csv", 3, &err), err);
	rv_file_set_free(s);
	assert_false(is_there("gone"));
	assert_int_equal(entries(rv_tmp_path("database")), 0);
}

/* Somebody else's file that came meanwhile stays, and what had its name already has it no more. */
static void nothing_is_replaced(void **state)
{
	(void)state;
	rv_err err = { .code = RV_OK };
	rv_file_set *s = new_set();
	assert_ok(put(s, "database", "a.csv", 3, &err), err);
	assert_ok(put(s, "database", "b.csv", 3, &err), err);
	rv_file_write(rv_tmp_path("database/b.csv"), "old", 3);
	assert_int_equal(rv_file_set_commit(s, &err), RV_EEXIST);
	assert_non_null(strstr(err.text, "b.csv"));
	rv_file_set_free(s);
	char *text = rv_file_slurp(rv_tmp_path("database/b.csv"), NULL);
	assert_string_equal(text, "old");
	free(text);
	assert_int_equal(entries(rv_tmp_path("database")), 1);
	assert_int_equal(unlink(rv_tmp_path("database/b.csv")), 0);
}

static void what_a_killed_process_left_is_passed_over(void **state)
{
	(void)state;
	rv_err err = { .code = RV_OK };
	char name[64];
	(void)snprintf(name, sizeof(name), "database/.a.csv.%ld.0", (long)getpid());
	rv_file_write(rv_tmp_path(name), "left", 4);
	rv_file_set *s = new_set();
	assert_ok(put(s, "database", "a.csv", 3, &err), err);
	assert_ok(rv_file_set_commit(s, &err), err);
	rv_file_set_free(s);
	assert_int_equal(entries(rv_tmp_path("database")), 2);
	assert_int_equal(unlink(rv_tmp_path(name)), 0);
	assert_int_equal(unlink(rv_tmp_path("database/a.csv")), 0);
}

static void full_disk_leaves_nothing(void **state)
{
	(void)state;
	rv_err err = { .code = RV_OK };
	if (!can_mount) {
		(void)printf("skip: mounting is not allowed here\n");
		skip();
	}
	folder("disk");
	assert_true(small_disk_mount(rv_tmp_path("disk"), 64, false));
	rv_file_set *s = new_set();
	assert_ok(put(s, "disk/out", "a.csv", 9000, &err), err);
	assert_ok(put(s, "disk/out", "b.csv", 100000, &err), err);
	const rv_status st = rv_file_set_commit(s, &err);
	rv_file_set_free(s);
	const size_t left = entries(rv_tmp_path("disk"));
	assert_int_equal(umount(rv_tmp_path("disk")), 0);
	assert_int_equal(st, RV_EIO);
	assert_non_null(strstr(err.text, "b.csv: cannot be written: No space left on device"));
	assert_int_equal(left, 0);
}

int main(void)
{
	can_mount = small_disk_allowed();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inside_of_the_data_is_refused),
		cmocka_unit_test(outside_of_the_data_is_let),
		cmocka_unit_test(relative_names_are_followed),
		cmocka_unit_test(names_that_cannot_be_followed_are_refused),
		cmocka_unit_test(another_mount_of_the_data_is_the_data),
		cmocka_unit_test(files_appear_together),
		cmocka_unit_test(nothing_is_left_without_a_commit),
		cmocka_unit_test(nothing_is_replaced),
		cmocka_unit_test(what_a_killed_process_left_is_passed_over),
		cmocka_unit_test(full_disk_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, setup, rv_tmp_teardown);
}

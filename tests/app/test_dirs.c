/* The search order of the configuration folder and the making of the state folder. */
#include "app/config_dir.h"
#include "app/state_dir.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

#include <string.h>
#include <sys/stat.h>

static rv_tmpdir dir;

static int setup(void **state)
{
	(void)state;
	rv_tmpdir_make(&dir);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rv_tmpdir_remove(&dir);
	return 0;
}

static char *under(const char *name)
{
	static char bufs[8][RV_TMP_PATH * 2];
	static size_t next;
	char *buf = bufs[next++ % LEN(bufs)];
	(void)rv_tmpdir_path(&dir, name, buf);
	return buf;
}

static void make(const char *name)
{
	char out[PATH_MAX];
	rv_err err = { 0 };
	assert_int_equal(rv_state_dir_make(under(name), NULL, NULL, out, &err), RV_OK);
}

static void configuration_is_searched_in_order(void **state)
{
	(void)state;
	char out[PATH_MAX], exe[RV_TMP_PATH * 2];
	rv_err err = { 0 };
	make("tree/build/release");
	make("tree/config");
	(void)rv_tmpdir_path(&dir, "tree/build/release", exe);
	assert_int_equal(rv_config_dir_find(NULL, NULL, NULL, exe, out, &err), RV_ENOENT);
	assert_non_null(strstr(err.text, "--config DIR"));
	rv_tmpdir_text(&dir, "tree/config/rv_momo_baskets.json", "{}");
	assert_int_equal(rv_config_dir_find(NULL, NULL, NULL, exe, out, &err), RV_OK);
	assert_string_equal(out, under("tree/config"));

	make("home/.config/rvdesk");
	assert_int_equal(rv_config_dir_find(NULL, NULL, under("home"), exe, out, &err), RV_OK);
	assert_string_equal(out, under("home/.config/rvdesk"));
	/* XDG_CONFIG_HOME replaces ~/.config, also when it holds nothing of ours. */
	assert_int_equal(rv_config_dir_find(NULL, under("xdg"), under("home"), exe, out, &err),
			 RV_OK);
	assert_string_equal(out, under("tree/config"));
	make("xdg/rvdesk");
	assert_int_equal(rv_config_dir_find(NULL, under("xdg"), under("home"), exe, out, &err),
			 RV_OK);
	assert_string_equal(out, under("xdg/rvdesk"));
	assert_int_equal(rv_config_dir_find(NULL, "relative", "relative", exe, out, &err), RV_OK);
	assert_string_equal(out, under("tree/config"));

	assert_int_equal(
		rv_config_dir_find(under("home"), under("xdg"), under("home"), exe, out, &err),
		RV_OK);
	assert_string_equal(out, under("home"));
	assert_int_equal(rv_config_dir_find(under("none"), under("xdg"), NULL, exe, out, &err),
			 RV_ENOENT);
}

static void the_installed_place_is_beside_bin(void **state)
{
	(void)state;
	char out[PATH_MAX];
	rv_err err = { 0 };
	make("usr/bin");
	make("usr/share/rvdesk/config");
	rv_tmpdir_text(&dir, "usr/share/rvdesk/config/rv_momo_baskets.json", "{}");
	assert_int_equal(rv_config_dir_find(NULL, NULL, NULL, under("usr/bin"), out, &err), RV_OK);
	assert_string_equal(out, under("usr/share/rvdesk/config"));
}

static void the_state_folder_is_made_private(void **state)
{
	(void)state;
	char out[PATH_MAX];
	rv_err err = { 0 };
	struct stat sb;
	assert_int_equal(rv_state_dir_make(NULL, NULL, under("h"), out, &err), RV_OK);
	assert_string_equal(out, under("h/.local/state/rvdesk"));
	assert_int_equal(stat(out, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0700);
	assert_int_equal(stat(under("h/.local"), &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0700);
	/* A second time it is simply there. */
	assert_int_equal(rv_state_dir_make(NULL, NULL, under("h"), out, &err), RV_OK);
	assert_int_equal(rv_state_dir_make(NULL, under("x"), under("h"), out, &err), RV_OK);
	assert_string_equal(out, under("x/rvdesk"));
	assert_int_equal(rv_state_dir_make(under("o"), under("x"), under("h"), out, &err), RV_OK);
	assert_string_equal(out, under("o"));
}

static void a_state_folder_that_cannot_be_is_explained(void **state)
{
	(void)state;
	char out[PATH_MAX];
	rv_err err = { 0 };
	rv_tmpdir_text(&dir, "file", "x");
	assert_int_equal(rv_state_dir_make(under("file"), NULL, NULL, out, &err), RV_EIO);
	assert_non_null(strstr(err.text, "expected a folder"));
	assert_int_equal(rv_state_dir_make(under("file/deep"), NULL, NULL, out, &err), RV_EIO);
	assert_non_null(strstr(err.text, "Not a directory"));
	assert_int_equal(rv_state_dir_make(NULL, "relative", NULL, out, &err), RV_ENOENT);
	assert_non_null(strstr(err.text, "--state DIR"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(configuration_is_searched_in_order, setup,
						teardown),
		cmocka_unit_test_setup_teardown(the_installed_place_is_beside_bin, setup, teardown),
		cmocka_unit_test_setup_teardown(the_state_folder_is_made_private, setup, teardown),
		cmocka_unit_test_setup_teardown(a_state_folder_that_cannot_be_is_explained, setup,
						teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The search order of the configuration folder and the making of the state folder. */
#include "app/config_dir.h"
#include "app/state_dir.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

#include <string.h>
#include <sys/stat.h>

static void make(const char *name)
{
	char out[PATH_MAX];
	rv_err err = { 0 };
	assert_int_equal(rv_state_dir_make(rv_tmp_path(name), NULL, NULL, out, &err), RV_OK);
}

static void configuration_is_searched_in_order(void **state)
{
	(void)state;
	char out[PATH_MAX], exe[RV_TMP_PATH * 2];
	rv_err err = { 0 };
	make("tree/build/release");
	make("tree/config");
	(void)rv_tmpdir_path(&rv_tmp, "tree/build/release", exe);
	assert_int_equal(rv_config_dir_find(NULL, NULL, NULL, exe, out, &err), RV_ENOENT);
	assert_non_null(strstr(err.text, "--config DIR"));
	rv_tmpdir_text(&rv_tmp, "tree/config/rv_momo_baskets.json", "{}");
	assert_int_equal(rv_config_dir_find(NULL, NULL, NULL, exe, out, &err), RV_OK);
	assert_string_equal(out, rv_tmp_path("tree/config"));

	make("home/.config/rvdesk");
	assert_int_equal(rv_config_dir_find(NULL, NULL, rv_tmp_path("home"), exe, out, &err),
			 RV_OK);
	assert_string_equal(out, rv_tmp_path("home/.config/rvdesk"));
	/* XDG_CONFIG_HOME replaces ~/.config, also when it holds nothing of ours. */
	assert_int_equal(
		rv_config_dir_find(NULL, rv_tmp_path("xdg"), rv_tmp_path("home"), exe, out, &err),
		RV_OK);
	assert_string_equal(out, rv_tmp_path("tree/config"));
	make("xdg/rvdesk");
	assert_int_equal(
		rv_config_dir_find(NULL, rv_tmp_path("xdg"), rv_tmp_path("home"), exe, out, &err),
		RV_OK);
	assert_string_equal(out, rv_tmp_path("xdg/rvdesk"));
	assert_int_equal(rv_config_dir_find(NULL, "relative", "relative", exe, out, &err), RV_OK);
	assert_string_equal(out, rv_tmp_path("tree/config"));

	assert_int_equal(rv_config_dir_find(rv_tmp_path("home"), rv_tmp_path("xdg"),
					    rv_tmp_path("home"), exe, out, &err),
			 RV_OK);
	assert_string_equal(out, rv_tmp_path("home"));
	assert_int_equal(
		rv_config_dir_find(rv_tmp_path("none"), rv_tmp_path("xdg"), NULL, exe, out, &err),
		RV_ENOENT);
}

static void the_installed_place_is_beside_bin(void **state)
{
	(void)state;
	char out[PATH_MAX];
	rv_err err = { 0 };
	make("usr/bin");
	make("usr/share/rvdesk/config");
	rv_tmpdir_text(&rv_tmp, "usr/share/rvdesk/config/rv_momo_baskets.json", "{}");
	assert_int_equal(rv_config_dir_find(NULL, NULL, NULL, rv_tmp_path("usr/bin"), out, &err),
			 RV_OK);
	assert_string_equal(out, rv_tmp_path("usr/share/rvdesk/config"));
}

static void the_state_folder_is_made_private(void **state)
{
	(void)state;
	char out[PATH_MAX];
	rv_err err = { 0 };
	struct stat sb;
	assert_int_equal(rv_state_dir_make(NULL, NULL, rv_tmp_path("h"), out, &err), RV_OK);
	assert_string_equal(out, rv_tmp_path("h/.local/state/rvdesk"));
	assert_int_equal(stat(out, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0700);
	assert_int_equal(stat(rv_tmp_path("h/.local"), &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0700);
	/* A second time it is simply there. */
	assert_int_equal(rv_state_dir_make(NULL, NULL, rv_tmp_path("h"), out, &err), RV_OK);
	assert_int_equal(rv_state_dir_make(NULL, rv_tmp_path("x"), rv_tmp_path("h"), out, &err),
			 RV_OK);
	assert_string_equal(out, rv_tmp_path("x/rvdesk"));
	assert_int_equal(
		rv_state_dir_make(rv_tmp_path("o"), rv_tmp_path("x"), rv_tmp_path("h"), out, &err),
		RV_OK);
	assert_string_equal(out, rv_tmp_path("o"));
}

static void a_state_folder_that_cannot_be_is_explained(void **state)
{
	(void)state;
	char out[PATH_MAX];
	rv_err err = { 0 };
	rv_tmpdir_text(&rv_tmp, "file", "x");
	assert_int_equal(rv_state_dir_make(rv_tmp_path("file"), NULL, NULL, out, &err), RV_EIO);
	assert_non_null(strstr(err.text, "file: not a folder"));
	assert_int_equal(rv_state_dir_make(rv_tmp_path("file/deep"), NULL, NULL, out, &err),
			 RV_EIO);
	assert_non_null(strstr(err.text, "Not a directory"));
	assert_int_equal(rv_state_dir_make(NULL, "relative", NULL, out, &err), RV_ENOENT);
	assert_non_null(strstr(err.text, "--state DIR"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(configuration_is_searched_in_order, rv_tmp_setup,
						rv_tmp_teardown),
		cmocka_unit_test_setup_teardown(the_installed_place_is_beside_bin, rv_tmp_setup,
						rv_tmp_teardown),
		cmocka_unit_test_setup_teardown(the_state_folder_is_made_private, rv_tmp_setup,
						rv_tmp_teardown),
		cmocka_unit_test_setup_teardown(a_state_folder_that_cannot_be_is_explained,
						rv_tmp_setup, rv_tmp_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

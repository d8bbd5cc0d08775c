/* Names of backups and back, and which are kept: by hours and days that have one. */
#include "app/ops/backup_names.h"

#include "engine/base/timefmt.h"
#include "tests/support/cm.h"

#include <string.h>

#define AT INT64_C(1795717205000) /* 2026-11-26T18:20:05Z */

static void a_name_and_back(void **state)
{
	(void)state;
	char name[RV_BACKUP_NAME], file[RV_BACKUP_NAME];
	int64_t utc = 0;
	assert_int_equal(rv_backup_name("journal-sim-1234abcd.db", AT + 700, name), RV_OK);
	assert_string_equal(name, "journal-sim-1234abcd-20261126T182005Z.db");
	assert_true(rv_backup_parse(name, file, &utc));
	assert_string_equal(file, "journal-sim-1234abcd.db");
	assert_int_equal(utc, AT);
	char wide[2 * RV_BACKUP_NAME];
	memset(wide, 'a', sizeof(wide) - 1);
	wide[sizeof(wide) - 1] = '\0';
	assert_int_equal(rv_backup_name(wide, AT, name), RV_ERANGE);
	assert_false(rv_backup_parse(wide, NULL, NULL));
}

static void other_names_are_none(void **state)
{
	(void)state;
	static const char *const names[] = { "journal-sim-1234abcd.db",
					     "-20261126T182005Z.db", /* of nothing */
					     "j-20261126T182005.db",
					     "j-20261126182005Z.db",
					     "j-20261326T182005Z.db",
					     "j-20261126T182005Zx.db",
					     "j-2026112xT182005Z.db",
					     ".",
					     "",
					     "20261126T182005Z" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (rv_backup_parse(names[i], NULL, NULL))
			fail_msg("'%s' is taken for a backup", names[i]);
}

/* One an hour for 30 days: 24 by the hour, and of 13 days more the newest. */
static void hours_then_days(void **state)
{
	(void)state;
	enum { N = 30 * 24 };
	static int64_t utc[N];
	static bool keep[N];
	size_t kept = 0;
	for (int i = 0; i < N; i++)
		utc[i] = AT - (int64_t)i * RV_HOUR_MS;
	rv_backup_keep(utc, N, keep);
	for (int i = 0; i < N; i++) {
		/* 18:20 is the newest: 23:20 of the day before is number 19, and so on */
		const bool last_of_day = i == 0 || (i >= 19 && (i - 19) % 24 == 0);
		const bool want = i < 24 || (last_of_day && i <= 19 + 12 * 24);
		if (keep[i] != want)
			fail_msg("backup %d", i);
		kept += keep[i];
	}
	assert_int_equal(kept, 24 + 12);
}

static void more_than_one_in_an_hour(void **state)
{
	(void)state;
	const int64_t utc[] = { AT, AT - 60000, AT - 120000, AT - RV_HOUR_MS,
				AT - RV_HOUR_MS - 60000 };
	bool keep[5];
	rv_backup_keep(utc, 5, keep);
	assert_true(keep[0] && !keep[1] && !keep[2] && keep[3] && !keep[4]);
	rv_backup_keep(utc, 0, keep); /* none at all */
}

/* A year without one deletes nothing: they are counted, not aged. */
static void old_ones_stay_while_there_is_nothing_newer(void **state)
{
	(void)state;
	const int64_t utc[] = { AT, AT - 365 * RV_DAY_MS, AT - 700 * RV_DAY_MS };
	bool keep[3];
	rv_backup_keep(utc, 3, keep);
	assert_true(keep[0] && keep[1] && keep[2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_and_back),
		cmocka_unit_test(other_names_are_none),
		cmocka_unit_test(hours_then_days),
		cmocka_unit_test(more_than_one_in_an_hour),
		cmocka_unit_test(old_ones_stay_while_there_is_nothing_newer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The drill: a desk trades and backs itself up; its folder is lost; the backup goes into an empty
 * folder, by the command, and the desk that starts there has the same head behind it, the same
 * positions, and agrees with the venue. What is wrong with a backup, or with the folder, is one
 * line and nothing is put there.
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/ops/backup_names.h"
#include "app/ops/backups.h"
#include "engine/base/timefmt.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/journal_help.h"
#include "tests/support/order_desk.h"
#include "tests/support/order_desk_proc.h"

enum { PATH = RV_TMP_PATH * 5, VERIFY_MS = 30000 * RV_PATIENCE };

static const od_params fast = { .speed = OD_FAST_SPEED, .orders = OD_FAST };

static order_desk *d;
static char said[2048]; /* what a command has written, both ways */

/* `rvdesk journal WORDS...`; its exit status. */
static int journal(const char *a, const char *b, const char *c, const char *e, const char *g)
{
	const char *build = getenv("BUILD_DIR");
	char program[512], err[PATH], *all = NULL;
	const char *words[] = { program, "journal", a, b, c, e, g, NULL };
	char *argv[8];
	order_proc p;
	size_t n = 0;
	(void)snprintf(program, sizeof(program), "%s/rvdesk", build ? build : "build/release");
	(void)snprintf(err, sizeof(err), "%s/cmd.err", d->dir.path);
	(void)rv_tmpdir_path(&d->dir, "cmd.err", (char[RV_TMP_PATH * 2]){ 0 });
	rv_file_write(err, "", 0);
	for (size_t i = 0; i < 8; i++)
		argv[i] = (char *)(uintptr_t)words[i];
	assert_true(order_proc_start(&p, argv, err, NULL));
	said[0] = '\0';
	while (order_proc_line(&p, VERIFY_MS) > 0 && n < sizeof(said))
		n += (size_t)snprintf(said + n, sizeof(said) - n, "%s\n", p.text);
	const int status = order_proc_end(&p, 0, VERIFY_MS);
	assert_true(WIFEXITED(status));
	all = rv_file_slurp(err, NULL);
	(void)snprintf(said + n, sizeof(said) - n, "%s", all);
	free(all);
	return WEXITSTATUS(status);
}

/* The one backup of a journal in a folder of backups; its name in out. */
static size_t find_backups(const char *state, const char *prefix, char out[PATH])
{
	char dir[PATH], file[RV_BACKUP_NAME];
	size_t n = 0;
	(void)snprintf(dir, sizeof(dir), "%s/backups", state);
	DIR *o = opendir(dir);
	for (const struct dirent *e = o ? readdir(o) : NULL; e; e = readdir(o)) {
		if (!rv_backup_parse(e->d_name, file, NULL) ||
		    strncmp(file, prefix, strlen(prefix)) != 0)
			continue;
		(void)snprintf(out, PATH, "%.1000s/%.150s", dir, e->d_name);
		n++;
	}
	if (o)
		assert_int_equal(closedir(o), 0);
	return n;
}

static int setup(void **state)
{
	(void)state;
	d = od_trading(&fast);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

static void buy_and_hold(void)
{
	const rv_command sol = od_order("SOL", RV_BUY, 500), eth = od_order("ETH", RV_BUY, 900);
	od_yes(d, &sol);
	od_yes(d, &eth);
	OD_UNTIL(d, T->n_positions >= 2 && T->positions[0].lots != 0 && T->positions[1].lots != 0 &&
			    T->n_unknown == 0 && T->orders_total >= 2);
	od_ties(d);
}

static int64_t lots_of(const char *symbol)
{
	for (size_t i = 0; i < T->n_positions; i++)
		if (strcmp(T->positions[i].coin.symbol, symbol) == 0)
			return T->positions[i].lots;
	return 0;
}

static void the_drill(void **state)
{
	(void)state;
	char backup[PATH], lost[PATH], was[80];
	rv_clock *clock = NULL;
	rv_backups *b = NULL;
	rv_err err = { 0 };
	buy_and_hold();
	const int64_t sol = lots_of("SOL"), eth = lots_of("ETH");
	assert_int_equal(rv_clock_new_manual(INT64_C(1795717205000), &clock), 0);
	assert_int_equal(rv_backups_new(d->state, d->rt.trading, clock, NULL, &b), RV_OK);
	if (rv_backups_look(b, &err) != RV_OK)
		fail_msg("%s", err.text);
	assert_int_equal(find_backups(d->state, "journal", backup), 1);
	assert_int_equal(rv_backups_look(b, &err), RV_OK); /* its hour has one */
	assert_int_equal(find_backups(d->state, "journal", backup), 1);
	rv_clock_set(clock, INT64_C(1795717205000) + RV_HOUR_MS);
	assert_int_equal(rv_backups_look(b, &err), RV_OK);
	assert_int_equal(find_backups(d->state, "journal", backup), 2);
	rv_backups_stop(b);
	rv_clock_free(clock);
	od_stop(d);

	/* a head that a person has written down: of the backup */
	assert_int_equal(journal("verify", "--file", backup, NULL, NULL), 0);
	const char *head = strstr(said, "head ");
	assert_non_null(head);
	(void)snprintf(was, sizeof(was), "%.*s", (int)strcspn(head, "\n"), head);

	/* the folder is lost, but for the key, which is kept elsewhere */
	char *key = rv_file_slurp(d->key, NULL);
	(void)snprintf(lost, sizeof(lost), "%s.lost", d->state);
	(void)rv_tmpdir_path(&d->dir, "state.lost", (char[RV_TMP_PATH * 2]){ 0 });
	assert_int_equal(rename(d->state, lost), 0);
	assert_true(find_backups(lost, "journal", backup) == 2);
	if (journal("restore", "--from", backup, "--state", d->state) != 0)
		fail_msg("%s", said);
	assert_non_null(strstr(said, "result  restored"));
	assert_non_null(strstr(said, "copy paper.key and halt.key of the old folder"));
	assert_int_equal(journal("verify", "--state", d->state, NULL, NULL), 0);
	if (!strstr(said, was))
		fail_msg("expected %s, got %s", was, said);
	rv_file_write(d->key, key, strlen(key));
	assert_int_equal(chmod(d->key, 0600), 0);
	free(key);

	od_ready(d);
	assert_int_equal(T->state, RV_BOOK_HALTED);
	assert_int_equal(T->n_unknown, 0);
	assert_int_equal(T->n_breaks, 0);
	assert_int_equal(lots_of("SOL"), sol);
	assert_int_equal(lots_of("ETH"), eth);
	od_ties(d);
}

/* Restores into state/fresh what must not be restored. */
static void refused(const char *from, const char *to, const char *why)
{
	if (journal("restore", "--from", from, "--state", to) == 0)
		fail_msg("%s was restored", from);
	if (!strstr(said, why))
		fail_msg("expected '%s', got '%s'", why, said);
	assert_true(strchr(said, '\n') == said + strlen(said) - 1); /* one line */
}

static void is_empty(const char *dir)
{
	size_t n = 0;
	DIR *o = opendir(dir);
	for (const struct dirent *e = o ? readdir(o) : NULL; e; e = readdir(o))
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	if (o)
		assert_int_equal(closedir(o), 0);
	assert_int_equal(n, 0);
}

static void flip(const char *path, const char *out, size_t cut)
{
	size_t n = 0;
	char *all = rv_file_slurp(path, &n);
	char *at = memmem(all, n, "note", 4) ? memmem(all, n, "canary", 6) : NULL;
	assert_non_null(at);
	at[0] = 'C'; /* in the payload of an event */
	rv_file_write(out, all, cut ? n - cut : n);
	free(all);
}

static void what_is_wrong_is_one_line(void **state)
{
	(void)state;
	char path[PATH], fresh[PATH], bad[PATH], wal[PATH + 8];
	rv_err err = { 0 };
	rv_command note = { .kind = RV_CMD_NOTE };
	(void)snprintf(note.reason, sizeof(note.reason), "canary in the journal");
	od_yes(d, &note);
	(void)snprintf(path, sizeof(path), "%s/journal-sim-1-20261126T182005Z.db", d->state);
	(void)snprintf(bad, sizeof(bad), "%s/journal-sim-2-20261126T182005Z.db", d->state);
	(void)snprintf(wal, sizeof(wal), "%s-wal", path);
	(void)snprintf(fresh, sizeof(fresh), "%s/fresh", d->state);
	if (rv_trading_backup(d->rt.trading, path, &err) != RV_OK)
		fail_msg("%s", err.text);
	od_stop(d);
	flip(path, bad, 0);
	refused(bad, fresh, "changed");
	flip(path, bad, 5000);
	refused(bad, fresh, bad);
	refused("none-20261126T182005Z.db", fresh, "not named as a backup is");
	refused("journal-20261126T182005Z.db", fresh, "journal-20261126T182005Z.db");
	rv_file_write(wal, "log", 3);
	refused(path, fresh, "has a log beside it");
	assert_int_equal(unlink(wal), 0);
	is_empty(fresh);
	refused(path, d->state, "expected an empty folder");
	if (journal("restore", "--from", path, "--state", fresh) != 0)
		fail_msg("%s", said);
	refused(path, fresh, "expected an empty folder"); /* not twice */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(unlink(bad), 0);
	od_ready(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_drill, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_wrong_is_one_line, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

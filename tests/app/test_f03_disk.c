/*
 * Fault matrix F3: a disk that is full, writes and syncs that fail, a file system that became
 * read-only. The first failure halts the desk for good: every answer says why, working orders are
 * cancelled from memory, not one order leaves any more, and the program ends with an error. When
 * there is room again the next start goes on with what is true.
 */
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/cm.h"
#include "tests/support/faulty_vfs.h"
#include "tests/support/files.h"
#include "tests/support/order_desk.h"
#include "tests/support/order_desk_proc.h"
#include "tests/support/small_disk.h"

enum { USD = 500, DISK_KIB = 96 << 10 };

static const od_params fast = { .speed = OD_FAST_SPEED, .orders = OD_FAST };

/* An order of ours rests at the venue. */
static void rest_one(order_desk *d)
{
	const rv_command c = od_limit(d, "SOL", RV_BUY, USD, 0.05);
	od_yes(d, &c);
	OD_UNTIL(d, od_last(d) && od_last(d)->state == RV_ORDER_WORKING);
	assert_int_equal(od_venue_open(d), 1);
}

static bool is_broken(order_desk *d)
{
	od_look(d);
	return !T->journal_ok && rv_trading_is_broken(d->rt.trading);
}

/* The n-th of such a change of the journal's files fails, in the middle of two orders. */
static void fail_at(vfs_op op, int nth, int code)
{
	vfs_install();
	order_desk *d = od_trading(&fast);
	const rv_command sol = od_order("SOL", RV_BUY, USD), eth = od_order("ETH", RV_SELL, USD);
	rest_one(d);
	vfs_fail(op, nth, code, false);
	(void)od_do(d, &sol); /* it may be the answer to this that fails, or what follows */
	OD_UNTIL(d, is_broken(d));
	assert_true(vfs_failed());
	assert_true(T->state == RV_BOOK_HALTED && strstr(T->state_reason, "journal"));
	od_no(d, &eth, "the journal is broken");
	OD_UNTIL(d, od_venue_open(d) == 0);
	const size_t sent = od_admitted(d, "order");
	OD_WHILE(d, 300, od_admitted(d, "order") == sent && T->state == RV_BOOK_HALTED);
	od_stop(d);
	vfs_heal();
	od_traced(d);
	od_active(d);
	od_ties(d);
	assert_int_equal(od_admitted(d, "order"), sent); /* what waited is not sent later either */
	od_yes(d, &eth);
	OD_UNTIL(d, od_lots(d, "ETH") < 0);
	od_ties(d);
	od_free(d);
	vfs_remove();
}

static void f03_no_space_left(void **state)
{
	(void)state;
	fail_at(VFS_WRITE, 1, SQLITE_FULL);
	fail_at(VFS_WRITE, 6, SQLITE_FULL);
}

static void f03_a_write_fails(void **state)
{
	(void)state;
	fail_at(VFS_WRITE, 3, SQLITE_IOERR_WRITE);
}

/* The disk may have kept what it says it has not: the next start finds out what left. */
static void f03_a_sync_fails(void **state)
{
	(void)state;
	fail_at(VFS_SYNC, 1, SQLITE_IOERR_FSYNC);
	fail_at(VFS_SYNC, 2, SQLITE_IOERR_FSYNC);
}

static void f03_the_disk_became_read_only(void **state)
{
	(void)state;
	fail_at(VFS_CHANGE, 1, SQLITE_READONLY);
}

/* ---- the process on a disk that is really full ---- */

/* The state folder becomes a small disk, with the same key on it. */
static bool on_a_small_disk(order_desk *d)
{
	size_t n = 0;
	char *key = rv_file_slurp(d->key, &n);
	const bool mounted = small_disk_mount(d->state, DISK_KIB, false);
	if (mounted) {
		assert_int_equal(chmod(d->state, 0700), 0);
		rv_file_write(d->key, key, n);
		assert_int_equal(chmod(d->key, 0400), 0);
	}
	free(key);
	return mounted;
}

static void serve_until_it_is_full(order_desk *d, const char *filler)
{
	od_process p;
	od_serve_well(d, &p);
	assert_true(od_insist(&p, "resume") && od_insist(&p, "buy SOL 500 usd limit 120"));
	OD_LEDGER_UNTIL(od_venue_open(d) == 1);
	small_disk_fill(filler);
	const size_t sent = od_admitted(d, "order");
	while (order_proc_ask(&p.proc, "reconcile", OD_WAIT_MS) > 0)
		continue; /* each is an event; the last pages of the log may still have room */
	const int status = od_wait(&p);
	if (!WIFEXITED(status) || WEXITSTATUS(status) == 0 ||
	    !strstr(od_errors(&p), "the journal is broken"))
		fail_msg("it ended with %d: %s", status, od_errors(&p));
	assert_int_equal(od_venue_open(d), 0);
	assert_int_equal(od_admitted(d, "order"), sent);
}

static void f03_the_program_ends_and_starts_when_there_is_room(void **state)
{
	(void)state;
	char filler[RV_TMP_PATH * 3];
	rv_err err = { 0 };
	order_desk *d = od_new(&fast);
	(void)snprintf(filler, sizeof(filler), "%s/filler", d->state);
	if (!on_a_small_disk(d)) {
		(void)printf("skip: no rights to mount a small file system\n");
		od_free(d);
		skip();
	}
	serve_until_it_is_full(d, filler);
	assert_int_not_equal(od_try_start(d, &err), RV_OK);
	assert_true(err.text[0] != '\0');
	assert_int_equal(unlink(filler), 0);
	od_active(d);
	od_ties(d);
	const rv_command c = od_order("SOL", RV_BUY, USD);
	od_yes(d, &c);
	OD_UNTIL(d, od_lots(d, "SOL") > 0);
	od_ties(d);
	od_stop(d);
	od_traced(d);
	od_verify(d);
	assert_int_equal(umount(d->state), 0);
	od_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f03_no_space_left),
		cmocka_unit_test(f03_a_write_fails),
		cmocka_unit_test(f03_a_sync_fails),
		cmocka_unit_test(f03_the_disk_became_read_only),
		cmocka_unit_test(f03_the_program_ends_and_starts_when_there_is_room),
	};
	if (!small_disk_allowed())
		(void)printf("skip: no file systems of its own for this process\n");
	return cmocka_run_group_tests_name("f03_disk", tests, NULL, NULL);
}

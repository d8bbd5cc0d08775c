/*
 * rvdesk halt: by a desk that answers; at the venue, from outside, while the desk's process stands
 * still; with no desk at all; on a full disk. What it leaves in the state folder holds: the desk
 * that comes back is HALTED by it, in the name of whoever left it, before it sends anything.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/halt/halt_file.h"
#include "app/script/script_args.h"
#include "feeds/sign/signer.h"
#include "tests/support/cli_run.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/journal_help.h"
#include "tests/support/order_desk.h"
#include "tests/support/order_desk_proc.h"
#include "tests/support/small_disk.h"

/* The time of three orders, well apart from their collar; no dead man's switch helps along. */
#define ORDERS                                                                                     \
	"\"limits\": {\"duplicate_s\": 0, \"messages_per_min\": 2000},"                            \
	"\"ticket\": {\"drift_bps\": 1000},"                                                       \
	"\"mandate\": {\"collar_bps\": 900}, \"wire\": {\"deadman\": false}"

static const od_params params = { .speed = 1.0, .orders = ORDERS };

static bool may_mount;
static order_desk *d;
static od_process p;
static cli_run c;

/* The halt's own agent is a second one of the desk's account: at another server somebody says so.
 */
static void know_agent(void)
{
	char path[RV_TMP_PATH * 3], text[RV_ADDRESS_TEXT];
	unsigned char agent[RV_ADDRESS_BYTES];
	rv_signer *s = NULL;
	rv_err err = { 0 };
	(void)snprintf(path, sizeof(path), "%s/halt.key", d->state);
	if (rv_signer_open(path, &s, &err) != RV_OK)
		fail_msg("%s", err.text);
	rv_signer_address(s, agent);
	rv_signer_free(s);
	assert_memory_not_equal(agent, d->agent, sizeof(agent)); /* its nonces are its own */
	od_control(d, "account", "{\"user\":\"%s\",\"agent\":\"%s\"}", d->user,
		   rv_address_format(agent, text));
}

static int setup(void **state)
{
	(void)state;
	d = od_new(&params);
	c.dir = d->dir.path;
	od_serve_well(d, &p);
	know_agent();
	assert_true(od_insist(&p, "resume"));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	if (p.proc.pid != 0)
		(void)od_signal(&p, SIGKILL);
	p.proc.pid = 0;
	od_free(d);
	return 0;
}

static void rest_three(void)
{
	assert_true(od_insist(&p, "buy SOL 300 usd limit 120") &&
		    od_insist(&p, "buy SOL 400 usd limit 119") &&
		    od_insist(&p, "buy ETH 500 usd limit 2900"));
	OD_LEDGER_UNTIL(od_venue_open(d) == 3);
}

static bool left_there(void)
{
	char path[RV_TMP_PATH * 3];
	(void)snprintf(path, sizeof(path), "%s/" RV_HALT_REQUEST, d->state);
	return access(path, F_OK) == 0;
}

/* The desk is HALTED with those words, and its journal says who did it. */
static void halted_by_the_file(const char *words)
{
	OD_LEDGER_UNTIL(!left_there());
	assert_int_equal(cli_do(&c, "status --state @/state"), RV_EXIT_HALTED);
	if (!strstr(c.out, words))
		fail_msg("no '%s' in: %s", words, c.out);
}

static uid_t halted_by(void)
{
	char path[RV_TMP_PATH * 4];
	size_t n = 0;
	uid_t uid = (uid_t)-1;
	assert_true(od_journal(d, path));
	rv_event *events = journal_file_events(path, &n);
	for (size_t i = 0; i < n; i++)
		if (events[i].type == RV_EVENT_STATE && strstr(events[i].text, "rvdesk halt by"))
			uid = (uid_t)events[i].uid;
	free(events);
	return uid;
}

static void the_desk_does_it_when_it_can(void **state)
{
	(void)state;
	rest_three();
	cli_wants(&c, cli_do(&c, "halt --reason 'a drill' --state @/state"), 0,
		  "halt: the desk: killed: 3 working orders left");
	assert_int_equal(od_venue_open(d), 3);
	cli_wants(&c, cli_do(&c, "halt --cancel --state @/state"), 0, "halt: the desk: killed");
	assert_int_equal(od_venue_open(d), 0);
	assert_false(left_there());
	assert_int_equal(cli_do(&c, "status --state @/state"), RV_EXIT_HALTED);
	assert_int_equal(od_admitted(d, "cancel"), 0); /* the desk's are by cloid */
}

/* Its threads stand still; the orders are cancelled all the same, and it never sends them again. */
static void outside_while_the_desk_stands_still(void **state)
{
	(void)state;
	rest_three();
	assert_true(od_insist(&p, "buy ETH 2000 usd twap 60m"));
	OD_LEDGER_UNTIL(od_venue_orders(d) >= 4);
	assert_int_equal(kill(p.proc.pid, SIGSTOP), 0);
	const size_t orders = od_venue_orders(d);
	const int64_t begin = rv_mono_ms();
	cli_wants(&c, cli_do(&c, "halt --cancel --reason 'engine hangs' --state @/state"), 0,
		  "halt: at the venue: 3 cancelled, 0 open");
	if (rv_mono_ms() - begin > 8000 * RV_PATIENCE)
		fail_msg("it took %lld ms", (long long)(rv_mono_ms() - begin));
	assert_int_equal(od_venue_open(d), 0);
	assert_true(od_admitted(d, "cancel") > 0);
	assert_true(left_there());
	assert_int_equal(kill(p.proc.pid, SIGCONT), 0);
	halted_by_the_file("rvdesk halt by");
	assert_non_null(strstr(c.out, "orders   none works"));
	assert_int_equal(od_venue_orders(d), orders); /* nothing again, no slice of the TWAP */
	assert_true(order_proc_killed(od_signal(&p, SIGKILL)));
	p.proc.pid = 0;
	assert_int_equal(halted_by(), getuid());
	od_active(d); /* a person may resume: both sides agree */
	od_ties(d);
}

/* SOL long, ETH short, and an order of ours that rests. */
static void hold_two(void)
{
	assert_true(od_insist(&p, "buy SOL 500 usd") && od_insist(&p, "sell ETH 700 usd") &&
		    od_insist(&p, "buy SOL 300 usd limit 120"));
	OD_LEDGER_UNTIL(od_venue_lots(d, "SOL", 2) > 0 && od_venue_lots(d, "ETH", 4) < 0 &&
			od_venue_open(d) == 1);
}

static void outside_it_flattens_too(void **state)
{
	(void)state;
	hold_two();
	assert_int_equal(kill(p.proc.pid, SIGSTOP), 0);
	cli_wants(&c, cli_do(&c, "halt --flatten --collar-bps 300 --state @/state"), 0,
		  "2 closes traded, 0 positions held");
	assert_int_equal(od_venue_lots(d, "SOL", 2), 0);
	assert_int_equal(od_venue_lots(d, "ETH", 4), 0);
	assert_int_equal(od_venue_open(d), 0);
	assert_int_equal(kill(p.proc.pid, SIGCONT), 0);
	halted_by_the_file("rvdesk halt by");
	assert_true(order_proc_killed(od_signal(&p, SIGKILL)));
	p.proc.pid = 0;
	od_ready(d);
	od_ties(d);
}

static void nothing_is_held(void)
{
	OD_LEDGER_UNTIL(od_venue_lots(d, "SOL", 2) == 0 && od_venue_lots(d, "ETH", 4) == 0);
	assert_int_equal(od_venue_open(d), 0);
}

/* The halt locks the desk, and that lock does not stand in the way of the second half. */
static void the_desk_flattens_what_it_has_locked(void **state)
{
	(void)state;
	hold_two();
	cli_wants(&c, cli_do(&c, "halt --flatten --reason 'a drill' --state @/state"), 0,
		  "halt: the desk: ");
	nothing_is_held();
	assert_false(left_there());
	assert_int_equal(cli_do(&c, "status --state @/state"), RV_EXIT_HALTED);
}

/* Whoever may halt closes the book, although a person had locked the desk before. */
static void a_desk_locked_by_hand_is_flattened_too(void **state)
{
	(void)state;
	hold_two();
	assert_true(od_insist(&p, "lock"));
	assert_int_equal(cli_do(&c, "halt --flatten --collar-bps 300 --state @/state"), 0);
	nothing_is_held();
	assert_int_equal(cli_do(&c, "status --state @/state"), RV_EXIT_HALTED);
}

/*
 * The venue says 503 and does nothing, then does it and says nothing, then it is well: what counts
 * is what it says is open.
 */
static void a_bad_venue_is_asked_again(void **state)
{
	(void)state;
	rest_three();
	assert_int_equal(kill(p.proc.pid, SIGSTOP), 0);
	od_faults(d, "[{\"at\":0,\"for\":4,\"match\":\"exchange\",\"do\":\"status\","
		     "\"code\":503},"
		     "{\"at\":4,\"for\":4,\"match\":\"exchange\",\"do\":\"drop_answer\"}]");
	cli_wants(&c, cli_do(&c, "halt --cancel --outside --state @/state"), 0, ", 0 open");
	assert_int_equal(od_venue_open(d), 0);
	od_faults(d, "[{\"at\":0,\"for\":1e6,\"match\":\"info\",\"do\":\"status\","
		     "\"code\":502}]");
	cli_wants(&c, cli_do(&c, "halt --cancel --outside --state @/state"), RV_EXIT_FAIL,
		  "what is open is not known");
	od_faults(d, "[]");
	assert_int_equal(kill(p.proc.pid, SIGCONT), 0);
	halted_by_the_file("rvdesk halt by");
}

/* Nobody there: the next start is HALTED by what was left, however little of it there is. */
static void without_a_desk_the_next_start_is_halted(void **state)
{
	(void)state;
	char path[RV_TMP_PATH * 3];
	rest_three();
	assert_true(order_proc_killed(od_signal(&p, SIGKILL)));
	cli_wants(&c, cli_do(&c, "halt --state @/state"), 0, "halt.request");
	assert_int_equal(od_venue_open(d), 3); /* nobody asked for more */
	od_serve_well(d, &p);
	halted_by_the_file("rvdesk halt by");
	assert_int_equal(od_venue_open(d), 3);
	assert_true(od_insist(&p, "resume"));
	(void)snprintf(path, sizeof(path), "%s/" RV_HALT_REQUEST, d->state);
	const int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	halted_by_the_file("rvdesk halt by an unknown name");
	OD_LEDGER_UNTIL(od_venue_open(d) == 0); /* without words it cancels */
}

/* Who may not open the key, or names another venue, changes nothing there and is told. */
static void without_its_key_it_says_so(void **state)
{
	(void)state;
	rest_three();
	assert_int_equal(kill(p.proc.pid, SIGSTOP), 0);
	cli_wants(&c, cli_do(&c, "halt --cancel --key @/none --state @/state"), RV_EXIT_FAIL,
		  "none");
	cli_wants(&c,
		  cli_do(&c,
			 "halt --cancel --outside --url http://203.0.113.1 --account %s "
			 "--state @/state",
			 d->user),
		  RV_EXIT_FAIL, "a real venue is https");
	assert_int_equal(od_venue_open(d), 3);
	assert_true(left_there());
	assert_int_equal(kill(p.proc.pid, SIGCONT), 0);
	halted_by_the_file("rvdesk halt by");
	OD_LEDGER_UNTIL(od_venue_open(d) == 0); /* the desk cancels what the file says */
}

/* Of a socket that was named: the folder that it lies in, and no other of this user's. */
static void a_socket_says_where_or_nothing(void **state)
{
	(void)state;
	char path[RV_TMP_PATH * 3];
	rest_three();
	assert_int_equal(kill(p.proc.pid, SIGSTOP), 0);
	(void)snprintf(path, sizeof(path), "%s/control.sock", d->state);
	if (geteuid() == 0) { /* the desk of somebody else */
		assert_int_equal(chown(path, 1, 1), 0);
		cli_wants(&c, cli_do(&c, "halt --cancel --socket @/state/control.sock"),
			  RV_EXIT_FAIL, "NOT DONE: the desk is of ");
		assert_non_null(strstr(c.err, "rvdesk halt --cancel --state DIR"));
		assert_null(strstr(c.err, "halt.request"));
		assert_int_equal(chown(path, 0, 0), 0);
	}
	cli_wants(&c, cli_do(&c, "halt --cancel --socket @/none.sock"), RV_EXIT_FAIL,
		  "NOT DONE: once more with --state DIR");
	assert_false(left_there());
	assert_int_equal(od_venue_open(d), 3);
	cli_wants(&c, cli_do(&c, "halt --cancel --socket @/state/control.sock"), 0,
		  "halt: at the venue: 3 cancelled, 0 open");
	assert_non_null(strstr(c.out, "is HALTED by it as soon as it moves"));
	assert_true(left_there());
	assert_int_equal(kill(p.proc.pid, SIGCONT), 0);
	halted_by_the_file("rvdesk halt by");
}

static void copy(const char *name, const char *to)
{
	char from[RV_TMP_PATH * 3], path[RV_TMP_PATH * 3];
	size_t n = 0;
	(void)snprintf(from, sizeof(from), "%s/%s", d->state, name);
	(void)snprintf(path, sizeof(path), "%s/%s", to, name);
	char *text = rv_file_slurp(from, &n);
	const int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0 && write(fd, text, n) == (ssize_t)n && close(fd) == 0);
	free(text);
}

/* Not a byte is free: the orders are cancelled, and the file is there, if without its words. */
static void a_full_disk_is_in_nobodys_way(void **state)
{
	(void)state;
	char disk[RV_TMP_PATH * 2], path[RV_TMP_PATH * 3];
	struct stat sb;
	if (!may_mount) {
		print_message("no right to mount: skipped\n");
		skip();
	}
	assert_int_equal(mkdir(rv_tmpdir_path(&d->dir, "disk", disk), 0700), 0);
	assert_true(small_disk_mount(disk, 256, false));
	copy(RV_HALT_VENUE, disk);
	copy(RV_HALT_KEY, disk);
	(void)snprintf(path, sizeof(path), "%s/fill", disk);
	small_disk_fill(path);
	rest_three();
	assert_int_equal(kill(p.proc.pid, SIGSTOP), 0);
	cli_wants(&c, cli_do(&c, "halt --cancel --state @/disk"), 0,
		  "halt: at the venue: 3 cancelled, 0 open");
	assert_non_null(strstr(c.err, "without its words"));
	assert_int_equal(od_venue_open(d), 0);
	(void)snprintf(path, sizeof(path), "%s/" RV_HALT_REQUEST, disk);
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(sb.st_size, 0);
	assert_int_equal(kill(p.proc.pid, SIGCONT), 0);
	assert_int_equal(umount2(disk, MNT_DETACH), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_desk_does_it_when_it_can),
		TEST(outside_while_the_desk_stands_still),
		TEST(outside_it_flattens_too),
		TEST(the_desk_flattens_what_it_has_locked),
		TEST(a_desk_locked_by_hand_is_flattened_too),
		TEST(without_a_desk_the_next_start_is_halted),
		TEST(a_bad_venue_is_asked_again),
		TEST(without_its_key_it_says_so),
		TEST(a_full_disk_is_in_nobodys_way),
		TEST(a_socket_says_where_or_nothing),
	};
	may_mount = small_disk_allowed();
	return cmocka_run_group_tests_name("halt", tests, NULL, NULL);
}

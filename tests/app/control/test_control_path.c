/*
 * Where the control socket is, and that it is taken over from a process that is gone and from no
 * other; and the clocks of two machines, whose difference never makes anything look younger.
 */
#include "app/control/control_listen.h"
#include "app/control/link_clock.h"
#include "engine/base/rng.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

#include <grp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONG_DIR                                                                                   \
	"/a-name-that-is-too-long-for-a-socket/because-a-socket-has-a-hundred-and-seven-bytes/"    \
	"and-no-more-than-that-and-this-one-has-more"

static void the_desk_has_one_place(void **state)
{
	(void)state;
	static const struct {
		rv_control_where where;
		const char *want; /* NULL: none */
	} cases[] = {
		{ { "/x/y", "/s", "/run/d", "/run/user/1", "/s" }, "/x/y" },
		{ { NULL, "/s", "/run/d", "/run/user/1", "/s" }, "/run/d/control.sock" },
		{ { NULL, NULL, "/run/d:/run/e", NULL, "/s" }, "/run/d/control.sock" },
		{ { NULL, "/s", NULL, "/run/user/1", "/s" }, "/s/control.sock" },
		{ { NULL, NULL, NULL, "/run/user/1", "/s" }, "/run/user/1/rvdesk/control.sock" },
		{ { NULL, NULL, "", "", "/s" }, "/s/control.sock" },
		{ { NULL, NULL, "relative", "too", "/s" }, "/s/control.sock" },
		{ { NULL, NULL, NULL, NULL, "" }, NULL },
		{ { NULL, NULL, NULL, NULL, LONG_DIR }, NULL },
		{ { LONG_DIR, NULL, NULL, NULL, "/s" }, NULL },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		char path[RV_CONTROL_PATH];
		rv_err err = { 0 };
		const rv_status st = rv_control_path(&cases[i].where, path, &err);
		if ((st == RV_OK) != (cases[i].want != NULL))
			fail_msg("case %zu: %s", i, st == RV_OK ? path : err.text);
		if (st == RV_OK)
			assert_string_equal(path, cases[i].want);
		else
			assert_non_null(strstr(err.text, "--socket"));
	}
}

static void listens(const char *path, rv_control_listener *l)
{
	rv_err err = { 0 };
	if (rv_control_listen(path, "", l, &err) != RV_OK)
		fail_msg("%s", err.text);
}

static void a_console_finds_it_where_it_is(void **state)
{
	(void)state;
	char got[RV_CONTROL_PATH], dir[RV_TMP_PATH * 2], path[RV_CONTROL_PATH];
	rv_err err = { 0 };
	rv_control_listener l;
	(void)snprintf(dir, sizeof(dir), "%s", rv_tmp_path("xdg"));
	(void)snprintf(path, sizeof(path), "%s", rv_tmp_path("control.sock"));
	const rv_control_where w = { .xdg_runtime_dir = dir, .state_dir = rv_tmp.path };
	assert_int_equal(rv_control_find(&w, got, &err), RV_OK);
	assert_non_null(strstr(got, "/xdg/rvdesk/control.sock")); /* nobody: the usual place */
	(void)rv_tmp_path("control.sock.lock");
	listens(path, &l);
	assert_int_equal(rv_control_find(&w, got, &err), RV_OK);
	assert_string_equal(got, path);
	rv_control_unlisten(&l);
}

static int mode_of(const char *path)
{
	struct stat sb;
	return stat(path, &sb) == 0 ? (int)(sb.st_mode & 0777) : -1;
}

static bool connects(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	const bool yes = connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0;
	(void)close(fd);
	return yes;
}

static void only_who_may_can_open_it(void **state)
{
	(void)state;
	char path[RV_CONTROL_PATH], dir[RV_TMP_PATH * 2];
	rv_control_listener l;
	const mode_t was = umask(0);
	(void)snprintf(dir, sizeof(dir), "%s", rv_tmp_path("new"));
	(void)snprintf(path, sizeof(path), "%s/control.sock", rv_tmp_path("new"));
	listens(path, &l);
	(void)umask(was);
	assert_int_equal(mode_of(dir), 0750);
	assert_int_equal(mode_of(path), 0660);
	assert_true(connects(path));
	rv_control_unlisten(&l);
	assert_int_equal(mode_of(path), -1);
}

static gid_t group_of_file(const char *path)
{
	struct stat sb;
	assert_int_equal(stat(path, &sb), 0);
	return sb.st_gid;
}

/* The desk's own group where there is none of that name. */
static void a_group_may_be_named(void **state)
{
	(void)state;
	char path[RV_CONTROL_PATH];
	rv_control_listener l;
	rv_err err = { 0 };
	const struct group *g = getgrnam("daemon");
	const bool can = g && geteuid() == 0;
	(void)snprintf(path, sizeof(path), "%s", rv_tmp_path("control.sock"));
	(void)rv_tmp_path("control.sock.lock");
	assert_int_equal(rv_control_listen(path, "no-such-group-here", &l, &err), RV_OK);
	assert_int_equal(group_of_file(path), getegid());
	rv_control_unlisten(&l);
	if (!can) {
		print_message("# only root can give a socket to any group\n");
		skip();
	}
	const gid_t want = g->gr_gid;
	assert_int_not_equal(want, getegid());
	assert_int_equal(rv_control_listen(path, "daemon", &l, &err), RV_OK);
	assert_int_equal(group_of_file(path), want);
	assert_int_equal(mode_of(path), 0660);
	rv_control_unlisten(&l);
}

static void a_living_one_is_left_alone(void **state)
{
	(void)state;
	char path[RV_CONTROL_PATH];
	rv_control_listener l, other = { .fd = -1, .lock = -1 };
	rv_err err = { 0 };
	(void)snprintf(path, sizeof(path), "%s", rv_tmp_path("control.sock"));
	(void)rv_tmp_path("control.sock.lock");
	listens(path, &l);
	assert_int_equal(rv_control_listen(path, "", &other, &err), RV_EEXIST);
	assert_non_null(strstr(err.text, "another rvdesk listens there"));
	assert_true(connects(path));
	rv_control_unlisten(&l);
	listens(path, &l);
	rv_control_unlisten(&l);
}

/* A process that was killed leaves its file, and nobody at the other end of it. */
static void a_dead_one_is_replaced(void **state)
{
	(void)state;
	char path[RV_CONTROL_PATH];
	rv_control_listener l;
	int status = 0;
	(void)snprintf(path, sizeof(path), "%s", rv_tmp_path("control.sock"));
	(void)rv_tmp_path("control.sock.lock");
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		rv_err err = { 0 };
		_exit(rv_control_listen(path, "", &l, &err) == RV_OK ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_true(mode_of(path) > 0);
	assert_false(connects(path));
	listens(path, &l);
	assert_true(connects(path));
	rv_control_unlisten(&l);
}

static void what_is_no_socket_is_not_replaced(void **state)
{
	(void)state;
	char path[RV_CONTROL_PATH];
	rv_control_listener l;
	rv_err err = { 0 };
	rv_tmpdir_text(&rv_tmp, "control.sock", "somebody's notes");
	(void)rv_tmp_path("control.sock.lock");
	(void)snprintf(path, sizeof(path), "%s", rv_tmp_path("control.sock"));
	assert_int_equal(rv_control_listen(path, "", &l, &err), RV_EEXIST);
	assert_non_null(strstr(err.text, "is no socket"));
	assert_true(mode_of(path) > 0);
}

/* ---- clocks ---- */

/* Two machines whose clocks differ by diff; every way takes what it takes. */
static void an_age_is_never_understated(void **state)
{
	(void)state;
	rv_rng rng;
	rv_link_clock c;
	const int64_t diff = INT64_C(123456789); /* ours less theirs */
	int64_t now = 5000000, least = INT64_MAX;
	rv_rng_seed(&rng, 2385, 9, 9);
	rv_link_clock_init(&c);
	assert_int_equal(rv_link_clock_theirs(&c, now), 0);
	for (int i = 0; i < 2000; i++) {
		const int64_t up = (int64_t)rv_rng_below(&rng, i < 1000 ? 40 : 4000);
		const int64_t down = (int64_t)rv_rng_below(&rng, 4000);
		rv_link_clock_learn(&c, now, now + up - diff, now + up + down);
		least = up < least ? up : least;
		now += up + down + 1000;
		/* something of theirs, made so long ago by our clock */
		const int64_t made = now - (int64_t)rv_rng_below(&rng, 5000);
		const int64_t got = now + (int64_t)rv_rng_below(&rng, 3000);
		const int64_t said = made - diff + rv_link_clock_offset(&c, made - diff, got);
		assert_true(said <= made);
		if (i < 1000 && i > 20)
			assert_true(said >= made - 40);
		assert_true(rv_link_clock_theirs(&c, now) <= now - diff);
		if (i > 20)
			assert_true(rv_link_clock_theirs(&c, now) >= now - diff - 4000);
	}
}

/* A machine that slept: its clock stood still, and what was known of the other is wrong. */
static void a_clock_that_stood_still_is_noticed(void **state)
{
	(void)state;
	rv_link_clock c;
	rv_link_clock_init(&c);
	for (int i = 0; i < 20; i++)
		rv_link_clock_learn(&c, 1000 * i, 1000 * i + 5, 1000 * i + 10);
	/* theirs went on by ten minutes, and what they made just now comes */
	const int64_t theirs = 20000 + 600000, got = 20000;
	const int64_t said = theirs + rv_link_clock_offset(&c, theirs, got);
	assert_int_equal(said, got - RV_LINK_UNSURE_MS);
	rv_link_clock_learn(&c, got + 100, theirs + 103, got + 106);
	assert_int_equal(theirs + 200 + rv_link_clock_offset(&c, theirs + 200, got + 210),
			 got + 200 - 3);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rv_tmp_setup, rv_tmp_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_desk_has_one_place),
		TEST(a_console_finds_it_where_it_is),
		TEST(only_who_may_can_open_it),
		TEST(a_group_may_be_named),
		TEST(a_living_one_is_left_alone),
		TEST(a_dead_one_is_replaced),
		TEST(what_is_no_socket_is_not_replaced),
		cmocka_unit_test(an_age_is_never_understated),
		cmocka_unit_test(a_clock_that_stood_still_is_noticed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* One desk a state folder: the second is told who has it, a dead one leaves it free. */
#include "app/state_lock.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void the_second_is_told_who_has_it(void **state)
{
	(void)state;
	(void)rv_tmp_path("lock");
	int fd = -1, other = -1;
	long owner = 0;
	rv_err err = { 0 };
	assert_int_equal(rv_state_lock(rv_tmp.path, &fd, &owner, &err), RV_OK);
	assert_int_equal(rv_state_lock(rv_tmp.path, &other, &owner, &err), RV_EEXIST);
	assert_int_equal(owner, getpid());
	assert_int_equal(other, -1);
	assert_int_equal(close(fd), 0);
	assert_int_equal(rv_state_lock(rv_tmp.path, &fd, &owner, &err), RV_OK);
	assert_int_equal(close(fd), 0);
}

static void a_killed_owner_leaves_it_free(void **state)
{
	(void)state;
	(void)rv_tmp_path("lock");
	int ready[2], fd = -1;
	long owner = 0;
	rv_err err = { 0 };
	assert_int_equal(pipe(ready), 0);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		const char ok = rv_state_lock(rv_tmp.path, &fd, &owner, &err) == RV_OK ? 'y' : 'n';
		if (write(ready[1], &ok, 1) != 1)
			_exit(1);
		(void)pause();
		_exit(0);
	}
	char ok = 0;
	assert_int_equal(read(ready[0], &ok, 1), 1);
	assert_int_equal(ok, 'y');
	assert_int_equal(rv_state_lock(rv_tmp.path, &fd, &owner, &err), RV_EEXIST);
	assert_int_equal(owner, pid);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(rv_state_lock(rv_tmp.path, &fd, &owner, &err), RV_OK);
	assert_int_equal(close(fd), 0);
	assert_int_equal(close(ready[0]), 0);
	assert_int_equal(close(ready[1]), 0);
}

static void a_folder_that_cannot_be_written_is_one_line(void **state)
{
	(void)state;
	int fd = -1;
	long owner = 0;
	rv_err err = { 0 };
	assert_int_equal(rv_state_lock("/proc/1", &fd, &owner, &err), RV_EIO);
	assert_non_null(strstr(err.text, "/proc/1/lock: cannot be written"));
	assert_int_equal(fd, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_second_is_told_who_has_it, rv_tmp_setup,
						rv_tmp_teardown),
		cmocka_unit_test_setup_teardown(a_killed_owner_leaves_it_free, rv_tmp_setup,
						rv_tmp_teardown),
		cmocka_unit_test(a_folder_that_cannot_be_written_is_one_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

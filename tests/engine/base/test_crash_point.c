/*
 * Crash points: the n-th pass of the armed point ends the process by SIGKILL and no other does,
 * what cannot be armed, and that every point in the source is in the table.
 */
#include "engine/base/crash_point.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A process that arms spec, and passes two points by turns; its exit status is the passes of the
 * first that it lived through. */
static int status_of(const char *spec, int passes)
{
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		rv_err err;
		if (spec && rv_crash_arm(spec, &err) != RV_OK)
			_exit(100);
		for (int i = 0; i < passes; i++) {
			rv_crash_point("fill.acked");
			rv_crash_point("halt.acked");
		}
		_exit(passes);
	}
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void assert_lives(const char *spec, int passes)
{
	const int status = status_of(spec, passes);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), passes);
}

static void assert_killed(const char *spec, int passes)
{
	const int status = status_of(spec, passes);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), 9);
}

static void the_nth_pass_kills(void **state)
{
	(void)state;
	assert_lives(NULL, 5);
	assert_killed("fill.acked", 1);
	assert_killed("fill.acked:1", 1);
	assert_lives("fill.acked:3", 2);
	assert_killed("fill.acked:3", 3);
	assert_lives("intent.acked", 5);
}

static void refuses_what_is_no_point(void **state)
{
	(void)state;
	static const char *const specs[] = { "",
					     "fill",
					     "fill.ackedx",
					     "fill.acked:",
					     "fill.acked:0",
					     "fill.acked:-1",
					     "fill.acked:1x",
					     "fill.acked:1.5" };
	for (size_t i = 0; i < LEN(specs); i++) {
		rv_err err = { 0 };
		assert_int_equal(rv_crash_arm(specs[i], &err), RV_EINVAL);
		assert_non_null(strstr(err.text, "crash point"));
		assert_false(atomic_load(&rv_crash_armed));
	}
}

static void only_one_can_be_armed(void **state)
{
	(void)state;
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		rv_err err;
		const bool first = rv_crash_arm("fill.acked", &err) == RV_OK;
		const bool second = rv_crash_arm("halt.acked", &err) == RV_EEXIST;
		_exit(first && second ? 0 : 1);
	}
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static bool in_table(const char *name)
{
	size_t n = 0;
	const char *const *names = rv_crash_names(&n);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

static void names_differ(void **state)
{
	(void)state;
	size_t n = 0;
	const char *const *names = rv_crash_names(&n);
	assert_true(n >= 20);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = i + 1; k < n; k++)
			assert_string_not_equal(names[i], names[k]);
	}
}

enum { NAME_TEXT = 128 };

typedef enum found { NO_POINT, POINT, NOT_A_LITERAL } found;

/* The first point of a line from *at on, which moves behind it. */
static found next_point(const char **at, char name[NAME_TEXT])
{
	static const char call[] = "rv_crash_point(", param[] = "const char *";
	const char *p = strstr(*at, call);
	if (!p)
		return NO_POINT;
	p += sizeof(call) - 1;
	*at = p;
	if (strncmp(p, param, sizeof(param) - 1) == 0)
		return NO_POINT; /* its definition, alone in its line */
	return sscanf(p, "\"%127[^\"]\")", name) == 1 ? POINT : NOT_A_LITERAL;
}

static void check_line(const char *path, const char *line)
{
	char name[NAME_TEXT];
	const char *at = line;
	for (found f = next_point(&at, name); f != NO_POINT; f = next_point(&at, name)) {
		if (f == NOT_A_LITERAL)
			fail_msg("%s: %s: the name must be a literal", path, line);
		if (!in_table(name))
			fail_msg("%s: \"%s\" is not in RV_CRASH_TABLE", path, name);
	}
}

static int files_read;

static int check_file(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)where;
	const size_t n = strlen(path);
	if (type != FTW_F || n < 2 || path[n - 2] != '.' || !strchr("ch", path[n - 1]))
		return 0;
	FILE *f = fopen(path, "r");
	if (!f)
		return 1;
	char line[1024];
	while (fgets(line, sizeof(line), f))
		check_line(path, line);
	files_read++;
	return fclose(f);
}

/* The source is read from the root of the tree, where the tests run. */
static void every_point_in_the_source_is_in_the_table(void **state)
{
	(void)state;
	static const char *const roots[] = { "engine", "feeds", "config", "app" };
	for (size_t i = 0; i < LEN(roots); i++)
		assert_int_equal(nftw(roots[i], check_file, 16, FTW_PHYS), 0);
	assert_true(files_read > 100);
}

/* What the test above goes by. */
static void points_are_found_in_a_line(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		found want;
		const char *name;
	} cases[] = {
		{ "\tx = rv_crash_names(&n);", NO_POINT, NULL },
		{ "\trv_crash_point(\"fill.acked\");", POINT, "fill.acked" },
		{ "void rv_crash_point(const char *name)", NO_POINT, NULL },
		{ "\trv_crash_point(name);", NOT_A_LITERAL, NULL },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		char name[NAME_TEXT];
		const char *at = cases[i].line;
		assert_int_equal(next_point(&at, name), cases[i].want);
		if (cases[i].name)
			assert_string_equal(name, cases[i].name);
		if (cases[i].want == POINT)
			assert_int_equal(next_point(&at, name), NO_POINT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nth_pass_kills),
		cmocka_unit_test(refuses_what_is_no_point),
		cmocka_unit_test(only_one_can_be_armed),
		cmocka_unit_test(names_differ),
		cmocka_unit_test(every_point_in_the_source_is_in_the_table),
		cmocka_unit_test(points_are_found_in_a_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

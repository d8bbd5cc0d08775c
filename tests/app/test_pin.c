/*
 * The PIN that arms the desk: its file, guesses and their waits, arming with it at a real desk
 * over the socket, and that it is found nowhere afterwards.
 */
#include "app/pin.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/pin_gate.h"
#include "tests/support/cm.h"
#include "tests/support/console_job.h"
#include "tests/support/files.h"
#include "tests/support/people_desk.h"
#include "tests/support/tmpdir.h"
#include "tests/support/trader.h"

enum { FEW = 10 }; /* iterations, where the time of a guess is not what is tested */

static const char right[] = "Zq7-canary-4411", other[] = "Zq7-canary-4412";

static void store(const char *dir, unsigned iterations)
{
	rv_pin_hash h;
	rv_err err = { 0 };
	assert_int_equal(rv_pin_make(right, iterations, &h, &err), RV_OK);
	assert_int_equal(rv_pin_store(dir, &h, &err), RV_OK);
}

/* ---- its file ---- */

static void what_is_stored_is_found_again(void **state)
{
	(void)state;
	rv_pin_hash a, b;
	struct stat st;
	rv_err err = { 0 };
	const char *path = rv_tmp_path("pin");
	size_t n = 0;
	assert_int_equal(rv_pin_load(rv_tmp.path, &a, &err), RV_ENOENT);
	store(rv_tmp.path, FEW);
	assert_int_equal(rv_pin_load(rv_tmp.path, &a, &err), RV_OK);
	assert_true(rv_pin_is(&a, right));
	assert_false(rv_pin_is(&a, other));
	assert_false(rv_pin_is(&a, ""));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777U, 0600);
	char *text = rv_file_slurp(path, &n);
	assert_null(strstr(text, right));
	free(text);
	store(rv_tmp.path, FEW); /* a salt of its own each time */
	assert_int_equal(rv_pin_load(rv_tmp.path, &b, &err), RV_OK);
	assert_memory_not_equal(a.salt, b.salt, sizeof(a.salt));
	assert_memory_not_equal(a.hash, b.hash, sizeof(a.hash));
}

/* A file that others could have read, or that is none, arms nobody. */
static void a_doubtful_file_arms_nobody(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"rvdesk-pin 1 0 00112233445566778899aabbccddeeff "
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n",
		"rvdesk-pin 2 10 00112233445566778899aabbccddeeff "
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n",
		"rvdesk-pin 1 10 00112233445566778899aabbccddeefg "
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n",
		"rvdesk-pin 1 10 00112233445566778899aabbccddeeff "
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n\n",
		"rvdesk-pin 1 10 00112233\n",
	};
	rv_pin_hash h;
	rv_err err = { 0 };
	rv_pin_gate *g = NULL;
	const char *path = rv_tmp_path("pin");
	store(rv_tmp.path, FEW);
	assert_int_equal(rv_pin_gate_new(rv_tmp.path, &g), RV_OK);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(rv_pin_load(rv_tmp.path, &h, &err), RV_EIO);
	assert_non_null(strstr(err.text, "others may read"));
	rv_command c = { .kind = RV_CMD_ARM, .role = RV_WHO_ADMIN };
	memcpy(c.pin_text, right, sizeof(right));
	rv_pin_gate_pass(g, &c, 0);
	assert_int_equal(c.pin, RV_PIN_UNREADABLE);
	assert_int_equal(chmod(path, 0600), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		rv_tmpdir_text(&rv_tmp, "pin", bad[i]);
		assert_int_equal(chmod(path, 0600), 0);
		if (rv_pin_load(rv_tmp.path, &h, &err) != RV_EDATA)
			fail_msg("bad file %zu is taken", i);
	}
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_int_equal(rv_pin_load(rv_tmp.path, &h, &err), RV_EIO);
	assert_int_equal(unlink(path), 0);
	rv_pin_gate_free(g);
}

static void what_a_pin_is(void **state)
{
	(void)state;
	assert_null(rv_pin_wrong("123456"));
	assert_non_null(rv_pin_wrong("12345"));
	assert_non_null(rv_pin_wrong("12345\t6"));
	assert_non_null(rv_pin_wrong("1234567890123456789012345678901234567890"
				     "1234567890123456789012345"));
}

/* ---- guesses ---- */

static rv_command guess(rv_pin_gate *g, const char *pin, int64_t now)
{
	static const char none[RV_PIN_TEXT];
	rv_command c = { .kind = RV_CMD_ARM, .role = RV_WHO_APPROVE };
	(void)snprintf(c.pin_text, sizeof(c.pin_text), "%s", pin);
	rv_pin_gate_pass(g, &c, now);
	assert_memory_equal(c.pin_text, none, sizeof(none));
	return c;
}

static void each_wrong_one_doubles_the_wait(void **state)
{
	(void)state;
	static const int64_t waits[] = {
		1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000
	};
	rv_pin_gate *g = NULL;
	int64_t now = 5000;
	(void)rv_tmp_path("pin");
	assert_int_equal(rv_pin_gate_new(rv_tmp.path, &g), RV_OK);
	assert_false(rv_pin_gate_asks(g));
	assert_int_equal(guess(g, "", now).pin, RV_PIN_NONE);
	store(rv_tmp.path, FEW); /* while the desk runs */
	assert_int_equal(guess(g, "", now).pin, RV_PIN_MISSING);
	assert_true(rv_pin_gate_asks(g));
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		const rv_command c = guess(g, other, now);
		assert_int_equal(c.pin, RV_PIN_WRONG);
		assert_int_equal(c.pin_wrong, i + 1);
		assert_int_equal(c.pin_wait_ms, waits[i]);
		/* not even the right one is looked at before */
		assert_int_equal(guess(g, right, now + waits[i] - 1).pin, RV_PIN_WAIT);
		now += waits[i];
	}
	assert_int_equal(guess(g, right, now).pin, RV_PIN_RIGHT);
	assert_int_equal(guess(g, other, now).pin_wait_ms, 1000);
	rv_pin_gate_free(g);
	assert_int_equal(unlink(rv_tmp_path("pin")), 0);
}

/* Who may not arm guesses nothing, and nobody else waits for him. */
static void only_who_may_arm_guesses(void **state)
{
	(void)state;
	rv_pin_gate *g = NULL;
	(void)rv_tmp_path("pin");
	store(rv_tmp.path, FEW);
	assert_int_equal(rv_pin_gate_new(rv_tmp.path, &g), RV_OK);
	rv_command c = { .kind = RV_CMD_ARM, .role = RV_WHO_PROPOSE };
	memcpy(c.pin_text, other, sizeof(other));
	rv_pin_gate_pass(g, &c, 0);
	assert_int_equal(c.pin, RV_PIN_UNCHECKED);
	assert_true(c.pin_text[0] == '\0');
	assert_int_equal(guess(g, right, 0).pin, RV_PIN_RIGHT);
	rv_pin_gate_free(g);
	assert_int_equal(unlink(rv_tmp_path("pin")), 0);
}

/* ---- at a desk, and nowhere else ---- */

static size_t n_files;

static int looks_into(const char *path, const struct stat *st, int type, struct FTW *at)
{
	size_t n = 0;
	(void)st;
	(void)at;
	if (type != FTW_F)
		return 0;
	char *data = rv_file_slurp(path, &n);
	n_files++;
	/* the part that both of them have */
	if (memmem(data, n, right, 10))
		fail_msg("the PIN is in %s", path);
	free(data);
	return 0;
}

/*
 * How often it is in the memory of this process, the stack of the test's own thread left out: heap,
 * the other threads' stacks, the snapshots that consoles have.
 */
static size_t in_memory(const char *what, size_t len)
{
	size_t found = 0;
	char line[512];
	FILE *maps = fopen("/proc/self/maps", "r"), *mem = fopen("/proc/self/mem", "r");
	assert_non_null(maps);
	assert_non_null(mem);
	while (fgets(line, sizeof(line), maps)) {
		char *end = NULL;
		const unsigned long from = strtoul(line, &end, 16), to = strtoul(end + 1, &end, 16);
		if (strncmp(end, " rw", 3) != 0 || to - from > (256UL << 20) ||
		    strstr(line, "[stack]"))
			continue;
		char *copy = malloc(to - from);
		if (copy && fseek(mem, (long)from, SEEK_SET) == 0) {
			const size_t n = fread(copy, 1, to - from, mem);
			for (char *at = copy; (at = memmem(at, n - (size_t)(at - copy), what, len));
			     at++)
				found++;
		}
		if (copy)
			explicit_bzero(copy, to - from);
		free(copy);
	}
	(void)fclose(mem);
	(void)fclose(maps);
	return found;
}

/* That the search finds what is there is seen first. A sanitizer has stacks of its own elsewhere.
 */
static void look_into_memory(void)
{
	char probe[10];
	memcpy(probe, right, sizeof(probe)); /* the part that both of them have */
	if (RV_PATIENCE > 1)
		return;
	char *there = malloc(sizeof(probe));
	assert_non_null(there);
	memcpy(there, probe, sizeof(probe));
	assert_int_equal(in_memory(probe, sizeof(probe)), 1);
	explicit_bzero(there, sizeof(probe));
	free(there);
	assert_int_equal(in_memory(probe, sizeof(probe)), 0);
}

/* Typed wrong and right over the socket; then every file is looked into, and the memory. */
static void it_is_found_nowhere(void **state)
{
	(void)state;
	raw_console alice;
	if (!pd_can())
		skip();
	people_desk *p = pd_new(PD_ROLES ", \"pen_s\": 0, \"two_person\": \"off\"");
	order_desk *d = p->d;
	store(d->state, RV_PIN_ITERATIONS);
	pd_console(p, &alice, PD_ALICE);
	pd_says(p, &alice, (rv_command){ .kind = RV_CMD_ARM }, false, "arming needs the PIN");
	OD_UNTIL(d, T->asks_pin);
	rv_command c = { .kind = RV_CMD_ARM };
	memcpy(c.pin_text, other, sizeof(other));
	pd_says(p, &alice, c, false, "the PIN is wrong, 1 in a row: the next one in 1 s");
	assert_false(T->armed);
	(void)poll(NULL, 0, 1100);
	memcpy(c.pin_text, right, sizeof(right));
	pd_says(p, &alice, c, true, "armed");
	explicit_bzero(&c, sizeof(c));
	OD_UNTIL(d, T->armed);
	look_into_memory();
	raw_close(&alice);
	rv_control_server_stop(p->server);
	p->server = NULL;
	od_stop(d);
	assert_int_equal(nftw(d->dir.path, looks_into, 16, FTW_PHYS), 0);
	assert_true(n_files >= 3); /* journal, configuration, keys */
	pd_free(p);
}

/* ---- rvdesk pin ---- */

static void types(rv_job *j, const char *text)
{
	rv_job_send(j, text, strlen(text));
}

static rv_job *set_pin(const char *first, const char *second)
{
	const char *args[] = { "pin", "--state", rv_tmp.path, NULL };
	rv_job *j = trader_run(args);
	assert_true(rv_job_wait_text(j, "new PIN: ", RV_PATIENCE_MS));
	types(j, first);
	types(j, "\r");
	if (second) {
		assert_true(rv_job_wait_text(j, "again: ", RV_PATIENCE_MS));
		types(j, second);
		types(j, "\r");
	}
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
	assert_null(strstr(rv_job_output(j), first)); /* no echo */
	return j;
}

static void the_command_sets_it(void **state)
{
	(void)state;
	rv_pin_hash h;
	rv_err err = { 0 };
	(void)rv_tmp_path("pin");
	rv_job *j = set_pin(right, right);
	assert_int_equal(rv_job_notes(j)->exit_status, 0);
	rv_job_free(j);
	assert_int_equal(rv_pin_load(rv_tmp.path, &h, &err), RV_OK);
	assert_int_equal(h.iterations, RV_PIN_ITERATIONS);
	assert_true(rv_pin_is(&h, right));
	j = set_pin(other, right); /* nothing has changed */
	assert_true(rv_job_has_text(j, "not the same"));
	rv_job_free(j);
	j = set_pin("12345", NULL);
	assert_true(rv_job_has_text(j, "6 to 64 characters"));
	rv_job_free(j);
	assert_int_equal(rv_pin_load(rv_tmp.path, &h, &err), RV_OK);
	assert_true(rv_pin_is(&h, right));
	const char *args[] = { "pin", "--remove", "--state", rv_tmp.path, NULL };
	j = trader_run(args);
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
	rv_job_free(j);
	assert_int_equal(rv_pin_load(rv_tmp.path, &h, &err), RV_ENOENT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rv_tmp_setup, rv_tmp_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_stored_is_found_again),
		TEST(a_doubtful_file_arms_nobody),
		TEST(what_a_pin_is),
		TEST(each_wrong_one_doubles_the_wait),
		TEST(only_who_may_arm_guesses),
		cmocka_unit_test(it_is_found_nowhere),
		TEST(the_command_sets_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

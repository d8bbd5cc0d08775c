/*
 * A key that is known to the test signs orders; then nothing that the desk wrote or shows has it:
 * answers, standard error, log, journal, state, environment, command line, nor a core of the
 * process, not as hexadecimal digits and not as bytes.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/hex.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/order_desk.h"
#include "tests/support/order_desk_proc.h"

enum { KEY_BYTES = 32, DIGITS = 2 * KEY_BYTES };

static const od_params fast = { .speed = OD_FAST_SPEED, .orders = OD_FAST };

static order_desk *d;
static uint8_t key[KEY_BYTES];
static char lower[DIGITS + 1], upper[DIGITS + 1];

/* The paper key, from its file, which moves out of the state folder. */
static void take_key(char path[RV_TMP_PATH * 2])
{
	size_t n = 0;
	char *text = rv_file_slurp(d->key, &n);
	assert_true(n >= DIGITS);
	memcpy(lower, text, DIGITS);
	assert_int_equal(rv_hex_parse(lower, DIGITS, key, KEY_BYTES), RV_OK);
	for (int i = 0; i < DIGITS; i++)
		upper[i] = (char)(lower[i] >= 'a' ? lower[i] - 'a' + 'A' : lower[i]);
	rv_tmpdir_write(&d->dir, "agent.key", text, n);
	free(text);
	(void)rv_tmpdir_path(&d->dir, "agent.key", path);
	assert_int_equal(chmod(path, 0400), 0);
	assert_int_equal(unlink(d->key), 0);
}

static bool has(const void *text, size_t n)
{
	return memmem(text, n, lower, DIGITS) || memmem(text, n, upper, DIGITS) ||
	       memmem(text, n, key, KEY_BYTES);
}

/* Files of /proc have no size that could be asked for; cores are large. */
static bool file_has(const char *path, size_t *size)
{
	enum { PART = 1 << 20 };
	static char buf[PART + DIGITS];
	size_t kept = 0, got;
	bool found = false;
	FILE *f = fopen(path, "re");
	if (!f)
		fail_msg("%s cannot be read", path);
	while ((got = fread(buf + kept, 1, PART, f)) > 0) {
		*size += got;
		found = found || has(buf, kept + got);
		const size_t tail = kept + got < DIGITS ? kept + got : DIGITS;
		memmove(buf, buf + kept + got - tail, tail); /* what lies across two parts */
		kept = tail;
	}
	assert_int_equal(fclose(f), 0);
	return found;
}

static void no_key_in(const char *path)
{
	size_t n = 0;
	if (file_has(path, &n))
		fail_msg("the key is in %s", path);
	if (n == 0)
		print_message("%s is empty\n", path);
}

/* Returns how many files there were. */
static size_t no_key_below(const char *dir)
{
	char path[RV_TMP_PATH * 4];
	struct stat sb;
	size_t n = 0;
	DIR *o = opendir(dir);
	assert_non_null(o);
	for (const struct dirent *e = readdir(o); e; e = readdir(o)) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		(void)snprintf(path, sizeof(path), "%s/%.200s", dir, e->d_name);
		if (lstat(path, &sb) != 0)
			continue; /* it was there for a moment */
		if (S_ISREG(sb.st_mode)) {
			no_key_in(path);
			n++;
		}
	}
	assert_int_equal(closedir(o), 0);
	return n;
}

static void no_key_in_proc(pid_t pid)
{
	static const char *const names[] = { "environ", "cmdline", "status" };
	char path[64];
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(path, sizeof(path), "/proc/%ld/%s", (long)pid, names[i]);
		no_key_in(path);
	}
}

/* A core as gdb writes it; false: there is no gcore here, or it may not. */
static bool no_key_in_core(pid_t pid)
{
	char prefix[RV_TMP_PATH * 2], path[RV_TMP_PATH * 3], number[32];
	(void)rv_tmpdir_path(&d->dir, "core", prefix);
	(void)snprintf(number, sizeof(number), "%ld", (long)pid);
	(void)snprintf(path, sizeof(path), "%s.%s", prefix, number);
	char *argv[] = { (char[]){ "/usr/bin/gcore" }, (char[]){ "-o" }, prefix, number, NULL };
	order_proc g;
	if (RV_PATIENCE > 1) /* the memory of a sanitizer is a thousand times larger */
		return false;
	if (access(argv[0], X_OK) != 0 ||
	    !order_proc_start(&g, argv, d->dir.path[0] ? "/dev/null" : "", NULL))
		return false;
	while (order_proc_line(&g, OD_WAIT_MS) > 0)
		continue;
	(void)order_proc_end(&g, 0, OD_WAIT_MS);
	struct stat sb;
	if (stat(path, &sb) != 0)
		return false;
	assert_true(sb.st_size > 1 << 20); /* it is a core */
	no_key_in(path);
	assert_int_equal(unlink(path), 0);
	return true;
}

static void no_key_in_answers(od_process *p)
{
	static const char *const lines[] = { "status", "resume", "note canary", "nonsense" };
	static const char *const orders[] = { "buy SOL 300 usd", "buy ETH 2000 usd twap 60m" };
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		(void)od_ask(p, lines[i]);
		assert_false(has(p->proc.text, strlen(p->proc.text)));
	}
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		assert_true(od_insist(p, orders[i])); /* a quote may be late on a busy machine */
		assert_false(has(p->proc.text, strlen(p->proc.text)));
	}
}

static void the_key_is_nowhere(void **state)
{
	(void)state;
	od_process p;
	char path[RV_TMP_PATH * 2], backups[RV_TMP_PATH * 3];
	const char *words[] = { "--key", path, "--account", NULL, NULL };
	size_t n = 0;
	d = od_new(&fast);
	take_key(path);
	words[3] = d->user;
	assert_true(file_has(path, &n)); /* whoever looks finds it where it is */
	od_serve_with(d, &p, NULL, words);
	if (!od_served(&p))
		fail_msg("it does not start: %s", od_errors(&p));
	assert_true(od_insist(&p, "resume"));
	no_key_in_answers(&p);
	OD_LEDGER_UNTIL(od_venue_orders(d) >= 2); /* it has signed */
	no_key_in_proc(p.proc.pid);
	if (!no_key_in_core(p.proc.pid))
		print_message("no gcore here, or nobody may: the core was not looked at\n");
	assert_true(no_key_below(d->state) >= 4);
	(void)snprintf(backups, sizeof(backups), "%s/backups", d->state);
	OD_LEDGER_UNTIL(access(backups, F_OK) == 0 && no_key_below(backups) >= 1);
	assert_int_equal(od_signal(&p, SIGTERM), 0);
	assert_true(no_key_below(d->state) >= 4);
	no_key_in(p.err);
	od_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_key_is_nowhere) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * A process that will hold a key: nobody looks into it, it leaves no core, keys in the environment
 * and on the command line are refused without being repeated; a credential of the service manager
 * is taken with the access list that it comes with.
 */
#include "app/ops/harden.h"

#include "feeds/sign/key_file.h"
#include "feeds/sign/signer.h"
#include "tests/support/cm.h"
#include "tests/support/order_proc.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#define KEY "1f2e3d4c5b6a79880f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778"

enum { ME = 1234, WAIT_MS = 30000 * RV_PATIENCE };

/* In a child: this process stays as it is, for sanitizers and debuggers. */
static void is_closed_to_others(void **state)
{
	(void)state;
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		rv_err err = { 0 };
		struct rlimit l = { 1, 1 };
		const bool ok = rv_harden_process(&err) == RV_OK &&
				prctl(PR_GET_DUMPABLE, 0L, 0L, 0L, 0L) == 0 &&
				getrlimit(RLIMIT_CORE, &l) == 0 && l.rlim_cur == 0 &&
				l.rlim_max == 0;
		_exit(ok ? 0 : 1);
	}
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void keys_are_refused_where_others_read(void **state)
{
	(void)state;
	const struct {
		const char *key, *env, *names;
	} cases[] = {
		{ KEY, NULL, "--key: expected a file" },
		{ "0x" KEY, NULL, "--key: expected a file" },
		{ NULL, "RVDESK_KEY=" KEY, "RVDESK_KEY" },
		{ NULL, "hl_private_key=0x" KEY, "hl_private_key" },
		{ NULL, "HL_SECRET=" KEY, "HL_SECRET" },
		{ "agent.key", "MyAgent=" KEY, "MyAgent" },
		{ "agent.key", "RVDESK_KEY=/etc/agent.key", NULL },
		{ "agent.key", "BUILD_HASH=" KEY, NULL }, /* 64 digits of something else */
		{ NULL, "KEY=", NULL },
		{ NULL, "KEY", NULL },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *env[] = { (char[]){ "PATH=/bin" }, (char *)(uintptr_t)cases[i].env, NULL };
		rv_err err = { 0 };
		const rv_status st = rv_harden_places(cases[i].key, env, &err);
		assert_int_equal(st, cases[i].names ? RV_EUSAGE : RV_OK);
		if (cases[i].names && !strstr(err.text, cases[i].names))
			fail_msg("'%s' does not name %s", err.text, cases[i].names);
		assert_null(strstr(err.text, "1f2e3d4c"));
	}
	assert_int_equal(rv_harden_places(NULL, NULL, NULL), RV_OK);
}

/* The whole program: exit 2, one line, no key in it. */
static void the_program_refuses_them(void **state)
{
	(void)state;
	const char *build = getenv("BUILD_DIR");
	char program[512], text[512];
	(void)snprintf(program, sizeof(program), "%s/rvdesk", build ? build : "build/release");
	char *argv[] = { program, (char[]){ "serve" }, (char[]){ "--state" }, rv_tmp_path("state"),
			 NULL };
	order_proc p;
	assert_int_equal(setenv("RVDESK_AGENT_KEY", KEY, 1), 0);
	assert_true(order_proc_start(&p, argv, rv_tmp_path("err"), NULL));
	assert_int_equal(unsetenv("RVDESK_AGENT_KEY"), 0);
	const int status = order_proc_end(&p, 0, WAIT_MS);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
	FILE *f = fopen(rv_tmp_path("err"), "re");
	assert_non_null(f);
	assert_non_null(fgets(text, sizeof(text), f));
	assert_int_equal(fclose(f), 0);
	assert_non_null(strstr(text, "RVDESK_AGENT_KEY has a private key"));
	assert_null(strstr(text, "1f2e3d4c"));
}

/* ---- credentials ---- */

enum { USER_OBJ = 0x01, USER = 0x02, GROUP_OBJ = 0x04, MASK = 0x10, OTHER = 0x20, NOBODY = -1 };

static size_t put(uint8_t *to, unsigned tag, unsigned perm, uint32_t id)
{
	const uint8_t e[8] = { (uint8_t)tag,	    (uint8_t)(tag >> 8),
			       (uint8_t)perm,	    0,
			       (uint8_t)id,	    (uint8_t)(id >> 8),
			       (uint8_t)(id >> 16), (uint8_t)(id >> 24) };
	memcpy(to, e, sizeof(e));
	return sizeof(e);
}

/* The list that systemd makes, with one permission of one entry changed. */
static size_t make_acl(uint8_t *acl, uint32_t user, unsigned tag, unsigned perm)
{
	static const struct {
		unsigned tag, perm;
	} list[] = { { USER_OBJ, 4 }, { USER, 4 }, { GROUP_OBJ, 0 }, { MASK, 4 }, { OTHER, 0 } };
	size_t n = 4;
	memcpy(acl, (uint8_t[]){ 2, 0, 0, 0 }, 4);
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		n += put(acl + n, list[i].tag, list[i].tag == tag ? perm : list[i].perm,
			 list[i].tag == USER ? user : (uint32_t)NOBODY);
	return n;
}

static void an_access_list_for_us_alone(void **state)
{
	(void)state;
	uint8_t acl[64];
	size_t n = make_acl(acl, ME, 0, 0);
	assert_true(rv_key_acl_is_ours(acl, n, ME));
	assert_false(rv_key_acl_is_ours(acl, n, ME + 1));
	assert_false(rv_key_acl_is_ours(acl, n - 1, ME));
	assert_false(rv_key_acl_is_ours(acl, 3, ME));
	acl[0] = 3; /* another version */
	assert_false(rv_key_acl_is_ours(acl, n, ME));
	n = make_acl(acl, ME, GROUP_OBJ, 4);
	assert_false(rv_key_acl_is_ours(acl, n, ME));
	n = make_acl(acl, ME, OTHER, 4);
	assert_false(rv_key_acl_is_ours(acl, n, ME));
	n = make_acl(acl, ME, USER, 6);
	assert_false(rv_key_acl_is_ours(acl, n, ME));
	n = make_acl(acl, ME, 0, 0);
	n += put(acl + n, USER, 4, ME + 1); /* and somebody else */
	assert_false(rv_key_acl_is_ours(acl, n, ME));
	n = make_acl(acl, ME, USER, 0); /* not even us */
	assert_false(rv_key_acl_is_ours(acl, n, ME));
}

/* As the file of a credential: root's, 0440 by its mask; in its folder only. */
static void a_credential_is_taken(void **state)
{
	(void)state;
	uint8_t acl[64];
	rv_err err = { 0 };
	rv_signer *s = NULL;
	char path[RV_TMP_PATH * 2];
	rv_tmpdir_text(&rv_tmp, "agent.key", KEY "\n");
	(void)rv_tmpdir_path(&rv_tmp, "agent.key", path);
	const size_t n = make_acl(acl, geteuid(), 0, 0);
	assert_int_equal(chmod(path, 0400), 0);
	if (geteuid() != 0 || setxattr(path, "system.posix_acl_access", acl, n, 0) != 0) {
		print_message("no access lists here, or not root: not tested\n");
		skip();
	}
	struct stat sb;
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0440);
	assert_int_equal(rv_signer_open(path, &s, &err), RV_EDATA);
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", rv_tmp.path, 1), 0);
	if (rv_signer_open(path, &s, &err) != RV_OK)
		fail_msg("%s", err.text);
	rv_signer_free(s);
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", "/run/credentials/other", 1), 0);
	assert_int_equal(rv_signer_open(path, &s, &err), RV_EDATA);
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", rv_tmp.path, 1), 0);
	assert_int_equal(removexattr(path, "system.posix_acl_access"), 0);
	assert_int_equal(chmod(path, 0440), 0); /* a real group bit is one */
	assert_int_equal(rv_signer_open(path, &s, &err), RV_EDATA);
	assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_closed_to_others),
		cmocka_unit_test(keys_are_refused_where_others_read),
		cmocka_unit_test(the_program_refuses_them),
		cmocka_unit_test(an_access_list_for_us_alone),
		cmocka_unit_test(a_credential_is_taken),
	};
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}

/* The key: known addresses, every refusal of a key file, and that nothing of it gets out. */
#include "feeds/sign/key_file.h"
#include "feeds/sign/signer.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/hex.h"
#include "tests/support/test_key.h"
#include "tests/support/tmpdir.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/magic.h>

/* Half of a key: what must never be seen in a message. */
#define CANARY "c0ffee5eed2385c0ffee5eed2385ca4a"
#define UPPER "C0FFEE5EED2385C0FFEE5EED2385CA4A"

static rv_status open_key(const char *path, rv_err *err)
{
	rv_signer *s = NULL;
	memset(err, 0, sizeof(*err));
	const rv_status st = rv_signer_open(path, &s, err);
	assert_int_equal(st != RV_OK, s == NULL);
	assert_int_equal(st != RV_OK, err->text[0] != '\0');
	assert_null(strstr(err->text, "c0ffee"));
	assert_null(strchr(err->text, '\n'));
	rv_signer_free(s);
	return st;
}

static const char *key_file(const char *text, mode_t mode)
{
	const char *path = rv_tmp_path("agent.key");
	rv_tmpdir_text(&rv_tmp, "agent.key", text);
	assert_int_equal(chmod(path, mode), 0);
	return path;
}

static void addresses_as_published(void **state)
{
	(void)state;
	static const struct {
		const char *key, *address;
	} cases[] = {
		{ RV_KEY_PY, "14791697260e4c9a71f18484c9f997b308e59325" },
		{ RV_KEY_RS, "cd49bbac6e85fdeb167eb7ca41a945d2b8758f6f" },
		{ RV_KEY_NK, "e5ca49fb3bd9a581f0d1ef9cb5d7177da08bf901" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_signer *s = rv_test_signer(cases[i].key);
		uint8_t a[20];
		rv_signer_address(s, a);
		rv_assert_hex(cases[i].key, a, 20, cases[i].address);
		rv_signer_free(s);
	}
}

static void takes_the_usual_forms(void **state)
{
	(void)state;
	static const char *const good[] = { CANARY CANARY, CANARY CANARY "\n", "0x" CANARY CANARY,
					    "0x" CANARY CANARY "\n", UPPER CANARY };
	rv_err err;
	for (size_t i = 0; i < LEN(good); i++) {
		assert_int_equal(open_key(key_file(good[i], 0400), &err), RV_OK);
		(void)unlink(rv_tmp_path("agent.key")); /* read-only for the next one */
		assert_int_equal(open_key(key_file(good[i], 0600), &err), RV_OK);
	}
}

static void malformed_content(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"",
		"\n",
		"0x",
		CANARY,
		CANARY CANARY "0",
		CANARY CANARY "\n\n",
		CANARY CANARY "\r\n",
		" " CANARY CANARY,
		CANARY CANARY " ",
		"0X" CANARY CANARY,
		"0x0x" CANARY CANARY,
		CANARY CANARY "c0ffee c0ffee c0ffee",
		"c0ffee5eed2385c0ffee5eed2385ca4g" CANARY,
		"{\"key\":\"" CANARY CANARY "\"}",
		/* zero and the order of the group: not keys */
		"0000000000000000000000000000000000000000000000000000000000000000",
		"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
	};
	rv_err err;
	for (size_t i = 0; i < LEN(bad); i++) {
		const rv_status st = open_key(key_file(bad[i], 0600), &err);
		if (st != RV_EPARSE && st != RV_EDATA)
			fail_msg("case %zu: status %d", i, (int)st);
		assert_non_null(strstr(err.text, "agent.key"));
		assert_non_null(strstr(err.text, "64 hexadecimal digits"));
	}
}

static void every_permission_of_others(void **state)
{
	(void)state;
	rv_err err;
	for (mode_t bits = 1; bits <= 077; bits++) {
		assert_int_equal(open_key(key_file(CANARY CANARY, 0600 | bits), &err), RV_EDATA);
		assert_non_null(strstr(err.text, "expected mode 0400 or 0600"));
	}
}

static void what_is_no_file_of_its_own(void **state)
{
	(void)state;
	rv_err err;
	const char *key = key_file(CANARY CANARY, 0600);
	const char *link = rv_tmp_path("link.key"), *fifo = rv_tmp_path("fifo.key");
	assert_int_equal(symlink(key, link), 0);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(open_key(link, &err), RV_EDATA);
	assert_non_null(strstr(err.text, "is a symbolic link"));
	assert_int_equal(open_key(fifo, &err), RV_EDATA);
	assert_non_null(strstr(err.text, "is not a regular file"));
	assert_int_equal(open_key(rv_tmp.path, &err), RV_EDATA);
	assert_int_equal(open_key("/dev/zero", &err), RV_EDATA);
	assert_int_equal(open_key(rv_tmp_path("nosuch.key"), &err), RV_ENOENT);
}

/* What a test cannot have on every machine: other owners and other file systems. */
static void owners_and_file_systems(void **state)
{
	(void)state;
	static const int64_t
		remote[] = { NFS_SUPER_MAGIC,	       SMB_SUPER_MAGIC,	 SMB2_SUPER_MAGIC,
			     CIFS_SUPER_MAGIC,	       FUSE_SUPER_MAGIC, AFS_SUPER_MAGIC,
			     CODA_SUPER_MAGIC,	       CEPH_SUPER_MAGIC, V9FS_MAGIC,
			     (int32_t)CIFS_SUPER_MAGIC /* as a signed f_type has it */ };
	static const int64_t local[] = { EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC,
					 TMPFS_MAGIC,	   RAMFS_MAGIC,	    OVERLAYFS_SUPER_MAGIC };
	struct stat st = { .st_mode = S_IFREG | 0400, .st_uid = 1001, .st_size = 65 };
	for (size_t i = 0; i < LEN(local); i++)
		assert_null(rv_key_file_refusal(&st, 1001, local[i]));
	for (size_t i = 0; i < LEN(remote); i++)
		assert_non_null(rv_key_file_refusal(&st, 1001, remote[i]));
	assert_non_null(rv_key_file_refusal(&st, 1002, EXT4_SUPER_MAGIC));
	assert_non_null(rv_key_file_refusal(&st, 0, EXT4_SUPER_MAGIC)); /* root: only its own */
	st.st_uid = 0;
	assert_null(rv_key_file_refusal(&st, 1001, EXT4_SUPER_MAGIC));
	st.st_size = RV_KEY_FILE_MAX + 1;
	assert_non_null(rv_key_file_refusal(&st, 1001, EXT4_SUPER_MAGIC));
}

static void generated_keys_differ_and_sign(void **state)
{
	(void)state;
	rv_signer *s[2] = { NULL, NULL };
	uint8_t a[2][20], back[20], digest[32];
	rv_sig first, again;
	const rv_l1_payload p = { .packed = (const uint8_t *)"\x80", .n = 1, .expires_after = -1 };
	rv_l1_digest(&p, digest);
	for (int i = 0; i < 2; i++) {
		rv_err err = { 0 };
		assert_int_equal(rv_signer_generate(&s[i], &err), RV_OK);
		rv_signer_address(s[i], a[i]);
		assert_int_equal(rv_signer_sign(s[i], &p, &first), RV_OK);
		assert_int_equal(rv_signer_sign(s[i], &p, &again), RV_OK);
		assert_memory_equal(&first, &again, sizeof(first)); /* RFC 6979: no randomness */
		assert_int_equal(rv_sig_recover(digest, &first, back), RV_OK);
		assert_memory_equal(back, a[i], 20);
	}
	assert_memory_not_equal(a[0], a[1], 20);
	rv_signer_free(s[0]);
	rv_signer_free(s[1]);
	rv_signer_free(NULL);
}

/* Mappings of this process that are locked (lo) and left out of core files (dd). */
static int guarded_pages(void)
{
	char line[512];
	int n = 0;
	FILE *f = fopen("/proc/self/smaps", "r");
	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f)) {
		if (strncmp(line, "VmFlags:", 8) == 0 && strstr(line, " lo") && strstr(line, " dd"))
			n++;
	}
	assert_int_equal(fclose(f), 0);
	return n;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { LOCKS = 0 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
enum { LOCKS = 0 };
#else
enum { LOCKS = 1 };
#endif
#else
enum { LOCKS = 1 };
#endif

static void the_page_is_locked_and_not_dumped(void **state)
{
	(void)state;
	const int before = guarded_pages();
	if (!LOCKS || before < 0)
		skip(); /* the sanitizers' mlock does nothing */
	rv_signer *s = rv_test_signer(RV_KEY_PY);
	assert_int_equal(guarded_pages(), before + 1);
	rv_signer_free(s);
	assert_int_equal(guarded_pages(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_as_published),
		cmocka_unit_test(takes_the_usual_forms),
		cmocka_unit_test(malformed_content),
		cmocka_unit_test(every_permission_of_others),
		cmocka_unit_test(what_is_no_file_of_its_own),
		cmocka_unit_test(owners_and_file_systems),
		cmocka_unit_test(generated_keys_differ_and_sign),
		cmocka_unit_test(the_page_is_locked_and_not_dumped),
	};
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}

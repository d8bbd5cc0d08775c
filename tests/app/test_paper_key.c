/* The paper key is made once, is readable by its owner alone, and is a key. */
#include "app/paper_key.h"
#include "feeds/sign/signer.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void is_made_once_and_kept(void **state)
{
	(void)state;
	char path[RV_TMP_PATH * 2];
	uint8_t first[RV_ADDRESS_BYTES], again[RV_ADDRESS_BYTES];
	for (int i = 0; i < 2; i++) {
		rv_signer *s = NULL;
		rv_err err = { 0 };
		assert_int_equal(rv_paper_key(rv_tmp.path, path, sizeof(path), &err), RV_OK);
		if (rv_signer_open(path, &s, &err) != RV_OK)
			fail_msg("%s", err.text);
		rv_signer_address(s, i == 0 ? first : again);
		rv_signer_free(s);
	}
	assert_memory_equal(first, again, sizeof(first));
	struct stat sb;
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(sb.st_mode & 07777, 0600);
	assert_int_equal(sb.st_size, 65);
	assert_int_equal(unlink(path), 0);
}

/* A start that was killed between the two names leaves a file that the next one replaces. */
static void a_half_made_one_is_replaced(void **state)
{
	(void)state;
	char path[RV_TMP_PATH * 2];
	rv_err err = { 0 };
	rv_signer *s = NULL;
	rv_tmpdir_text(&rv_tmp, "paper.key.new", "0123");
	assert_int_equal(rv_paper_key(rv_tmp.path, path, sizeof(path), &err), RV_OK);
	assert_int_equal(rv_signer_open(path, &s, &err), RV_OK);
	rv_signer_free(s);
	assert_int_equal(unlink(path), 0);
	assert_int_not_equal(rv_paper_key("/nonexistent-folder", path, sizeof(path), &err), RV_OK);
	assert_non_null(strstr(err.text, "/nonexistent-folder/paper.key"));
}

static void the_account_follows_from_the_agent(void **state)
{
	(void)state;
	const uint8_t agent[RV_PAPER_ADDRESS] = { 1, 2, 3 }, other[RV_PAPER_ADDRESS] = { 1, 2, 4 };
	uint8_t a[RV_PAPER_ADDRESS], b[RV_PAPER_ADDRESS], c[RV_PAPER_ADDRESS];
	rv_paper_account(agent, 0, a);
	rv_paper_account(agent, 0, b);
	rv_paper_account(other, 0, c);
	assert_memory_equal(a, b, sizeof(a));
	rv_paper_account(agent, 2385, b);
	assert_memory_not_equal(a, b, sizeof(a)); /* another world of the venue */
	rv_paper_account(agent, UINT64_C(2385) << 40, c);
	assert_memory_not_equal(b, c, sizeof(a));
	rv_paper_account(agent, 2385, c);
	assert_memory_equal(b, c, sizeof(a));
	rv_paper_account(other, 0, c);
	assert_memory_not_equal(a, c, sizeof(a));
	assert_memory_not_equal(a, agent, sizeof(a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_made_once_and_kept),
		cmocka_unit_test(a_half_made_one_is_replaced),
		cmocka_unit_test(the_account_follows_from_the_agent),
	};
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}

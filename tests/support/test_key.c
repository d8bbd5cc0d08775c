/* Signers from known keys; see test_key.h. */
#include "tests/support/test_key.h"

#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

#include <sys/stat.h>

rv_signer *rv_test_signer(const char *hex)
{
	const char *path = rv_tmp_path("known.key");
	rv_signer *s = NULL;
	rv_err err = { 0 };
	rv_tmpdir_text(&rv_tmp, "known.key", hex);
	assert_int_equal(chmod(path, 0600), 0);
	if (rv_signer_open(path, &s, &err) != RV_OK)
		fail_msg("%s", err.text);
	return s;
}

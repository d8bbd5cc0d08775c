/* Signers from known keys, for tests: by way of a key file in rv_tmp, since there is no other. */
#ifndef RV_TESTS_TEST_KEY_H
#define RV_TESTS_TEST_KEY_H

#include "feeds/sign/signer.h"

/* Published keys of others' test suites; they guard nothing. */
#define RV_KEY_PY "0x0123456789012345678901234567890123456789012345678901234567890123"
#define RV_KEY_RS "0xe908f86dbb4d55ac876378565aafeabc187f6690f046459397b17d9b9a19688e"
#define RV_KEY_NK "0x822e9959e022b78423eb653a62ea0020cd283e71a2a8133a6ff2aeffaf373cff"

/* rv_signer_free the result. Needs rv_tmp_setup. */
rv_signer *rv_test_signer(const char *hex);

#endif

/*
 * What a run was made of, as text: SHA-256 of files. The same seed, data and program give the same
 * bytes, so these three in a report say whether two runs must agree. Reads files; any thread.
 */
#ifndef RV_APP_RESEARCH_FINGERPRINT_H
#define RV_APP_RESEARCH_FINGERPRINT_H

#include "engine/base/hex.h"
#include "engine/base/sha256.h"

enum { RV_FINGERPRINT = RV_HEX_TEXT(RV_SHA256_BYTES) };

/* Of a file's bytes. RV_EIO, RV_ENOENT with the reason; out is "" then. */
RV_NODISCARD rv_status rv_fingerprint_file(const char *path, char out[RV_FINGERPRINT], rv_err *err);
/* Of the program that runs. */
RV_NODISCARD rv_status rv_fingerprint_self(char out[RV_FINGERPRINT], rv_err *err);

#endif

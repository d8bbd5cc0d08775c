/*
 * The PIN that arms the desk: its file, and whether a text is it.
 *
 * The file `pin` of the state folder, mode 0600, has one line: "rvdesk-pin 1", iterations, salt and
 * the PBKDF2-HMAC-SHA-256 of the PIN, the two in hexadecimal. The PIN itself is never written, and
 * no message has a byte of it. Without the file arming asks for none. Any thread; a hash takes a
 * good part of a tenth of a second, on purpose.
 */
#ifndef RV_APP_PIN_H
#define RV_APP_PIN_H

#include "engine/base/sha256.h"
#include "engine/base/status.h"

#include <stdbool.h>

enum {
	RV_PIN_LEAST = 6, /* characters */
	RV_PIN_SALT = 16,
	RV_PIN_ITERATIONS = 200000,
	RV_PIN_ITERATIONS_MOST = 10000000
};

typedef struct rv_pin_hash {
	unsigned iterations;
	uint8_t salt[RV_PIN_SALT], hash[RV_SHA256_BYTES];
} rv_pin_hash;

/* NULL, or what a PIN must be: RV_PIN_LEAST to RV_PIN_TEXT - 1 printable characters. */
const char *rv_pin_wrong(const char *pin);
/* With a salt of its own. RV_EIO: no random bytes. */
RV_NODISCARD rv_status rv_pin_make(const char *pin, unsigned iterations, rv_pin_hash *out,
				   rv_err *err);
/* In a time that does not depend on how much of it is right. */
bool rv_pin_is(const rv_pin_hash *h, const char *pin);

/*
 * RV_ENOENT: there is none. RV_EIO, RV_EDATA with err: there is one that cannot be read, is not a
 * regular file of ours or root's, or may be read by others; then nobody can arm.
 */
RV_NODISCARD rv_status rv_pin_load(const char *state_dir, rv_pin_hash *out, rv_err *err);
RV_NODISCARD rv_status rv_pin_store(const char *state_dir, const rv_pin_hash *h, rv_err *err);

#endif

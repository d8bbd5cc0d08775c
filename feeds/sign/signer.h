/*
 * The one private key of a desk, and the only code that touches it.
 *
 * The key lives in a page of its own that is locked in memory, left out of core files and
 * overwritten before it is given back. It never appears in a message, a log, a snapshot or a
 * return value, and it is never taken from the environment, which children and /proc can read.
 * Signatures are deterministic (RFC 6979, low s): the same payload always gives the same bytes.
 * Threads: after it was made, rv_signer_address and rv_signer_sign from any thread.
 */
#ifndef RV_FEEDS_SIGN_SIGNER_H
#define RV_FEEDS_SIGN_SIGNER_H

#include "engine/base/status.h"
#include "feeds/sign/l1.h"

#include <stdint.h>

typedef struct rv_signer rv_signer;

/*
 * From a file of 64 hexadecimal digits (feeds/sign/key_file.h says what is refused). The caller
 * owns *out, which is set on RV_OK only; err is one line with the path and never the content.
 */
RV_NODISCARD rv_status rv_signer_open(const char *path, rv_signer **out, rv_err *err);
/* A key that nobody has seen and that ends with the process: for paper and simulated venues. */
RV_NODISCARD rv_status rv_signer_generate(rv_signer **out, rv_err *err);
/* NULL is a no-op. */
void rv_signer_free(rv_signer *s);

void rv_signer_address(const rv_signer *s, uint8_t out[RV_ADDRESS_BYTES]);
/* RV_EDATA if the library cannot sign, which no valid key and digest can cause. */
RV_NODISCARD rv_status rv_signer_sign(const rv_signer *s, const rv_l1_payload *p, rv_sig *out);

#endif

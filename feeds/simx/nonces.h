/*
 * Which nonces a signer may still use: unused, above the smallest of the 100 highest it has used,
 * and within two days back and one day ahead of the venue's clock, 120 s inside either end.
 *
 * A nonce is used up by being admitted, whatever becomes of the action. Owner: the venue's thread.
 * Source: the venue's nonce rules; its words in docs/sim.md.
 */
#ifndef RV_FEEDS_SIMX_NONCES_H
#define RV_FEEDS_SIMX_NONCES_H

#include "engine/base/status.h"
#include "feeds/simx/types.h"

enum { RV_SIMX_NONCES = 100, RV_SIMX_SIGNERS = 256, RV_SIMX_NONCE_TEXT = 96 };

typedef struct rv_simx_signer {
	unsigned char address[RV_SIMX_ADDRESS];
	size_t n;
	int64_t v[RV_SIMX_NONCES]; /* ascending */
} rv_simx_signer;

typedef struct rv_simx_nonces {
	size_t n;
	rv_simx_signer *signers[RV_SIMX_SIGNERS];
} rv_simx_nonces;

void rv_simx_nonces_free(rv_simx_nonces *s);

/*
 * Admits a nonce, which is used from then on. RV_EVENUE with the venue's text in why; RV_EFULL when
 * too many signers are known; RV_ENOMEM.
 */
RV_NODISCARD rv_status rv_simx_nonce_use(rv_simx_nonces *s,
					 const unsigned char signer[RV_SIMX_ADDRESS], int64_t nonce,
					 int64_t clock_ms, char why[RV_SIMX_NONCE_TEXT]);

#endif

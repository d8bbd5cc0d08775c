/*
 * A trader at a simulated venue over real sockets: a key, an account that it signs for, requests
 * as text. Asserts inside; one test thread.
 */
#ifndef RV_TESTS_SIM_TRADER_H
#define RV_TESTS_SIM_TRADER_H

#include "feeds/hyperliquid/request.h"
#include "feeds/sign/signer.h"
#include "tests/support/sim_venue.h"

typedef struct sim_trader {
	rv_signer *signer; /* the agent */
	unsigned char master[RV_ADDRESS_BYTES], agent[RV_ADDRESS_BYTES];
	char user[RV_ADDRESS_TEXT]; /* the master */
	int64_t nonce;
	int64_t expires; /* of the next requests; < 0 none */
	char *body;	 /* of the last request */
} sim_trader;

/* A fresh key for a made-up master whose address ends in tag. The venue does not know it yet. */
void trader_make(sim_trader *t, unsigned char tag);
void trader_free(sim_trader *t);
/* Tells the venue of it. */
void trader_enter(sim_trader *t, sim_venue *f, int64_t equity_usd);
/* The signed body of POST /exchange, under the next nonce. */
const char *trader_sign(sim_trader *t, const rv_hl_action *a);
rv_hl_action trader_order(int32_t asset, bool buy, const char *px, const char *sz, rv_hl_tif tif);
/* Sends an action, which must get 200; the answer's body. */
const char *trader_send(sim_trader *t, sim_venue *f, const rv_hl_action *a);
/* Asks about the master: fields are the request without "user". The caller deletes it. */
cJSON *trader_ask(const sim_trader *t, sim_venue *f, const char *fields);
/* Best price of the venue's book: side 0 = bid, 1 = ask; its text into px. */
void trader_best(sim_venue *f, const char *coin, int side, char px[RV_DEC_TEXT]);

#endif

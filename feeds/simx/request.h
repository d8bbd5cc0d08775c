/* Room for one request and what is made of it on the way; exchange.c. Internal. */
#ifndef RV_FEEDS_SIMX_REQUEST_H
#define RV_FEEDS_SIMX_REQUEST_H

#include "feeds/hyperliquid/request.h"
#include "feeds/simx/types.h"

typedef struct rv_simx_request {
	rv_hl_action action;
	rv_hl_envelope envelope;
	uint8_t packed[RV_HL_PACK_MAX];
	uint8_t signer[RV_ADDRESS_BYTES];
	rv_simx_account *account;
	rv_simx_order orders[RV_HL_BATCH_MAX];
} rv_simx_request;

#endif

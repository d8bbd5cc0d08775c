/*
 * Between the port's actions and the bytes on the wire, both ways: what the engine asks for becomes
 * signed bytes, and signed bytes become the facts that the last gate looks at. Pure but for the
 * signer and the coin table; scratch is the caller's, one thread at a time.
 */
#ifndef RV_FEEDS_GATEWAY_WIRE_H
#define RV_FEEDS_GATEWAY_WIRE_H

#include "engine/desk/venue.h"
#include "feeds/gateway/gateway_coins.h"
#include "feeds/gateway/gateway_gate.h"
#include "feeds/hyperliquid/request.h"
#include "feeds/sign/signer.h"

enum { RV_WIRE_PACK = 4096 }; /* bytes of RV_ACTION_ORDERS packed items and more */

typedef struct rv_wire {
	rv_hl_action action;
	rv_hl_envelope envelope;
	uint8_t packed[RV_WIRE_PACK];
} rv_wire;

/*
 * The exact bytes of POST /exchange. RV_EINVAL: not representable on the wire, err says what: a
 * price with more than 5 significant figures that is no integer, more decimals than its coin has,
 * no cloid, no expiry of an order, ... Nothing is rounded here.
 */
RV_NODISCARD rv_status rv_wire_prepare(rv_wire *w, const rv_venue_action *a,
				       const rv_signer *signer, bool mainnet, rv_signed_action *out,
				       rv_err *err);

/*
 * What the bytes say. RV_EPARSE: they are no request of ours; RV_ENOENT: an asset that the
 * universe does not have; RV_ERANGE: a size or price that is no whole number of units.
 */
RV_NODISCARD rv_status rv_wire_facts(rv_wire *w, const char *body, size_t n, rv_coins *coins,
				     rv_lastgate_facts *out, rv_err *err);

#endif

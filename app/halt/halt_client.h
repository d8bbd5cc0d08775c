/*
 * The venue as `rvdesk halt` speaks with it: questions and signed actions, one after the other, on
 * one thread that waits. No engine, no journal, no configuration: an agent key of its own and so a
 * nonce space of its own. Main thread.
 */
#ifndef RV_APP_HALT_HALT_CLIENT_H
#define RV_APP_HALT_HALT_CLIENT_H

#include "engine/base/clock.h"
#include "feeds/hyperliquid/parse_account.h"
#include "feeds/hyperliquid/parse_exchange.h"
#include "feeds/hyperliquid/parse_info.h"
#include "feeds/hyperliquid/parse_orders.h"
#include "feeds/sign/signer.h"

typedef struct rv_halt_client rv_halt_client;

typedef struct rv_halt_client_params {
	const char *url;
	uint8_t account[RV_ADDRESS_BYTES];
	const rv_signer *signer; /* borrowed */
	bool sim;		 /* it must be on this machine, and its clock is its own */
	bool mainnet;		 /* it must be https */
} rv_halt_client_params;

RV_NODISCARD rv_status rv_halt_client_new(const rv_halt_client_params *p, rv_halt_client **out,
					  rv_err *err);
void rv_halt_client_free(rv_halt_client *c); /* NULL is a no-op */

/* The venue's time. */
int64_t rv_halt_client_utc_ms(const rv_halt_client *c);

/* Questions; each has a whole answer within the time, or an error with a line. */
RV_NODISCARD rv_status rv_halt_client_meta(rv_halt_client *c, int ms, rv_hl_meta *out, rv_err *err);
RV_NODISCARD rv_status rv_halt_client_orders(rv_halt_client *c, int ms, rv_hl_orders *out,
					     rv_err *err);
RV_NODISCARD rv_status rv_halt_client_account(rv_halt_client *c, int ms, rv_hl_account *out,
					      rv_err *err);

/*
 * Signs and sends once. RV_OK: *out is the venue's answer, whatever it says. Else nothing is known
 * of what became of it.
 */
RV_NODISCARD rv_status rv_halt_client_act(rv_halt_client *c, const rv_hl_action *a, int ms,
					  rv_hl_answer *out, rv_err *err);

#endif

/*
 * The order gateway: the desk's one way to the venue's order side, and the last gate on it.
 *
 * Implements rv_venue_port (engine/desk/venue.h). Two threads: `gateway` sends actions and asks
 * questions over REST on connections that are kept warm; `gateway-ws` listens to the account's
 * streams (userFills, orderUpdates, userEvents). Both put reports into one queue; a full queue is
 * waited for, nothing is dropped. It never repeats an action by itself, and no answer but the
 * venue's own word for each order is a verdict. docs/gateway.md.
 *
 * The gate starts HALTED: orders that add risk pass after halt(false) only, and no order passes
 * before the venue has said what it is and its universe is known.
 *
 * Owner: the thread that starts it, which is the engine's: prepare, send, ask and stop. halt, shut
 * and env from any thread.
 */
#ifndef RV_FEEDS_GATEWAY_GATEWAY_H
#define RV_FEEDS_GATEWAY_GATEWAY_H

#include "engine/base/clock.h"
#include "engine/base/log.h"
#include "engine/base/pulse.h"
#include "engine/base/queue.h"
#include "engine/desk/venue.h"
#include "feeds/board.h"
#include "feeds/net/weight.h"
#include "feeds/sign/signer.h"

/* What the connection says that the venue is. */
typedef enum rv_venue_env {
	RV_VENUE_ENV_UNKNOWN, /* no answer yet */
	RV_VENUE_ENV_SIM,     /* the simulated venue */
	RV_VENUE_ENV_PAPER,   /* the same, of a desk whose prices are real */
	RV_VENUE_ENV_TESTNET,
	RV_VENUE_ENV_LIVE,    /* real money */
	RV_VENUE_ENV_MISMATCH /* not what was configured: nothing leaves any more */
} rv_venue_env;

typedef struct rv_gateway_params {
	const char *base_url;		   /* copied; simulated: this machine, else https */
	uint8_t account[RV_ADDRESS_BYTES]; /* master account */
	const rv_signer *signer;	   /* borrowed */
	bool mainnet;			   /* signatures say "a"; never to a simulated venue */
	bool sim;			   /* the venue must say that it is simulated */
	bool paper;			   /* sim only: what it is called */
	/* REST weight a minute: own, or shared with the feed of the same address */
	unsigned weight_per_min, weight_reserve; /* 400; 80 kept for orderStatus and cancels */
	rv_weight *weight;			 /* borrowed; NULL: own */
	/* last gate */
	unsigned messages_per_min, cancel_reserve_pct; /* 60, 20 */
	int64_t expiry_margin_ms; /* of the desk clock, that an action must be valid for: 250 */
	/* real time */
	int answer_ms; /* to a whole answer, 10 s; then nothing is known */
	int room_ms;   /* a question waits so long for weight or a connection: 10 s */
	int warm_ms;   /* two connections are used at least so often: 15 s */
	int ping_ms, pong_ms, ack_ms; /* user streams: 5 s, 10 s, 10 s */
	rv_pulse *pulse, *pulse_ws;   /* of its two threads; borrowed; NULL: nobody watches */
} rv_gateway_params;

typedef struct rv_gateway rv_gateway;

void rv_gateway_params_default(rv_gateway_params *p); /* base_url, account, signer stay empty */

/*
 * Starts both threads; everything but p is borrowed until stop. board and log may be NULL.
 * reports receives rv_venue_report pointers, the receiver frees them. RV_EINVAL with a line when
 * the parameters contradict each other.
 */
RV_NODISCARD rv_status rv_gateway_start(const rv_gateway_params *p, rv_clock *clock,
					rv_board *board, rv_queue *reports, rv_log *log,
					rv_gateway **out, rv_err *err);
/*
 * Ends both threads in well under a second, whatever the venue does; NULL is a no-op. What is in
 * flight then gets no report: it is for the next start's recovery.
 */
void rv_gateway_stop(rv_gateway *g);

/* The port; valid until stop. */
rv_venue_port rv_gateway_port(rv_gateway *g);

rv_venue_env rv_gateway_env(const rv_gateway *g);
/* The venue has said what it is, as configured, and its universe is known: orders may pass. */
bool rv_gateway_ready(const rv_gateway *g);
const char *rv_venue_env_word(rv_venue_env env); /* "SIM" "PAPER" "TESTNET" "LIVE" ... */

/* The full halt: no order at all, reduce-only ones included; cancels pass. Any thread. */
void rv_gateway_shut(rv_gateway *g, bool shut);

/*
 * Before the first send: an order that an earlier process may have sent and whose mandate is still
 * running, so that the gate's sum goes on where it was. RV_EEXIST, RV_EFULL, RV_EINVAL.
 */
RV_NODISCARD rv_status rv_gateway_restore(rv_gateway *g, const rv_gate_order *o);

#endif

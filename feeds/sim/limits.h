/*
 * Rate limits of the venue, per client address: REST weight, WebSocket connections and messages.
 * Time is real (CLOCK_MONOTONIC ms), whatever the venue's clock does. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIM_LIMITS_H
#define RV_FEEDS_SIM_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_SIM_PEERS = 64, RV_SIM_PEER_NAME = 48 };

typedef struct rv_sim_limits {
	double weight_per_min;
	unsigned connections;	   /* open at once */
	unsigned new_per_min;	   /* connections opened in a minute */
	unsigned messages_per_min; /* sent by the client over all its connections */
	unsigned subscriptions;
	unsigned users; /* followed by the streams of users */
} rv_sim_limits;

/* The real venue's, or ones that a fast local client never meets. */
rv_sim_limits rv_sim_limits_make(bool real);

/* What one address has used. A bucket holds one minute's worth and refills evenly. */
typedef struct rv_sim_peer {
	char name[RV_SIM_PEER_NAME];
	double weight, messages, opened; /* left in each bucket */
	unsigned connections, subscriptions;
	int64_t at_ms; /* buckets are filled up to here */
} rv_sim_peer;

typedef struct rv_sim_peers {
	rv_sim_limits limits;
	size_t n;
	rv_sim_peer peers[RV_SIM_PEERS];
} rv_sim_peers;

/* The record of an address, made when new; the longest unused one without connections gives way. */
rv_sim_peer *rv_sim_peers_get(rv_sim_peers *p, const char *name, int64_t mono_ms);
/* Takes weight; false (and nothing taken) when the budget is used up. */
bool rv_sim_peer_weight(const rv_sim_limits *l, rv_sim_peer *p, unsigned weight, int64_t mono_ms);
bool rv_sim_peer_message(const rv_sim_limits *l, rv_sim_peer *p, int64_t mono_ms);
/* A new connection; false when too many are open or were opened. Release when it closes. */
bool rv_sim_peer_connect(const rv_sim_limits *l, rv_sim_peer *p, int64_t mono_ms);
void rv_sim_peer_release(rv_sim_peer *p);

#endif

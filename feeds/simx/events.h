/*
 * What the streams of users shall say, in the order in which it happened. The venue's network half
 * takes the events out after each piece of work. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIMX_EVENTS_H
#define RV_FEEDS_SIMX_EVENTS_H

#include "feeds/simx/types.h"

enum { RV_SIMX_EVENTS_MOST = 65536 };

typedef enum rv_simx_event_kind {
	RV_SIMX_EVENT_FILL,
	RV_SIMX_EVENT_ORDER,
	RV_SIMX_EVENT_FUNDING,
	RV_SIMX_EVENT_LIQUIDATION
} rv_simx_event_kind;

typedef struct rv_simx_liquidation {
	uint64_t lid;
	unsigned char user[RV_SIMX_ADDRESS];
	int64_t ntl, value; /* position and account before it */
} rv_simx_liquidation;

typedef struct rv_simx_event {
	rv_simx_event_kind kind;
	int account;
	union {
		rv_simx_fill fill;
		rv_simx_order order; /* as it was then; its links mean nothing */
		rv_simx_funding funding;
		rv_simx_liquidation liquidation;
	} u;
} rv_simx_event;

typedef RV_SIMX_LIST(rv_simx_event) rv_simx_events;

#endif

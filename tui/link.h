/*
 * What stands between this console and the desk when they are two processes: whether it holds, and
 * how long a word takes to the desk and back. Plain data.
 */
#ifndef RV_TUI_LINK_H
#define RV_TUI_LINK_H

#include "engine/desk/trade_view.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	RV_LINK_SLOW_MS = 1000, /* beyond it the round trip is amber */
	RV_LINK_LAG_MS = 3000,	/* beyond it nothing that adds risk is sent */
	RV_LINK_TEXT = 240,
	RV_LINK_DENIED = 8
};

typedef struct rv_link {
	bool attached; /* the desk is another process; false: nothing below means anything */
	bool up;       /* the desk is there and has let us in */
	bool may;      /* it takes commands of this user, while it is up */
	int64_t uid;   /* whom the desk takes this console for, and its connection */
	uint64_t conn;
	rv_who_role role;
	int64_t rtt_ms; /* the newest round trip, or how long one is out by now; -1 unknown */
	char why[RV_LINK_TEXT];		    /* why it is not up; "" nothing is known */
	rv_tv_reply denied[RV_LINK_DENIED]; /* commands that went no further than the socket */
} rv_link;

/* Fills in how it is now; the UI thread calls it, once a frame. */
typedef void (*rv_link_now)(void *ctx, rv_link *out);

#endif

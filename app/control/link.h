/*
 * The console's end of the control socket: a thread that takes the desk's snapshots and publishes
 * them in this process as the desk did in its own, and sends what the console asks.
 *
 * It connects by itself and, when the connection is gone, again after .1 to 2 s. A command is sent
 * at once or not at all: what could not be sent is never kept for a later connection, whose desk
 * may have gone on.
 *
 * Times. A snapshot's mono_ms is the desk's CLOCK_MONOTONIC. Here it becomes this machine's, so
 * that an age is never understated: with each ping the desk says when, by its clock, the ping came,
 * and it cannot have come before it was sent. The sending time less that is a bound on the
 * difference of the clocks, and the largest of the last few pings is taken (link_clock.h); what an
 * age is overstated by is the least time that one of them took to the desk.
 */
#ifndef RV_APP_CONTROL_LINK_H
#define RV_APP_CONTROL_LINK_H

#include "app/control/control_path.h"
#include "app/control/hello.h"
#include "engine/run/pub.h"
#include "tui/link.h"
#include "tui/past.h"

enum { RV_LINK_SNAPSHOTS = 4 };

typedef struct rv_control_link rv_control_link;

typedef struct rv_control_link_params {
	char path[RV_CONTROL_PATH];
	bool read_only;
	char told[RV_ORIGIN_TOLD]; /* SSH_CONNECTION, for the desk's audit; "" none */
	rv_pub *pub;		   /* of RV_LINK_SNAPSHOTS or more; the link is its writer */
} rv_control_link_params;

RV_NODISCARD rv_status rv_control_link_start(const rv_control_link_params *p, rv_control_link **out,
					     rv_err *err);
void rv_control_link_stop(rv_control_link *l); /* NULL is a no-op */

/*
 * Waits until the desk has answered the first hello. RV_EVENUE: it is another program; RV_EIO:
 * there is none, or it refused; err has its words or ours. RV_ETIMEOUT.
 */
RV_NODISCARD rv_status rv_control_link_wait(rv_control_link *l, int64_t most_ms, rv_welcome *out,
					    rv_err *err);

/* UI thread. */
void rv_control_link_now(void *ctx, rv_link *out); /* an rv_link_now */
/* The desk's past, over this link. */
rv_past_way rv_control_link_past(rv_control_link *l);
/* An rv_command_sink: copies; dropped when the link is not up or too many wait, which is denied. */
void rv_control_link_send(void *ctx, const rv_command *c);

#endif

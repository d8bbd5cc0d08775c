/*
 * The control server from the inside: what its thread has, and what one console's words do to it.
 * Owner: the control thread.
 */
#ifndef RV_APP_CONTROL_CONTROL_IMPL_H
#define RV_APP_CONTROL_CONTROL_IMPL_H

#include "app/control/control_past.h"
#include "app/control/control_server.h"
#include "app/control/hello.h"
#include "app/control/peer.h"
#include "app/control/visits.h"

#include <pthread.h>
#include <stdatomic.h>

enum { CONTROL_HELLO_MS = 5000 /* for a stranger to say who it is */ };

/* Of rv_control_stats, each by itself. */
typedef struct control_counts {
	atomic_ullong attached, welcomed, refused, malformed, commands, denied, snapshots, packings;
} control_counts;

struct rv_control_server {
	rv_control_params p;
	rv_control_listener listener;
	rv_side_id own;
	int64_t started_utc_ms;
	int stop_fd, pub_fd;
	pthread_t thread;
	rv_peer peers[RV_CONTROL_PEERS];
	size_t n_peers;
	uint64_t next_conn;
	rv_image_ring *ring; /* NULL before the first console */
	uint64_t copied_seq; /* of the publication that the ring's newest is of */
	int64_t copied_ms;
	bool fresh;	   /* there may be a newer publication */
	int64_t accept_ms; /* no earlier: there were no files left */
	rv_control_past past;
	rv_visits visits; /* which of them the journal has */
	control_counts n;
};

static inline void control_count(atomic_ullong *n)
{
	(void)atomic_fetch_add(n, 1);
}

/* For the journal, as far as it is bound to have them (visits.h): it is let in; it is not, and why;
   one that was let in is gone; what was not told one by one, all of it or what is due. */
void control_came(rv_control_server *s, rv_peer *p, int64_t now);
void control_refused(rv_control_server *s, const rv_peer *p, const char *why, int64_t now);
void control_left(const rv_control_server *s, const rv_peer *p, const char *why, int64_t now);
void control_rest(rv_control_server *s, int64_t now, bool all);

/* Closes it; why "" when it left by itself. */
void control_drop(rv_control_server *s, rv_peer *p, const char *why);
/* Answers about the past that have come go to those that asked and are still here. */
void control_past(rv_control_server *s);
/* What it has sent, a fair share of it; it may be closed then. */
void control_read(rv_control_server *s, rv_peer *p, int64_t now);

#endif

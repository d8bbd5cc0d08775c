/*
 * Inside of the simulated venue: what its HTTP and WebSocket halves share. Not for other parts;
 * those include feeds/sim/sim.h. Owner: the venue's thread, but for the two atomics.
 */
#ifndef RV_FEEDS_SIM_VENUE_H
#define RV_FEEDS_SIM_VENUE_H

#include <libwebsockets.h>
#include <pthread.h>
#include <stdatomic.h>

#include "feeds/sim/faults.h"
#include "feeds/sim/info.h"
#include "feeds/sim/limits.h"
#include "feeds/sim/sim.h"
#include "feeds/sim/tape.h"

enum { RV_SIM_BODY_MAX = 64 << 10 };

typedef struct rv_sim_client rv_sim_client; /* a WebSocket connection; ws.c */

struct rv_sim {
	rv_sim_source *src;
	rv_sim_tape *tape;
	rv_sim_faults faults;
	rv_sim_peers peers;
	rv_log *log;
	const rv_clock *clock; /* given by the caller, or NULL: start_ms, speed, mono0 */
	int64_t start_ms, mono0;
	double speed;
	char url[64];
	struct lws_context *context;
	struct lws_vhost *vhost;
	lws_sorted_usec_list_t block; /* the next block; armed while somebody is subscribed */
	rv_sim_client *clients;
	pthread_t thread;
	bool running;
	bool ended;		/* a replay's end has been told */
	atomic_bool stop, kick; /* set by other threads, then lws_cancel_service */
};

/* Per connection; zeroed by lws. */
typedef struct rv_sim_session {
	char peer[RV_SIM_PEER_NAME];
	rv_sim_client *client; /* WebSocket only */
	bool has_body;	       /* a POST whose body is (being) read */
	bool post, gzip, is_info, is_root, is_gecko;
	char uri[128], query[256]; /* of a GET of market caps */
	bool busy;		   /* a reply is being sent */
	bool headed;		   /* its headers are out */
	bool drop;		   /* close instead of answering */
	bool paused;		   /* waits for the timer */
	int64_t pause_ms;
	int retry_after;
	size_t sent, stop_at; /* body bytes; stop_at: pause or cut there, SIZE_MAX never */
	rv_sim_out in, zip;
	rv_sim_reply reply;
} rv_sim_session;

/* The venue's UTC, as it says it (with a clock fault). */
int64_t rv_sim_utc_ms(const rv_sim *s);
/* The active fault of a kind for a message name, or NULL. */
const rv_sim_fault *rv_sim_fault_now(const rv_sim *s, rv_sim_fault_kind kind, const char *name);
/* Moves the tape to the present (or to where a freeze holds it). */
RV_NODISCARD rv_status rv_sim_refresh(rv_sim *s);
/* Arms the block timer if somebody is subscribed and the venue owns its clock. */
void rv_sim_arm(rv_sim *s);
/* Spoils a finished body as the active faults say. */
void rv_sim_spoil(const rv_sim *s, const char *name, rv_sim_out *body);
const char *rv_sim_clock_header(const rv_sim *s, char *buf, size_t cap);
/* Adds Server and X-Sim-Clock to the WebSocket handshake that lws is making. */
int rv_sim_add_headers(const rv_sim *s, struct lws *wsi, struct lws_process_html_args *args);

int rv_sim_http(rv_sim *s, struct lws *wsi, enum lws_callback_reasons reason, rv_sim_session *c,
		const void *in, size_t len);
int rv_sim_ws(rv_sim *s, struct lws *wsi, enum lws_callback_reasons reason, rv_sim_session *c,
	      const void *in, size_t len);
/* Pushes what has changed to every client. */
void rv_sim_ws_block(rv_sim *s);
bool rv_sim_ws_wanted(const rv_sim *s);

#endif

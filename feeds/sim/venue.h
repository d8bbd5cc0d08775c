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
#include "feeds/simx/keep.h"
#include "feeds/simx/simx.h"

enum { RV_SIM_BODY_MAX = 64 << 10, RV_SIM_FAULT_NAME = 64, RV_SIM_HELD_MAX = 4096 };

/* A fill that the plan holds back from the streams. */
typedef struct rv_sim_held {
	rv_simx_event event;
	int64_t due_ms; /* since the start, as the plan counts */
} rv_sim_held;

/* What another thread wants done; it waits for it. Guarded by rv_sim.call_lock. */
typedef struct rv_sim_call {
	const rv_sim_account *account; /* rv_sim_add_account, or NULL: rv_sim_ledger */
	rv_status status;
	char *json;
	bool taken, done;
} rv_sim_call;

typedef struct rv_sim_client rv_sim_client; /* a WebSocket connection; ws.c */

struct rv_sim {
	rv_sim_source *src;
	rv_sim_tape *tape;
	rv_sim_faults faults;
	rv_sim_peers peers;
	rv_log *log;
	const rv_clock *clock; /* given by the caller, or NULL: start_ms, speed, mono0 */
	int64_t start_ms;
	int64_t mono0; /* since when its clock runs; 0: not yet */
	double speed;
	char url[64];
	struct lws_context *context;
	struct lws_vhost *vhost;
	lws_sorted_usec_list_t block;	/* the next block; armed while anything may happen */
	lws_sorted_usec_list_t release; /* held fills are due */
	rv_sim_client *clients;
	pthread_t thread;
	bool running;
	bool ended;		/* a replay's end has been told */
	atomic_bool stop, kick; /* set by other threads, then lws_cancel_service */
	rv_simx *x;
	rv_simx_keep *keep; /* NULL: the books are in memory only */
	int64_t kept_mono;  /* when something was written last */
	bool keep_said;	    /* that it cannot be written */
	bool test_control;
	int64_t ack_ms;
	rv_sim_held *held; /* oldest first */
	size_t n_held, cap_held;
	unsigned n_fills; /* counted while fills are reordered */
	pthread_mutex_t call_lock;
	pthread_cond_t call_done;
	bool call_ready;   /* the two above are made */
	rv_sim_call *call; /* one at a time */
	bool ended_thread; /* nobody takes calls any more */
};

/* Per connection; zeroed by lws. */
typedef struct rv_sim_session {
	char peer[RV_SIM_PEER_NAME];
	rv_sim_client *client; /* WebSocket only */
	bool has_body;	       /* a POST whose body is (being) read */
	bool post, gzip, is_info, is_root, is_gecko, is_exchange, is_test;
	char name[RV_SIM_FAULT_NAME]; /* of the message, for the plan */
	int64_t wait_ms;	      /* the answer is ready but goes out later */
	char uri[128], query[256];    /* of a GET of market caps */
	bool busy;		      /* a reply is being sent */
	bool headed;		      /* its headers are out */
	bool drop;		      /* close instead of answering */
	bool paused;		      /* waits for the timer */
	int64_t pause_ms;
	int retry_after;
	size_t sent, stop_at; /* body bytes; stop_at: pause or cut there, SIZE_MAX never */
	rv_sim_out in, zip;
	rv_sim_reply reply;
} rv_sim_session;

/* The venue's UTC, as it says it (with a clock fault). */
int64_t rv_sim_utc_ms(const rv_sim *s);
/*
 * Its clock goes forward to then, as if nobody had looked for so long. RV_EINVAL: not ahead, more
 * than 60 days, or the clock is a caller's.
 */
RV_NODISCARD rv_status rv_sim_jump(rv_sim *s, int64_t utc_ms);
/* The active fault of a kind for a message name, or NULL. */
const rv_sim_fault *rv_sim_fault_now(const rv_sim *s, rv_sim_fault_kind kind, const char *name);
/* Real ms since the start, as the plan counts them. */
int64_t rv_sim_since_start(const rv_sim *s);
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
/* Tells the streams of users what has happened. */
void rv_sim_ws_users(rv_sim *s);

/* What becomes of a request: its answer is in a reply, later perhaps, or never comes. */
typedef struct rv_sim_verdict {
	bool drop; /* the connection ends without an answer */
	int retry_after;
	int64_t wait_ms;
	char name[RV_SIM_FAULT_NAME];
} rv_sim_verdict;

struct cJSON;

/* json NULL: it was none. The tape must be at the present. */
void rv_sim_answer_info(rv_sim *s, const char *peer, const struct cJSON *json, rv_sim_reply *r,
			rv_sim_verdict *v);
/* Does an action and tells the streams. */
void rv_sim_answer_exchange(rv_sim *s, const char *peer, const struct cJSON *json, rv_sim_reply *r,
			    rv_sim_verdict *v);
/* GET /_test/ledger, POST /_test/fill, deposit, account, move, delist, faults, clock. */
void rv_sim_answer_test(rv_sim *s, bool post, const char *path, const char *body, size_t n,
			rv_sim_reply *r);
/* A status with what the venue, its proxy or its CDN says with it. */
void rv_sim_status_reply(rv_sim_reply *r, int code);
/* The file of p->accounts_path, and where the clock starts because of it: s->start_ms. */
/* Where a venue that starts by the time of day starts; left_ms 0: it is a fresh world. */
int64_t rv_sim_day_start(int64_t day_ms, int64_t left_ms, int64_t machine_ms);
RV_NODISCARD rv_status rv_sim_open_accounts(rv_sim *s, const rv_sim_params *p, rv_err *err);
/* Reads the books and lets the market catch up; nothing without a file. */
RV_NODISCARD rv_status rv_sim_load_accounts(rv_sim *s, rv_err *err);
/*
 * What has happened is on the disk when this returns RV_OK, and may be told. RV_EIO: it is not, the
 * books accept nothing more.
 */
RV_NODISCARD rv_status rv_sim_keep_accounts(rv_sim *s);
/* The last words, with the clock standing still; after the venue's thread. */
void rv_sim_close_accounts(rv_sim *s);
/* The venue's UTC without a fault plan's offset. */
int64_t rv_sim_true_utc(const rv_sim *s);
/* The books over the tape, and the accounts of p in them. */
RV_NODISCARD rv_status rv_sim_make_books(rv_sim *s, const rv_sim_params *p, rv_err *err);

/* Calls of other threads: made before the venue's thread, freed after it. */
RV_NODISCARD rv_status rv_sim_make_calls(rv_sim *s, rv_err *err);
void rv_sim_free_calls(rv_sim *s);
/* The venue's thread: does what another one waits for; takes no more. */
void rv_sim_take_call(rv_sim *s);
void rv_sim_end_calls(rv_sim *s);

#endif

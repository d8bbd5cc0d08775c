/*
 * The link from the inside: what its thread has, and what it shares with the UI thread.
 */
#ifndef RV_APP_CONTROL_LINK_IMPL_H
#define RV_APP_CONTROL_LINK_IMPL_H

#include "app/control/command_wire.h"
#include "app/control/frame.h"
#include "app/control/image_slots.h"
#include "app/control/link.h"
#include "app/control/link_clock.h"
#include "tui/past.h"

#include <pthread.h>

enum {
	LINK_BACKOFF_FIRST_MS = 100,
	LINK_BACKOFF_MOST_MS = 2000,
	LINK_OUT = 16 << 10,
	LINK_QUEUE = 16
};

typedef struct link_queued {
	uint64_t nonce;
	size_t n;
	uint8_t data[RV_COMMAND_WIRE_MAX];
} link_queued;

/* Both threads see this. */
typedef struct link_shared {
	bool stopping, up;
	bool answered; /* the first connection has come to something */
	rv_status first;
	rv_welcome welcome; /* of the newest connection */
	int64_t rtt_ms;	    /* -1 unknown */
	int64_t ping_ms;    /* when the ping went that is out; -1 none is */
	char why[RV_LINK_TEXT];
	link_queued queue[LINK_QUEUE];
	size_t n_queue;
	rv_tv_reply denied[RV_LINK_DENIED];
	size_t next_denied;
	bool past_due; /* a question about the past is to be sent: */
	rv_past_ask past_q;
	bool past_waits; /* one was sent, and has no answer */
	bool past_got;	 /* an answer is here: */
	rv_past_answer past;
} link_shared;

struct rv_control_link {
	rv_control_link_params p;
	rv_side_id own;
	rv_image_slots *slots;
	int wake_fd;
	pthread_t thread;
	pthread_mutex_t mu; /* guards s */
	pthread_cond_t answered;
	link_shared s;
	/* of the link thread */
	int fd; /* -1 not connected */
	rv_wire_reader in;
	rv_link_clock clock;
	uint8_t out[LINK_OUT];
	size_t n_out;
	int64_t ping_ms, heard_ms; /* when the last ping went, and when anything came */
	bool ping_out;
	bool past_out; /* a question about the past has no answer yet */
	int64_t backoff_ms;
};

void link_lock(rv_control_link *l);
void link_unlock(rv_control_link *l);
void link_wake(const rv_control_link *l); /* the link thread, from another */
/* Held: mu. That a command went no further. */
void link_deny(link_shared *s, uint64_t nonce, const char *why);
/* Held: mu. Says once what the first connection came to. */
void link_answered(rv_control_link *l, rv_status st);

/* ---- the link thread ---- */

/* The question that is due, once the last one has its answer. */
void link_put_past(rv_control_link *l);
void link_take_past(rv_control_link *l, const rv_wire_frame *f);
/* The connection is gone: what was asked has no answer. Held: mu. */
void link_forget_past(rv_control_link *l);

/* The connection is over, or did not come to be: why, in one line. */
void link_fall(rv_control_link *l, rv_status st, const char *why);
/* A frame to the desk. What does not fit waits for nothing: the desk does not read; false then. */
bool link_put(rv_control_link *l, rv_wire_frame_type type, const uint8_t *data, size_t n);
/* A frame of the desk's; up: there was a welcome. The connection may be over then. */
void link_take(rv_control_link *l, const rv_wire_frame *f, bool up);

#endif

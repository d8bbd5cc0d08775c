/*
 * One console at the desk's end of the control socket: what it has sent so far, what it still has
 * to be told, which snapshot it has.
 *
 * Nothing here waits. What a console may hold up is its own: one snapshot at a time, which is
 * shared and only counted here, and a small buffer of short frames; a console that lets that run
 * full does not read and is dropped. Owner: the control thread.
 */
#ifndef RV_APP_CONTROL_PEER_H
#define RV_APP_CONTROL_PEER_H

#include "app/control/frame.h"
#include "app/control/image_ring.h"
#include "engine/desk/origin.h"
#include "engine/desk/who.h"

enum { RV_PEER_OUT = 4096, RV_PEER_WHY = 128 };

typedef struct rv_peer {
	int fd; /* -1 free */
	int64_t uid;
	uint64_t conn;
	rv_who_role role;
	char who[RV_WHO_TEXT]; /* the user's name; "" none */
	rv_origin from;	       /* SOCKET, for the audit */
	unsigned n_denied;     /* commands that were refused here */
	unsigned over;	       /* commands that its role may not send */
	bool welcome;	       /* it has said hello, and was let in */
	bool may_send;	       /* and did not say that it only looks on */
	bool closing;	       /* what waits is sent, then it is closed */
	bool bye;	       /* it has said that it leaves */
	bool told_visit;       /* the journal has that it came */
	int64_t since_ms;      /* CLOCK_MONOTONIC of that */
	char why[RV_PEER_WHY]; /* it was refused after it was let in; "" it was not */
	int64_t due_ms;	       /* CLOCK_MONOTONIC by which it must have said something */
	rv_wire_reader in;
	uint8_t out[RV_PEER_OUT];
	size_t n_out;
	rv_packing *snapshot; /* being sent; NULL none */
	size_t sent;	      /* of it */
	bool past_asked;      /* an answer about the past is on its way to it */
	rv_packing *past;     /* and is being sent; NULL it is not there yet */
	size_t past_sent;
	uint64_t has;  /* snapshot that it has said to have; 0 none */
	uint64_t told; /* sent or being sent, and not said to have; 0 none */
} rv_peer;

void rv_peer_open(rv_peer *p, int fd, int64_t uid, uint64_t conn);
/* Gives everything back, the ring's references as well. */
void rv_peer_close(rv_peer *p, rv_image_ring *ring);

/* A short frame. RV_EFULL: it does not read. */
RV_NODISCARD rv_status rv_peer_say(rv_peer *p, rv_wire_frame_type type, const uint8_t *data,
				   size_t n);
/* Sends what it takes. RV_ECLOSED: the other end is gone. */
RV_NODISCARD rv_status rv_peer_send(rv_peer *p);
bool rv_peer_unsent(const rv_peer *p);
/*
 * Takes what has come, at most a frame's worth, so that one console's haste is not the others'
 * wait; RV_EAGAIN: no more for now. RV_ECLOSED; RV_EPARSE, RV_ERANGE with err.
 */
RV_NODISCARD rv_status rv_peer_receive(rv_peer *p, int64_t now_ms, rv_err *err);

/* It waits for a snapshot: it is in, and has said of the last one that it has it. */
bool rv_peer_ready(const rv_peer *p);
/* Begins to send it the newest. */
RV_NODISCARD rv_status rv_peer_tell(rv_peer *p, rv_image_ring *ring);
/* An answer about the past, which becomes the peer's; what it had not been sent of one is gone. */
void rv_peer_past(rv_peer *p, rv_packing *answer);
/* It says that it has one. False: it was not told that. */
bool rv_peer_has(rv_peer *p, rv_image_ring *ring, uint64_t no);

#endif

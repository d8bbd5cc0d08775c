/*
 * Frames of the control socket: a length (32 bits, little-endian, of what follows the type), a
 * type, that many bytes. docs/control.md.
 *
 * The reader takes bytes as they come and never trusts the length: a frame above its cap, or of a
 * type that the other side may not send, is refused before any room is made for it. Owner: one
 * thread.
 */
#ifndef RV_APP_CONTROL_FRAME_H
#define RV_APP_CONTROL_FRAME_H

#include "app/control/bytes.h"
#include "engine/base/status.h"

enum {
	RV_FRAME_HEAD = 5,
	RV_FRAME_UP_MAX = 64 << 10,  /* to the desk, with its head */
	RV_FRAME_DOWN_MAX = 16 << 20 /* to a console, likewise */
};

/* To the desk below 128, to a console from 128 on. */
typedef enum rv_wire_frame_type {
	RV_FRAME_HELLO = 1,
	RV_FRAME_PING = 2,
	RV_FRAME_ACK = 3,
	RV_FRAME_COMMAND = 4,
	RV_FRAME_BYE = 5,
	RV_FRAME_PAST = 6, /* which kept snapshot it wants to see */
	RV_FRAME_WELCOME = 129,
	RV_FRAME_REFUSED = 130,
	RV_FRAME_PONG = 131,
	RV_FRAME_SNAPSHOT = 132,
	RV_FRAME_ANSWER = 133,
	RV_FRAME_PAST_ANSWER = 134
} rv_wire_frame_type;

bool rv_wire_frame_is_up(uint8_t type);
bool rv_wire_frame_is_down(uint8_t type);

/* The head of a frame with n bytes. */
void rv_wire_frame_head(uint8_t out[RV_FRAME_HEAD], rv_wire_frame_type type, size_t n);

typedef struct rv_wire_reader {
	bool down;   /* reads what the desk sends */
	size_t most; /* of a whole frame */
	uint8_t *buf;
	size_t n, cap;
	int64_t began_ms; /* CLOCK_MONOTONIC when the first byte of this frame came; -1 none has */
} rv_wire_reader;

/* down: the console's side. */
void rv_wire_reader_init(rv_wire_reader *r, bool down);
void rv_wire_reader_free(rv_wire_reader *r);

/*
 * Where the next bytes go, and how many at most: never past the end of the frame. RV_ERANGE or
 * RV_EPARSE: what came so far is no frame, err says why and nothing more is taken. RV_ENOMEM.
 */
RV_NODISCARD rv_status rv_wire_frame_room(rv_wire_reader *r, uint8_t **at, size_t *n, rv_err *err);
/* That n of them have come. */
void rv_wire_frame_came(rv_wire_reader *r, size_t n, int64_t now_ms);

typedef struct rv_wire_frame {
	rv_wire_frame_type type;
	const uint8_t *data; /* of the reader, until rv_wire_frame_next */
	size_t n;
	int64_t began_ms;
} rv_wire_frame;

/* True: there is a whole frame of this protocol. */
bool rv_wire_frame_whole(const rv_wire_reader *r, rv_wire_frame *out);
/* Done with that one. */
void rv_wire_frame_next(rv_wire_reader *r);

#endif

/*
 * The operator's line: how long it takes to his terminal and back, and which frames he has seen.
 *
 * CSI 5n goes behind a frame; the terminal answers CSI 0n when it has come to it, so that the
 * answer says both. It has no number: answers count for the oldest ping that is out, and at most
 * two are, so that a late answer makes the line look slower than it is and never faster.
 *
 * A terminal that has answered is held to it: nothing else counts as seen. One that has not within
 * RV_RTT_PATIENCE_MS may not know the question: its round trip is unknown, and a frame counts as
 * seen RV_RTT_UNKNOWN_MS - RV_CONFIRM_MS after it was sent, so that a question waits
 * RV_RTT_UNKNOWN_MS. Under a multiplexer, which would answer for itself, nobody asks.
 *
 * Plain data, pure; times are CLOCK_MONOTONIC in ms. UI thread.
 */
#ifndef RV_TUI_RTT_H
#define RV_TUI_RTT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RV_RTT_PERIOD_MS = 5000,   /* between two pings */
	RV_RTT_AGAIN_MS = 1000,	   /* the same while the line is slow */
	RV_RTT_SLOW_MS = 1000,	   /* beyond it the round trip is amber */
	RV_RTT_LAG_MS = 3000,	   /* beyond it nothing that adds risk is sent */
	RV_RTT_PATIENCE_MS = 2000, /* frames wait no longer for an answer */
	RV_RTT_LOST_MS = 10000,	   /* an answer so late is lost */
	RV_RTT_UNKNOWN_MS = 1000,  /* how long a question waits where nothing answers */
	RV_RTT_PINGS = 2
};

typedef enum rv_rtt_kind {
	RV_RTT_NONE,	  /* there is no terminal: a frame that was sent was seen */
	RV_RTT_MEASURING, /* the first ping is out */
	RV_RTT_UNKNOWN,	  /* nothing answers, or a multiplexer would */
	RV_RTT_ANSWERS
} rv_rtt_kind;

/* As the desk is told of it. */
typedef struct rv_rtt_now {
	rv_rtt_kind kind;
	int64_t rtt_ms; /* ANSWERS: the newest, or how long one is out by now; else -1 */
} rv_rtt_now;

typedef struct rv_rtt_ping {
	int64_t at;
	uint64_t frame; /* went before it */
} rv_rtt_ping;

typedef struct rv_rtt {
	rv_rtt_kind kind;
	bool multiplexed;
	int64_t rtt_ms, next_at, heard_at; /* heard_at: the newest answer, -1 never */
	size_t n_out;
	bool behind; /* an answer came while two were out: one of them may be lost */
	rv_rtt_ping out[RV_RTT_PINGS]; /* oldest first */
	uint64_t sent, seen;	       /* the newest frame that the terminal took; that was seen */
	int64_t sent_at, seen_at;      /* seen_at may be a little ahead of now */
} rv_rtt;

void rv_rtt_start(rv_rtt *l, bool multiplexed, int64_t now);
/*
 * The terminal was in other hands, and what was out was answered to them. A terminal that has
 * answered is still held to it.
 */
void rv_rtt_forget(rv_rtt *l, int64_t now);

/* A ping is due; wanted: something waits for a frame to be seen that has been sent. */
bool rv_rtt_due(const rv_rtt *l, bool wanted, int64_t now);
/* It went, behind that frame. */
void rv_rtt_pinged(rv_rtt *l, uint64_t frame, int64_t now);
void rv_rtt_answered(rv_rtt *l, int64_t now);
/* The terminal took that frame whole. */
void rv_rtt_sent(rv_rtt *l, uint64_t frame, int64_t now);
/* Time passes: gives up on what does not come. */
void rv_rtt_tick(rv_rtt *l, int64_t now);

/* Until then frames wait for an answer, and the newest is drawn when it comes; -1: none waits. */
int64_t rv_rtt_holds_until(const rv_rtt *l);
/* An answer may come at any moment, and is not given up on yet. */
bool rv_rtt_expects(const rv_rtt *l, int64_t now);
/* When to look again although nothing happened; -1 never. */
int64_t rv_rtt_deadline(const rv_rtt *l);
rv_rtt_now rv_rtt_at(const rv_rtt *l, int64_t now);

/* Nothing that adds risk is sent over it. */
bool rv_rtt_lags(const rv_rtt_now *l);

#endif

/*
 * A WebSocket client of the venue, shared by ws.c (its life), ws_user.c (streams of users) and
 * ws_post.c (requests over the socket). Not for other files. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIM_WS_PRIV_H
#define RV_FEEDS_SIM_WS_PRIV_H

#include "feeds/sim/subs.h"
#include "feeds/sim/venue.h"

enum { RV_SIM_POSTS_MAX = 100 };

typedef struct rv_sim_frame {
	struct rv_sim_frame *next;
	size_t n;
	unsigned char data[]; /* LWS_PRE bytes of room, then n bytes */
} rv_sim_frame;

/* An answer to a post that waits for its time. */
typedef struct rv_sim_late_post {
	struct rv_sim_late_post *next;
	int64_t due_ms; /* CLOCK_MONOTONIC */
	char *text;
	size_t n;
} rv_sim_late_post;

struct rv_sim_client {
	rv_sim_client *next;
	rv_sim *sim;
	struct lws *wsi;
	rv_sim_peer *peer;
	rv_sim_frame *head, **tail;
	size_t queued;
	rv_sim_subs subs;
	rv_sim_out in, text;
	int64_t heard_ms;
	int close_code; /* 0 = stay, 1000 = closing frame */
	unsigned count; /* messages that a gap could have hit */
	bool doomed;	/* is being dropped without a closing frame */
	rv_sim_late_post *posts;
	unsigned n_posts; /* in flight */
};

/* Ends the connection without a closing frame. */
void rv_sim_ws_drop(rv_sim_client *c);
void rv_sim_ws_enqueue(rv_sim_client *c, const char *text, size_t n);
/* Starts c->text as {"channel":CHANNEL,"data": and returns it; the caller ends it with }. */
rv_sim_out *rv_sim_ws_begin(rv_sim_client *c, const char *channel);
/*
 * Sends c->text under its fault name. A spoiled or failed text never goes out as if it were fine.
 */
void rv_sim_ws_send(rv_sim_client *c, const char *name);
/* An error frame: text and, behind it, json. */
void rv_sim_ws_error(rv_sim_client *c, const char *text, const char *json);

/* What a new subscription to a user's stream gets first. */
void rv_sim_ws_user_snapshot(rv_sim_client *c, const rv_sim_sub *sub);
/* Whether the client's address would follow more users than it may. */
bool rv_sim_ws_users_full(const rv_sim_client *c, const rv_sim_sub *sub);

/* {"method":"post",...}; answers or not, as the plan says. */
void rv_sim_ws_post(rv_sim_client *c, const struct cJSON *json);
/* Sends the answers whose time has come; ms until the next one, or -1. */
int64_t rv_sim_ws_posts_due(rv_sim_client *c);
void rv_sim_ws_posts_free(rv_sim_client *c);

#endif

/*
 * A venue of which the test decides every answer to an action: a tiny server that knows one coin
 * (SOL, asset 3), says that it is simulated, and gives out one scripted answer to each POST
 * /exchange. Its WebSocket is the test's. One test thread.
 */
#ifndef RV_TESTS_SCRIPTED_VENUE_H
#define RV_TESTS_SCRIPTED_VENUE_H

#include <stdbool.h>
#include <stddef.h>

enum { TINY_VENUE_BODY = 8192 };

/* What happens to an action; NULL members have the defaults of a good answer. */
typedef struct tiny_answer {
	const char *status; /* "200 OK" */
	const char *type;   /* "application/json" */
	const char *extra;  /* more header lines */
	const char *body;
	const char *info;		 /* to every question but meta; NULL: the time */
	const char *info_of, *info_then; /* another answer to questions that hold info_of */
	bool hang_up;			 /* the connection ends instead */
	bool mute;			 /* nothing comes */
	bool mute_orders;		 /* nothing comes to orders; the answer is for the rest */
	bool truncate;			 /* half of the body, then the end */
} tiny_answer;

typedef struct tiny_venue tiny_venue;

tiny_venue *tiny_venue_start(const tiny_answer *a); /* a is copied */
void tiny_venue_stop(tiny_venue *v);
const char *tiny_venue_url(const tiny_venue *v);
/* Replaces the answers. */
void tiny_venue_answer(tiny_venue *v, const tiny_answer *a);
/* From now on without the headers that say SIM. */
void tiny_venue_disguise(tiny_venue *v);
/* Serves each WebSocket (the nth from 0) after its handshake, on a thread of its own. */
void tiny_venue_ws(tiny_venue *v, void (*ws)(int fd, int nth, void *arg), void *arg);
/* How often the universe was asked for. */
int tiny_venue_metas(tiny_venue *v);
/* How many actions came, and the body of the last one. */
int tiny_venue_actions(tiny_venue *v, char body[TINY_VENUE_BODY]);

#endif

/*
 * The desk's end of the control socket: a thread that tells consoles the newest snapshot and passes
 * their commands on.
 *
 * It reads the publication as any reader does and never keeps a snapshot of it longer than a copy
 * takes: the engine does not know that it is there. It sleeps in poll; without consoles nothing
 * wakes it but its pulse. A console is told at most ten snapshots a second, one at a time: while
 * one is on its way newer ones replace each other, so a slow console misses some and holds up
 * nobody. Whatever a console sends that cannot be read ends that console's connection, with the
 * reason told, logged and counted, and nothing else. docs/control.md.
 */
#ifndef RV_APP_CONTROL_SERVER_H
#define RV_APP_CONTROL_SERVER_H

#include "app/control/control_access.h"
#include "app/control/control_listen.h"
#include "app/past/past.h"
#include "engine/base/log.h"
#include "engine/base/pulse.h"
#include "engine/run/pub.h"

enum {
	RV_CONTROL_PEERS = 64,
	RV_CONTROL_EVERY_MS = 100,
	/* a command that adds risk and was longer on its way is denied: nobody waits for it any
	   more */
	RV_CONTROL_LATE_MS = 5000
};

/* Takes a command; any status but RV_OK is told to the console. The control thread calls it. */
typedef rv_status (*rv_control_command)(void *ctx, const rv_command *c);

typedef struct rv_control_params {
	rv_control_listener *listener; /* becomes the server's, whatever start says */
	rv_pub *pub;
	rv_log *log;
	int64_t started_utc_ms; /* of this process, for whoever attaches */
	int64_t every_ms;	/* least time between two snapshots; 0: RV_CONTROL_EVERY_MS */
	rv_control_access access;
	rv_control_command command; /* NULL: this desk has no order side */
	void *ctx;
	rv_past *past;	 /* borrowed, and ended before the server stops; NULL: there is none */
	rv_pulse *pulse; /* of the thread; borrowed; NULL: nobody watches, and it sleeps on */
} rv_control_params;

typedef struct rv_control_stats {
	uint64_t attached; /* now */
	uint64_t welcomed; /* ever */
	uint64_t refused;  /* hellos of other binaries, and consoles beyond RV_CONTROL_PEERS */
	uint64_t malformed;
	uint64_t commands, denied;
	uint64_t snapshots, packings; /* sent; made for that */
} rv_control_stats;

typedef struct rv_control_server rv_control_server;

RV_NODISCARD rv_status rv_control_server_start(const rv_control_params *p, rv_control_server **out,
					       rv_err *err);
/* Joins; consoles see the end of the connection. NULL is a no-op. */
void rv_control_server_stop(rv_control_server *s);
/* Any thread; each number by itself is right. */
rv_control_stats rv_control_server_stats(const rv_control_server *s);

#endif

/*
 * A command's short visit to a desk that runs: one connection to the control socket, the newest
 * snapshot, one command and its answer. Built on the console's own link, so that the desk sees no
 * difference. Main thread.
 */
#ifndef RV_APP_SCRIPT_DESK_LINK_H
#define RV_APP_SCRIPT_DESK_LINK_H

#include "app/control/link.h"
#include "engine/desk/command.h"
#include "engine/run/view.h"

enum {
	RV_DESK_LINK_MS = 5000, /* for a connection and the first snapshot */
	RV_DESK_ANSWER_MS = 10000
};

typedef struct rv_desk_link_params {
	const char *socket, *state; /* --socket and --state; NULL none */
	bool read_only;
	int64_t most_ms; /* 0: RV_DESK_LINK_MS */
} rv_desk_link_params;

typedef struct rv_desk_link rv_desk_link;

/* The desk's socket, of the same places as for a console. */
RV_NODISCARD rv_status rv_desk_socket(const char *socket, const char *state,
				      char out[RV_CONTROL_PATH], rv_err *err);
/* No other console has these: an answer is told apart by its nonce alone. Never 0. */
RV_NODISCARD rv_status rv_first_nonce(uint64_t *out, rv_err *err);

/*
 * RV_ENOENT: no desk runs there. RV_ETIMEOUT: it does and says nothing. RV_EVENUE: it refuses, or
 * is another binary. Every one with a line in err.
 */
RV_NODISCARD rv_status rv_desk_link_open(const rv_desk_link_params *p, rv_desk_link **out,
					 rv_err *err);
void rv_desk_link_close(rv_desk_link *l); /* NULL is a no-op */

const rv_welcome *rv_desk_link_welcome(const rv_desk_link *l);
/* The newest snapshot; it stays until the next call of this. */
const rv_view *rv_desk_link_look(rv_desk_link *l);

/*
 * Sends c under a nonce of its own and waits for the answer. RV_OK: *out is the desk's word, yes or
 * no. RV_ETIMEOUT, RV_ECLOSED: none came, and what became of the command is not known.
 */
RV_NODISCARD rv_status rv_desk_link_ask(rv_desk_link *l, const rv_command *c, int64_t most_ms,
					rv_tv_reply *out, rv_err *err);

#endif

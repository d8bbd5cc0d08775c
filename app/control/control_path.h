/*
 * Where the control socket is. Main thread (reads the environment).
 *
 * The desk: --socket PATH, else $RUNTIME_DIRECTORY/control.sock (the service manager's), else
 * DIR/control.sock for --state DIR, else $XDG_RUNTIME_DIR/rvdesk/control.sock, else control.sock in
 * the state folder. A folder that somebody named for a desk of its own has its own socket, too, so
 * that two desks of one user do not meet.
 * A console looks in the same places, and last in /run/rvdesk, for the first where there is one.
 */
#ifndef RV_APP_CONTROL_PATH_H
#define RV_APP_CONTROL_PATH_H

#include "engine/base/status.h"

enum { RV_CONTROL_PATH = 108 }; /* of a Unix socket, with its NUL */

typedef struct rv_control_where {
	const char *socket; /* --socket; NULL none */
	const char *state;  /* --state; NULL none */
	/* of the environment; NULL or "" none */
	const char *runtime_directory, *xdg_runtime_dir;
	const char *state_dir; /* the state folder, found already; "" none */
} rv_control_where;

/* The two values of the environment. */
void rv_control_environment(rv_control_where *w);

/* Where the desk listens. RV_ERANGE, RV_ENOENT with err. */
RV_NODISCARD rv_status rv_control_path(const rv_control_where *w, char out[RV_CONTROL_PATH],
				       rv_err *err);
/* Where a console connects to; the desk's place when there is no socket anywhere. */
RV_NODISCARD rv_status rv_control_find(const rv_control_where *w, char out[RV_CONTROL_PATH],
				       rv_err *err);

#endif

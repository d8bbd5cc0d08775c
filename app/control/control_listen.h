/*
 * The listening end of the control socket.
 *
 * The socket file appears whole: it is made under another name, gets its mode and its group, and is
 * then renamed. A lock beside it (PATH.lock) says whether whoever made the file before still lives;
 * it goes with the process, however that ends, and with it the file is free to be replaced. Main
 * thread.
 */
#ifndef RV_APP_CONTROL_LISTEN_H
#define RV_APP_CONTROL_LISTEN_H

#include "app/control/control_path.h"

typedef struct rv_control_listener {
	int fd, lock; /* -1 none */
	char path[RV_CONTROL_PATH];
} rv_control_listener;

/*
 * A missing folder is made, mode 0750; the socket is 0660. Both get the group, if there is one of
 * that name and this process may; group "" none. RV_EEXIST: another process listens there.
 */
RV_NODISCARD rv_status rv_control_listen(const char *path, const char *group,
					 rv_control_listener *out, rv_err *err);
/* Takes the file away, too. */
void rv_control_unlisten(rv_control_listener *l);

#endif

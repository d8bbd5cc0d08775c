/*
 * Who is at the other end of a Unix socket, by the kernel and the machine's user database. Asked
 * once, when a connection comes: what the user becomes later is of its next one. Any thread; may
 * wait for the user database.
 */
#ifndef RV_APP_CONTROL_WHO_IS_H
#define RV_APP_CONTROL_WHO_IS_H

#include "engine/base/status.h"
#include "engine/desk/who.h"

/*
 * Of SO_PEERCRED and SO_PEERGROUPS. A name or the groups that cannot be found out are left out,
 * which gives nobody more than he has. RV_EIO with err: it is no such socket.
 */
RV_NODISCARD rv_status rv_who_is_peer(int fd, rv_who_id *out, rv_err *err);
/* Whoever runs this process. */
void rv_who_is_self(rv_who_id *out);

#endif

/* Where this process was logged in from, as its environment says. Main thread. */
#ifndef RV_APP_TOLD_SSH_H
#define RV_APP_TOLD_SSH_H

#include "engine/desk/origin.h"

/* SSH_CONNECTION; "" there is none, or it is no plain text. */
void rv_told_ssh(char out[RV_ORIGIN_TOLD]);

#endif

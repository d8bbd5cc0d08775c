/*
 * A copy of a store that somebody writes to, as it was at one moment: of a file that changed while
 * it was read another one is made. For a process that has no connection of its own to the store:
 * closing a second descriptor of it would drop that one's locks. One thread.
 */
#ifndef RV_APP_RESEARCH_STORE_COPY_H
#define RV_APP_RESEARCH_STORE_COPY_H

#include "engine/base/status.h"

/*
 * to is replaced. RV_EAGAIN: it was written to all the time; RV_ENOENT: there is none; RV_EDATA: it
 * is no store; RV_EIO. One line in err, and no part of a copy then.
 */
RV_NODISCARD rv_status rv_store_copy(const char *from, const char *to, rv_err *err);

#endif

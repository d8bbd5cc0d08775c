/*
 * An SQLite file system that fails on demand and loses power: a layer over the real one, which
 * remembers for each file what has been synced and which writes have not.
 *
 * While it is installed every connection that is opened goes through it. A sync is taken at its
 * word and not passed on, which makes it fast. Failures come at the n-th write, sync or change
 * (write, sync, truncation, removal) from when they were ordered, once or from then on. Removals
 * and new files whose folder was not synced may come back or be gone after a loss of power; every
 * unsynced write may be there, be lost, or be there in part. Any thread.
 */
#ifndef RV_TESTS_FAULTY_VFS_H
#define RV_TESTS_FAULTY_VFS_H

#include "engine/base/rng.h"

#include <stdbool.h>

typedef enum vfs_op { VFS_WRITE, VFS_SYNC, VFS_CHANGE } vfs_op;

void vfs_install(void); /* as the default; and forgets all files */
void vfs_remove(void);

/* The nth (from 1) of these from now on returns code; always: and every one after it. */
void vfs_fail(vfs_op op, int nth, int code, bool always);
void vfs_heal(void);   /* nothing fails any more */
int vfs_changes(void); /* how many changes there were since vfs_install */
bool vfs_failed(void); /* whether the ordered failure has come */

/* With all connections closed: makes the files what they are after a loss of power. */
void vfs_lose_power(rv_rng *r);

#endif

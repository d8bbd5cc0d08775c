/*
 * A small file system of the test's own, which can be really full. Needs the right to mount: as
 * root, or as root of one's own users; without it tests say so and skip. One test thread.
 */
#ifndef RV_TESTS_SMALL_DISK_H
#define RV_TESTS_SMALL_DISK_H

#include <stdbool.h>

/*
 * From now on mounts of this process are its own. Before it has any thread; false: no right to.
 */
bool small_disk_allowed(void);
/* A folder becomes a file system of so many KiB; again: its size is changed. False: it cannot. */
bool small_disk_mount(const char *path, int kib, bool again);
/* Writes a file until nothing fits any more; asserts. */
void small_disk_fill(const char *path);

#endif

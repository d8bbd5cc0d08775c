/*
 * Names of backups, and which of them are kept. "journal-sim-1234abcd.db" of 2026-11-26 19:00:05
 * UTC is backups/journal-sim-1234abcd-20261126T190005Z.db. Pure; any thread.
 */
#ifndef RV_APP_OPS_BACKUP_NAMES_H
#define RV_APP_OPS_BACKUP_NAMES_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RV_BACKUP_NAME = 160,
	RV_BACKUP_HOURS = 24, /* the newest of so many hours that have one, */
	RV_BACKUP_DAYS = 14   /* and of so many days, are kept */
};

/* file: "NAME.EXT"; RV_ERANGE: too long. */
RV_NODISCARD rv_status rv_backup_name(const char *file, int64_t utc_ms, char out[RV_BACKUP_NAME]);
/*
 * The name that a backup was made of, and when. False: not the name of a backup. Either out may be
 * NULL.
 */
bool rv_backup_parse(const char *name, char file[RV_BACKUP_NAME], int64_t *utc_ms);

/*
 * keep[i]: backup i, of utc_ms[i], newest first, is kept. Counted by hours and days that have one,
 * not by the clock of now: one that is wrong deletes nothing more than a right one.
 */
void rv_backup_keep(const int64_t *utc_ms, size_t n, bool *keep);

#endif

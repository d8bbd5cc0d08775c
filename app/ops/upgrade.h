/*
 * Before a new program takes over a state folder: what it finds there is backed up, and it shows on
 * a copy that it can go on with it. Run by the new program while no desk runs. One thread.
 */
#ifndef RV_APP_OPS_UPGRADE_H
#define RV_APP_OPS_UPGRADE_H

#include "engine/desk/trade_view.h"
#include "feeds/journal/journal_reader.h"

#include <limits.h>

typedef struct rv_upgrade_held {
	char symbol[RV_SYMBOL_MAX];
	int64_t lots; /* net; 0 where sub-books hold it against each other */
} rv_upgrade_held;

/* Of one journal. */
typedef struct rv_upgrade_report {
	const char *file;   /* its name in the folder */
	const char *backup; /* path of the backup that was made of it */
	uint64_t events;
	rv_chain head;
	size_t positions; /* coins of which something is held */
	rv_upgrade_held held[RV_TV_POSITIONS];
	size_t live; /* orders that are not over */
} rv_upgrade_report;

/*
 * For each journal of the folder: the proof that it is whole, a backup (backup_names.h, of utc_ms),
 * and on another copy what a start would do: open it, which brings it to this program's schema,
 * fold every event, and find the head where it was. each is told of one that is good. Anything else
 * is one line, and the folder is as it was but for the backups: RV_EEXIST a desk runs, RV_ENOENT no
 * journal, RV_EDATA it does not fit, or its desk has not ended in order.
 */
RV_NODISCARD rv_status rv_upgrade_check(const char *state, int64_t utc_ms,
					void (*each)(void *ctx, const rv_upgrade_report *r),
					void *ctx, rv_err *err);

/* Positions and orders that are not over, of a folded journal or a desk's snapshot. */
void rv_upgrade_book(const rv_trade_view *v, rv_upgrade_report *out);

#endif

/*
 * state.json: what a running engine publishes for other programs, and the reader of it.
 *
 * The object is `score --json`'s ("schema", "asof", "bar_close_ms", "interval", "universe",
 * "rv_momentum") plus "env" and "venue" (SIM must be seen everywhere), "updated_ms" and "feeds".
 * "asof" is the close of the scored bar: every bar that closed by then is known. It is written to a
 * temporary file in the same folder, synced and renamed, mode 0600: a reader sees the old or the
 * new object, never a part of one. The reader changes nothing on disk.
 */
#ifndef RV_APP_STATE_FILE_H
#define RV_APP_STATE_FILE_H

#include "app/score_blocks.h"
#include "engine/run/view.h"

/* "SIM", "LIVE", ...; "UNKNOWN". Any thread. */
const char *rv_state_env_word(rv_env env);

/* The object of a snapshot; caller deletes *out. Any thread that holds the snapshot. */
RV_NODISCARD rv_status rv_state_json(const rv_view *v, cJSON **out);

/* Writes it to path, as above. Any thread but the engine's and the screen's: it waits for a disk.
 */
RV_NODISCARD rv_status rv_state_write(const char *path, const rv_view *v, rv_err *err);

/* "SIM", ...; the block "feeds", age and health of each stream. */
const char *rv_state_env_word(rv_env env);
bool rv_state_put_feeds(cJSON *object, const rv_view *v);

typedef struct rv_state {
	int64_t bar_close_ms; /* 0: none */
	int64_t updated_ms;
	rv_block_momentum momentum; /* n == 0 when nothing could be loaded */
} rv_state;

/*
 * Loads the relative momentum of path. RV_ENOENT: no file; RV_EPARSE: not JSON or cut short;
 * RV_EDATA: another schema or shape; others as rv_read_file. *out is empty unless RV_OK, and err
 * says what and where. The file is never changed.
 */
RV_NODISCARD rv_status rv_state_load(const char *path, rv_state *out, rv_err *err);

#endif

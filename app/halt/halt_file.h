/*
 * Two small files of the state folder, by which a halt works without the desk.
 *
 * halt.request is left by `rvdesk halt`: who, when, why, how. That it is there is the halt; its
 * text may be missing, because the disk was full. The desk looks for it before it takes anything
 * else in hand, is HALTED by it and removes it when that is on disk.
 * halt.venue is left by the desk at its start: where its orders are. Plain text, lines "key value".
 * Any thread; the folder's owner decides who may write them.
 */
#ifndef RV_APP_HALT_HALT_FILE_H
#define RV_APP_HALT_HALT_FILE_H

#include "engine/base/status.h"
#include "engine/desk/types.h"
#include "engine/desk/who.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#define RV_HALT_REQUEST "halt.request"
#define RV_HALT_VENUE "halt.venue"
#define RV_HALT_KEY "halt.key"

enum { RV_HALT_PATH = PATH_MAX + 32 };

typedef struct rv_halt_request {
	int64_t uid;		/* the file's owner; what the text says of it is not asked */
	char name[RV_WHO_TEXT]; /* as told; "" unknown */
	int64_t utc_ms;		/* as told, else the file's time */
	bool told;		/* it has a text, and that can be read */
	bool leave;		/* working orders stay; false: they are cancelled */
	char reason[RV_REASON_TEXT];
} rv_halt_request;

/*
 * Leaves it in dir, synced; one that is there is written over. RV_OK as soon as the file is there:
 * err then says what of it could not be written, or is "". RV_EIO: there is none.
 */
RV_NODISCARD rv_status rv_halt_request_write(const char *dir, const rv_halt_request *r,
					     rv_err *err);

/* Reads what is there, as far as it can be read. RV_ENOENT: there is none. */
RV_NODISCARD rv_status rv_halt_request_read(const char *dir, rv_halt_request *out);

typedef struct rv_halt_place {
	char url[512]; /* of the venue */
	uint8_t account[RV_ADDRESS_BYTES];
	bool sim, live;	   /* simulated; real money */
	double collar_bps; /* of the desk's configuration */
} rv_halt_place;

RV_NODISCARD rv_status rv_halt_place_write(const char *dir, const rv_halt_place *p, rv_err *err);
/* RV_ENOENT: no desk has run there; RV_EDATA: it is not whole. err has a line. */
RV_NODISCARD rv_status rv_halt_place_read(const char *dir, rv_halt_place *out, rv_err *err);

#endif

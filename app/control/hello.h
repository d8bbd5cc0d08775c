/*
 * The first words on the control socket: who the two sides are.
 *
 * A snapshot is bytes as they lie in memory, so a console must be the desk's own binary: both say
 * the SHA-256 of theirs. What stands in front (magic, protocol, binary, version) has the same place
 * in every protocol to come, so that even a stranger can be told what differs. Pure but for
 * rv_binary_id; any thread.
 */
#ifndef RV_APP_CONTROL_HELLO_H
#define RV_APP_CONTROL_HELLO_H

#include "engine/base/sha256.h"
#include "engine/base/status.h"
#include "engine/desk/origin.h"
#include "engine/desk/who.h"
#include "engine/run/view.h"

enum {
	RV_CONTROL_PROTOCOL = 1,
	RV_CONTROL_VERSION_TEXT = 24,
	RV_CONTROL_MAX = 512 /* of either */
};

typedef struct rv_side_id {
	uint16_t protocol;
	uint8_t binary[RV_SHA256_BYTES];
	char version[RV_CONTROL_VERSION_TEXT];
} rv_side_id;

/* Of this process. RV_EIO with err: its file cannot be read. */
RV_NODISCARD rv_status rv_side_id_own(rv_side_id *out, rv_err *err);

/* A console to the desk. */
typedef struct rv_hello {
	rv_side_id id;
	bool read_only;		   /* it will send no commands */
	int64_t mono_ms;	   /* its CLOCK_MONOTONIC, which the welcome says again */
	char told[RV_ORIGIN_TOLD]; /* SSH_CONNECTION of its process; "" none */
} rv_hello;

/* The desk's answer. */
typedef struct rv_welcome {
	rv_side_id id;
	int64_t pid, started_utc_ms;
	int64_t uid; /* whom the desk takes the console for */
	uint64_t conn;
	bool may; /* that user's commands are taken */
	rv_who_role role;
	rv_env env; /* UNKNOWN before the first snapshot */
	char venue[32], account[48];
	int64_t hello_mono_ms; /* of the hello */
	int64_t mono_ms;       /* the desk's when that came */
} rv_welcome;

RV_NODISCARD rv_status rv_hello_write(const rv_hello *h, uint8_t *out, size_t cap, size_t *n);
RV_NODISCARD rv_status rv_welcome_write(const rv_welcome *w, uint8_t *out, size_t cap, size_t *n);

/*
 * RV_EPARSE: no hello at all. RV_EVENUE: one of another program than own; err says both in one
 * line, and out has its id alone.
 */
RV_NODISCARD rv_status rv_hello_read(const uint8_t *data, size_t n, const rv_side_id *own,
				     rv_hello *out, rv_err *err);
RV_NODISCARD rv_status rv_welcome_read(const uint8_t *data, size_t n, const rv_side_id *own,
				       rv_welcome *out, rv_err *err);

#endif

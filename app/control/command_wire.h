/*
 * A command on the control socket: field by field, with the version of the layout in front, never
 * the struct as it lies in memory.
 *
 * Who sends it is not in it: the desk takes that from the socket. The reader checks every field by
 * itself (a kind, a side, a sub-book that exists, counts within their lists, texts that end, a
 * boolean that is one); what the fields mean together is the desk's to judge, as for any command.
 * Pure; any thread.
 */
#ifndef RV_APP_CONTROL_COMMAND_WIRE_H
#define RV_APP_CONTROL_COMMAND_WIRE_H

#include "engine/base/status.h"
#include "engine/desk/command.h"

#include <stddef.h>

enum { RV_COMMAND_WIRE_VERSION = 2, RV_COMMAND_WIRE_MAX = 2048 };

/* Writes it; uid, conn, from and denied are left out. RV_EFULL: cap is below RV_COMMAND_WIRE_MAX
 * and short. */
RV_NODISCARD rv_status rv_command_write(const rv_command *c, uint8_t *out, size_t cap, size_t *n);

/* uid and conn are 0, from and denied empty. RV_EPARSE: err says which field. */
RV_NODISCARD rv_status rv_command_read(const uint8_t *data, size_t n, rv_command *out, rv_err *err);

#endif

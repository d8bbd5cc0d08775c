/*
 * The door before arming: compares what was typed with the PIN, counts what was wrong, and makes
 * whoever goes on guessing wait.
 *
 * Each wrong one doubles the wait before the next is looked at, from 1 s to 60 s, whoever sends
 * it; a right one ends that. The file is read anew each time, so that `rvdesk pin` acts at once.
 * Any thread.
 */
#ifndef RV_APP_PIN_GATE_H
#define RV_APP_PIN_GATE_H

#include "engine/base/status.h"
#include "engine/desk/command.h"

#include <stdbool.h>

typedef struct rv_pin_gate rv_pin_gate;

RV_NODISCARD rv_status rv_pin_gate_new(const char *state_dir, rv_pin_gate **out);
void rv_pin_gate_free(rv_pin_gate *g); /* NULL is a no-op */

/*
 * An ARM: its verdict by what was typed, which is wiped. now_ms is CLOCK_MONOTONIC. Of other
 * commands, and of those whose role may not arm, it only wipes.
 */
void rv_pin_gate_pass(rv_pin_gate *g, rv_command *c, int64_t now_ms);
/* There was a PIN when it was last looked at: consoles ask for it. */
bool rv_pin_gate_asks(const rv_pin_gate *g);

#endif

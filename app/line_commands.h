/*
 * Commands as lines of text, their answers as lines of text: the console's command line without a
 * console. Main thread; the commands go to the engine thread through its queue.
 */
#ifndef RV_APP_LINE_COMMANDS_H
#define RV_APP_LINE_COMMANDS_H

#include "app/runtime.h"

typedef struct rv_line_commands rv_line_commands;

/* in_fd: where lines come from; -1 nowhere. rt is borrowed. Answers go to standard output. */
RV_NODISCARD rv_status rv_line_commands_new(rv_runtime *rt, int in_fd, rv_line_commands **out);
void rv_line_commands_free(rv_line_commands *l);
/* What lines there are and how they are answered, on standard output. Any thread. */
void rv_line_commands_help(void);
/* Waits for a line, a snapshot or a signal and does what came. RV_EIO: the output is gone. */
RV_NODISCARD rv_status rv_line_commands_step(rv_line_commands *l, rv_err *err);

#endif

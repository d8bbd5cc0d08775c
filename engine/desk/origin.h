/*
 * By which way a command came to the desk, for the audit. Filled in by the desk's own end of that
 * way; only what is called told comes from the other one. Plain data.
 */
#ifndef RV_DESK_ORIGIN_H
#define RV_DESK_ORIGIN_H

#include <stdint.h>

enum { RV_ORIGIN_TOLD = 64, RV_TYPED_TEXT = 80 };

#define RV_VIA_TABLE(X)                                                                            \
	X(DESK, "desk")	      /* nobody's: the desk itself */                                      \
	X(CONSOLE, "console") /* the one in the desk's own process */                              \
	X(STDIN, "stdin")     /* a line of its standard input */                                   \
	X(SOCKET, "socket")                                                                        \
	X(FILE, "file") /* left in the state folder */

#define RV_VIA_ENUM(code, word) RV_VIA_##code,
typedef enum rv_via { RV_VIA_TABLE(RV_VIA_ENUM) RV_VIA_N } rv_via;
#undef RV_VIA_ENUM

typedef struct rv_origin {
	rv_via via;
	int64_t pid;		   /* SOCKET: of the process that connected, then; 0 unknown */
	char told[RV_ORIGIN_TOLD]; /* SSH_CONNECTION, as the console says; nobody has checked it */
} rv_origin;

const char *rv_via_word(rv_via via);

#endif

/*
 * Status codes and the one-line error text that travels with them.
 *
 * Every fallible function returns rv_status and is RV_NODISCARD. Where a user will read the
 * reason, the function also takes an rv_err and fills it with "what, where, what was expected".
 * Threads: values only, any thread.
 */
#ifndef RV_BASE_STATUS_H
#define RV_BASE_STATUS_H

#include <stdarg.h>

#define RV_NODISCARD __attribute__((warn_unused_result))
#define RV_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

#define RV_STATUS_TABLE(X)                                                                         \
	X(RV_OK, "ok")                                                                             \
	X(RV_ENOMEM, "out of memory")                                                              \
	X(RV_EINVAL, "invalid argument")                                                           \
	X(RV_ERANGE, "value out of range")                                                         \
	X(RV_EPARSE, "malformed input")                                                            \
	X(RV_EIO, "input/output error")                                                            \
	X(RV_ENOENT, "not found")                                                                  \
	X(RV_EEXIST, "already exists")                                                             \
	X(RV_EDATA, "inconsistent data")                                                           \
	X(RV_EFULL, "capacity reached")                                                            \
	X(RV_EAGAIN, "try again")                                                                  \
	X(RV_ETIMEOUT, "timed out")                                                                \
	X(RV_ELIMIT, "rate limited")                                                               \
	X(RV_EVENUE, "refused by the venue")                                                       \
	X(RV_EUSAGE, "wrong usage")                                                                \
	X(RV_ECLOSED, "closed")

#define RV_STATUS_ENUM(code, text) code,
typedef enum rv_status { RV_STATUS_TABLE(RV_STATUS_ENUM) RV_STATUS_N } rv_status;
#undef RV_STATUS_ENUM

enum { RV_ERR_TEXT = 320 };

/* An error for a person: one line, no trailing newline. Zero-initialise; text "" means none. */
typedef struct rv_err {
	rv_status code;
	char text[RV_ERR_TEXT];
} rv_err;

/* Fixed text of a code, never NULL. */
const char *rv_status_text(rv_status st);

/*
 * Stores code and formatted text in err (NULL is allowed) and returns the code, so that callers
 * write `return rv_err_set(err, RV_EPARSE, "%s:%zu: ...", ...)`. Long text is cut, never overrun.
 */
rv_status rv_err_set(rv_err *err, rv_status code, const char *fmt, ...) RV_PRINTF(3, 4);

#endif

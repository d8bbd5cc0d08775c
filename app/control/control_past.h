/*
 * What consoles ask of the desk's past: passed on to its thread, and its answers passed back.
 * Owner: the control thread, but for the delivery.
 */
#ifndef RV_APP_CONTROL_PAST_H
#define RV_APP_CONTROL_PAST_H

#include "app/past/past.h"

#include <pthread.h>

typedef struct rv_control_past {
	rv_past *past;	    /* borrowed; NULL: this desk keeps none */
	int fd;		    /* readable when an answer is here; -1: none */
	pthread_mutex_t mu; /* guards the rest */
	size_t n;
	struct {
		uint64_t conn;
		rv_packing *answer; /* NULL: out of memory */
	} got[RV_PAST_QUEUE];
} rv_control_past;

RV_NODISCARD rv_status rv_control_past_init(rv_control_past *c, rv_past *past, rv_err *err);
/* The past has ended (rv_past_end), or is NULL. */
void rv_control_past_free(rv_control_past *c);

/* RV_EPARSE: no question. RV_ENOENT, RV_EFULL, RV_ECLOSED: why, in words, is told the console. */
RV_NODISCARD rv_status rv_control_past_ask(rv_control_past *c, uint64_t conn, const uint8_t *data,
					   size_t n, const char **why);
/* The next answer that has come, the caller's; false: no more. */
bool rv_control_past_take(rv_control_past *c, uint64_t *conn, rv_packing **answer);

#endif

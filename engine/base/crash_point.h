/*
 * Named points at which the program kills itself, for tests of recovery.
 *
 * Armed once at start, by the program, and only against a simulated venue; not armed, a point is
 * one relaxed load. The n-th pass of the armed point raises SIGKILL: nothing is flushed, closed or
 * told, as in a loss of power. Points may be passed by any thread; arming is for the main thread
 * before others start.
 */
#ifndef RV_BASE_CRASH_POINT_H
#define RV_BASE_CRASH_POINT_H

#include "engine/base/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Every point of the program and where it stands. A runner enumerates them by rv_crash_names; a
 * test reads the source and fails for a point that is not here.
 */
#define RV_CRASH_TABLE(X)                                                                          \
	X("intent.before-append")  /* an order is signed, its intent not yet given away */         \
	X("intent.appended")	   /* given to the journal thread, not yet on disk */              \
	X("journal.after-open")	   /* checked and locked, nothing replayed */                      \
	X("journal.mid-batch")	   /* some events of a batch are in the transaction */             \
	X("journal.before-commit") /* events are in the transaction */                             \
	X("journal.after-commit")  /* on disk, the ack not yet told */                             \
	X("journal.mid-acks")	   /* of batches committed together, some are told */              \
	X("journal.after-break")   /* the journal has failed, the desk does not know it yet */     \
	X("intent.acked")	   /* the desk knows that the intent is on disk; nothing sent */   \
	X("gateway.before-send")   /* the last gate let it pass, no byte has left */               \
	X("gateway.mid-send")	   /* half of the body has left */                                 \
	X("gateway.after-send")	   /* the request has left, no answer has come */                  \
	X("gateway.answered")	   /* the answer has come, nobody has been told */                 \
	X("gateway.before-report") /* any report, about to be given to the engine */               \
	X("gateway.stream-fill")   /* fills came by the stream, nobody has been told */            \
	X("report.before-append")  /* the desk has read a report, its events not given away */     \
	X("fill.before-append")	   /* fills are known to the engine only */                        \
	X("fill.acked")		   /* fills are on disk, what follows from them is not */          \
	X("report.acked")	   /* a verdict is on disk, what follows from it is not */         \
	X("propose.before-append") /* a ticket is made, nobody has seen it */                      \
	X("propose.acked")	   /* the ticket is on disk, nothing is approved */                \
	X("cancel.before-append")  /* a cancel is signed, not given away */                        \
	X("cancel.acked")	   /* it is on disk; nothing sent */                               \
	X("proof.before-append")   /* that it never landed is known to the engine only */          \
	X("proof.acked")	   /* it is on disk */                                             \
	X("resume.before-append")  /* a person's resume has come */                                \
	X("resume.acked")	   /* it is on disk, the last gate still closed */                 \
	X("query.before-send")	   /* a question to the venue, about to leave */                   \
	X("cancel.before-send")	   /* a cancel is on disk, not sent */                             \
	X("halt.before-append")	   /* a person's kill has come, its event not given away */        \
	X("halt.acked")		   /* the kill is on disk, nothing cancelled */                    \
	X("approve.before-append") /* a ticket's Y has come */                                     \
	X("approve.acked")	   /* the mandate is on disk, no child yet */                      \
	X("recovery.replayed")	   /* the events are folded, nothing asked */                      \
	X("recovery.fills")	   /* the pages of fills are applied */                            \
	X("recovery.resolving")	   /* in the middle of the orders without a verdict */             \
	X("recovery.done")	   /* before the desk says that it agrees with the venue */        \
	X("journal.before-checkpoint")                                                             \
	X("journal.after-checkpoint")                                                              \
	X("journal.in-backup")                                                                     \
	X("stop.before-append") /* a clean end, its event not given away */                        \
	X("stop.acked")

/*
 * "name" or "name:n", n >= 1. RV_EINVAL: no such name, or n is not a count; nothing is armed.
 * RV_EEXIST: armed already.
 */
RV_NODISCARD rv_status rv_crash_arm(const char *spec, rv_err *err);

extern atomic_bool rv_crash_armed; /* for rv_crash_point; written by rv_crash_arm */
void rv_crash_pass(const char *name);

static inline void rv_crash_point(const char *name)
{
	if (atomic_load_explicit(&rv_crash_armed, memory_order_relaxed))
		rv_crash_pass(name);
}

/* All names, in the order of the table; *n counts them. Static. */
const char *const *rv_crash_names(size_t *n);

#endif

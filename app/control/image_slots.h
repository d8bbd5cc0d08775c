/*
 * The console's snapshots as they were at the desk: what an update is applied to.
 *
 * Each snapshot of the publication's pool remembers which of its pages are older than the newest
 * one's, so that only those are copied before an update is unpacked, and what never had anything in
 * it is never touched. seq and mono_ms of a published snapshot are this process's; the desk's are
 * kept here. Owner: the link thread.
 */
#ifndef RV_APP_CONTROL_IMAGE_SLOTS_H
#define RV_APP_CONTROL_IMAGE_SLOTS_H

#include "app/control/link_clock.h"
#include "app/control/view_wire.h"
#include "engine/run/pub.h"

typedef struct rv_image_slots rv_image_slots;

RV_NODISCARD rv_status rv_image_slots_new(rv_pub *pub, rv_image_slots **out);
void rv_image_slots_free(rv_image_slots *s);

/* Another connection: whatever the next update is, it begins from nothing. */
void rv_image_slots_forget(rv_image_slots *s);

/*
 * Unpacks an update, whose frame began to come at got_ms, into a snapshot of the pool and publishes
 * it with its mono_ms by this machine's clock. RV_EDATA with err: it is wrong, or its base is not
 * what is held here; RV_EAGAIN: no snapshot is free, and nothing was taken.
 */
RV_NODISCARD rv_status rv_image_slots_take(rv_image_slots *s, const rv_view_update *up,
					   rv_link_clock *clock, int64_t got_ms, rv_err *err);

/* Number of the newest that was taken; 0 none. */
uint64_t rv_image_slots_newest(const rv_image_slots *s);

#endif

/*
 * The few snapshots that the desk keeps for its consoles, and what it has packed of them.
 *
 * A console is told the newest snapshot against one that it has. The ring has RV_IMAGES of them;
 * whose base is not there any more gets a whole one. What gives way to a new one is what the fewest
 * consoles have, of those the oldest. A packing is made once for all consoles that are in step and
 * counted by those that are still sending it. Everything is made when the first console needs it.
 * Owner: the control thread.
 */
#ifndef RV_APP_CONTROL_IMAGE_RING_H
#define RV_APP_CONTROL_IMAGE_RING_H

#include "engine/base/status.h"
#include "engine/run/view.h"

#include <stddef.h>
#include <stdint.h>

enum { RV_IMAGES = 4, RV_PACKINGS = 8 };

/* A whole frame, ready to be sent. */
typedef struct rv_packing {
	uint64_t base, no;
	unsigned refs;
	size_t n;
	uint8_t data[];
} rv_packing;

typedef struct rv_image_ring rv_image_ring;

RV_NODISCARD rv_status rv_image_ring_new(rv_image_ring **out);
void rv_image_ring_free(rv_image_ring *r); /* every packing has been put back */

/* Copies a snapshot in; its number, from 1 on, is the ring's. RV_ENOMEM: it was not taken. */
RV_NODISCARD rv_status rv_image_ring_put(rv_image_ring *r, const rv_view *v);
uint64_t rv_image_ring_newest(const rv_image_ring *r); /* 0 none */
/* A console has it from now on, has it no more; 0 and numbers that are gone are a no-op. */
void rv_image_ring_hold(rv_image_ring *r, uint64_t no);
void rv_image_ring_release(rv_image_ring *r, uint64_t no);

/*
 * The newest against base, or whole when base is gone or 0. To be put back.
 */
RV_NODISCARD rv_status rv_image_ring_pack(rv_image_ring *r, uint64_t base, rv_packing **out);
void rv_packing_put(rv_packing *p); /* NULL is a no-op */

/* How many packings were made, for tests. */
uint64_t rv_image_ring_packed(const rv_image_ring *r);

#endif

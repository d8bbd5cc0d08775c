/*
 * A snapshot on the control socket: the pages of its image that differ from a snapshot that the
 * console has, each XORed with that one's, packed by zlib. docs/control.md.
 *
 * A snapshot has no pointers (engine/run/view.h) and both sides are the same binary (hello.h), so
 * that its bytes mean the same to both. The base is named by its number; number 0 is an image of
 * zeros, which everybody has. The reader believes nothing: the size of the image, spare bits, the
 * packed stream's exact length on both sides, and a checksum over the head and every page as it is
 * afterwards. What it cannot prove it refuses, and the caller throws the image away.
 * Owner: one thread per packer.
 */
#ifndef RV_APP_CONTROL_VIEW_WIRE_H
#define RV_APP_CONTROL_VIEW_WIRE_H

#include "engine/base/status.h"
#include "engine/run/view.h"

#include <stdint.h>

enum {
	RV_VIEW_PAGE = 4096,
	RV_VIEW_PAGES = (sizeof(rv_view) + RV_VIEW_PAGE - 1) / RV_VIEW_PAGE,
	RV_VIEW_BITMAP = (RV_VIEW_PAGES + 7) / 8
};

static inline bool rv_view_page_is(const uint8_t bits[RV_VIEW_BITMAP], size_t page)
{
	return ((unsigned)bits[page / 8] >> (page % 8) & 1U) != 0;
}

/* The last page ends with the image. */
static inline size_t rv_view_page_size(size_t page)
{
	const size_t left = sizeof(rv_view) - page * RV_VIEW_PAGE;
	return left < RV_VIEW_PAGE ? left : RV_VIEW_PAGE;
}

/* Pages that are the same are not written to: what never had anything in it costs no memory in a
 * copy that began as zeros of the system (calloc, mmap). */
void rv_view_copy(rv_view *to, const rv_view *from);

typedef struct rv_view_packer rv_view_packer;

RV_NODISCARD rv_status rv_view_packer_new(rv_view_packer **out);
void rv_view_packer_free(rv_view_packer *p);

/*
 * The bytes of a frame: snapshot number no, told to whoever has number base_no (base NULL and 0:
 * nothing). *out is the packer's, until the next call. RV_EIO: zlib says no.
 */
RV_NODISCARD rv_status rv_view_pack(rv_view_packer *p, const rv_view *base, uint64_t base_no,
				    const rv_view *v, uint64_t no, const uint8_t **out, size_t *n);

typedef struct rv_view_update {
	uint64_t no, base; /* base 0: zeros */
	uint32_t sum;
	uint8_t pages[RV_VIEW_BITMAP]; /* those that change */
	const uint8_t *packed;	       /* of the frame */
	size_t n_packed;
} rv_view_update;

/* Reads the head. RV_EPARSE with err: no snapshot of this program. */
RV_NODISCARD rv_status rv_view_update_read(const uint8_t *data, size_t n, rv_view_update *out,
					   rv_err *err);

typedef struct rv_view_unpacker rv_view_unpacker;
RV_NODISCARD rv_status rv_view_unpacker_new(rv_view_unpacker **out);
void rv_view_unpacker_free(rv_view_unpacker *u);

/*
 * Makes image, which is the base's in every page that changes, the snapshot. RV_EDATA with err: it
 * is not what the desk sent, and image is nothing now.
 */
RV_NODISCARD rv_status rv_view_unpack(rv_view_unpacker *u, const rv_view_update *up, rv_view *image,
				      rv_err *err);

#endif

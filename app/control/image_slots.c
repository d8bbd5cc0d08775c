/* The console's snapshots as they were at the desk; see image_slots.h. */
#include "app/control/image_slots.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 8 }; /* more than any pool of a console has */

typedef struct slot {
	const rv_view *view; /* NULL free */
	uint8_t behind[RV_VIEW_BITMAP];
	uint8_t written[RV_VIEW_BITMAP]; /* the other pages are zeros, and memory only once touched
					  */
} slot;

struct rv_image_slots {
	rv_pub *pub;
	rv_view_unpacker *unpacker;
	slot slots[SLOTS];
	const rv_view *base; /* the newest, held; NULL none */
	uint64_t no;	     /* its number */
	uint64_t seq;	     /* and what the desk had in these two */
	int64_t mono_ms;
};

rv_status rv_image_slots_new(rv_pub *pub, rv_image_slots **out)
{
	rv_image_slots *s = calloc(1, sizeof(*s));
	if (!s)
		return RV_ENOMEM;
	s->pub = pub;
	const rv_status st = rv_view_unpacker_new(&s->unpacker);
	if (st != RV_OK) {
		free(s);
		return st;
	}
	*out = s;
	return RV_OK;
}

void rv_image_slots_free(rv_image_slots *s)
{
	if (!s)
		return;
	rv_pub_put(s->pub, s->base);
	rv_view_unpacker_free(s->unpacker);
	free(s);
}

void rv_image_slots_forget(rv_image_slots *s)
{
	s->no = 0;
}

uint64_t rv_image_slots_newest(const rv_image_slots *s)
{
	return s->no;
}

/* A snapshot of the pool that was never seen is zeros: all that was ever changed is ahead of it. */
static slot *slot_of(rv_image_slots *s, const rv_view *v)
{
	for (size_t i = 0; i < SLOTS; i++) {
		if (s->slots[i].view == v)
			return &s->slots[i];
	}
	for (size_t i = 0; i < SLOTS; i++) {
		if (!s->slots[i].view) {
			s->slots[i].view = v;
			memset(s->slots[i].behind, 0xff, RV_VIEW_BITMAP);
			return &s->slots[i];
		}
	}
	return NULL;
}

static void set_page(uint8_t bits[RV_VIEW_BITMAP], size_t page)
{
	bits[page / 8] = (uint8_t)(bits[page / 8] | 1U << (page % 8));
}

/*
 * What a page is before the update: the base's, or zeros. Only what differs is written to, and what
 * neither has ever written is not even read: most of a snapshot is room for more coins than there
 * are, and to read it would make memory of it.
 */
static void lay_page(const slot *base, slot *mine, rv_view *to, size_t page)
{
	static const uint8_t zeros[RV_VIEW_PAGE];
	const bool is_zero = !base || !rv_view_page_is(base->written, page);
	const size_t n = rv_view_page_size(page);
	if (is_zero && !rv_view_page_is(mine->written, page))
		return;
	const uint8_t *from = is_zero ? zeros : (const uint8_t *)base->view + page * RV_VIEW_PAGE;
	uint8_t *at = (uint8_t *)to + page * RV_VIEW_PAGE;
	set_page(mine->written, page);
	if (memcmp(at, from, n) != 0)
		memcpy(at, from, n);
}

static void lay_base(rv_image_slots *s, slot *mine, const rv_view_update *up, rv_view *to)
{
	const slot *base = up->base != 0 && s->base ? slot_of(s, s->base) : NULL;
	for (size_t i = 0; i < RV_VIEW_PAGES; i++) {
		if (!base || rv_view_page_is(mine->behind, i) || rv_view_page_is(up->pages, i))
			lay_page(base, mine, to, i);
		if (rv_view_page_is(up->pages, i))
			set_page(mine->written, i);
	}
	if (base) { /* and as the desk had it */
		to->seq = s->seq;
		to->mono_ms = s->mono_ms;
	}
}

/* The others are behind in what this one has changed; by a whole one in everything. */
static void fall_behind(rv_image_slots *s, const slot *mine, const rv_view_update *up)
{
	for (size_t i = 0; i < SLOTS; i++) {
		slot *other = &s->slots[i];
		for (size_t k = 0; other != mine && k < RV_VIEW_BITMAP; k++)
			other->behind[k] =
				up->base == 0 ? 0xff : (uint8_t)(other->behind[k] | up->pages[k]);
	}
}

static void publish(rv_image_slots *s, const rv_view_update *up, int64_t offset_ms, rv_view *v)
{
	s->no = up->no;
	s->seq = v->seq;
	s->mono_ms = v->mono_ms;
	v->mono_ms += offset_ms;
	rv_pub_commit(s->pub, v);
	rv_pub_put(s->pub, s->base);
	s->base = rv_pub_get(s->pub); /* nobody else publishes here */
}

_Static_assert(offsetof(rv_view, seq) + sizeof(uint64_t) <= RV_VIEW_PAGE &&
		       offsetof(rv_view, mono_ms) + sizeof(int64_t) <= RV_VIEW_PAGE,
	       "what is this process's own is in the first page");

/*
 * The first page, with seq and mono_ms, differs in every snapshot of the pool from what the desk
 * sent: it is always behind.
 */
rv_status rv_image_slots_take(rv_image_slots *s, const rv_view_update *up, rv_link_clock *clock,
			      int64_t got_ms, rv_err *err)
{
	if (up->base != 0 && (up->base != s->no || !s->base))
		return rv_err_set(err, RV_EDATA, "a snapshot against one that is not here");
	rv_view *v = rv_pub_begin(s->pub);
	if (!v)
		return RV_EAGAIN;
	slot *mine = slot_of(s, v);
	if (!mine) {
		rv_pub_drop(s->pub, v);
		return rv_err_set(err, RV_EFULL, "a pool of more snapshots than are known here");
	}
	mine->behind[0] |= 1U;
	mine->written[0] |= 1U;
	lay_base(s, mine, up, v);
	const rv_status st = rv_view_unpack(s->unpacker, up, v, err);
	if (st != RV_OK) {
		memset(mine->behind, 0xff, RV_VIEW_BITMAP);
		rv_pub_drop(s->pub, v);
		return st;
	}
	memset(mine->behind, 0, RV_VIEW_BITMAP);
	fall_behind(s, mine, up);
	publish(s, up, rv_link_clock_offset(clock, v->mono_ms, got_ms), v);
	return RV_OK;
}

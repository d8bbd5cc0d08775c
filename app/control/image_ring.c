/* The snapshots that the desk keeps for its consoles; see image_ring.h. */
#include "app/control/image_ring.h"

#include "app/control/frame.h"
#include "app/control/view_wire.h"

#include <stdlib.h>
#include <string.h>

typedef struct image {
	rv_view *view; /* NULL not made yet */
	uint64_t no;   /* 0 nothing in it */
	unsigned held; /* consoles that have it */
} image;

struct rv_image_ring {
	image images[RV_IMAGES];
	uint64_t newest, packed;
	rv_view_packer *packer;
	rv_packing *packings[RV_PACKINGS]; /* one reference each; the oldest gives way */
	size_t next;
};

rv_status rv_image_ring_new(rv_image_ring **out)
{
	rv_image_ring *r = calloc(1, sizeof(*r));
	if (!r)
		return RV_ENOMEM;
	const rv_status st = rv_view_packer_new(&r->packer);
	if (st != RV_OK) {
		free(r);
		return st;
	}
	*out = r;
	return RV_OK;
}

void rv_image_ring_free(rv_image_ring *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < RV_PACKINGS; i++)
		rv_packing_put(r->packings[i]);
	for (size_t i = 0; i < RV_IMAGES; i++)
		free(r->images[i].view);
	rv_view_packer_free(r->packer);
	free(r);
}

void rv_packing_put(rv_packing *p)
{
	if (p && --p->refs == 0)
		free(p);
}

static image *find(rv_image_ring *r, uint64_t no)
{
	for (size_t i = 0; i < RV_IMAGES; i++) {
		if (no != 0 && r->images[i].no == no)
			return &r->images[i];
	}
	return NULL;
}

/* Of two, which gives way first? */
static bool goes_before(const image *a, const image *b)
{
	return a->held < b->held || (a->held == b->held && a->no < b->no);
}

static image *find_victim(rv_image_ring *r)
{
	image *v = &r->images[0];
	for (size_t i = 1; i < RV_IMAGES; i++) {
		if (goes_before(&r->images[i], v))
			v = &r->images[i];
	}
	return v;
}

rv_status rv_image_ring_put(rv_image_ring *r, const rv_view *v)
{
	image *to = find_victim(r);
	if (!to->view)
		to->view = calloc(1, sizeof(*to->view));
	if (!to->view)
		return RV_ENOMEM;
	rv_view_copy(to->view, v);
	to->no = ++r->newest;
	to->held = 0;
	return RV_OK;
}

uint64_t rv_image_ring_newest(const rv_image_ring *r)
{
	return r->newest;
}

void rv_image_ring_hold(rv_image_ring *r, uint64_t no)
{
	image *m = find(r, no);
	if (m)
		m->held++;
}

void rv_image_ring_release(rv_image_ring *r, uint64_t no)
{
	image *m = find(r, no);
	if (m && m->held > 0)
		m->held--;
}

static rv_packing *find_packing(const rv_image_ring *r, uint64_t base)
{
	for (size_t i = 0; i < RV_PACKINGS; i++) {
		rv_packing *p = r->packings[i];
		if (p && p->no == r->newest && p->base == base)
			return p;
	}
	return NULL;
}

static void keep_packing(rv_image_ring *r, rv_packing *p)
{
	rv_packing_put(r->packings[r->next]);
	r->packings[r->next] = p;
	r->next = (r->next + 1) % RV_PACKINGS;
}

static rv_status make_packing(rv_image_ring *r, const image *base, rv_packing **out)
{
	const uint8_t *data = NULL;
	size_t n = 0;
	const image *now = find(r, r->newest);
	if (!now)
		return RV_ENOENT;
	const rv_status st = rv_view_pack(r->packer, base ? base->view : NULL, base ? base->no : 0,
					  now->view, now->no, &data, &n);
	if (st != RV_OK)
		return st;
	rv_packing *p = malloc(sizeof(*p) + RV_FRAME_HEAD + n);
	if (!p)
		return RV_ENOMEM;
	*p = (rv_packing){
		.base = base ? base->no : 0, .no = now->no, .refs = 1, .n = RV_FRAME_HEAD + n
	};
	rv_wire_frame_head(p->data, RV_FRAME_SNAPSHOT, n);
	memcpy(p->data + RV_FRAME_HEAD, data, n);
	r->packed++;
	*out = p;
	return RV_OK;
}

rv_status rv_image_ring_pack(rv_image_ring *r, uint64_t base, rv_packing **out)
{
	const image *from = find(r, base);
	rv_packing *p = find_packing(r, from ? base : 0);
	if (!p) {
		const rv_status st = make_packing(r, from, &p);
		if (st != RV_OK)
			return st;
		keep_packing(r, p);
	}
	p->refs++;
	*out = p;
	return RV_OK;
}

uint64_t rv_image_ring_packed(const rv_image_ring *r)
{
	return r->packed;
}

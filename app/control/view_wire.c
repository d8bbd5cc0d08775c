/* A snapshot on the control socket; see view_wire.h. */
#include "app/control/view_wire.h"

#include "app/control/bytes.h"

#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST /* its input is not written to */
#include <zlib.h>

/* Level 1: the pages of a market that moves hardly pack better at a higher one. */
enum { LEVEL = 1, SUMMED_HEAD = 8 + 8 + 4, HEAD = SUMMED_HEAD + 4 + RV_VIEW_BITMAP };

struct rv_view_packer {
	z_stream z;
	bool ready;
	size_t cap;
	uint8_t *buf; /* of the worst case; what is never used of it costs nothing */
};

static const uint8_t zeros[RV_VIEW_PAGE];

static const uint8_t *page_of(const rv_view *v, size_t page)
{
	return v ? (const uint8_t *)v + page * RV_VIEW_PAGE : zeros;
}

void rv_view_copy(rv_view *to, const rv_view *from)
{
	for (size_t i = 0; i < RV_VIEW_PAGES; i++) {
		uint8_t *at = (uint8_t *)to + i * RV_VIEW_PAGE;
		if (memcmp(at, page_of(from, i), rv_view_page_size(i)) != 0)
			memcpy(at, page_of(from, i), rv_view_page_size(i));
	}
}

rv_status rv_view_packer_new(rv_view_packer **out)
{
	rv_view_packer *p = calloc(1, sizeof(*p));
	if (!p)
		return RV_ENOMEM;
	p->ready = deflateInit(&p->z, LEVEL) == Z_OK;
	if (p->ready) {
		p->cap = HEAD + deflateBound(&p->z, sizeof(rv_view));
		p->buf = malloc(p->cap);
	}
	if (!p->buf) {
		rv_view_packer_free(p);
		return RV_ENOMEM;
	}
	*out = p;
	return RV_OK;
}

void rv_view_packer_free(rv_view_packer *p)
{
	if (!p)
		return;
	if (p->ready)
		(void)deflateEnd(&p->z);
	free(p->buf);
	free(p);
}

static void find_changes(const rv_view *base, const rv_view *v, uint8_t bits[RV_VIEW_BITMAP])
{
	memset(bits, 0, RV_VIEW_BITMAP);
	for (size_t i = 0; i < RV_VIEW_PAGES; i++) {
		if (memcmp(page_of(base, i), page_of(v, i), rv_view_page_size(i)) != 0)
			bits[i / 8] = (uint8_t)(bits[i / 8] | 1U << (i % 8));
	}
}

static void xor_page(uint8_t *to, const uint8_t *with, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] ^= with[i];
}

/* Over the head, which pages change, and what each is afterwards. */
static uint32_t sum_of(const uint8_t head[SUMMED_HEAD], const uint8_t bits[RV_VIEW_BITMAP],
		       const rv_view *v)
{
	uLong sum = crc32(0, head, SUMMED_HEAD);
	sum = crc32(sum, bits, RV_VIEW_BITMAP);
	for (size_t i = 0; i < RV_VIEW_PAGES; i++) {
		if (rv_view_page_is(bits, i))
			sum = crc32(sum, page_of(v, i), (uInt)rv_view_page_size(i));
	}
	return (uint32_t)sum;
}

static rv_status deflate_pages(rv_view_packer *p, const rv_view *base, const rv_view *v,
			       const uint8_t bits[RV_VIEW_BITMAP], size_t *n)
{
	uint8_t page[RV_VIEW_PAGE];
	if (deflateReset(&p->z) != Z_OK)
		return RV_EIO;
	p->z.next_out = p->buf + HEAD;
	p->z.avail_out = (uInt)(p->cap - HEAD);
	for (size_t i = 0; i < RV_VIEW_PAGES; i++) {
		const size_t size = rv_view_page_size(i);
		if (!rv_view_page_is(bits, i))
			continue;
		memcpy(page, page_of(v, i), size);
		xor_page(page, page_of(base, i), size);
		p->z.next_in = page;
		p->z.avail_in = (uInt)size;
		if (deflate(&p->z, Z_NO_FLUSH) != Z_OK || p->z.avail_in != 0)
			return RV_EIO;
	}
	p->z.next_in = page;
	p->z.avail_in = 0;
	if (deflate(&p->z, Z_FINISH) != Z_STREAM_END)
		return RV_EIO;
	*n = p->cap - HEAD - p->z.avail_out;
	return RV_OK;
}

rv_status rv_view_pack(rv_view_packer *p, const rv_view *base, uint64_t base_no, const rv_view *v,
		       uint64_t no, const uint8_t **out, size_t *n)
{
	uint8_t bits[RV_VIEW_BITMAP];
	size_t packed = 0;
	find_changes(base, v, bits);
	const rv_status st = deflate_pages(p, base, v, bits, &packed);
	if (st != RV_OK)
		return st;
	rv_bytes_out o = { .at = p->buf, .cap = HEAD };
	rv_put_u64(&o, no);
	rv_put_u64(&o, base_no);
	rv_put_u32(&o, (uint32_t)sizeof(rv_view));
	rv_put_u32(&o, sum_of(p->buf, bits, v));
	rv_put_raw(&o, bits, RV_VIEW_BITMAP);
	*out = p->buf;
	*n = HEAD + packed;
	return RV_OK;
}

static bool has_spare_bits(const uint8_t bits[RV_VIEW_BITMAP])
{
	for (size_t i = RV_VIEW_PAGES; i < (size_t)RV_VIEW_BITMAP * 8; i++) {
		if (rv_view_page_is(bits, i))
			return true;
	}
	return false;
}

rv_status rv_view_update_read(const uint8_t *data, size_t n, rv_view_update *out, rv_err *err)
{
	rv_bytes_in in = { .at = data, .n = n };
	out->no = rv_take_u64(&in);
	out->base = rv_take_u64(&in);
	const uint32_t size = rv_take_u32(&in);
	out->sum = rv_take_u32(&in);
	rv_take_raw(&in, out->pages, sizeof(out->pages));
	if (in.bad)
		return rv_err_set(err, RV_EPARSE, "a snapshot of %zu bytes: cut short", n);
	if (size != sizeof(rv_view))
		return rv_err_set(err, RV_EPARSE,
				  "a snapshot of an image of %u bytes: expected %zu", size,
				  sizeof(rv_view));
	if (out->no == 0 || out->base >= out->no || has_spare_bits(out->pages))
		return rv_err_set(err, RV_EPARSE, "a snapshot whose head makes no sense");
	out->packed = in.at;
	out->n_packed = in.n;
	return RV_OK;
}

struct rv_view_unpacker {
	z_stream z;
	bool ready;
};

rv_status rv_view_unpacker_new(rv_view_unpacker **out)
{
	rv_view_unpacker *u = calloc(1, sizeof(*u));
	if (!u)
		return RV_ENOMEM;
	u->ready = inflateInit(&u->z) == Z_OK;
	if (!u->ready) {
		free(u);
		return RV_ENOMEM;
	}
	*out = u;
	return RV_OK;
}

void rv_view_unpacker_free(rv_view_unpacker *u)
{
	if (!u)
		return;
	if (u->ready)
		(void)inflateEnd(&u->z);
	free(u);
}

/* One page of the stream into what is there; false: the stream is broken or too short. */
static bool inflate_page(z_stream *z, uint8_t *to, size_t size)
{
	uint8_t page[RV_VIEW_PAGE];
	z->next_out = page;
	z->avail_out = (uInt)size;
	const int rc = inflate(z, Z_SYNC_FLUSH);
	if ((rc != Z_OK && rc != Z_STREAM_END) || z->avail_out != 0)
		return false;
	xor_page(to, page, size);
	return true;
}

/* Nothing more comes out of it, and all of it has gone in. */
static bool inflate_ends(z_stream *z)
{
	uint8_t more[1];
	z->next_out = more;
	z->avail_out = sizeof(more);
	return inflate(z, Z_SYNC_FLUSH) == Z_STREAM_END && z->avail_out == sizeof(more) &&
	       z->avail_in == 0;
}

rv_status rv_view_unpack(rv_view_unpacker *u, const rv_view_update *up, rv_view *image, rv_err *err)
{
	uint8_t head[SUMMED_HEAD];
	rv_bytes_out o = { .at = head, .cap = sizeof(head) };
	if (inflateReset(&u->z) != Z_OK)
		return rv_err_set(err, RV_EIO, "zlib: %s", u->z.msg ? u->z.msg : "no reset");
	u->z.next_in = up->packed;
	u->z.avail_in = (uInt)up->n_packed;
	for (size_t i = 0; i < RV_VIEW_PAGES; i++) {
		if (rv_view_page_is(up->pages, i) &&
		    !inflate_page(&u->z, (uint8_t *)image + i * RV_VIEW_PAGE, rv_view_page_size(i)))
			return rv_err_set(err, RV_EDATA, "a snapshot that does not unpack");
	}
	if (!inflate_ends(&u->z))
		return rv_err_set(err, RV_EDATA, "a snapshot with something behind its end");
	rv_put_u64(&o, up->no);
	rv_put_u64(&o, up->base);
	rv_put_u32(&o, (uint32_t)sizeof(rv_view));
	if (sum_of(head, up->pages, image) != up->sum)
		return rv_err_set(err, RV_EDATA, "a snapshot whose checksum is wrong");
	return RV_OK;
}

/*
 * Which fills have been counted; see fill_set.h. Rows in the order in which they came, and an index
 * of them by open addressing, at most half full.
 */
#include "engine/desk/fill_set.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_FIRST = 256 };

typedef struct row {
	char symbol[RV_SYMBOL_MAX];
	int64_t tid, oid, time_ms, lots, px;
	rv_side side;
} row;

struct rv_fill_set {
	size_t n, room, cap;
	row *rows;	 /* [room] */
	uint32_t *index; /* [2 * room] row + 1; 0 empty */
};

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 29;
}

/* Of what never differs within an identity; symbols of one tid share a place, which is rare. */
static uint64_t hash_of(int64_t tid, int64_t oid)
{
	return mix(mix(0, (uint64_t)tid), (uint64_t)oid);
}

/* A power of two that is at least n and at least ROWS_FIRST. */
static size_t room_for(size_t n)
{
	size_t room = ROWS_FIRST;
	while (room < n)
		room *= 2;
	return room;
}

rv_status rv_fill_set_new(size_t cap, rv_fill_set **out)
{
	if (cap < 1 || cap > UINT32_MAX / 4)
		return RV_EINVAL;
	rv_fill_set *s = calloc(1, sizeof(*s));
	if (!s)
		return RV_ENOMEM;
	s->cap = cap;
	*out = s;
	return RV_OK;
}

void rv_fill_set_free(rv_fill_set *s)
{
	if (!s)
		return;
	free(s->rows);
	free(s->index);
	free(s);
}

size_t rv_fill_set_count(const rv_fill_set *s)
{
	return s->n;
}

/* Without a tid the time is all that tells two rows of one order apart. */
static bool same_identity(const row *r, const rv_fill *f)
{
	return r->tid == f->tid && r->oid == f->oid && strcmp(r->symbol, f->symbol) == 0 &&
	       (f->tid != 0 || r->time_ms == f->time_ms);
}

static bool same_fill(const row *r, const rv_fill *f)
{
	return r->lots == f->lots && r->px == f->px && r->side == f->side &&
	       r->time_ms == f->time_ms;
}

rv_fill_verdict rv_fill_set_look(const rv_fill_set *s, const rv_fill *f)
{
	if (s->room == 0)
		return RV_FILL_NEW;
	const size_t mask = 2 * s->room - 1;
	for (size_t i = (size_t)hash_of(f->tid, f->oid) & mask; s->index[i] != 0;
	     i = (i + 1) & mask) {
		const row *r = &s->rows[s->index[i] - 1];
		if (same_identity(r, f))
			return same_fill(r, f) ? RV_FILL_SEEN : RV_FILL_CONFLICT;
	}
	return RV_FILL_NEW;
}

static void enter(uint32_t *index, size_t room, const row *r, uint32_t number)
{
	const size_t mask = 2 * room - 1;
	size_t i = (size_t)hash_of(r->tid, r->oid) & mask;
	while (index[i] != 0)
		i = (i + 1) & mask;
	index[i] = number;
}

/* Twice the room, or nothing has changed. */
static rv_status grow(rv_fill_set *s)
{
	const size_t room = room_for(s->n + 1);
	uint32_t *index = calloc(2 * room, sizeof(*index));
	row *rows = index ? realloc(s->rows, room * sizeof(*rows)) : NULL;
	if (!rows) {
		free(index);
		return RV_ENOMEM;
	}
	for (size_t i = 0; i < s->n; i++)
		enter(index, room, &rows[i], (uint32_t)(i + 1));
	free(s->index);
	s->rows = rows;
	s->index = index;
	s->room = room;
	return RV_OK;
}

rv_status rv_fill_set_add(rv_fill_set *s, const rv_fill *f, rv_fill_verdict *verdict)
{
	*verdict = rv_fill_set_look(s, f);
	if (*verdict != RV_FILL_NEW)
		return RV_OK;
	if (s->n == s->cap)
		return RV_EFULL;
	if (s->n == s->room && grow(s) != RV_OK)
		return RV_ENOMEM;
	row *r = &s->rows[s->n];
	memset(r, 0, sizeof(*r));
	memcpy(r->symbol, f->symbol, sizeof(r->symbol));
	r->symbol[sizeof(r->symbol) - 1] = '\0';
	r->tid = f->tid;
	r->oid = f->oid;
	r->time_ms = f->time_ms;
	r->lots = f->lots;
	r->px = f->px;
	r->side = f->side;
	s->n++;
	enter(s->index, s->room, r, (uint32_t)s->n);
	return RV_OK;
}

/* What a venue has told so far; see order_seen.h. */
#include "tests/support/order_seen.h"

#include <stdlib.h>
#include <string.h>

/* Room for one more; NULL: no memory. */
static void *more_of(void **v, size_t *n, size_t size)
{
	if ((*n & (*n - 1)) == 0) {
		void *more = realloc(*v, size * (*n ? *n * 2 : 1));
		if (!more)
			return NULL;
		*v = more;
	}
	return (char *)*v + size * (*n)++;
}

static bool see_orders(order_seen *s, const order_books *b)
{
	const size_t before = s->n_orders;
	for (size_t i = 0; i < b->n_orders; i++) {
		size_t at = before;
		for (size_t k = before; k > 0 && at == before; k--)
			at = s->orders[k - 1].oid == b->orders[i].oid ? k - 1 : before;
		order_record *x = at < before
					  ? &s->orders[at]
					  : more_of((void **)&s->orders, &s->n_orders, sizeof(*x));
		if (!x)
			return false;
		*x = b->orders[i];
	}
	return true;
}

static bool see_fills(order_seen *s, const order_books *b)
{
	const size_t before = s->n_fills;
	for (size_t i = 0; i < b->n_fills; i++) {
		bool known = false;
		for (size_t k = before; k > 0 && !known; k--)
			known = s->fills[k - 1].tid == b->fills[i].tid;
		order_fill *x = known ? NULL : more_of((void **)&s->fills, &s->n_fills, sizeof(*x));
		if (x)
			*x = b->fills[i];
		else if (!known)
			return false;
	}
	return true;
}

static void *copy_of(const void *from, size_t n, size_t size)
{
	void *to = malloc(n * size + 1);
	if (to && n > 0)
		memcpy(to, from, n * size);
	return to;
}

bool order_seen_add(order_seen *s, order_books *b)
{
	if (!see_orders(s, b) || !see_fills(s, b))
		return false;
	free(b->orders);
	free(b->fills);
	b->orders = copy_of(s->orders, s->n_orders, sizeof(*s->orders));
	b->fills = copy_of(s->fills, s->n_fills, sizeof(*s->fills));
	b->n_orders = b->orders ? s->n_orders : 0;
	b->n_fills = b->fills ? s->n_fills : 0;
	b->dropped = 0;
	return b->orders && b->fills;
}

void order_seen_free(order_seen *s)
{
	free(s->orders);
	free(s->fills);
	memset(s, 0, sizeof(*s));
}

/* See old_orders.h. */
#include "engine/desk/old_orders.h"

#include "engine/desk/digest.h"

#include <string.h>

/* Keys are spread by a multiplication, the top bits choose. */
static size_t bucket_of(uint64_t key)
{
	return (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 50) & (RV_OLD_BUCKETS - 1);
}

static size_t cloid_bucket(const rv_cloid *c)
{
	uint64_t key = 0; /* the first half of a hash */
	memcpy(&key, c->b, sizeof(key));
	return bucket_of(key);
}

static void unlink_cloid(rv_old_orders *o, int place)
{
	int *p = &o->by_cloid[cloid_bucket(&o->v[place - 1].cloid)];
	while (*p != 0 && *p != place)
		p = &o->v[*p - 1].next_cloid;
	if (*p == place)
		*p = o->v[place - 1].next_cloid;
}

static void unlink_oid(rv_old_orders *o, int place)
{
	int *p = &o->by_oid[bucket_of((uint64_t)o->v[place - 1].oid)];
	while (*p != 0 && *p != place)
		p = &o->v[*p - 1].next_oid;
	if (*p == place)
		*p = o->v[place - 1].next_oid;
}

static int take_place(rv_old_orders *o)
{
	if (o->n < RV_OLD_ORDERS)
		return (int)(o->head + o->n++) % RV_OLD_ORDERS + 1;
	const int place = (int)o->head + 1;
	o->head = (o->head + 1) % RV_OLD_ORDERS;
	unlink_cloid(o, place);
	unlink_oid(o, place);
	return place;
}

void rv_old_orders_add(rv_old_orders *o, const rv_cloid *cloid, int64_t oid, uint64_t mandate)
{
	const int place = take_place(o);
	int *by_cloid = &o->by_cloid[cloid_bucket(cloid)];
	int *by_oid = &o->by_oid[bucket_of((uint64_t)oid)];
	rv_old_order *x = &o->v[place - 1];
	*x = (rv_old_order){ .cloid = *cloid, .oid = oid, .mandate = mandate };
	x->next_cloid = *by_cloid;
	*by_cloid = place;
	if (oid <= 0)
		return;
	x->next_oid = *by_oid;
	*by_oid = place;
}

const rv_old_order *rv_old_orders_find(const rv_old_orders *o, const rv_cloid *cloid, int64_t oid)
{
	int at = rv_cloid_none(cloid) ? 0 : o->by_cloid[cloid_bucket(cloid)];
	for (; at != 0; at = o->v[at - 1].next_cloid) {
		const rv_old_order *x = &o->v[at - 1];
		if (rv_cloid_same(&x->cloid, cloid) && (x->oid <= 0 || oid <= 0 || x->oid == oid))
			return x;
	}
	at = oid > 0 ? o->by_oid[bucket_of((uint64_t)oid)] : 0;
	for (; at != 0; at = o->v[at - 1].next_oid)
		if (o->v[at - 1].oid == oid)
			return &o->v[at - 1];
	return NULL;
}

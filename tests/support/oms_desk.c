/* See oms_desk.h. */
#include "tests/support/oms_desk.h"

oms_desk *oms_desk_new(void)
{
	static oms_desk d;
	d.b = bench_new();
	d.k = check_new(d.b);
	return &d;
}

void oms_desk_free(oms_desk *d)
{
	check_now(d->k);
	check_free(d->k);
	bench_free(d->b);
}

int oms_desk_setup(void **state)
{
	oms_desk *d = oms_desk_new();
	bench_up(d->b, true);
	*state = d;
	return 0;
}

int oms_desk_teardown(void **state)
{
	oms_desk_free(*state);
	return 0;
}

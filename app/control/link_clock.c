/* The difference of two machines' clocks; see link_clock.h. */
#include "app/control/link_clock.h"

void rv_link_clock_init(rv_link_clock *c)
{
	*c = (rv_link_clock){ 0 };
}

/* Only those that may be. */
static void forget_above(rv_link_clock *c, int64_t most)
{
	size_t kept = 0;
	for (size_t i = 0; i < c->n; i++) {
		if (c->bound[i] > most)
			continue;
		c->above[kept] = c->above[i];
		c->bound[kept++] = c->bound[i];
	}
	if (kept < c->n)
		c->next = kept % RV_LINK_BOUNDS;
	c->n = kept;
}

void rv_link_clock_learn(rv_link_clock *c, int64_t sent_ms, int64_t their_ms, int64_t got_ms)
{
	forget_above(c, got_ms - their_ms);
	c->bound[c->next] = sent_ms - their_ms;
	c->above[c->next] = got_ms - their_ms;
	c->next = (c->next + 1) % RV_LINK_BOUNDS;
	if (c->n < RV_LINK_BOUNDS)
		c->n++;
}

static int64_t largest(const rv_link_clock *c)
{
	int64_t most = c->bound[0];
	for (size_t i = 1; i < c->n; i++)
		most = c->bound[i] > most ? c->bound[i] : most;
	return most;
}

int64_t rv_link_clock_offset(rv_link_clock *c, int64_t their_ms, int64_t got_ms)
{
	forget_above(c, got_ms - their_ms);
	return c->n > 0 ? largest(c) : got_ms - their_ms - RV_LINK_UNSURE_MS;
}

/*
 * A machine that slept has answers from before that are below what later ones prove: they are in
 * nobody's way, the least that is not disproved counts.
 */
int64_t rv_link_clock_theirs(const rv_link_clock *c, int64_t now_ms)
{
	if (c->n == 0)
		return 0;
	const int64_t least = largest(c);
	int64_t above = INT64_MAX;
	for (size_t i = 0; i < c->n; i++) {
		if (c->above[i] >= least && c->above[i] < above)
			above = c->above[i];
	}
	return now_ms - above;
}

/* Rate limits; see limits.h. */
#include "feeds/sim/limits.h"

#include <stdio.h>
#include <string.h>

rv_sim_limits rv_sim_limits_make(bool real)
{
	if (real)
		return (rv_sim_limits){ .weight_per_min = 1200.0,
					.connections = 10,
					.new_per_min = 30,
					.messages_per_min = 2000,
					.subscriptions = 1000,
					.users = 10 };
	return (rv_sim_limits){ .weight_per_min = 1e7,
				.connections = 100,
				.new_per_min = 10000,
				.messages_per_min = 1000000,
				.subscriptions = 10000,
				.users = 1000 };
}

static void start(const rv_sim_limits *l, rv_sim_peer *p, const char *name, int64_t mono_ms)
{
	*p = (rv_sim_peer){ .weight = l->weight_per_min,
			    .messages = l->messages_per_min,
			    .opened = l->new_per_min,
			    .at_ms = mono_ms };
	(void)snprintf(p->name, sizeof(p->name), "%s", name);
}

rv_sim_peer *rv_sim_peers_get(rv_sim_peers *p, const char *name, int64_t mono_ms)
{
	rv_sim_peer *oldest = NULL;
	for (size_t i = 0; i < p->n; i++) {
		rv_sim_peer *q = &p->peers[i];
		if (strcmp(q->name, name) == 0)
			return q;
		if (q->connections == 0 && (!oldest || q->at_ms < oldest->at_ms))
			oldest = q;
	}
	rv_sim_peer *slot = p->n < RV_SIM_PEERS ? &p->peers[p->n++] : oldest;
	if (!slot)
		slot = &p->peers[0]; /* 64 addresses connected at once: the first shares */
	else
		start(&p->limits, slot, name, mono_ms);
	return slot;
}

static double filled(double left, double per_min, double minutes)
{
	const double v = left + per_min * minutes;
	return v < per_min ? v : per_min;
}

static void refill(const rv_sim_limits *l, rv_sim_peer *p, int64_t mono_ms)
{
	if (mono_ms <= p->at_ms)
		return;
	const double minutes = (double)(mono_ms - p->at_ms) / 60000.0;
	p->weight = filled(p->weight, l->weight_per_min, minutes);
	p->messages = filled(p->messages, l->messages_per_min, minutes);
	p->opened = filled(p->opened, l->new_per_min, minutes);
	p->at_ms = mono_ms;
}

bool rv_sim_peer_weight(const rv_sim_limits *l, rv_sim_peer *p, unsigned weight, int64_t mono_ms)
{
	refill(l, p, mono_ms);
	if (p->weight < weight)
		return false;
	p->weight -= weight;
	return true;
}

bool rv_sim_peer_message(const rv_sim_limits *l, rv_sim_peer *p, int64_t mono_ms)
{
	refill(l, p, mono_ms);
	if (p->messages < 1.0)
		return false;
	p->messages -= 1.0;
	return true;
}

bool rv_sim_peer_connect(const rv_sim_limits *l, rv_sim_peer *p, int64_t mono_ms)
{
	refill(l, p, mono_ms);
	if (p->connections >= l->connections || p->opened < 1.0)
		return false;
	p->opened -= 1.0;
	p->connections++;
	return true;
}

void rv_sim_peer_release(rv_sim_peer *p)
{
	if (p->connections > 0)
		p->connections--;
}

/* Which visits are written down; see visits.h. */
#include "app/control/visits.h"

#include <stdio.h>

static bool is_free(const rv_visitor *u)
{
	return u->told == 0 && u->more == 0;
}

static bool is_over(const rv_visitor *u, int64_t now_ms)
{
	return now_ms - u->since_ms >= RV_VISITS_MS;
}

static rv_visitor *begin(rv_visitor *u, int64_t uid, const char *who, bool looks_on, int64_t now_ms)
{
	*u = (rv_visitor){ .uid = uid, .looks_on = looks_on, .since_ms = now_ms };
	(void)snprintf(u->who, sizeof(u->who), "%s", who);
	return u;
}

/* An hour that is over and has nothing more to tell is as good as none. */
static bool is_idle(const rv_visitor *u, int64_t now_ms)
{
	return is_free(u) || (u->more == 0 && is_over(u, now_ms));
}

static rv_visitor *find(rv_visits *v, int64_t uid, const char *who, bool looks_on, int64_t now_ms)
{
	rv_visitor *idle = NULL, *others = &v->user[RV_VISITS_USERS];
	for (size_t i = 0; i < RV_VISITS_USERS; i++) {
		rv_visitor *u = &v->user[i];
		if (is_idle(u, now_ms))
			idle = idle ? idle : u;
		else if (u->uid == uid && u->looks_on == looks_on)
			return u;
	}
	if (idle)
		return begin(idle, uid, who, looks_on, now_ms);
	return is_idle(others, now_ms) ? begin(others, RV_VISITS_OTHERS, "", false, now_ms)
				       : others;
}

bool rv_visits_come(rv_visits *v, int64_t uid, const char *who, bool looks_on, int64_t now_ms)
{
	rv_visitor *u = find(v, uid, who, looks_on, now_ms);
	if (u->uid != RV_VISITS_OTHERS && u->told < RV_VISITS_MOST) {
		u->told++;
		return true;
	}
	u->more++;
	return false;
}

int64_t rv_visits_due(const rv_visits *v)
{
	int64_t due = -1;
	for (size_t i = 0; i <= RV_VISITS_USERS; i++) {
		const rv_visitor *u = &v->user[i];
		if (u->more > 0 && (due < 0 || u->since_ms + RV_VISITS_MS < due))
			due = u->since_ms + RV_VISITS_MS;
	}
	return due;
}

bool rv_visits_rest(rv_visits *v, int64_t now_ms, rv_visitor *out)
{
	for (size_t i = 0; i <= RV_VISITS_USERS; i++) {
		rv_visitor *u = &v->user[i];
		if (u->more == 0 || (now_ms != INT64_MAX && !is_over(u, now_ms)))
			continue;
		*out = *u;
		*u = (rv_visitor){ .told = 0 };
		return true;
	}
	return false;
}

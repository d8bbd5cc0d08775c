/* Who came, who was refused and who is gone, for the journal; see control_impl.h. */
#include "app/control/control_impl.h"

#include <stdio.h>
#include <string.h>

enum { SAME_NONCE = 1 /* a visit is never answered */ };

/* False: the desk's queue takes no more, or there is no order side. */
static bool send(const rv_control_server *s, const rv_command *c)
{
	if (!s->p.command)
		return false;
	if (s->p.command(s->p.ctx, c) == RV_OK)
		return true;
	rv_log_put(s->p.log, RV_LOG_WARN, "console", "a visit of user %lld: the journal has it not",
		   (long long)c->uid);
	return false;
}

static bool tell(const rv_control_server *s, const rv_peer *p, rv_visit_kind kind, int64_t for_ms,
		 const char *why)
{
	rv_command c = { .kind = RV_CMD_VISIT,
			 .nonce = SAME_NONCE,
			 .uid = p->uid,
			 .conn = p->conn,
			 .role = p->role,
			 .from = p->from,
			 .visit = { .kind = kind, .looks_on = !p->may_send, .for_ms = for_ms } };
	memcpy(c.who, p->who, sizeof(c.who));
	(void)snprintf(c.reason, sizeof(c.reason), "%s", why);
	return send(s, &c);
}

/* Who is refused before it said what it is for counts as one that looks on. */
static bool comes(rv_control_server *s, const rv_peer *p, int64_t now)
{
	return s->p.command && rv_visits_come(&s->visits, p->uid, p->who, !p->may_send, now);
}

void control_came(rv_control_server *s, rv_peer *p, int64_t now)
{
	p->since_ms = now;
	p->told_visit = comes(s, p, now) && tell(s, p, RV_VISIT_CAME, 0, "");
}

void control_refused(rv_control_server *s, const rv_peer *p, const char *why, int64_t now)
{
	if (comes(s, p, now))
		(void)tell(s, p, RV_VISIT_REFUSED, 0, why);
}

void control_left(const rv_control_server *s, const rv_peer *p, const char *why, int64_t now)
{
	if (p->told_visit)
		(void)tell(s, p, RV_VISIT_LEFT, now - p->since_ms, why);
}

void control_rest(rv_control_server *s, int64_t now, bool all)
{
	rv_visitor u;
	while (rv_visits_rest(&s->visits, all ? INT64_MAX : now, &u)) {
		rv_command c = { .kind = RV_CMD_VISIT,
				 .nonce = SAME_NONCE,
				 .uid = u.uid,
				 .from = { .via = RV_VIA_SOCKET },
				 .visit = { .kind = RV_VISIT_MORE,
					    .looks_on = u.looks_on,
					    .for_ms = now - u.since_ms,
					    .more = u.more } };
		(void)snprintf(c.who, sizeof(c.who), "%s",
			       u.uid == RV_VISITS_OTHERS ? "others" : u.who);
		(void)send(s, &c);
	}
}

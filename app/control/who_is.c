/* Who is at the other end; see who_is.h. */
#include "app/control/who_is.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { GIDS = 512, NAMES = 16 << 10 };

static void name_user(uid_t uid, char out[RV_WHO_TEXT])
{
	char buf[NAMES];
	struct passwd p, *found = NULL;
	out[0] = '\0';
	if (getpwuid_r(uid, &p, buf, sizeof(buf), &found) == 0 && found &&
	    strlen(found->pw_name) < RV_WHO_TEXT)
		(void)snprintf(out, RV_WHO_TEXT, "%s", found->pw_name);
}

static void name_group(gid_t gid, char out[RV_WHO_TEXT])
{
	char buf[NAMES];
	struct group g, *found = NULL;
	out[0] = '\0';
	if (getgrgid_r(gid, &g, buf, sizeof(buf), &found) == 0 && found &&
	    strlen(found->gr_name) < RV_WHO_TEXT)
		(void)snprintf(out, RV_WHO_TEXT, "%s", found->gr_name);
}

static void add_group(rv_who_id *w, gid_t gid)
{
	for (size_t i = 0; i < w->n_groups; i++) {
		if (w->groups[i].gid == (int64_t)gid)
			return;
	}
	if (w->n_groups == RV_WHO_GROUPS)
		return;
	rv_who_group *g = &w->groups[w->n_groups++];
	g->gid = (int64_t)gid;
	name_group(gid, g->name);
}

static void identify(uid_t uid, gid_t gid, const gid_t *gids, size_t n, rv_who_id *out)
{
	memset(out, 0, sizeof(*out));
	out->uid = (int64_t)uid;
	name_user(uid, out->name);
	add_group(out, gid);
	for (size_t i = 0; i < n; i++)
		add_group(out, gids[i]);
}

rv_status rv_who_is_peer(int fd, rv_who_id *out, rv_err *err)
{
	struct ucred who;
	gid_t gids[GIDS];
	socklen_t n = sizeof(who), n_gids = sizeof(gids);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) != 0)
		return rv_err_set(err, RV_EIO, "whose a connection is: %s", strerror(errno));
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, gids, &n_gids) != 0)
		n_gids = 0;
	identify(who.uid, who.gid, gids, n_gids / sizeof(gids[0]), out);
	out->pid = who.pid;
	return RV_OK;
}

void rv_who_is_self(rv_who_id *out)
{
	gid_t gids[GIDS];
	const int n = getgroups(GIDS, gids);
	identify(getuid(), getgid(), gids, n > 0 ? (size_t)n : 0, out);
}

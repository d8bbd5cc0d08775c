/* The listening end of the control socket; see control_listen.h. */
#include "app/control/control_listen.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 16, GROUP_BUF = 4096 };

/* (gid_t)-1: no such group, and chown leaves it as it is. */
static gid_t group_of(const char *group)
{
	struct group g, *found = NULL;
	char buf[GROUP_BUF];
	if (!group[0] || getgrnam_r(group, &g, buf, sizeof(buf), &found) != 0 || !found)
		return (gid_t)-1;
	return found->gr_gid;
}

/* Only the owner may be shut out by a failure: the mode says who comes in, and that is checked. */
static void give_to_group(const char *path, gid_t gid)
{
	if (gid != (gid_t)-1 && lchown(path, (uid_t)-1, gid) != 0)
		return; /* not a member: the desk's own group keeps it */
}

static rv_status make_folder(const char *path, gid_t gid, rv_err *err)
{
	char dir[RV_CONTROL_PATH];
	(void)snprintf(dir, sizeof(dir), "%s", path);
	char *slash = strrchr(dir, '/');
	if (!slash || slash == dir)
		return RV_OK;
	*slash = '\0';
	if (mkdir(dir, 0750) == 0) {
		give_to_group(dir, gid);
		return RV_OK;
	}
	return errno == EEXIST
		       ? RV_OK
		       : rv_err_set(err, RV_EIO, "%s: cannot be made: %s", dir, strerror(errno));
}

static rv_status take_lock(rv_control_listener *l, rv_err *err)
{
	char path[RV_CONTROL_PATH + 8];
	(void)snprintf(path, sizeof(path), "%s.lock", l->path);
	l->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (l->lock < 0)
		return rv_err_set(err, RV_EIO, "%s: %s", path, strerror(errno));
	if (flock(l->lock, LOCK_EX | LOCK_NB) == 0)
		return RV_OK;
	if (errno == EWOULDBLOCK)
		return rv_err_set(err, RV_EEXIST,
				  "%s: another rvdesk listens there (--socket PATH, --state DIR)",
				  l->path);
	return rv_err_set(err, RV_EIO, "%s: cannot be locked: %s", path, strerror(errno));
}

/* What a process that is gone has left may go; anything but a socket may not. */
static rv_status check_place(const char *path, rv_err *err)
{
	struct stat sb;
	if (lstat(path, &sb) != 0)
		return errno == ENOENT ? RV_OK
				       : rv_err_set(err, RV_EIO, "%s: %s", path, strerror(errno));
	if (!S_ISSOCK(sb.st_mode))
		return rv_err_set(err, RV_EEXIST, "%s: is there and is no socket", path);
	return RV_OK;
}

static rv_status bind_it(rv_control_listener *l, gid_t gid, rv_err *err)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	const int n = snprintf(a.sun_path, sizeof(a.sun_path), "%s~", l->path);
	if (n < 0 || (size_t)n >= sizeof(a.sun_path))
		return rv_err_set(err, RV_ERANGE, "%s: too long for a socket", l->path);
	l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (l->fd < 0)
		return rv_err_set(err, RV_EIO, "socket: %s", strerror(errno));
	if (unlink(a.sun_path) != 0 && errno != ENOENT)
		return rv_err_set(err, RV_EIO, "%s: %s", a.sun_path, strerror(errno));
	if (bind(l->fd, (const struct sockaddr *)&a, sizeof(a)) != 0 ||
	    chmod(a.sun_path, 0660) != 0 || listen(l->fd, BACKLOG) != 0)
		return rv_err_set(err, RV_EIO, "%s: %s", a.sun_path, strerror(errno));
	give_to_group(a.sun_path, gid);
	if (rename(a.sun_path, l->path) != 0)
		return rv_err_set(err, RV_EIO, "%s: %s", l->path, strerror(errno));
	return RV_OK;
}

rv_status rv_control_listen(const char *path, const char *group, rv_control_listener *out,
			    rv_err *err)
{
	rv_control_listener l = { .fd = -1, .lock = -1 };
	const gid_t gid = group_of(group);
	(void)snprintf(l.path, sizeof(l.path), "%s", path);
	rv_status st = make_folder(l.path, gid, err);
	if (st == RV_OK)
		st = take_lock(&l, err);
	if (st == RV_OK)
		st = check_place(l.path, err);
	if (st == RV_OK)
		st = bind_it(&l, gid, err);
	if (st != RV_OK) {
		if (l.fd >= 0)
			(void)close(l.fd);
		if (l.lock >= 0)
			(void)close(l.lock);
		return st;
	}
	*out = l;
	return RV_OK;
}

void rv_control_unlisten(rv_control_listener *l)
{
	if (l->fd >= 0) {
		(void)unlink(l->path); /* the next desk would replace it */
		(void)close(l->fd);
	}
	if (l->lock >= 0)
		(void)close(l->lock);
	l->fd = l->lock = -1;
}

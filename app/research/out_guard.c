/* No output goes into a folder of inputs; see out_guard.h. */
#include "app/research/out_guard.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A name in front of a message: what is longer is cut by the error's own buffer. */
enum { SHOWN = 120 };

static rv_status refuse(const char *path, rv_status st, const char *why, rv_err *err)
{
	return rv_err_set(err, st, "%.*s%s: %s", SHOWN, path, strlen(path) > SHOWN ? "..." : "",
			  why);
}

static bool has_dots(const char *rest)
{
	for (const char *p = rest; *p; p += strcspn(p, "/")) {
		p += strspn(p, "/");
		if (strcspn(p, "/") == 2 && p[0] == '.' && p[1] == '.')
			return true;
	}
	return false;
}

/*
 * Cuts the last part off name, in place; "." for what has no folder in it. False: nothing is left
 * to cut.
 */
static bool cut_part(char *name)
{
	char *end = name + strlen(name);
	while (end > name + 1 && end[-1] == '/')
		*--end = '\0';
	char *slash = strrchr(name, '/');
	if (strcmp(name, "/") == 0 || strcmp(name, ".") == 0)
		return false;
	if (!slash)
		(void)snprintf(name, 2, ".");
	else if (slash == name)
		name[1] = '\0';
	else
		*slash = '\0';
	return true;
}

/* "." or "./...": what is cut to "." still has it in front. */
static bool is_here(const char *name)
{
	return name[0] == '.' && (name[1] == '/' || name[1] == '\0');
}

/* The longest front of path that exists, resolved; *rest is what follows it in path. */
static rv_status existing(const char *path, char real[PATH_MAX], const char **rest, rv_err *err)
{
	char front[PATH_MAX];
	struct stat sb;
	if (!path[0] || snprintf(front, sizeof(front), "%s", path) >= (int)sizeof(front))
		return refuse(path, RV_EIO, path[0] ? strerror(ENAMETOOLONG) : "no path", err);
	*rest = path + strlen(path);
	while (!realpath(front, real)) {
		if (errno != ENOENT)
			return refuse(path, RV_EIO, strerror(errno), err);
		if (lstat(front, &sb) == 0)
			return refuse(path, RV_EINVAL, "a link to what does not exist", err);
		if (!cut_part(front))
			return refuse(path, RV_EIO, strerror(ENOENT), err);
		*rest = is_here(front) && !is_here(path) ? path : path + strlen(front);
	}
	return RV_OK;
}

rv_status rv_path_resolve(const char *path, char out[PATH_MAX], rv_err *err)
{
	char real[PATH_MAX];
	const char *rest = "";
	const rv_status st = existing(path, real, &rest, err);
	if (st != RV_OK)
		return st;
	if (has_dots(rest))
		return refuse(path, RV_EINVAL, "\"..\" of a folder that does not exist", err);
	rest += strspn(rest, "/");
	const bool root = strcmp(real, "/") == 0;
	if (snprintf(out, PATH_MAX, "%s%s%s", root ? "" : real, *rest || root ? "/" : "", rest) >=
	    PATH_MAX)
		return refuse(path, RV_EIO, strerror(ENAMETOOLONG), err);
	return RV_OK;
}

/* The folder that an input is, or lies in. */
static rv_status folder_of(const char *input, char dir[PATH_MAX], struct stat *sb, rv_err *err)
{
	if (!realpath(input, dir) || stat(dir, sb) != 0)
		return refuse(input, errno == ENOENT ? RV_ENOENT : RV_EIO, strerror(errno), err);
	if (S_ISDIR(sb->st_mode))
		return RV_OK;
	(void)cut_part(dir); /* absolute and not the root: there is a folder */
	return stat(dir, sb) == 0 ? RV_OK : refuse(dir, RV_EIO, strerror(errno), err);
}

/* Is the folder one of those above the resolved name, or itself? */
static bool is_inside(const char *name, const struct stat *folder)
{
	char at[PATH_MAX];
	struct stat sb;
	(void)snprintf(at, sizeof(at), "%s", name);
	do {
		if (stat(at, &sb) == 0 && sb.st_dev == folder->st_dev &&
		    sb.st_ino == folder->st_ino)
			return true;
	} while (cut_part(at));
	return false;
}

rv_status rv_out_guard(const char *option, const char *path, const char *const *inputs, size_t n,
		       rv_err *err)
{
	char name[PATH_MAX], dir[PATH_MAX];
	struct stat sb = { 0 };
	rv_status st = rv_path_resolve(path, name, err);
	for (size_t i = 0; st == RV_OK && i < n; i++) {
		if (!inputs[i])
			continue;
		st = folder_of(inputs[i], dir, &sb, err);
		if (st == RV_OK && is_inside(name, &sb))
			return rv_err_set(err, RV_EUSAGE,
					  "%s %.100s is in the data folder %.120s, which is only "
					  "read: name another",
					  option, path, dir);
	}
	return st;
}

/* State folder; see state_dir.h. */
#include "app/state_dir.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Makes path and the missing folders above it. path is changed and restored on the way. */
static int make_all(char *path)
{
	for (char *p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		const int rc = mkdir(path, 0700);
		const int e = errno;
		*p = '/';
		if (rc != 0 && e != EEXIST)
			return e;
	}
	return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : errno;
}

static int choose(const char *option, const char *xdg, const char *home, char out[PATH_MAX])
{
	if (option)
		return snprintf(out, PATH_MAX, "%s", option);
	if (xdg && xdg[0] == '/')
		return snprintf(out, PATH_MAX, "%s/rvdesk", xdg);
	if (home && home[0] == '/')
		return snprintf(out, PATH_MAX, "%s/.local/state/rvdesk", home);
	return 0;
}

static rv_status name_it(const char *option, const char *xdg, const char *home, char out[PATH_MAX],
			 rv_err *err)
{
	const int n = choose(option, xdg, home, out);
	if (n <= 0)
		return rv_err_set(err, RV_ENOENT,
				  "no state folder: HOME is not set, expected --state DIR");
	if (n >= PATH_MAX)
		return rv_err_set(err, RV_ERANGE, "state folder: path too long");
	return RV_OK;
}

rv_status rv_state_dir_make(const char *option, const char *xdg, const char *home,
			    char out[PATH_MAX], rv_err *err)
{
	const rv_status st = name_it(option, xdg, home, out, err);
	if (st != RV_OK)
		return st;
	const int e = make_all(out);
	if (e != 0)
		return rv_err_set(err, RV_EIO, "%s: cannot make the state folder: %s", out,
				  strerror(e));
	struct stat sb;
	if (stat(out, &sb) != 0 || !S_ISDIR(sb.st_mode))
		return rv_err_set(err, RV_EIO, "%s: not a folder, expected one for the state", out);
	return RV_OK;
}

rv_status rv_state_dir(const char *option, char out[PATH_MAX], rv_err *err)
{
	return rv_state_dir_make(option, getenv("XDG_STATE_HOME"), getenv("HOME"), out, err);
}

rv_status rv_state_dir_name(const char *option, char out[PATH_MAX], rv_err *err)
{
	return name_it(option, getenv("XDG_STATE_HOME"), getenv("HOME"), out, err);
}

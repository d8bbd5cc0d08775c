/* Search for the configuration folder; see config_dir.h. */
#include "app/config_dir.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool join(char out[PATH_MAX], const char *dir, const char *rest)
{
	const int n = snprintf(out, PATH_MAX, "%s%s", dir, rest);
	return n >= 0 && n < PATH_MAX;
}

static bool is_dir(const char *path)
{
	struct stat sb;
	return stat(path, &sb) == 0 && S_ISDIR(sb.st_mode);
}

static bool user_dir(const char *xdg, const char *home, char out[PATH_MAX])
{
	if (xdg && xdg[0] == '/')
		return join(out, xdg, "/rvdesk") && is_dir(out);
	return home && home[0] == '/' && join(out, home, "/.config/rvdesk") && is_dir(out);
}

/* The shipped folder is known by its file: some other config/ two folders up is not ours. */
static bool shipped_dir(const char *exe_dir, char out[PATH_MAX])
{
	static const char *const places[] = { "/../../config", "/../share/rvdesk/config" };
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		char place[PATH_MAX], file[PATH_MAX];
		if (join(place, exe_dir, places[i]) && join(file, place, "/rv_momo_baskets.json") &&
		    access(file, F_OK) == 0)
			return realpath(place, out) != NULL;
	}
	return false;
}

rv_status rv_config_dir_find(const char *option, const char *xdg, const char *home,
			     const char *exe_dir, char out[PATH_MAX], rv_err *err)
{
	if (option) {
		if (join(out, option, "") && is_dir(out))
			return RV_OK;
		return rv_err_set(err, RV_ENOENT, "--config %s: expected a folder that exists",
				  option);
	}
	if (user_dir(xdg, home, out) || shipped_dir(exe_dir, out))
		return RV_OK;
	out[0] = '\0';
	return rv_err_set(
		err, RV_ENOENT,
		"no configuration: neither ~/.config/rvdesk nor the one that came with the "
		"program (looked around %s); say where with --config DIR",
		exe_dir);
}

/* The folder of the binary; "" without /proc: only the shipped folder is then out of reach. */
static void find_exe_dir(char out[PATH_MAX])
{
	const ssize_t n = readlink("/proc/self/exe", out, PATH_MAX - 1);
	out[n > 0 ? n : 0] = '\0';
	char *slash = strrchr(out, '/');
	if (slash)
		*slash = '\0';
}

const char *rv_config_dir_shipped(char out[PATH_MAX])
{
	char exe[PATH_MAX];
	find_exe_dir(exe);
	return shipped_dir(exe, out) ? out : NULL;
}

rv_status rv_config_dir(const char *option, char out[PATH_MAX], rv_err *err)
{
	char exe[PATH_MAX];
	find_exe_dir(exe);
	return rv_config_dir_find(option, getenv("XDG_CONFIG_HOME"), getenv("HOME"), exe, out, err);
}

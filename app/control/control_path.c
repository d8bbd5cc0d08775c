/* Where the control socket is; see control_path.h. */
#include "app/control/control_path.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char name[] = "control.sock";

void rv_control_environment(rv_control_where *w)
{
	w->runtime_directory = getenv("RUNTIME_DIRECTORY");
	w->xdg_runtime_dir = getenv("XDG_RUNTIME_DIR");
}

static bool is_absolute(const char *dir)
{
	return dir && dir[0] == '/';
}

/* dir, then between, then the name; n bytes of dir. */
static rv_status join(const char *dir, size_t n, const char *between, char out[RV_CONTROL_PATH],
		      rv_err *err)
{
	const int len = snprintf(out, RV_CONTROL_PATH, "%.*s%s/%s", (int)n, dir, between, name);
	if (len < 0 || len >= RV_CONTROL_PATH)
		return rv_err_set(err, RV_ERANGE,
				  "%.*s%s/%s: too long for a socket, at most %d bytes (--socket "
				  "PATH)",
				  (int)n, dir, between, name, RV_CONTROL_PATH - 1);
	return RV_OK;
}

/* The service manager may name several, with colons between: the first. */
static rv_status in_runtime_directory(const char *dirs, char out[RV_CONTROL_PATH], rv_err *err)
{
	return join(dirs, strcspn(dirs, ":"), "", out, err);
}

static rv_status in_xdg(const char *dir, char out[RV_CONTROL_PATH], rv_err *err)
{
	return join(dir, strlen(dir), "/rvdesk", out, err);
}

rv_status rv_control_path(const rv_control_where *w, char out[RV_CONTROL_PATH], rv_err *err)
{
	if (w->socket) {
		if (strlen(w->socket) >= RV_CONTROL_PATH)
			return rv_err_set(err, RV_ERANGE, "--socket: at most %d bytes",
					  RV_CONTROL_PATH - 1);
		(void)snprintf(out, RV_CONTROL_PATH, "%s", w->socket);
		return RV_OK;
	}
	if (is_absolute(w->runtime_directory))
		return in_runtime_directory(w->runtime_directory, out, err);
	if (!w->state && is_absolute(w->xdg_runtime_dir))
		return in_xdg(w->xdg_runtime_dir, out, err);
	if (!w->state_dir[0])
		return rv_err_set(err, RV_ENOENT,
				  "no place for the control socket (--socket PATH)");
	return join(w->state_dir, strlen(w->state_dir), "", out, err);
}

static bool is_socket(const char *path)
{
	struct stat sb;
	return stat(path, &sb) == 0 && S_ISSOCK(sb.st_mode);
}

rv_status rv_control_find(const rv_control_where *w, char out[RV_CONTROL_PATH], rv_err *err)
{
	char other[RV_CONTROL_PATH];
	const rv_status st = rv_control_path(w, out, err);
	if (w->socket || w->state || (st == RV_OK && is_socket(out)))
		return st;
	if (w->state_dir[0] && join(w->state_dir, strlen(w->state_dir), "", other, NULL) == RV_OK &&
	    is_socket(other)) {
		memcpy(out, other, sizeof(other));
		return RV_OK;
	}
	if (join("/run/rvdesk", 11, "", other, NULL) == RV_OK && is_socket(other)) {
		memcpy(out, other, sizeof(other));
		return RV_OK;
	}
	return st;
}

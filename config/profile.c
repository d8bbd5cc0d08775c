/* Profiles: a shipped file of switches over the configuration; see load.h. */
#include "config/load.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The file of each profile; NULL: the configuration as it is. */
static const struct {
	const char *name, *file;
} profiles[] = { { "seed", NULL }, { "desk", "profile_desk.json" } };

enum { PROFILES = sizeof(profiles) / sizeof(profiles[0]) };

static size_t find(const char *name)
{
	size_t i = 0;
	while (i < PROFILES && strcmp(profiles[i].name, name) != 0)
		i++;
	return i;
}

const char *rv_config_profile_error(const char *name, char *text, size_t cap)
{
	if (find(name) < PROFILES)
		return NULL;
	(void)snprintf(text, cap, "--profile '%.40s': expected seed or desk", name);
	return text;
}

/* The profile's file in a folder; false: there is none. */
static bool file_in(const char *dir, const char *file, char path[PATH_MAX])
{
	if (!dir)
		return false;
	const int n = snprintf(path, PATH_MAX, "%s/%s", dir, file);
	return n > 0 && n < PATH_MAX && access(path, F_OK) == 0;
}

rv_status rv_config_load_profile(const char *dir, const char *shipped, const char *profile,
				 rv_config *out, rv_log *log, rv_err *err)
{
	char path[PATH_MAX], text[96];
	const size_t i = find(profile);
	rv_status st = rv_config_load(dir, out, log, err);
	if (st != RV_OK)
		return st;
	if (i == PROFILES)
		return rv_err_set(err, RV_EUSAGE, "%s",
				  rv_config_profile_error(profile, text, sizeof(text)));
	const char *file = profiles[i].file;
	if (file && !file_in(dir, file, path) && !file_in(shipped, file, path))
		return rv_err_set(err, RV_ENOENT,
				  "--profile %s: no %s in %.300s, nor a shipped one", profile, file,
				  dir);
	if (file)
		st = rv_config_overlay(path, out, err);
	if (st != RV_OK)
		rv_log_put(log, RV_LOG_ERROR, "config", "%s", err ? err->text : "profile");
	else
		(void)snprintf(out->profile, sizeof(out->profile), "%s", profile);
	return st;
}

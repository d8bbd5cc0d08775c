/* The operator's own keys; see keys_file.h. */
#include "app/keys_file.h"

#include "config/read_file.h"
#include "tui/keymap_file.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEYS_FILE_MOST = 64 * 1024 };

/* The user's file, if it is there. */
static bool find_file(char out[PATH_MAX])
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	int n = -1;

	if (xdg && xdg[0] == '/')
		n = snprintf(out, PATH_MAX, "%s/rvdesk/keys.conf", xdg);
	else if (home && home[0] == '/')
		n = snprintf(out, PATH_MAX, "%s/.config/rvdesk/keys.conf", home);
	return n > 0 && n < PATH_MAX && access(out, F_OK) == 0;
}

static rv_status use_file(const char *path, rv_err *err)
{
	char *text = NULL;
	size_t n = 0;
	rv_keymap own;
	rv_status st = rv_read_file(path, KEYS_FILE_MOST, &text, &n, err);

	if (st == RV_OK)
		st = rv_keymap_parse(path, text, n, &own, err);
	if (st == RV_OK)
		rv_keymap_use(&own);
	free(text);
	return st;
}

rv_status rv_keys_file_use(const char *option, rv_err *err)
{
	char path[PATH_MAX];

	rv_keymap_use(NULL);
	if (option)
		return strcmp(option, "none") == 0 ? RV_OK : use_file(option, err);
	return find_file(path) ? use_file(path, err) : RV_OK;
}

/* See told_ssh.h. */
#include "app/told_ssh.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_plain(const char *text)
{
	for (const char *p = text; *p; p++) {
		if (*p < ' ' || *p > '~')
			return false;
	}
	return true;
}

void rv_told_ssh(char out[RV_ORIGIN_TOLD])
{
	const char *told = getenv("SSH_CONNECTION");
	const bool fits = told && strlen(told) < RV_ORIGIN_TOLD && is_plain(told);
	(void)snprintf(out, RV_ORIGIN_TOLD, "%s", fits ? told : "");
}

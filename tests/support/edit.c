/* Edited copies; see edit.h. */
#include "tests/support/edit.h"

#include "tests/support/cm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *rv_edited(const char *text, const rv_edit *e)
{
	const char *at = strstr(text, e->from);
	if (!at)
		fail_msg("no %s in %s", e->from, text);
	const size_t cap = strlen(text) + strlen(e->to) + 1;
	char *out = malloc(cap);
	assert_non_null(out);
	(void)snprintf(out, cap, "%.*s%s%s", (int)(at - text), text, e->to, at + strlen(e->from));
	return out;
}

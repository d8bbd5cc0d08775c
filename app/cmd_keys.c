/*
 * rvdesk keys: the console's key table as a file that `--keys` reads, so that a change begins with
 * a copy; and a check of such a file.
 */
#include "app/commands.h"

#include "app/args.h"
#include "app/keys_file.h"
#include "tui/keymap_file.h"
#include "tui/keymap_names.h"

#include <stdio.h>

/* Every place that has the action, for people. */
static void print_places(rv_action a)
{
	for (int c = 0; c < RV_CTX_N; c++) {
		char keys[RV_KEYS_TEXT];
		rv_keymap_keys((rv_key_context)c, a, 1, true, keys);
		if (keys[0])
			(void)printf(" %s", rv_key_context_name((rv_key_context)c));
	}
}

/* All keys of an action, each once, as a line has them. */
static void print_keys(rv_action a)
{
	const rv_key_binding *t;
	const size_t n = rv_keymap_bindings(&t);
	char text[RV_KEY_TEXT];

	for (size_t i = 0; i < n; i++) {
		bool before = t[i].action != a;
		for (size_t k = 0; k < i; k++)
			before = before || (t[k].action == a && t[k].key == t[i].key);
		if (!before)
			(void)printf(" %s", rv_key_text(t[i].key, true, text));
	}
}

/* One line for all places; where some place has other keys, `PLACE.ACTION =` would be its line. */
static void print_action(rv_action a)
{
	(void)printf("# %s; in:", rv_action_describe(a)->help);
	print_places(a);
	(void)printf("\n%s%s =", rv_action_is_fixed(a) ? "# always: " : "", rv_action_name(a));
	print_keys(a);
	(void)printf("\n");
}

static void print_table(void)
{
	(void)printf("# The console's keys: ACTION = KEY ..., or PLACE.ACTION = KEY ... for one "
		     "place.\n");
	for (int g = 0; g < RV_GROUP_N; g++) {
		(void)printf("\n# -- %s --\n", rv_key_group_title((rv_key_group)g));
		for (int a = RV_ACT_NONE + 1; a < RV_ACT_N; a++) {
			if (rv_action_describe((rv_action)a)->group == (rv_key_group)g)
				print_action((rv_action)a);
		}
	}
}

int rv_cmd_keys(int argc, char **argv)
{
	const char *file = NULL;
	rv_err err = { 0 };
	const rv_arg table[] = {
		{ "--keys", RV_ARG_STRING, &file, 0, 0, "FILE",
		  "another file than ~/.config/rvdesk/keys.conf; none: the built-in keys" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	const int rc = rv_args_parse("rvdesk keys [--keys FILE]    the console's keys, as a file "
				     "that --keys reads",
				     table, argc, argv);
	if (rc >= 0)
		return rc;
	if (rv_keys_file_use(file, &err) != RV_OK) {
		(void)fprintf(stderr, "rvdesk: %s\n", err.text);
		return RV_EXIT_USAGE;
	}
	print_table();
	return fflush(stdout) == 0 ? RV_EXIT_OK
				   : rv_args_fail("keys: cannot write to standard output");
}

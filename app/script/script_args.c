/* What the commands for scripts share; see script_args.h. */
#include "app/script/script_args.h"

#include "app/commands.h"

#include <stdio.h>
#include <string.h>

/* Of an option without "=": the next argument is its value. */
static bool takes_next(const rv_arg *table, const char *text)
{
	for (const rv_arg *a = table; a->name; a++) {
		if (strcmp(a->name, text) == 0)
			return a->kind != RV_ARG_FLAG;
	}
	return false;
}

/* argv becomes its options alone; false: there are too many words. */
static bool split(const rv_arg *table, int *argc, char **argv, rv_script_words *out)
{
	int kept = 1;
	bool all = false; /* behind "--" */
	out->n = 0;
	for (int i = 1; i < *argc; i++) {
		const bool option = !all && argv[i][0] == '-' && argv[i][1] != '\0';
		if (option && strcmp(argv[i], "--") == 0) {
			all = true;
		} else if (option) {
			const bool next = takes_next(table, argv[i]) && i + 1 < *argc;
			argv[kept++] = argv[i];
			if (next)
				argv[kept++] = argv[++i];
		} else if (out->n == RV_SCRIPT_WORDS) {
			return false;
		} else {
			out->v[out->n++] = argv[i];
		}
	}
	*argc = kept;
	return true;
}

int rv_script_parse(const char *usage, const rv_arg *table, int argc, char **argv,
		    rv_script_words *out)
{
	if (!split(table, &argc, argv, out))
		return rv_script_usage("too many words: expected at most 32");
	return rv_args_parse(usage, table, argc, argv);
}

rv_status rv_script_join(const rv_script_words *w, size_t i, char *out, size_t cap, rv_err *err)
{
	size_t n = 0;
	out[0] = '\0';
	for (; i < w->n; i++) {
		const int len = snprintf(out + n, cap - n, "%s%s", n > 0 ? " " : "", w->v[i]);
		if (len < 0 || (size_t)len >= cap - n)
			return rv_err_set(err, RV_ERANGE, "the text is longer than %zu bytes",
					  cap - 1);
		n += (size_t)len;
	}
	return RV_OK;
}

rv_status rv_script_open(const rv_script_where *w, bool read_only, rv_desk_link **out, rv_err *err)
{
	const rv_desk_link_params p = { .socket = w->socket,
					.state = w->state,
					.read_only = read_only };
	return rv_desk_link_open(&p, out, err);
}

int rv_script_fail(rv_status st, const rv_err *err)
{
	(void)rv_args_fail(err->text[0] ? err->text : rv_status_text(st));
	return st == RV_ENOENT ? RV_EXIT_NO_DESK : RV_EXIT_FAIL;
}

int rv_script_usage(const char *text)
{
	(void)fprintf(stderr, "rvdesk: %s\n", text);
	return RV_EXIT_USAGE;
}

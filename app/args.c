/* Option parsing; see args.h. */
#include "app/args.h"

#include "app/commands.h"
#include "engine/base/num.h"
#include "engine/base/timefmt.h"

#include <stdio.h>
#include <string.h>

int rv_args_fail(const char *text)
{
	(void)fprintf(stderr, "rvdesk: %s\n", text);
	return RV_EXIT_FAIL;
}

static void print_help(const char *usage, const rv_arg *table)
{
	(void)printf("usage: %s\n\n", usage);
	for (const rv_arg *a = table; a->name; a++) {
		char left[64];
		(void)snprintf(left, sizeof(left), "%s%s%s", a->name, a->value ? " " : "",
			       a->value ? a->value : "");
		(void)printf("  %-22s %s\n", left, a->help);
	}
	(void)printf("  %-22s %s\n", "--help", "this text");
}

static const rv_arg *find(const rv_arg *table, const char *name, size_t n)
{
	for (const rv_arg *a = table; a->name; a++) {
		if (strlen(a->name) == n && memcmp(a->name, name, n) == 0)
			return a;
	}
	return NULL;
}

static int bad_value(const rv_arg *a, const char *value)
{
	if (a->min < a->max)
		(void)fprintf(stderr, "rvdesk: %s '%s': expected a number from %g to %g\n", a->name,
			      value, a->min, a->max);
	else
		(void)fprintf(stderr, "rvdesk: %s '%s': expected %s\n", a->name, value,
			      a->kind == RV_ARG_TIME ? "YYYY-MM-DD, YYYY-MM-DDTHH:MM:SSZ or Unix ms"
						     : "a number");
	return RV_EXIT_USAGE;
}

static bool in_range(const rv_arg *a, double v)
{
	return a->min >= a->max || (v >= a->min && v <= a->max);
}

static int set_list(const rv_arg *a, const char *value)
{
	rv_arg_list *list = a->out;
	if (list->n == RV_ARG_LIST_CAP) {
		(void)fprintf(stderr, "rvdesk: %s: at most %d times\n", a->name, RV_ARG_LIST_CAP);
		return RV_EXIT_USAGE;
	}
	list->v[list->n++] = value;
	return -1;
}

static int set_value(const rv_arg *a, const char *value)
{
	const size_t n = strlen(value);
	int64_t i = 0;
	double d = 0.0;
	rv_arg_time *t = a->out;
	switch (a->kind) {
	case RV_ARG_STRING:
		*(const char **)a->out = value;
		return -1;
	case RV_ARG_LIST:
		return set_list(a, value);
	case RV_ARG_U64:
		if (rv_num_parse_i64(value, n, &i) != RV_OK || i < 0 || !in_range(a, (double)i))
			return bad_value(a, value);
		*(uint64_t *)a->out = (uint64_t)i;
		return -1;
	case RV_ARG_DOUBLE:
		if (rv_num_parse(value, n, &d) != RV_OK || !in_range(a, d))
			return bad_value(a, value);
		*(double *)a->out = d;
		return -1;
	case RV_ARG_TIME:
		if (rv_time_parse(value, &t->ms, &t->is_date) != RV_OK)
			return bad_value(a, value);
		t->set = true;
		return -1;
	case RV_ARG_FLAG:
		break;
	}
	return -1;
}

/* One option at argv[*i]; moves *i past its value. */
static int parse_one(const rv_arg *table, int argc, char **argv, int *i)
{
	const char *text = argv[*i];
	const char *eq = strchr(text, '=');
	const rv_arg *a = find(table, text, eq ? (size_t)(eq - text) : strlen(text));
	if (!a) {
		(void)fprintf(stderr, "rvdesk: unknown option '%s' (--help lists them)\n", text);
		return RV_EXIT_USAGE;
	}
	if (a->kind == RV_ARG_FLAG) {
		if (eq) {
			(void)fprintf(stderr, "rvdesk: %s takes no value\n", a->name);
			return RV_EXIT_USAGE;
		}
		*(bool *)a->out = true;
		return -1;
	}
	if (!eq && *i + 1 >= argc) {
		(void)fprintf(stderr, "rvdesk: %s needs %s\n", a->name, a->value);
		return RV_EXIT_USAGE;
	}
	return set_value(a, eq ? eq + 1 : argv[++*i]);
}

int rv_args_parse(const char *usage, const rv_arg *table, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			print_help(usage, table);
			return RV_EXIT_OK;
		}
		if (argv[i][0] != '-') {
			(void)fprintf(stderr, "rvdesk: unexpected argument '%s'\n", argv[i]);
			return RV_EXIT_USAGE;
		}
		const int rc = parse_one(table, argc, argv, &i);
		if (rc >= 0)
			return rc;
	}
	return -1;
}

/*
 * rvdesk status, rvdesk show ID: one look at a desk that runs, without a screen. Nothing is asked
 * of it but its newest snapshot.
 */
#include "app/commands.h"

#include "app/args.h"
#include "app/script/desk_link.h"
#include "app/script/find_item.h"
#include "app/script/script_args.h"
#include "app/script/status_json.h"
#include "app/script/status_text.h"
#include "tui/handover.h"

#include <stdio.h>
#include <string.h>

typedef struct options {
	rv_script_where where;
	bool json, plain;
} options;

static int print_status(const options *o, rv_desk_link *l)
{
	const rv_view *v = rv_desk_link_look(l);
	cJSON *tree = NULL;
	if (!o->json && !o->plain) {
		rv_status_text_print(stdout, v, rv_desk_link_welcome(l), rv_mono_ms());
	} else if (rv_status_json(v, rv_desk_link_welcome(l), rv_mono_ms(), &tree) != RV_OK) {
		return rv_args_fail(rv_status_text(RV_ENOMEM));
	} else if (o->plain) {
		rv_status_plain(stdout, tree);
	} else {
		char *text = cJSON_PrintUnformatted(tree);
		(void)printf("%s\n", text ? text : "");
		cJSON_free(text);
		if (!text) {
			cJSON_Delete(tree);
			return rv_args_fail(rv_status_text(RV_ENOMEM));
		}
	}
	cJSON_Delete(tree);
	const bool halted = v->trade.present && v->trade.state == RV_BOOK_HALTED;
	if (fflush(stdout) != 0)
		return rv_args_fail("standard output: cannot be written");
	return halted ? RV_EXIT_HALTED : RV_EXIT_OK;
}

int rv_cmd_status(int argc, char **argv)
{
	options o;
	rv_err err = { 0 };
	rv_desk_link *l = NULL;
	memset(&o, 0, sizeof(o));
	const rv_arg table[] = {
		RV_SCRIPT_WHERE_ARGS(o.where),
		{ "--json", RV_ARG_FLAG, &o.json, 0, 0, NULL, "one JSON object" },
		{ "--plain", RV_ARG_FLAG, &o.plain, 0, 0, NULL, "the same as lines 'name value'" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	int rc = rv_args_parse("rvdesk status [--json|--plain]    one look at a desk that runs\n"
			       "exit status: 0 it trades or may, 1 failure, 2 usage, 3 no desk "
			       "runs, 4 HALTED",
			       table, argc, argv);
	if (rc >= 0)
		return rc;
	if (o.json && o.plain)
		return rv_script_usage("status takes one of --json and --plain");
	const rv_status st = rv_script_open(&o.where, true, &l, &err);
	rc = st == RV_OK ? print_status(&o, l) : rv_script_fail(st, &err);
	rv_desk_link_close(l);
	return rc;
}

int rv_cmd_handover(int argc, char **argv)
{
	rv_script_where where = { 0 };
	rv_err err = { 0 };
	rv_handover h;
	rv_desk_link *l = NULL;
	const rv_arg table[] = {
		RV_SCRIPT_WHERE_ARGS(where),
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	const int rc = rv_args_parse("rvdesk handover    what whoever takes over must know", table,
				     argc, argv);
	if (rc >= 0)
		return rc;
	const rv_status st = rv_script_open(&where, true, &l, &err);
	if (st != RV_OK)
		return rv_script_fail(st, &err);
	rv_handover_of(rv_desk_link_look(l), NULL, &h);
	for (size_t i = 0; i < h.n; i++)
		(void)printf("%s%s\n", h.lines[i].heading ? (i > 0 ? "\n" : "") : "  ",
			     h.lines[i].text);
	rv_desk_link_close(l);
	return fflush(stdout) == 0 ? RV_EXIT_OK
				   : rv_args_fail("standard output: cannot be written");
}

static int show(const rv_view *v, const rv_item_ref *ref)
{
	char text[96];
	const rv_found_item f = rv_find_item(&v->trade, ref, NULL);
	if (f.ticket && f.program) {
		(void)snprintf(text, sizeof(text),
			       "%llu is a ticket and a program: say t%llu or p%llu",
			       (unsigned long long)ref->id, (unsigned long long)ref->id,
			       (unsigned long long)ref->id);
		return rv_args_fail(text);
	}
	if (!rv_status_show(stdout, v, &f))
		return rv_args_fail("nothing of that number is on the screen");
	return fflush(stdout) == 0 ? RV_EXIT_OK
				   : rv_args_fail("standard output: cannot be written");
}

int rv_cmd_show(int argc, char **argv)
{
	rv_script_where where = { 0 };
	rv_script_words w;
	rv_item_ref ref;
	rv_err err = { 0 };
	rv_desk_link *l = NULL;
	const rv_arg table[] = {
		RV_SCRIPT_WHERE_ARGS(where),
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	int rc = rv_script_parse(
		"rvdesk show ID    a ticket (t1), a program (p1) or a request (r1), "
		"with its digest",
		table, argc, argv, &w);
	if (rc >= 0)
		return rc;
	if (w.n != 1 || !rv_item_ref_parse(w.v[0], &ref))
		return rv_script_usage("show: expected what the screen shows: t1, p1 or r1");
	const rv_status st = rv_script_open(&where, true, &l, &err);
	if (st != RV_OK)
		return rv_script_fail(st, &err);
	rc = show(rv_desk_link_look(l), &ref);
	rv_desk_link_close(l);
	return rc;
}

/*
 * rvdesk journal: the audit log, looked at without an engine. Nothing in the file or beside it
 * changes; of a journal that a running engine keeps a private copy of this moment is looked at.
 * restore puts a backup into an empty folder.
 */
#include "app/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/args.h"
#include "app/journal_acts.h"
#include "app/journal_find.h"
#include "app/journal_print.h"
#include "app/journal_told.h"
#include "app/state_dir.h"
#include "engine/base/timefmt.h"
#include "feeds/journal/journal_reader.h"

enum { LIST_NEWEST = 50 };

typedef struct options {
	const char *file, *state, *socket, *anchor, *type, *out;
	rv_arg_time since, to;
	uint64_t limit;
	bool json, csv;
} options;

#define WHERE_ARGS                                                                                 \
	{ "--file", RV_ARG_STRING, &o.file, 0, 0, "FILE", "the journal" },                         \
	{                                                                                          \
		"--state", RV_ARG_STRING, &o.state, 0, 0, "DIR", "or the one in this state folder" \
	}
#define SOCKET_ARG                                                                                 \
	{                                                                                          \
		"--socket", RV_ARG_STRING, &o.socket, 0, 0, "PATH",                                \
			"what the desk there tells of its newest events"                           \
	}
#define NO_ARG                                                                                     \
	{                                                                                          \
		NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL                                          \
	}

static int usage_error(const char *text)
{
	(void)fprintf(stderr, "rvdesk: %s\n", text);
	return RV_EXIT_USAGE;
}

static rv_status open_journal(const options *o, rv_journal_reader **out, char path[PATH_MAX],
			      rv_err *err)
{
	char dir[PATH_MAX];
	rv_status st = RV_OK;
	if (o->file) {
		if (snprintf(path, PATH_MAX, "%s", o->file) >= PATH_MAX)
			return rv_err_set(err, RV_ERANGE, "%.80s...: path too long", o->file);
	} else {
		st = rv_state_dir_name(o->state, dir, err);
		if (st == RV_OK)
			st = rv_journal_find(dir, path, err);
	}
	bool live = false;
	if (st == RV_OK)
		st = rv_journal_reader_open_any(path, out, &live, err);
	return st;
}

static rv_status flushed(FILE *out, const char *name, rv_err *err)
{
	if (fflush(out) == 0 && ferror(out) == 0)
		return RV_OK;
	return rv_err_set(err, RV_EIO, "cannot write to %s: %s", name, strerror(errno));
}

static void print_report(const char *path, const rv_journal_report *r, size_t anchors, rv_status st)
{
	char hash[RV_HASH_HEX];
	(void)printf("file    %s\nevents  %" PRIu64 "\nruns    %" PRId64 "\nhead    %" PRIu64
		     " %s\n",
		     path, r->events, r->head.run_id, r->head.seq,
		     rv_hex_format(r->head.hash, RV_HASH_BYTES, hash));
	if (st == RV_OK && anchors > 0)
		(void)printf("anchors %zu agree\n", anchors);
	if (st == RV_EDATA && r->bad_seq > 0)
		(void)printf("result  broken at event %" PRIu64 "\n", r->bad_seq);
	else
		(void)printf("result  %s\n", st == RV_OK ? "good" : "broken");
}

/* One that somebody types, or a file of them. */
static rv_status load_anchors(const char *text, rv_journal_anchor **out, size_t *n, rv_err *err)
{
	rv_journal_anchor one;
	if (!rv_journal_anchor_parse(text, &one))
		return rv_journal_anchors_load(text, out, n, err);
	*out = malloc(sizeof(**out));
	if (!*out)
		return rv_err_set(err, RV_ENOMEM, "%s", rv_status_text(RV_ENOMEM));
	**out = one;
	*n = 1;
	return RV_OK;
}

static rv_status verify(const options *o, rv_err *err)
{
	char path[PATH_MAX];
	rv_journal_reader *r = NULL;
	rv_journal_anchor *anchors = NULL;
	rv_journal_report report;
	rv_err later = { .code = RV_OK };
	size_t n = 0;
	rv_status st = o->anchor ? load_anchors(o->anchor, &anchors, &n, err) : RV_OK;
	if (st == RV_OK)
		st = open_journal(o, &r, path, err);
	if (st == RV_OK) {
		st = rv_journal_reader_verify(r, anchors, n, &report, err);
		print_report(path, &report, n, st);
		const rv_status written = flushed(stdout, "stdout", &later);
		if (st == RV_OK && written != RV_OK)
			st = rv_err_set(err, written, "%s", later.text);
	}
	rv_journal_reader_close(r);
	free(anchors);
	return st;
}

static int cmd_verify(int argc, char **argv)
{
	options o = { .file = NULL };
	rv_err err = { .code = RV_OK };
	const rv_arg table[] = {
		WHERE_ARGS,
		{ "--anchor", RV_ARG_STRING, &o.anchor, 0, 0, "A",
		  "what somebody remembered: SEQ:HASH, or a FILE of lines 'seq hash' or of the "
		  "system journal" },
		NO_ARG,
	};
	const int rc = rv_args_parse(
		"rvdesk journal verify [--file FILE | --state DIR] [--anchor SEQ:HASH|FILE]", table,
		argc, argv);
	if (rc >= 0)
		return rc;
	return verify(&o, &err) == RV_OK ? RV_EXIT_OK : rv_args_fail(err.text);
}

static rv_status print_row(void *ctx, const rv_journal_row *row, rv_err *err)
{
	rv_journal_printer *p = ctx;
	const rv_status st = rv_journal_print(p, row);
	if (st != RV_OK)
		return rv_err_set(err, st, "event %" PRIu64 ": %s", row->seq, rv_status_text(st));
	if (ferror(p->out) != 0) /* a pipe that closed: no use to go on */
		return rv_err_set(err, RV_EIO, "cannot write: %s", strerror(errno));
	return RV_OK;
}

static rv_status print_all(const options *o, const rv_journal_filter *f, rv_journal_printer *p,
			   const char *name, rv_err *err)
{
	char path[PATH_MAX];
	rv_journal_reader *r = NULL;
	rv_status st = open_journal(o, &r, path, err);
	if (st == RV_OK) {
		rv_journal_print_begin(p);
		st = rv_journal_reader_list(r, f, print_row, p, err);
	}
	if (st == RV_OK) {
		rv_journal_print_end(p);
		st = flushed(p->out, name, err);
	}
	rv_journal_reader_close(r);
	return st;
}

/* Who may not read the journal itself is told what every console is. */
static bool is_told(const options *o)
{
	return o->socket || (!o->file && rv_journal_is_closed(o->state));
}

static int tell(const options *o, const rv_journal_told *what)
{
	const rv_script_where where = { .socket = o->socket, .state = o->state };
	const int rc = rv_journal_print_told(&where, what);
	if (rc == RV_EXIT_NO_DESK && !o->socket)
		(void)fprintf(stderr, "rvdesk: next: the folder is another user's: name the socket "
				      "of its desk with --socket PATH\n");
	return rc;
}

static int check_type(const char *type)
{
	rv_event_type t = RV_EVENT_N;
	if (!type || rv_event_of_word(type, &t) == RV_OK)
		return -1;
	(void)fprintf(stderr, "rvdesk: --type '%s': no such type, expected", type);
	for (int i = 0; i < RV_EVENT_N; i++)
		(void)fprintf(stderr, " %s", rv_event_word((rv_event_type)i));
	(void)fputc('\n', stderr);
	return RV_EXIT_USAGE;
}

static int cmd_list(int argc, char **argv)
{
	options o = { .limit = LIST_NEWEST };
	rv_err err = { .code = RV_OK };
	const rv_arg table[] = {
		WHERE_ARGS,
		{ "--since", RV_ARG_TIME, &o.since, 0, 0, "TIME", "events from then on" },
		{ "--type", RV_ARG_STRING, &o.type, 0, 0, "TYPE", "events of this type" },
		{ "--limit", RV_ARG_U64, &o.limit, 0, 1e15, "N", "the newest N (50; 0 all)" },
		{ "--json", RV_ARG_FLAG, &o.json, 0, 0, NULL, "one JSON object, every column" },
		SOCKET_ARG,
		NO_ARG,
	};
	int rc = rv_args_parse("rvdesk journal list [OPTIONS]", table, argc, argv);
	if (rc < 0)
		rc = check_type(o.type);
	if (rc >= 0)
		return rc;
	if (is_told(&o)) {
		if (o.json)
			return rv_args_fail("--json has every column: it needs the journal itself");
		const rv_journal_told told = { .from_ms = o.since.set ? o.since.ms : INT64_MIN,
					       .to_ms = INT64_MAX,
					       .type = o.type,
					       .newest = o.limit };
		return tell(&o, &told);
	}
	const rv_journal_filter f = { .since_ms = o.since.set ? o.since.ms : INT64_MIN,
				      .type = o.type,
				      .newest = o.limit };
	rv_journal_printer p = { .out = stdout,
				 .format = o.json ? RV_JOURNAL_JSON : RV_JOURNAL_LINES };
	return print_all(&o, &f, &p, "stdout", &err) == RV_OK ? RV_EXIT_OK : rv_args_fail(err.text);
}

/* A whole file under its name, or none: written beside it, synced, renamed. */
static rv_status export_to(const options *o, const rv_journal_filter *f, rv_journal_printer *p,
			   rv_err *err)
{
	char part[PATH_MAX];
	if (snprintf(part, sizeof(part), "%s.part", o->out) >= (int)sizeof(part))
		return rv_err_set(err, RV_ERANGE, "%.80s...: path too long", o->out);
	const int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	p->out = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!p->out) {
		const int e = errno;
		if (fd >= 0)
			(void)close(fd); /* nothing was written */
		return rv_err_set(err, RV_EIO, "%s: cannot be written: %s", part, strerror(e));
	}
	rv_status st = print_all(o, f, p, part, err);
	if (st == RV_OK && (fsync(fd) != 0 || rename(part, o->out) != 0))
		st = rv_err_set(err, RV_EIO, "%s: cannot be written: %s", o->out, strerror(errno));
	(void)fclose(p->out); /* was flushed and synced */
	if (st != RV_OK)
		(void)unlink(part);
	return st;
}

static int cmd_export(int argc, char **argv)
{
	options o = { .file = NULL };
	rv_err err = { .code = RV_OK };
	const rv_arg table[] = {
		WHERE_ARGS,
		{ "--csv", RV_ARG_FLAG, &o.csv, 0, 0, NULL, "comma-separated, with a header" },
		{ "--json", RV_ARG_FLAG, &o.json, 0, 0, NULL, "one JSON object" },
		{ "--out", RV_ARG_STRING, &o.out, 0, 0, "FILE", "into a file (stdout)" },
		NO_ARG,
	};
	const int rc =
		rv_args_parse("rvdesk journal export --csv|--json [OPTIONS]", table, argc, argv);
	if (rc >= 0)
		return rc;
	if (o.csv == o.json)
		return usage_error("journal export needs one of --csv and --json");
	const rv_journal_filter all = { .since_ms = INT64_MIN };
	rv_journal_printer p = { .out = stdout,
				 .format = o.csv ? RV_JOURNAL_CSV : RV_JOURNAL_JSON };
	const rv_status st =
		o.out ? export_to(&o, &all, &p, &err) : print_all(&o, &all, &p, "stdout", &err);
	return st == RV_OK ? RV_EXIT_OK : rv_args_fail(err.text);
}

/* ---- people's acts ---- */

typedef struct audited {
	int64_t to_ms;
	rv_acts acts;
} audited;

static rv_status measure_act(void *ctx, const rv_journal_row *row, rv_err *err)
{
	audited *a = ctx;
	if (row->utc_ms > a->to_ms || !rv_journal_is_act(row))
		return RV_OK;
	return rv_acts_measure(&a->acts, row, err);
}

static rv_status print_act(void *ctx, const rv_journal_row *row, rv_err *err)
{
	const audited *a = ctx;
	if (row->utc_ms > a->to_ms || !rv_journal_is_act(row))
		return RV_OK;
	const rv_status st = rv_acts_print(&a->acts, row, err);
	if (st == RV_OK && ferror(a->acts.out) != 0)
		return rv_err_set(err, RV_EIO, "cannot write: %s", strerror(errno));
	return st;
}

/* A date is the whole day. */
static int64_t to_of(const options *o)
{
	return !o->to.set ? INT64_MAX : o->to.ms + (o->to.is_date ? RV_DAY_MS - 1 : 0);
}

static rv_status audit(const options *o, rv_err *err)
{
	char path[PATH_MAX];
	rv_journal_reader *r = NULL;
	audited a = { .to_ms = to_of(o) };
	const rv_journal_filter f = { .since_ms = o->since.set ? o->since.ms : INT64_MIN };
	rv_status st = open_journal(o, &r, path, err);
	rv_acts_begin(&a.acts, stdout);
	if (st == RV_OK)
		st = rv_journal_reader_list(r, &f, measure_act, &a, err);
	if (st == RV_OK) {
		rv_acts_head(&a.acts);
		st = rv_journal_reader_list(r, &f, print_act, &a, err);
	}
	if (st == RV_OK)
		st = flushed(stdout, "stdout", err);
	rv_journal_reader_close(r);
	return st;
}

static int cmd_audit(int argc, char **argv)
{
	options o = { .file = NULL };
	rv_err err = { .code = RV_OK };
	const rv_arg table[] = {
		WHERE_ARGS,
		{ "--from", RV_ARG_TIME, &o.since, 0, 0, "TIME", "from then on" },
		{ "--to", RV_ARG_TIME, &o.to, 0, 0, "TIME", "until then; a date: its whole day" },
		SOCKET_ARG,
		NO_ARG,
	};
	const int rc =
		rv_args_parse("rvdesk journal audit [--from TIME] [--to TIME]", table, argc, argv);
	if (rc >= 0)
		return rc;
	if (is_told(&o)) {
		const rv_journal_told told = { .from_ms = o.since.set ? o.since.ms : INT64_MIN,
					       .to_ms = to_of(&o),
					       .acts = true };
		return tell(&o, &told);
	}
	return audit(&o, &err) == RV_OK ? RV_EXIT_OK : rv_args_fail(err.text);
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} verbs[] = {
	{ "verify", cmd_verify, "proves the chain of hashes, from the first event to the last" },
	{ "list", cmd_list, "the newest events, one a line" },
	{ "audit", cmd_audit, "what people have asked for, and what of it" },
	{ "export", cmd_export, "everything, as CSV or JSON" },
	{ "restore", rv_cmd_journal_restore, "a backup into an empty state folder" },
};

static void usage(FILE *out)
{
	(void)fprintf(out, "usage: rvdesk journal verify|list|audit|export|restore [--file FILE | "
			   "--state DIR] "
			   "[OPTIONS]\n\n");
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		(void)fprintf(out, "  %-8s %s\n", verbs[i].name, verbs[i].help);
	(void)fprintf(out,
		      "\nEach answers --help. While a desk runs they see what it has committed.\n");
}

int rv_cmd_journal(int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";
	const struct sigaction ends = { .sa_handler = SIG_DFL };
	/* `| head`: whoever reads has enough, which is no error */
	(void)sigaction(SIGPIPE, &ends, NULL);
	if (strcmp(verb, "--help") == 0 || strcmp(verb, "-h") == 0) {
		usage(stdout);
		return RV_EXIT_OK;
	}
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(verb, verbs[i].name) == 0)
			return verbs[i].run(argc - 1, argv + 1);
	}
	if (verb[0])
		(void)fprintf(stderr, "rvdesk: journal: unknown word '%s'\n", verb);
	usage(stderr);
	return RV_EXIT_USAGE;
}

/* rvdesk journal restore: a backup into an empty state folder. */
#include "app/commands.h"

#include "app/args.h"
#include "app/ops/restore.h"
#include "app/script/script_args.h"
#include "engine/base/hex.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The account is its key's: without it the desk that starts here begins another journal. */
static const char *keys_words(const char *path)
{
	const char *slash = strrchr(path, '/');
	return strncmp(slash ? slash + 1 : path, "journal-sim-", 12) == 0
		       ? "not in a backup: before a desk starts here, copy paper.key and halt.key "
			 "of the old folder into this one; without paper.key (or the --key and "
			 "--account of before) it is another account with an empty journal"
		       : "not in a backup: start with the --key and --account of before, and copy "
			 "halt.key of the old folder into this one";
}

static rv_status restore(const char *from, const char *state, rv_err *err)
{
	rv_restored r;
	char hash[RV_HASH_HEX];
	const rv_status st = rv_restore(from, state, &r, err);
	if (st != RV_OK)
		return st;
	(void)printf("file    %s\nevents  %" PRIu64 "\nhead    %" PRIu64 " %s\nbook    %s\n"
		     "keys    %s\n"
		     "result  restored: a desk that starts here is HALTED and asks the venue\n",
		     r.path, r.report.events, r.report.head.seq,
		     rv_hex_format(r.report.head.hash, RV_HASH_BYTES, hash),
		     r.book ? "restored" : "none beside it: S4 begins anew", keys_words(r.path));
	return fflush(stdout) == 0 ? RV_OK : rv_err_set(err, RV_EIO, "cannot write to stdout");
}

int rv_cmd_journal_restore(int argc, char **argv)
{
	const char *from = NULL, *state = NULL;
	rv_err err = { .code = RV_OK };
	const rv_arg table[] = {
		{ "--from", RV_ARG_STRING, &from, 0, 0, "FILE", "a backup" },
		{ "--state", RV_ARG_STRING, &state, 0, 0, "DIR", "empty state folder" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	const int rc = rv_args_parse("rvdesk journal restore --from FILE [--state DIR]", table,
				     argc, argv);
	if (rc >= 0)
		return rc;
	if (!from)
		return rv_script_usage("journal restore needs --from FILE");
	return restore(from, state, &err) == RV_OK ? RV_EXIT_OK : rv_args_fail(err.text);
}

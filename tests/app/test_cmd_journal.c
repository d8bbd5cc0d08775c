/*
 * rvdesk journal as a person sees it: exit status, what is printed where, and that the journal and
 * its folder stay as they are. The command runs in a child whose stdout and stderr are files.
 */
#include <cjson/cJSON.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/commands.h"
#include "tests/support/files.h"
#include "tests/support/journal_help.h"
#include "tests/support/store_help.h"

enum { TEXT = 65536 };

typedef struct cmd_fixture {
	journal_place *f;
	char dir[RV_TMP_PATH * 2], out[TEXT], err[TEXT];
} cmd_fixture;

/* Four events, the hash of the third on its way; the journal is "state/journal-sim.db", closed. */
static void fill(cmd_fixture *c)
{
	journal_place *f = c->f;
	rv_event *e = calloc(1, sizeof(*e));
	assert_non_null(e);
	journal_open(f);
	for (int i = 0; i < 4; i++) {
		rv_event_begin(e,
			       i == 0	? RV_EVENT_RUN
			       : i == 3 ? RV_EVENT_NOTE
					: RV_EVENT_FILL,
			       i == 0	? "rvdesk"
			       : i == 3 ? ""
					: "0xab");
		e->utc_ms = JOURNAL_NOON + i * 60000;
		e->uid = i == 3 ? 1000 : RV_EVENT_UID_DESK;
		if (i > 0 && i < 3)
			(void)snprintf(e->key[0], RV_EVENT_KEY, "acct/SOL/%d", i);
		rv_event_put(e, i == 3 ? "text" : "px",
			     i == 3 ? "he said \"sell\", I do" : "2.385");
		rv_event_put(e, "more", "lines");
		assert_int_equal(journal_commit(f, e, 1), RV_OK);
	}
	free(e);
	journal_close(f);
}

static int setup(void **state)
{
	cmd_fixture *c = calloc(1, sizeof(*c));
	void *place = NULL;
	assert_non_null(c);
	assert_int_equal(journal_setup(&place), 0);
	c->f = place;
	assert_int_equal(mkdir(rv_tmpdir_path(&c->f->dir, "state", c->dir), 0700), 0);
	(void)rv_tmpdir_path(&c->f->dir, "state/journal-sim.db", c->f->path);
	fill(c);
	*state = c;
	return 0;
}

static int teardown(void **state)
{
	cmd_fixture *c = *state;
	void *place = c->f;
	assert_int_equal(journal_teardown(&place), 0);
	free(c);
	return 0;
}

static void redirect(const cmd_fixture *c, const char *name, int fd)
{
	char path[RV_TMP_PATH * 2];
	(void)snprintf(path, sizeof(path), "%s/%s", c->f->dir.path, name);
	const int to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (to < 0 || dup2(to, fd) < 0)
		_exit(99);
}

/* The words after "journal", separated by spaces; @ is the state folder. Returns the exit status.
 */
static int run(cmd_fixture *c, const char *words)
{
	char path[RV_TMP_PATH * 2], text[4096], name[] = "journal", *argv[16] = { name };
	size_t n = 0;
	int argc = 1, status = 0;
	for (const char *p = words; *p; p++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, *p == '@' ? "%s" : "%.1s",
				      *p == '@' ? c->dir : p);
	for (char *p = text; argc < 15 && n > 0 && p;) {
		argv[argc++] = p;
		p = strchr(p, ' ');
		if (p)
			*p++ = '\0';
	}
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		redirect(c, "stdout", STDOUT_FILENO);
		redirect(c, "stderr", STDERR_FILENO);
		const int rc = rv_cmd_journal(argc, argv);
		(void)fflush(stdout);
		_exit(rc);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	(void)rv_file_read(rv_tmpdir_path(&c->f->dir, "stdout", path), c->out, TEXT);
	(void)rv_file_read(rv_tmpdir_path(&c->f->dir, "stderr", path), c->err, TEXT);
	return WEXITSTATUS(status);
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' does not have '%s'", text, part);
}

static size_t lines(const char *text)
{
	size_t n = 0;
	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void verify_says_good(void **state)
{
	cmd_fixture *c = *state;
	const file_bytes before = slurp(c->f->path);
	assert_int_equal(run(c, "verify --state @"), RV_EXIT_OK);
	assert_has(c->out, "/journal-sim.db\nevents  4\nruns    1\nhead    4 ");
	assert_has(c->out, "\nresult  good\n");
	assert_int_equal(lines(c->out), 5);
	assert_string_equal(c->err, "");
	assert_same_file(before, c->f->path);
	assert_int_equal(entries(c->dir), 2); /* and the ballast */
}

static void verify_names_the_first_broken_event(void **state)
{
	cmd_fixture *c = *state;
	(void)journal_sql(c->f->path, "DROP TRIGGER event_fixed; PRAGMA journal_mode = DELETE;"
				      "UPDATE event SET payload = 'px 9' WHERE seq = 3");
	assert_int_equal(run(c, "verify --file @/journal-sim.db"), RV_EXIT_FAIL);
	assert_has(c->out, "events  2\n");
	assert_has(c->out, "result  broken at event 3\n");
	assert_has(c->err, "journal-sim.db: event 3: payload changed");
	assert_int_equal(lines(c->err), 1);
}

static void verify_compares_anchors(void **state)
{
	cmd_fixture *c = *state;
	char text[256], path[RV_TMP_PATH * 2];
	assert_int_equal(run(c, "verify --state @"), RV_EXIT_OK);
	const char *head = strstr(c->out, "head    4 ");
	assert_non_null(head);
	(void)snprintf(text, sizeof(text), "4 %.64s\n", head + 10);
	rv_tmpdir_text(&c->f->dir, "state/anchors", text);
	assert_int_equal(run(c, "verify --state @ --anchor @/anchors"), RV_EXIT_OK);
	assert_has(c->out, "anchors 1 agree\nresult  good\n");
	text[0] = '5';
	rv_tmpdir_text(&c->f->dir, "state/anchors", text);
	assert_int_equal(run(c, "verify --state @ --anchor @/anchors"), RV_EXIT_FAIL);
	assert_has(c->err, "cut off: it ends with event 4, an anchor knows event 5\n");
	assert_int_equal(run(c, "verify --state @ --anchor @/none"), RV_EXIT_FAIL);
	assert_has(c->err, "/none: cannot be read: ");
	assert_int_equal(unlink(rv_tmpdir_path(&c->f->dir, "state/anchors", path)), 0);
}

/* As it is typed, as a screen shows it, and as the system journal has it. */
static void an_anchor_is_seq_and_hash(void **state)
{
	cmd_fixture *c = *state;
	char text[256], hash[65], path[RV_TMP_PATH * 2];
	assert_int_equal(run(c, "verify --state @"), RV_EXIT_OK);
	const char *head = strstr(c->out, "head    4 ");
	assert_non_null(head);
	(void)snprintf(hash, sizeof(hash), "%.64s", head + 10);
	(void)snprintf(text, sizeof(text), "verify --state @ --anchor 4:%s", hash);
	assert_int_equal(run(c, text), RV_EXIT_OK);
	assert_has(c->out, "anchors 1 agree\nresult  good\n");
	(void)snprintf(text, sizeof(text), "verify --state @ --anchor 4:%.16s", hash);
	assert_int_equal(run(c, text), RV_EXIT_OK);
	(void)snprintf(text, sizeof(text), "verify --state @ --anchor 9:%.16s", hash);
	assert_int_equal(run(c, text), RV_EXIT_FAIL);
	assert_has(c->err, "cut off: it ends with event 4, an anchor knows event 9\n");
	assert_int_equal(lines(c->err), 1);
	(void)snprintf(text, sizeof(text), "verify --state @ --anchor 3:%.16s", hash);
	assert_int_equal(run(c, text), RV_EXIT_FAIL);
	assert_has(c->err, "rewritten: event 3 has hash ");
	assert_int_equal(lines(c->err), 1);
	(void)snprintf(text, sizeof(text), "verify --state @ --anchor 4:%.14s", hash);
	assert_int_equal(run(c, text), RV_EXIT_FAIL); /* too little to prove anything: a file? */
	assert_has(c->err, "cannot be read");
	(void)snprintf(text, sizeof(text),
		       "Nov 20 12:03:00 desk rvdesk[7]: audit head seq=4 hash=%s\n", hash);
	rv_tmpdir_text(&c->f->dir, "state/anchors", text);
	assert_int_equal(run(c, "verify --state @ --anchor @/anchors"), RV_EXIT_OK);
	assert_has(c->out, "anchors 1 agree\n");
	text[strlen(text) - 2] = text[strlen(text) - 2] == '0' ? '1' : '0';
	rv_tmpdir_text(&c->f->dir, "state/anchors", text);
	assert_int_equal(run(c, "verify --state @ --anchor @/anchors"), RV_EXIT_FAIL);
	assert_has(c->err, "rewritten: event 4 has hash ");
	assert_int_equal(unlink(rv_tmpdir_path(&c->f->dir, "state/anchors", path)), 0);
}

static void list_shows_a_line_an_event(void **state)
{
	cmd_fixture *c = *state;
	assert_int_equal(run(c, "list --state @"), RV_EXIT_OK);
	assert_string_equal(c->out, "     1  2026-11-20T12:00:00Z  desk      run             "
				    "rvdesk  px 2.385; more lines\n"
				    "     2  2026-11-20T12:01:00Z  desk      fill            0xab  "
				    "px 2.385; more lines\n"
				    "     3  2026-11-20T12:02:00Z  desk      fill            0xab  "
				    "px 2.385; more lines\n"
				    "     4  2026-11-20T12:03:00Z  uid 1000  note            text "
				    "he said \"sell\", I do; "
				    "more lines\n");
	assert_int_equal(run(c, "list --state @ --limit 1 --type fill"), RV_EXIT_OK);
	assert_has(c->out, "     3  ");
	assert_int_equal(lines(c->out), 1);
	assert_int_equal(run(c, "list --state @ --since 2026-11-20T12:02Z"), RV_EXIT_OK);
	assert_int_equal(lines(c->out), 2);
	assert_int_equal(run(c, "list --state @ --since 2026-11-21"), RV_EXIT_OK);
	assert_string_equal(c->out, "");
}

/* Nothing of a forged file reaches the terminal as a command. */
static void list_is_safe_for_a_terminal(void **state)
{
	cmd_fixture *c = *state;
	(void)journal_sql(c->f->path,
			  "DROP TRIGGER event_fixed; UPDATE event SET subject = 'a' || char(27) ||"
			  " '[2J' || char(155) || '2J', payload = char(13) || char(7) || char(127)"
			  " WHERE seq = 4");
	assert_int_equal(run(c, "list --state @ --limit 1"), RV_EXIT_OK);
	assert_has(c->out, "note            a?[2J?2J  ???\n");
}

static cJSON *parsed(const char *text)
{
	cJSON *o = cJSON_Parse(text);
	assert_non_null(o);
	assert_int_equal(cJSON_GetObjectItem(o, "schema")->valueint, 1);
	return o;
}

static const char *text_of(const cJSON *events, int i, const char *key)
{
	return cJSON_GetStringValue(cJSON_GetObjectItem(cJSON_GetArrayItem(events, i), key));
}

static void json_has_every_column(void **state)
{
	cmd_fixture *c = *state;
	static const char *const commands[] = { "export --json --state @",
						"list --json --state @" };
	for (size_t k = 0; k < LEN(commands); k++) {
		assert_int_equal(run(c, commands[k]), RV_EXIT_OK);
		cJSON *o = parsed(c->out);
		const cJSON *events = cJSON_GetObjectItem(o, "events");
		assert_int_equal(cJSON_GetArraySize(events), 4);
		for (int i = 0; i < 4; i++)
			assert_int_equal(cJSON_GetArraySize(cJSON_GetArrayItem(events, i)), 14);
		assert_string_equal(text_of(events, 3, "payload"),
				    "text he said \"sell\", I do\nmore lines\n");
		assert_string_equal(text_of(events, 1, "key1"), "acct/SOL/1");
		assert_string_equal(text_of(events, 1, "utc"), "2026-11-20T12:01:00Z");
		assert_string_equal(text_of(events, 3, "prev_hash"), text_of(events, 2, "hash"));
		cJSON_Delete(o);
	}
	assert_int_equal(run(c, "list --json --state @ --type alarm"), RV_EXIT_OK);
	cJSON_Delete(parsed(c->out)); /* also an empty list is an object */
}

static void csv_is_rfc_4180(void **state)
{
	cmd_fixture *c = *state;
	char path[RV_TMP_PATH * 2];
	struct stat sb;
	assert_int_equal(run(c, "export --csv --state @ --out @/all.csv"), RV_EXIT_OK);
	assert_string_equal(c->out, "");
	assert_int_equal(stat(rv_tmpdir_path(&c->f->dir, "state/all.csv", path), &sb), 0);
	assert_int_equal(sb.st_mode & 07777, 0600);
	assert_int_equal(entries(c->dir), 3);
	(void)rv_file_read(path, c->out, TEXT);
	assert_has(c->out,
		   "seq,utc,utc_ms,elapsed_ms,run_id,uid,conn,type,subject,key1,key2,payload,"
		   "prev_hash,hash\n1,2026-11-20T12:00:00Z,1795176000000,0,1,-1,0,run,rvdesk,"
		   ",,\"px 2.385\nmore lines\n\",0000");
	assert_has(c->out, ",note,,,,\"text he said \"\"sell\"\", I do\nmore lines\n\",");
	assert_int_equal(run(c, "export --csv --state @ --out @/no/such"), RV_EXIT_FAIL);
	assert_has(c->err, "/no/such.part: cannot be written: ");
}

static void wrong_usage_is_status_2(void **state)
{
	cmd_fixture *c = *state;
	static const struct {
		const char *words, *text;
	} cases[] = {
		{ "", "usage: rvdesk journal verify|list|audit|export" },
		{ "burn", "rvdesk: journal: unknown word 'burn'\n" },
		{ "export --state @", "journal export needs one of --csv and --json" },
		{ "export --csv --json --state @", "journal export needs one of --csv and --json" },
		{ "list --type x", "--type 'x': no such type, expected run stop propose" },
		{ "list --limit -1", "--limit '-1': expected a number" },
		{ "list --since noon", "--since 'noon': expected YYYY-MM-DD" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		assert_int_equal(run(c, cases[i].words), RV_EXIT_USAGE);
		assert_string_equal(c->out, "");
		assert_has(c->err, cases[i].text);
	}
	assert_int_equal(run(c, "--help"), RV_EXIT_OK);
	assert_has(c->out, "  verify ");
	assert_int_equal(run(c, "list --help"), RV_EXIT_OK);
}

static void which_journal_is_asked_when_it_is_not_clear(void **state)
{
	cmd_fixture *c = *state;
	assert_int_equal(run(c, "list --state @/none"), RV_EXIT_FAIL);
	assert_has(c->err, "/none: no journal: No such file or directory; expected --file FILE or "
			   "the --state DIR of a desk\n");
	assert_int_equal(entries(c->dir), 2); /* looking makes no folder */
	rv_tmpdir_text(&c->f->dir, "state/journal-live.db", "");
	assert_int_equal(run(c, "list --state @"), RV_EXIT_FAIL);
	assert_has(c->err, "2 journals, journal-live.db and journal-sim.db among them; choose one "
			   "with --file\n");
	assert_int_equal(run(c, "list --file @/journal-live.db"), RV_EXIT_FAIL);
	assert_has(c->err, "nothing in it yet");
	assert_int_equal(run(c, "list --file @/journal-none.db"), RV_EXIT_FAIL);
	assert_has(c->err, "cannot open the journal: No such file or directory\n");
	assert_int_equal(run(c, "list --file @"), RV_EXIT_FAIL);
	assert_has(c->err, "not a file, expected a journal\n");
}

/* Another process has the journal open, as an engine does, until its pipe closes. */
static pid_t hold(cmd_fixture *c, int *go)
{
	int ready[2], fds[2];
	char byte = 0;
	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(fds), 0);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		rv_journal *j = NULL;
		(void)close(fds[1]);
		if (rv_journal_open(c->f->path, &c->f->p, NULL, &j, NULL) != RV_OK ||
		    write(ready[1], "y", 1) != 1 || read(fds[0], &byte, 1) != 0)
			_exit(1);
		rv_journal_close(j);
		_exit(0);
	}
	(void)close(fds[0]);
	(void)close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	(void)close(ready[0]);
	*go = fds[1];
	return pid;
}

static void a_running_engine_is_not_disturbed(void **state)
{
	cmd_fixture *c = *state;
	static const char *const commands[] = { "verify --state @", "list --state @",
						"export --csv --state @", "audit --state @" };
	int go = -1, status = -1;
	const pid_t pid = hold(c, &go);
	const size_t files = entries(c->dir);
	for (size_t i = 0; i < LEN(commands); i++) {
		assert_int_equal(run(c, commands[i]), RV_EXIT_OK);
		assert_has(c->out, i == 3 ? "WHEN" : "4");
		assert_string_equal(c->err, "");
	}
	assert_int_equal(entries(c->dir), files);
	assert_int_equal(close(go), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(run(c, "verify --state @"), RV_EXIT_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		T(verify_says_good),
		T(verify_names_the_first_broken_event),
		T(verify_compares_anchors),
		T(an_anchor_is_seq_and_hash),
		T(list_shows_a_line_an_event),
		T(list_is_safe_for_a_terminal),
		T(json_has_every_column),
		T(csv_is_rfc_4180),
		T(wrong_usage_is_status_2),
		T(which_journal_is_asked_when_it_is_not_clear),
		T(a_running_engine_is_not_disturbed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A backtest as a child process; see job.h. */
#include "app/research/job.h"

#include "app/research/progress.h"
#include "config/load.h"
#include "engine/base/clock.h"
#include "engine/base/timefmt.h"
#include "engine/research/strategy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOWEST = 19, WORDS = 5, CANNOT_EXEC = 127 };

/* ---- what is asked for ---- */

static bool next_word(const char **at, char out[RV_JOB_WORD])
{
	*at += strspn(*at, " ");
	const size_t n = strcspn(*at, " ");
	if (n == 0 || n >= RV_JOB_WORD)
		return false;
	(void)snprintf(out, RV_JOB_WORD, "%.*s", (int)n, *at);
	*at += n;
	return true;
}

static rv_status check_days(const rv_job_ask *a, rv_err *err)
{
	int64_t from = 0, to = 0;
	bool is_date = false;
	if (strlen(a->start) != 10 || rv_time_parse(a->start, &from, &is_date) != RV_OK || !is_date)
		return rv_err_set(err, RV_EUSAGE, "'%s': expected a first day, YYYY-MM-DD",
				  a->start);
	if (strlen(a->end) != 10 || rv_time_parse(a->end, &to, &is_date) != RV_OK || !is_date)
		return rv_err_set(err, RV_EUSAGE, "'%s': expected a last day, YYYY-MM-DD", a->end);
	if (to < from)
		return rv_err_set(err, RV_EUSAGE, "%s is before %s", a->end, a->start);
	return RV_OK;
}

static rv_status check_strategy(const char *name, rv_err *err)
{
	const rv_bt_strategy_id id = rv_bt_strategy_find(name);
	if (id == RV_BT_STRATEGIES)
		return rv_err_set(err, RV_EUSAGE,
				  "'%s': expected majors-alts, stat-arb, multi-bucket, rv-momentum "
				  "or book",
				  name);
	if (!rv_strategy_of(id))
		return rv_err_set(err, RV_EUSAGE, "%s: there is no backtest of it yet", name);
	return RV_OK;
}

rv_status rv_job_ask_parse(const char *line, const char *profile, rv_job_ask *out, rv_err *err)
{
	rv_job_ask a = { .no_walk = false };
	char word[RV_JOB_WORD];
	(void)snprintf(a.profile, sizeof(a.profile), "%s", profile);
	if (!next_word(&line, a.strategy) || !next_word(&line, a.start) || !next_word(&line, a.end))
		return rv_err_set(err, RV_EUSAGE,
				  "expected STRATEGY START END [PROFILE] [no-walk-forward]");
	while (next_word(&line, word)) {
		if (strcmp(word, "no-walk-forward") == 0)
			a.no_walk = true;
		else
			memcpy(a.profile, word, sizeof(word));
	}
	if (line[strspn(line, " ")])
		return rv_err_set(err, RV_EUSAGE, "a word is too long");
	rv_status st = check_strategy(a.strategy, err);
	if (st == RV_OK)
		st = check_days(&a, err);
	if (st == RV_OK && rv_config_profile_error(a.profile, err->text, sizeof(err->text)))
		st = RV_EUSAGE;
	if (st == RV_OK)
		*out = a;
	return st;
}

/* ---- the child ---- */

/* Between fork and exec: calls that are safe there alone. */
static _Noreturn void be_child(char *const argv[], int err_fd, pid_t parent)
{
	struct sigaction sa;
	sigset_t none;
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = SIG_DFL; /* ignored ones would stay so */
	(void)sigaction(SIGPIPE, &sa, NULL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)setpriority(PRIO_PROCESS, 0, LOWEST);
	const int null = open("/dev/null", O_RDWR);
	if (getppid() != parent || null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(null, STDOUT_FILENO) < 0 || dup2(err_fd, STDERR_FILENO) < 0)
		_exit(CANNOT_EXEC);
	(void)execv("/proc/self/exe", argv);
	_exit(CANNOT_EXEC);
}

static rv_status launch(rv_research_process *p, char *const argv[], rv_err *err)
{
	int fds[2];
	const pid_t parent = getpid();
	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0)
		return rv_err_set(err, RV_EIO, "pipe: %s", strerror(errno));
	p->pid = fork();
	if (p->pid == 0)
		be_child(argv, fds[1], parent);
	(void)close(fds[1]);
	p->err_fd = fds[0];
	p->n = 0;
	p->said[0] = '\0';
	if (p->pid > 0)
		return RV_OK;
	p->pid = 0;
	(void)close(fds[0]);
	return rv_err_set(err, RV_EIO, "fork: %s", strerror(errno));
}

static rv_status make_dir(const char *path, rv_err *err)
{
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return RV_OK;
	return rv_err_set(err, RV_EIO, "%.200s: %s", path, strerror(errno));
}

/* The moment and the strategy: a name that sorts, and that no other run has. */
static void name_run(const rv_job_ask *ask, int64_t utc_ms, char out[RV_RESEARCH_NAME])
{
	char text[RV_TIME_TEXT];
	rv_time_format(utc_ms, text);
	(void)snprintf(out, RV_RESEARCH_NAME, "%.4s%.2s%.2sT%.2s%.2s%.2s-%s", text, text + 5,
		       text + 8, text + 11, text + 14, text + 17, ask->strategy);
}

static rv_status run(rv_research_process *p, const char *store, const char *config,
		     const rv_job_ask *ask, rv_err *err)
{
	char work[RV_JOB_PATH];
	if (snprintf(work, sizeof(work), "%s/.work", p->dir) >= (int)sizeof(work))
		return rv_err_set(err, RV_EINVAL, "%.80s: the name is too long", p->dir);
	const char *const words[] = { "rvdesk",
				      "backtest",
				      "--store",
				      store,
				      "--copy",
				      work,
				      "--strategy",
				      ask->strategy,
				      "--start",
				      ask->start,
				      "--end",
				      ask->end,
				      "--profile",
				      ask->profile,
				      "--config",
				      config,
				      "--out",
				      p->out,
				      "--threads",
				      "1",
				      "--progress",
				      p->progress,
				      ask->no_walk ? "--no-walk-forward" : NULL,
				      NULL };
	char *argv[sizeof(words) / sizeof(words[0])];
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		argv[i] = (char *)(uintptr_t)words[i]; /* execv changes none of them */
	const rv_status st = make_dir(work, err);
	return st == RV_OK ? launch(p, argv, err) : st;
}

rv_status rv_research_start(rv_research_process *p, const char *dir, const char *store,
			    const char *config, const rv_job_ask *ask, rv_research_job *job,
			    rv_err *err)
{
	rv_research_job j = { .state = RV_RESEARCH_RUNNING,
			      .share = (double)NAN,
			      .left_s = (double)NAN,
			      .began_utc_ms = rv_machine_utc_ms() };
	name_run(ask, j.began_utc_ms, j.name);
	(void)snprintf(p->dir, sizeof(p->dir), "%s", dir);
	const int a = snprintf(p->out, sizeof(p->out), "%s/%s", dir, j.name);
	const int b = snprintf(p->progress, sizeof(p->progress), "%s/.progress", dir);
	if (a >= (int)sizeof(p->out) || b >= (int)sizeof(p->progress))
		return rv_err_set(err, RV_EINVAL, "%.80s: the name is too long", dir);
	rv_status st = make_dir(dir, err);
	(void)unlink(p->progress); /* of an earlier one */
	if (st == RV_OK)
		st = run(p, store, config, ask, err);
	if (st == RV_OK)
		*job = j;
	return st;
}

/* ---- how it goes ---- */

/* Its newest words stay. */
static void hear(rv_research_process *p)
{
	char buf[256];
	for (;;) {
		const ssize_t got = read(p->err_fd, buf, sizeof(buf));
		if (got <= 0)
			break;
		size_t n = (size_t)got;
		const size_t most = sizeof(p->said) - 1;
		if (p->n + n > most) {
			const size_t drop = p->n + n - most;
			memmove(p->said, p->said + drop, p->n - drop);
			p->n -= drop;
		}
		memcpy(p->said + p->n, buf, n);
		p->n += n;
	}
	p->said[p->n] = '\0';
}

/* The last line that it said, without the program's name. */
static void last_line(rv_research_process *p, char out[RV_RESEARCH_TEXT])
{
	static const char name[] = "rvdesk: ";
	while (p->n > 0 && p->said[p->n - 1] == '\n')
		p->said[--p->n] = '\0';
	const char *nl = strrchr(p->said, '\n');
	const char *line = nl ? nl + 1 : p->said;
	if (strncmp(line, name, sizeof(name) - 1) == 0)
		line += sizeof(name) - 1;
	(void)snprintf(out, RV_RESEARCH_TEXT, "%.*s", RV_RESEARCH_TEXT - 1, line);
	for (char *c = out; *c; c++)
		*c = (unsigned char)*c < ' ' || *c == 127 ? '?' : *c;
}

/* Temporary files that a killed one has left, and the folder if nothing else is in it. */
static void clean(const rv_research_process *p)
{
	char path[RV_JOB_PATH + NAME_MAX + 2];
	DIR *d = opendir(p->out);
	for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d)) {
		if (e->d_name[0] != '.' || !e->d_name[1] || strcmp(e->d_name, "..") == 0)
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", p->out, e->d_name);
		(void)unlink(path);
	}
	if (d)
		(void)closedir(d);
	(void)rmdir(p->out); /* a report stays */
	(void)snprintf(path, sizeof(path), "%s/.work/store.db", p->dir);
	(void)unlink(path);
	(void)unlink(p->progress);
}

static void over(rv_research_process *p, int status, rv_research_job *job)
{
	hear(p);
	(void)close(p->err_fd);
	p->pid = 0;
	clean(p);
	job->left_s = (double)NAN;
	job->what[0] = '\0';
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		job->state = RV_RESEARCH_DONE;
		job->share = 1.0;
		return;
	}
	job->state = RV_RESEARCH_FAILED;
	last_line(p, job->what);
	if (WIFSIGNALED(status))
		(void)snprintf(job->what, sizeof(job->what), "it was ended by signal %d",
			       WTERMSIG(status));
	else if (!job->what[0])
		(void)snprintf(job->what, sizeof(job->what), "it ended with status %d",
			       WEXITSTATUS(status));
}

void rv_job_poll(rv_research_process *p, rv_research_job *job)
{
	int status = 0;
	if (p->pid == 0)
		return;
	const pid_t got = waitpid(p->pid, &status, WNOHANG);
	if (got == p->pid) {
		over(p, status, job);
		return;
	}
	hear(p);
	rv_progress_read(p->progress, job);
}

void rv_job_cancel(rv_research_process *p, rv_research_job *job)
{
	int status = 0;
	rv_research_job unseen = { .state = RV_RESEARCH_RUNNING };
	if (p->pid == 0)
		return;
	(void)kill(p->pid, SIGKILL); /* it has nothing to put in order */
	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	over(p, status, job ? job : &unseen);
	if (job && job->state == RV_RESEARCH_FAILED) {
		job->state = RV_RESEARCH_CANCELLED;
		job->what[0] = '\0';
	}
}

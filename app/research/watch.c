/* The desk's eye on backtests; see watch.h. */
#include "app/research/watch.h"

#include "app/research/job.h"
#include "app/research/run_list.h"
#include "app/research/run_read.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

enum { LOOK_MS = 1000, JOB_MS = 250, LOWEST = 19, PATH_CAP = PATH_MAX + RV_RESEARCH_NAME + 16 };
enum { PROFILE = 16, LINE = 160 };

struct rv_research_watch {
	rv_log *log;
	rv_pulse *pulse;
	int wake_fd;
	atomic_bool stopping;
	pthread_t thread;
	char dir[PATH_MAX + 16];				  /* of the runs */
	char store[PATH_MAX], config[PATH_MAX], profile[PROFILE]; /* store "": none */
	/* the thread's own */
	rv_run_list list;
	rv_research_view view;
	int64_t shown_ns;	       /* of the report that is shown, or could not be; 0 none */
	char tried[RV_RESEARCH_NAME];  /* its name */
	char wanted[RV_RESEARCH_NAME]; /* by a person; "" the newest */
	rv_research_process job;
	/* for the engine */
	pthread_mutex_t mu; /* guards published and asked */
	rv_research_view published;
	char asked[LINE]; /* what is to be done next; "" nothing */
	atomic_uint_least64_t version;
};

static void publish(rv_research_watch *w)
{
	if (memcmp(&w->view, &w->published, sizeof(w->view)) == 0)
		return; /* only this thread writes it */
	(void)pthread_mutex_lock(&w->mu);
	w->published = w->view;
	(void)pthread_mutex_unlock(&w->mu);
	(void)atomic_fetch_add(&w->version, 1);
}

bool rv_research_watch_copy(rv_research_watch *w, uint64_t *seen, rv_research_view *v)
{
	const uint64_t version = atomic_load(&w->version);
	if (version == *seen || pthread_mutex_trylock(&w->mu) != 0)
		return false;
	*v = w->published;
	(void)pthread_mutex_unlock(&w->mu);
	*seen = version;
	return true;
}

/* ---- the run that is shown ---- */

static void show(rv_research_watch *w, const char *name, int64_t ns)
{
	char path[PATH_CAP];
	rv_err err = { 0 };
	w->shown_ns = ns;
	(void)snprintf(w->tried, sizeof(w->tried), "%s", name); /* fits: a run's name */
	(void)snprintf(path, sizeof(path), "%s/%s", w->dir, w->tried);
	w->view.problem[0] = '\0';
	w->view.chosen = w->wanted[0] != '\0';
	if (rv_run_read(path, &w->view, &err) == RV_OK)
		return;
	(void)snprintf(w->view.problem, sizeof(w->view.problem), "%.*s", RV_RESEARCH_TEXT - 1,
		       err.text);
	rv_log_put(w->log, RV_LOG_WARN, "research", "a run cannot be shown: %.150s", err.text);
}

/* The newest, or the one that was asked for. A run that was removed stays on the screen: when it
 * was written is said. */
static void choose(rv_research_watch *w)
{
	const rv_run_list *l = &w->list;
	if (w->wanted[0]) {
		if (strcmp(w->wanted, w->tried) != 0)
			show(w, w->wanted, 0);
	} else if (l->shown > 0 &&
		   (l->utc_ns[0] != w->shown_ns || strcmp(l->names[0], w->tried) != 0)) {
		show(w, l->names[0], l->utc_ns[0]);
	}
}

/* ---- what is asked for ---- */

static void begin(rv_research_watch *w, const char *line)
{
	rv_job_ask ask;
	rv_err err = { 0 };
	rv_research_job *j = &w->view.job;
	rv_status st = rv_job_ask_parse(line, w->profile, &ask, &err);
	if (st == RV_OK)
		st = rv_research_start(&w->job, w->dir, w->store, w->config, &ask, j, &err);
	if (st == RV_OK) {
		rv_log_put(w->log, RV_LOG_INFO, "research", "backtest %s begins", j->name);
		return;
	}
	memset(j, 0, sizeof(*j));
	j->state = RV_RESEARCH_FAILED;
	(void)snprintf(j->what, sizeof(j->what), "%.*s", RV_RESEARCH_TEXT - 1, err.text);
	rv_log_put(w->log, RV_LOG_WARN, "research", "no backtest: %.150s", err.text);
}

static void obey(rv_research_watch *w)
{
	char line[LINE];
	(void)pthread_mutex_lock(&w->mu);
	memcpy(line, w->asked, sizeof(line));
	(void)pthread_mutex_unlock(&w->mu);
	if (strncmp(line, "run ", 4) == 0)
		begin(w, line + 4);
	else if (strcmp(line, "cancel") == 0)
		rv_job_cancel(&w->job, &w->view.job);
	else if (strcmp(line, "show newest") == 0)
		w->wanted[0] = w->tried[0] = '\0';
	else if (strncmp(line, "show ", 5) == 0) {
		(void)snprintf(w->wanted, sizeof(w->wanted), "%.*s", RV_RESEARCH_NAME - 1,
			       line + 5);
		w->tried[0] = '\0';
	}
}

/* After what came of it is published, so that nobody can ask for a second one in between. */
static void obeyed(rv_research_watch *w)
{
	(void)pthread_mutex_lock(&w->mu);
	w->asked[0] = '\0';
	(void)pthread_mutex_unlock(&w->mu);
}

/* Only the engine asks, so that what it has found empty stays empty until it has put something. */
static bool has_asked(rv_research_watch *w)
{
	(void)pthread_mutex_lock(&w->mu);
	const bool any = w->asked[0] != '\0';
	(void)pthread_mutex_unlock(&w->mu);
	return any;
}

/* Why not, or NULL. With the lock. */
static const char *refusal(rv_research_watch *w, const char *line, rv_err *err)
{
	const rv_research_job *j = &w->published.job;
	rv_job_ask ask;
	if (w->asked[0])
		return "another request is being done, ask again";
	if (strcmp(line, "cancel") == 0)
		return j->state == RV_RESEARCH_RUNNING ? NULL : "no backtest is being made";
	if (strncmp(line, "show ", 5) == 0)
		return line[5] == '.' || strchr(line, '/') || strlen(line + 5) >= RV_RESEARCH_NAME
			       ? "expected the name of a run"
			       : NULL;
	if (strncmp(line, "run ", 4) != 0)
		return "expected a backtest, cancel, or a run to show";
	if (!w->store[0])
		return "this desk keeps no history to run a backtest over";
	if (j->state == RV_RESEARCH_RUNNING)
		return "a backtest is being made: `backtest cancel` ends it";
	return rv_job_ask_parse(line + 4, w->profile, &ask, err) == RV_OK ? NULL : err->text;
}

bool rv_research_watch_ask(rv_research_watch *w, const char *line, char answer[RV_RESEARCH_ANSWER])
{
	rv_err err = { 0 };
	if (pthread_mutex_trylock(&w->mu) != 0) {
		(void)snprintf(answer, RV_RESEARCH_ANSWER, "backtests are being read, ask again");
		return false;
	}
	const char *why =
		strlen(line) < sizeof(w->asked) ? refusal(w, line, &err) : "that is too long";
	if (!why)
		(void)snprintf(w->asked, sizeof(w->asked), "%s", line);
	(void)pthread_mutex_unlock(&w->mu);
	(void)snprintf(answer, RV_RESEARCH_ANSWER, "%.*s", RV_RESEARCH_ANSWER - 1,
		       why		? why
		       : line[0] == 'r' ? "it begins; screen 9 shows how far it is"
		       : line[0] == 'c' ? "it is being ended"
					: "screen 9 shows it");
	const uint64_t one = 1;
	if (!why && write(w->wake_fd, &one, sizeof(one)) < 0)
		rv_log_put(w->log, RV_LOG_WARN, "research", "wake: %s", strerror(errno));
	return !why;
}

/* ---- a look ---- */

static void follow_job(rv_research_watch *w)
{
	rv_research_job *j = &w->view.job;
	const rv_research_state was = j->state;
	rv_job_poll(&w->job, j);
	if (j->state == was)
		return;
	if (j->state == RV_RESEARCH_DONE)
		w->wanted[0] = '\0'; /* what somebody has waited for is shown */
	rv_log_put(w->log, j->state == RV_RESEARCH_DONE ? RV_LOG_INFO : RV_LOG_WARN, "research",
		   "backtest %s %s%s%.100s", j->name,
		   j->state == RV_RESEARCH_DONE ? "is done" : "failed", j->what[0] ? ": " : "",
		   j->what);
}

static void look(rv_research_watch *w)
{
	const bool asked = has_asked(w);
	if (asked)
		obey(w);
	follow_job(w);
	rv_run_list_read(w->dir, &w->list);
	w->view.present = true;
	w->view.n_runs = w->list.n;
	memcpy(w->view.runs, w->list.names, sizeof(w->view.runs));
	choose(w);
	publish(w);
	if (asked)
		obeyed(w);
}

/* ---- the thread ---- */

static void *watch_main(void *arg)
{
	rv_research_watch *w = arg;
	struct pollfd fd = { .fd = w->wake_fd, .events = POLLIN };
	uint64_t n;
	/* Of this thread alone, as Linux has it; refused, it works as the others do. */
	(void)setpriority(PRIO_PROCESS, 0, LOWEST);
	for (;;) {
		rv_pulse_beat(w->pulse);
		look(w);
		const int some = poll(&fd, 1, w->job.pid ? JOB_MS : LOOK_MS);
		if (some > 0 && read(w->wake_fd, &n, sizeof(n)) < 0)
			break;
		if (atomic_load(&w->stopping) || (some < 0 && errno != EINTR))
			break;
	}
	rv_job_cancel(&w->job, NULL);
	return NULL;
}

rv_status rv_research_watch_start(const rv_research_watch_params *p, rv_research_watch **out)
{
	rv_research_watch *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->log = p->log;
	w->pulse = p->pulse;
	(void)snprintf(w->dir, sizeof(w->dir), "%s/research", p->state_dir); /* fits */
	(void)snprintf(w->store, sizeof(w->store), "%s", p->store ? p->store : "");
	(void)snprintf(w->config, sizeof(w->config), "%s", p->config ? p->config : "");
	(void)snprintf(w->profile, sizeof(w->profile), "%s", p->profile ? p->profile : "seed");
	w->wake_fd = eventfd(0, EFD_CLOEXEC);
	if (w->wake_fd < 0 || pthread_mutex_init(&w->mu, NULL) != 0) {
		if (w->wake_fd >= 0)
			(void)close(w->wake_fd);
		free(w);
		return RV_EIO;
	}
	if (pthread_create(&w->thread, NULL, watch_main, w) != 0) {
		(void)pthread_mutex_destroy(&w->mu);
		(void)close(w->wake_fd);
		free(w);
		return RV_EIO;
	}
	(void)pthread_setname_np(w->thread, "research");
	*out = w;
	return RV_OK;
}

void rv_research_watch_end(rv_research_watch *w)
{
	const uint64_t one = 1;
	if (!w || atomic_exchange(&w->stopping, true))
		return;
	if (write(w->wake_fd, &one, sizeof(one)) < 0)
		rv_log_put(w->log, RV_LOG_ERROR, "research", "stop: %s", strerror(errno));
	(void)pthread_join(w->thread, NULL);
}

void rv_research_watch_stop(rv_research_watch *w)
{
	if (!w)
		return;
	rv_research_watch_end(w);
	(void)pthread_mutex_destroy(&w->mu);
	(void)close(w->wake_fd);
	free(w);
}

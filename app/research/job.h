/*
 * A backtest as a child process of the desk: `rvdesk backtest` of this very program, at the lowest
 * priority and with one thread, over a copy of the desk's store. Its report goes to a folder of its
 * own below the folder of the runs.
 *
 * The child ends with the thread that has started it, however that ends (PR_SET_PDEATHSIG); what it
 * has written by then are temporary files at most. Owner: one thread, which starts, polls and ends
 * it.
 */
#ifndef RV_APP_RESEARCH_JOB_H
#define RV_APP_RESEARCH_JOB_H

#include "engine/base/status.h"
#include "engine/run/research_view.h"

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

enum { RV_JOB_PATH = PATH_MAX + 128, RV_JOB_WORD = 32 };

/* What is asked for; every word has been checked. */
typedef struct rv_job_ask {
	char strategy[RV_JOB_WORD], start[RV_JOB_WORD], end[RV_JOB_WORD], profile[RV_JOB_WORD];
	bool no_walk; /* without a walk-forward: in sample */
} rv_job_ask;

/*
 * "STRATEGY START END [PROFILE] [no-walk-forward]", as it came over a socket. profile: where none
 * is said. RV_EUSAGE: one line that says what was expected.
 */
RV_NODISCARD rv_status rv_job_ask_parse(const char *line, const char *profile, rv_job_ask *out,
					rv_err *err);

typedef struct rv_research_process {
	pid_t pid;  /* 0: none */
	int err_fd; /* what it complains of */
	char dir[RV_JOB_PATH], out[RV_JOB_PATH], progress[RV_JOB_PATH];
	size_t n;
	char said[512]; /* the end of it */
} rv_research_process;

/*
 * Makes dir (of the runs) and starts it. store, config: of the desk. job: name, state and times are
 * set. RV_EIO, RV_EINVAL with one line.
 */
RV_NODISCARD rv_status rv_research_start(rv_research_process *p, const char *dir, const char *store,
					 const char *config, const rv_job_ask *ask,
					 rv_research_job *job, rv_err *err);
/* Reads how far it is; when it is over, how it ended. */
void rv_job_poll(rv_research_process *p, rv_research_job *job);
/* Ends it, and takes away what it has left. NULL job: nobody is told. */
void rv_job_cancel(rv_research_process *p, rv_research_job *job);

#endif

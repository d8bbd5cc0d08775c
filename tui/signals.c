/* The self-pipe; see signals.h. */
#include "tui/signals.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static const int watched[] = { SIGTERM, SIGINT, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH };
enum { N_WATCHED = sizeof(watched) / sizeof(watched[0]) };

/*
 * All that the handler uses is set before it is installed. It may run on any thread, and still be
 * running after it was taken out: the flags are atomic, and the pipe, once made, stays.
 */
static struct {
	int pipe[2];
	bool made, installed;
	atomic_bool pending[N_WATCHED];
	struct sigaction old[N_WATCHED];
} sigs;

static void on_signal(int sig)
{
	const int saved_errno = errno;
	for (size_t i = 0; i < N_WATCHED; i++) {
		if (watched[i] != sig)
			continue;
		atomic_store(&sigs.pending[i], true);
		const struct sigaction *o = &sigs.old[i];
		const bool chained = !(o->sa_flags & SA_SIGINFO) && o->sa_handler != SIG_DFL &&
				     o->sa_handler != SIG_IGN;
		if (chained)
			o->sa_handler(sig);
	}
	const char byte = 0;
	if (write(sigs.pipe[1], &byte, 1) < 0)
		errno = 0; /* the pipe is full: the reader is being woken anyway */
	errno = saved_errno;
}

static void install_one(size_t i)
{
	struct sigaction sa = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	(void)sigfillset(&sa.sa_mask);
	(void)sigaction(watched[i], NULL, &sigs.old[i]); /* valid by construction */
	const bool ignored =
		!(sigs.old[i].sa_flags & SA_SIGINFO) && sigs.old[i].sa_handler == SIG_IGN;
	if (!ignored)
		(void)sigaction(watched[i], &sa, NULL);
}

rv_status rv_signals_install(rv_err *err)
{
	assert(!sigs.installed);
	if (!sigs.made && pipe2(sigs.pipe, O_NONBLOCK | O_CLOEXEC) != 0)
		return rv_err_set(err, RV_EIO, "console: cannot make a pipe: %s", strerror(errno));
	sigs.made = sigs.installed = true;
	rv_signals_drain();
	for (size_t i = 0; i < N_WATCHED; i++) {
		atomic_store(&sigs.pending[i], false);
		install_one(i);
	}
	return RV_OK;
}

void rv_signals_restore(void)
{
	if (!sigs.installed)
		return;
	for (size_t i = 0; i < N_WATCHED; i++)
		(void)sigaction(watched[i], &sigs.old[i], NULL);
	sigs.installed = false;
}

int rv_signals_fd(void)
{
	return sigs.pipe[0];
}

void rv_signals_drain(void)
{
	char buf[64];
	while (read(sigs.pipe[0], buf, sizeof(buf)) > 0)
		continue;
}

int rv_signals_next(void)
{
	for (size_t i = 0; i < N_WATCHED; i++) {
		if (atomic_exchange(&sigs.pending[i], false))
			return watched[i];
	}
	return 0;
}

void rv_signals_stop_self(void)
{
	struct sigaction dfl = { .sa_handler = SIG_DFL }, ours;
	(void)sigaction(SIGTSTP, &dfl, &ours);
	(void)raise(SIGTSTP); /* ignored by the kernel where no shell could continue us */
	(void)sigaction(SIGTSTP, &ours, NULL);
	for (size_t i = 0; i < N_WATCHED; i++)
		if (watched[i] == SIGCONT)
			atomic_store(&sigs.pending[i], false);
}

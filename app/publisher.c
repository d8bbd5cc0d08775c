/* The state.json thread; see publisher.h. */
#include "app/publisher.h"

#include "app/book_loop.h"
#include "app/file_replace.h"
#include "app/state_file.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { LOOK_MS = RV_PULSE_MS, REWRITE_MS = 10000, PATH_CAP = PATH_MAX + 16 };

struct rv_publisher {
	rv_pub *pub;
	rv_queue *records; /* NULL none */
	rv_log *log;
	rv_pulse *pulse;
	int stop_fd;
	pthread_t thread;
	int64_t written_bar, written_mono;
	uint64_t kept; /* version of what was written beside it */
	char dir[PATH_MAX];
	char path[PATH_CAP];
};

static void publish(rv_publisher *p, const rv_view *v)
{
	const int64_t now = rv_mono_ms();
	if (v->bar_close_ms == p->written_bar && now - p->written_mono < REWRITE_MS)
		return;
	rv_err err = { 0 };
	const rv_status st = rv_state_write(p->path, v, &err);
	if (st != RV_OK)
		rv_log_once(p->log, "state.write", RV_LOG_ERROR, "state", "%s", err.text);
	p->written_bar = v->bar_close_ms;
	p->written_mono = now;
}

static void keep(rv_publisher *p, const rv_view_kept *k)
{
	char path[PATH_CAP + sizeof(k->file)];
	if (!k->file[0] || k->version == p->kept)
		return;
	(void)snprintf(path, sizeof(path), "%s/%s", p->dir, k->file);
	rv_err err = { 0 };
	if (rv_file_replace(path, k->text, k->n, &err) != RV_OK) {
		rv_log_once(p->log, "state.kept", RV_LOG_ERROR, "state", "%s", err.text);
		return; /* tried again at the next look */
	}
	p->kept = k->version;
}

static void keep_record(rv_publisher *p, const rv_book_record *r)
{
	char path[PATH_CAP + sizeof(r->name)];
	rv_err err = { 0 };
	(void)snprintf(path, sizeof(path), "%s/%s", p->dir, r->name);
	if (rv_file_replace(path, r->text, r->n, &err) != RV_OK)
		rv_log_put(p->log, RV_LOG_ERROR, "state", "%s", err.text);
}

static void keep_records(rv_publisher *p)
{
	if (!p->records)
		return;
	for (rv_book_record *r = rv_queue_pop(p->records); r; r = rv_queue_pop(p->records)) {
		keep_record(p, r);
		free(r);
	}
}

static void *publisher_main(void *arg)
{
	rv_publisher *p = arg;
	struct pollfd fd = { .fd = p->stop_fd, .events = POLLIN };
	for (;;) {
		rv_pulse_beat(p->pulse);
		const int n = poll(&fd, 1, LOOK_MS);
		if (n < 0 && errno != EINTR) {
			rv_log_put(p->log, RV_LOG_ERROR, "state", "poll: %s", strerror(errno));
			return NULL;
		}
		const rv_view *v = rv_pub_get(p->pub);
		if (v && v->bar_close_ms != 0)
			publish(p, v);
		if (v)
			keep(p, &v->kept);
		rv_pub_put(p->pub, v);
		keep_records(p);
		if (n > 0)
			return NULL; /* what came since the last look is kept, too */
	}
}

rv_status rv_publisher_start(const char *dir, rv_pub *pub, rv_queue *records, rv_log *log,
			     rv_pulse *pulse, rv_publisher **out)
{
	rv_publisher *p = calloc(1, sizeof(*p));
	if (!p)
		return RV_ENOMEM;
	p->pub = pub;
	p->records = records;
	p->log = log;
	p->pulse = pulse;
	(void)snprintf(p->path, sizeof(p->path), "%s/state.json", dir);
	(void)snprintf(p->dir, sizeof(p->dir), "%s", dir);
	p->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (p->stop_fd < 0 || pthread_create(&p->thread, NULL, publisher_main, p) != 0) {
		if (p->stop_fd >= 0)
			(void)close(p->stop_fd);
		free(p);
		return RV_EIO;
	}
	(void)pthread_setname_np(p->thread, "state");
	*out = p;
	return RV_OK;
}

void rv_publisher_stop(rv_publisher *p)
{
	if (!p)
		return;
	const uint64_t one = 1;
	if (write(p->stop_fd, &one, sizeof(one)) < 0)
		rv_log_put(p->log, RV_LOG_ERROR, "state", "stop: %s", strerror(errno));
	(void)pthread_join(p->thread, NULL);
	(void)close(p->stop_fd);
	free(p);
}

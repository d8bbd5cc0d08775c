/* The way of an order to the wire; see wire_way.h. */
#include "tests/support/wire_way.h"

#include <math.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/cm.h"

static struct {
	atomic_int_least64_t at[WAY_POINTS_MAX]; /* us; 0: not yet */
	int points, wire_fd;			 /* readable: the byte is out */
} way = { .wire_fd = -1 };

static int64_t now_us(void)
{
	struct timespec t = { 0, 0 };
	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail with this clock */
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void way_open(int points)
{
	assert_true(points > 2 && points <= WAY_POINTS_MAX);
	way.points = points;
	way.wire_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	assert_true(way.wire_fd >= 0);
}

void way_close(void)
{
	assert_int_equal(close(way.wire_fd), 0);
	way.wire_fd = -1;
}

void way_clear(void)
{
	for (int p = 0; p < way.points; p++)
		atomic_store(&way.at[p], 0);
}

bool way_passed(int point)
{
	return atomic_load(&way.at[point]) != 0;
}

int64_t way_us(int point)
{
	return atomic_load(&way.at[point]);
}

bool way_pass(int point)
{
	int_least64_t none = 0;
	if (point > 0 && !way_passed(point - 1))
		return false;
	return atomic_compare_exchange_strong(&way.at[point], &none, now_us());
}

bool way_wait(int ms)
{
	struct pollfd fd = { .fd = way.wire_fd, .events = POLLIN };
	uint64_t n = 0;
	return poll(&fd, 1, ms) > 0 && read(way.wire_fd, &n, sizeof(n)) == (ssize_t)sizeof(n);
}

bool way_is_order(const void *buf, size_t n)
{
	static const char words[] = "\"type\":\"order\"";
	return memmem(buf, n, words, sizeof(words) - 1) != NULL;
}

bool way_has_intent(rv_journal_request *const *reqs, size_t n, uint64_t *batch)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < reqs[i]->n; k++) {
			const rv_bytes *type = &reqs[i]->rows[k].type;
			if (type->n == 6 && memcmp(type->p, "intent", 6) == 0) {
				*batch = reqs[i]->ack->batch;
				return true;
			}
		}
	}
	return false;
}

ssize_t send(int fd, const void *buf, size_t n, int flags);

/* The time is that after the bytes are in the socket. */
ssize_t send(int fd, const void *buf, size_t n, int flags)
{
	const ssize_t done = syscall(SYS_sendto, fd, buf, n, flags, NULL, 0);
	if (done > 0 && way.points > 0 && way_passed(way.points - 2) && way_is_order(buf, n) &&
	    way_pass(way.points - 1)) {
		const uint64_t one = 1;
		if (write(way.wire_fd, &one, sizeof(one)) < 0)
			abort(); /* an eventfd that is read each time has room */
	}
	return done;
}

static int by_value(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

void way_show(const char *what, double *us, size_t n)
{
	qsort(us, n, sizeof(*us), by_value);
	(void)printf("%-46s p50 %7.3f ms  p99 %7.3f ms  max %7.3f ms\n", what, us[n / 2] / 1e3,
		     us[n * 99 / 100] / 1e3, us[n - 1] / 1e3);
}

double way_load(void)
{
	double load = NAN;
	return getloadavg(&load, 1) == 1 ? load : (double)NAN;
}

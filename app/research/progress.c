/* How far a backtest is; see progress.h. */
#include "app/research/progress.h"

#include "engine/base/clock.h"
#include "engine/base/num.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 80, PERIOD_MS = 250 };

rv_status rv_progress_open(const char *path, rv_progress *out, rv_err *err)
{
	*out = (rv_progress){ .fd = -1 };
	if (!path)
		return RV_OK;
	out->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (out->fd < 0)
		return rv_err_set(err, RV_EIO, "--progress %.200s: %s", path, strerror(errno));
	return RV_OK;
}

void rv_progress_close(rv_progress *p)
{
	if (p->fd >= 0)
		(void)close(p->fd);
	p->fd = -1;
}

static void number(double v, char out[16])
{
	if (isfinite(v))
		(void)snprintf(out, 16, "%.4g", v);
	else
		(void)snprintf(out, 16, "-");
}

void rv_progress_tell(rv_progress *p, const char *what, double share, double left_s)
{
	char line[LINE + 1], a[16], b[16];
	const int64_t now = rv_mono_ms();
	if (p->fd < 0 || (isfinite(share) && now - p->told_ms < PERIOD_MS))
		return;
	p->told_ms = now;
	number(share, a);
	number(left_s, b);
	(void)snprintf(line, sizeof(line), "%s %s %.40s", a, b, what);
	const size_t n = strlen(line);
	memset(line + n, ' ', LINE - n);
	line[LINE - 1] = '\n';
	if (pwrite(p->fd, line, LINE, 0) != LINE)
		rv_progress_close(p);
}

static double number_of(const char *s, size_t n)
{
	double v = NAN;
	return rv_num_parse(s, n, &v) == RV_OK ? v : (double)NAN;
}

void rv_progress_read(const char *path, rv_research_job *j)
{
	char line[LINE + 1] = "";
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	const ssize_t got = fd < 0 ? -1 : read(fd, line, LINE);
	if (fd >= 0)
		(void)close(fd);
	if (got != LINE || line[LINE - 1] != '\n')
		return;
	line[LINE - 1] = '\0';
	const size_t share = strcspn(line, " ");
	const char *left = line + share + 1;
	const size_t n = share < LINE - 1 ? strcspn(left, " ") : 0;
	if (n == 0 || left + n >= line + LINE - 1)
		return;
	j->share = number_of(line, share);
	j->left_s = number_of(left, n);
	(void)snprintf(j->what, sizeof(j->what), "%s", left + n + 1);
	for (size_t k = strlen(j->what); k > 0 && j->what[k - 1] == ' '; k--)
		j->what[k - 1] = '\0';
}

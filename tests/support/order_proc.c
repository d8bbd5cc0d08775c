/* See order_proc.h. */
#include "tests/support/order_proc.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/num.h"
#include "tests/support/patience.h"

enum { VENUE_START_MS = 20000, HTTP_MS = 10000, BODY_MOST = 16 << 20 };

static void child(char *const argv[], const int in[2], const int out[2], int err, const char *crash)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (dup2(in[0], STDIN_FILENO) < 0 || dup2(out[1], STDOUT_FILENO) < 0 ||
	    dup2(err, STDERR_FILENO) < 0)
		_exit(99);
	if (crash ? setenv("RVDESK_CRASH_AT", crash, 1) : unsetenv("RVDESK_CRASH_AT"))
		_exit(99);
	(void)execv(argv[0], argv);
	_exit(98);
}

static void shut(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

bool order_proc_start(order_proc *p, char *const argv[], const char *err, const char *crash)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 };
	memset(p, 0, sizeof(*p));
	p->in = p->out = -1;
	const int log = open(err, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	const bool piped = pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0;
	const pid_t pid = log >= 0 && piped ? fork() : -1;
	if (pid == 0)
		child(argv, in, out, log, crash);
	shut(log);
	shut(in[0]);
	shut(out[1]);
	if (pid < 0) {
		shut(in[1]);
		shut(out[0]);
		return false;
	}
	p->pid = pid;
	p->in = in[1];
	p->out = out[0];
	return true;
}

static bool take_line(order_proc *p)
{
	char *end = memchr(p->buf, '\n', p->n);
	if (!end)
		return false;
	const size_t len = (size_t)(end - p->buf);
	(void)snprintf(p->text, sizeof(p->text), "%.*s", (int)len, p->buf);
	p->n -= len + 1;
	memmove(p->buf, end + 1, p->n);
	return true;
}

int order_proc_line(order_proc *p, int ms)
{
	const int64_t until = rv_mono_ms() + ms;
	while (!take_line(p)) {
		const int64_t left = until - rv_mono_ms();
		struct pollfd fd = { .fd = p->out, .events = POLLIN };
		const int got = poll(&fd, 1, left > 0 ? (int)left : 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0 ? 0 : -1;
		if (p->n == sizeof(p->buf))
			p->n = 0; /* a line longer than any of ours */
		const ssize_t n = read(p->out, p->buf + p->n, sizeof(p->buf) - p->n);
		if (n <= 0)
			return -1;
		p->n += (size_t)n;
	}
	return 1;
}

bool order_proc_say(order_proc *p, const char *text)
{
	char line[ORDER_LINE];
	const int n = snprintf(line, sizeof(line), "%s\n", text);
	p->line++;
	return p->pid > 0 && n > 0 && write(p->in, line, (size_t)n) == n;
}

/* "ok 12 words": 1 or 2 when it answers this line; the words move to the front. */
static int answer_of(order_proc *p)
{
	char *end = NULL;
	const size_t word = strcspn(p->text, " ");
	const bool ok = word == 2 && strncmp(p->text, "ok", 2) == 0;
	if (p->text[word] == '\0' || strtoul(p->text + word, &end, 10) != p->line)
		return 0;
	end += strspn(end, " ");
	memmove(p->text, end, strlen(end) + 1);
	return ok ? 1 : 2;
}

int order_proc_ask(order_proc *p, const char *text, int ms)
{
	const int64_t until = rv_mono_ms() + ms;
	if (!order_proc_say(p, text))
		return -1;
	for (;;) {
		const int64_t left = until - rv_mono_ms();
		const int got = order_proc_line(p, left > 0 ? (int)left : 0);
		if (got <= 0)
			return got;
		const int answer = answer_of(p);
		if (answer != 0)
			return answer;
	}
}

int order_proc_end(order_proc *p, int sig, int ms)
{
	int status = 0;
	const int64_t until = rv_mono_ms() + ms;
	if (p->pid <= 0)
		return 0;
	if (sig != 0)
		(void)kill(p->pid, sig);
	/* Its output ends when it does. */
	while (order_proc_line(p, (int)(until > rv_mono_ms() ? until - rv_mono_ms() : 0)) > 0)
		;
	p->overdue = rv_mono_ms() >= until;
	if (p->overdue)
		(void)kill(p->pid, SIGKILL);
	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		;
	shut(p->in);
	shut(p->out);
	p->pid = 0;
	p->in = p->out = -1;
	return status;
}

bool order_proc_killed(int wait_status)
{
	return WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL;
}

/* ---- the venue ---- */

bool order_venue_launch(order_venue *v, char *const argv[], const char *err)
{
	if (!order_proc_start(&v->proc, argv, err, NULL))
		return false;
	const bool said = order_proc_line(&v->proc, VENUE_START_MS * RV_PATIENCE) == 1;
	const char *at = said ? strstr(v->proc.text, "http://") : NULL;
	if (!at || strcspn(at, " ") >= sizeof(v->url)) {
		order_venue_stop(v);
		return false;
	}
	(void)snprintf(v->url, sizeof(v->url), "%.*s", (int)strcspn(at, " "), at);
	return true;
}

bool order_venue_start(order_venue *v, const char *rvdesk, double speed, uint64_t seed,
		       const char *err)
{
	char fast[RV_NUM_TEXT], number[32];
	(void)snprintf(number, sizeof(number), "%llu", (unsigned long long)seed);
	char *argv[] = { (char *)(uintptr_t)rvdesk,
			 (char[]){ "sim" },
			 (char[]){ "--listen" },
			 (char[]){ "127.0.0.1:0" },
			 (char[]){ "--generous" },
			 (char[]){ "--test-control" },
			 (char[]){ "--coins" }, /* a start reads the history of each */
			 (char[]){ "4" },
			 (char[]){ "--seed" },
			 number,
			 (char[]){ "--speed" },
			 (char *)(uintptr_t)rv_num_format(speed, fast),
			 NULL };
	return order_venue_launch(v, argv, err);
}

void order_venue_stop(order_venue *v)
{
	(void)order_proc_end(&v->proc, SIGTERM, 10000 * RV_PATIENCE);
}

typedef struct body {
	char *b;
	size_t n;
} body;

static size_t on_body(char *in, size_t size, size_t n, void *user)
{
	body *out = user;
	const size_t more = size * n;
	if (out->n + more > BODY_MOST)
		return 0;
	char *b = realloc(out->b, out->n + more + 1);
	if (!b)
		return 0;
	memcpy(b + out->n, in, more);
	out->b = b;
	out->n += more;
	b[out->n] = '\0';
	return more;
}

char *order_venue_http(const order_venue *v, const char *path, const char *text)
{
	char url[ORDER_PATH];
	long status = 0;
	body out = { NULL, 0 };
	CURL *c = curl_easy_init();
	(void)snprintf(url, sizeof(url), "%s%s", v->url, path);
	if (!c)
		return NULL;
	(void)curl_easy_setopt(c, CURLOPT_URL, url);
	(void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)HTTP_MS * RV_PATIENCE);
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(c, CURLOPT_WRITEDATA, &out);
	if (text)
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, text);
	const CURLcode rc = curl_easy_perform(c);
	(void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(c);
	if (rc == CURLE_OK && status == 200 && out.b)
		return out.b;
	free(out.b);
	return NULL;
}

bool order_venue_control(const order_venue *v, const char *what, const char *json)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "/_test/%s", what);
	char *answer = order_venue_http(v, path, json);
	const bool ok = answer && strcmp(answer, "{\"status\":\"ok\"}") == 0;
	free(answer);
	return ok;
}

/*
 * Chromium on two pipes; see browser.h. The protocol: JSON messages with a NUL after each, commands
 * into descriptor 3 of the browser, answers and events out of 4.
 */
#include "tests/support/browser.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/tmpdir.h"

enum { ANSWER_MS = 60000, TEXT = 512 };

struct rv_browser {
	pid_t pid;
	int to, from;
	char *buf; /* what has arrived and is not read yet, [n] of cap */
	size_t n, cap;
	int id;
	char session[64];
	char url[2 * TEXT]; /* of the opened file */
	bool loaded;
	size_t errors, requests;
	char last[TEXT];
};

static const char *program(char path[TEXT])
{
	const char *given = getenv("RVDESK_CHROMIUM"), *all = getenv("PATH");
	if (given)
		return access(given, X_OK) == 0 ? given : NULL;
	while (all && *all) {
		const size_t n = strcspn(all, ":");
		(void)snprintf(path, TEXT, "%.*s/chromium", (int)n, all);
		if (access(path, X_OK) == 0)
			return path;
		all += n + (all[n] == ':');
	}
	return NULL;
}

bool rv_browser_found(void)
{
	char path[TEXT];
	return program(path) != NULL;
}

/* In the child: pipes to 3 and 4, its home in the test's folder, silence. */
static _Noreturn void become(int in, int out, const char *home)
{
	char path[TEXT], profile[TEXT];
	const char *bin = program(path);
	const int quiet = open("/dev/null", O_RDWR);
	(void)setpgid(0, 0);
	(void)snprintf(profile, sizeof(profile), "--user-data-dir=%s", home);
	const int a = fcntl(in, F_DUPFD, 10), b = fcntl(out, F_DUPFD, 10);
	if (!bin || quiet < 0 || a < 0 || b < 0 || setenv("HOME", home, 1) != 0 ||
	    setenv("XDG_CONFIG_HOME", home, 1) != 0 || setenv("XDG_CACHE_HOME", home, 1) != 0 ||
	    dup2(a, 3) < 0 || dup2(b, 4) < 0 || dup2(quiet, 0) < 0 || dup2(quiet, 1) < 0 ||
	    dup2(quiet, 2) < 0)
		_exit(126);
	(void)close(a);
	(void)close(b);
	/* The sandbox needs what containers do not give; the page is one of our own. */
	(void)execl(bin, bin, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		    "--disable-dev-shm-usage", "--disable-background-networking",
		    "--hide-scrollbars", "--remote-debugging-pipe", profile, "about:blank",
		    (char *)NULL);
	_exit(127);
}

static void send_text(rv_browser *b, const char *text)
{
	size_t left = strlen(text) + 1; /* the NUL ends the message */
	while (left > 0) {
		const ssize_t k = write(b->to, text, left);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			fail_msg("the browser reads nothing: %s", strerror(errno));
		text += k;
		left -= (size_t)k;
	}
}

static void more(rv_browser *b)
{
	struct pollfd p = { .fd = b->from, .events = POLLIN };
	const int rc = poll(&p, 1, ANSWER_MS);
	if (rc <= 0)
		fail_msg("the browser says nothing for %d s", ANSWER_MS / 1000);
	if (b->cap - b->n < 65536) {
		b->cap = 2 * b->cap + 131072;
		b->buf = realloc(b->buf, b->cap);
		assert_non_null(b->buf);
	}
	const ssize_t k = read(b->from, b->buf + b->n, b->cap - b->n);
	if (k <= 0)
		fail_msg("the browser has ended");
	b->n += (size_t)k;
}

static cJSON *next_message(rv_browser *b)
{
	const char *end = NULL;
	size_t looked = 0;
	while (!(end = b->n > looked ? memchr(b->buf + looked, 0, b->n - looked) : NULL)) {
		looked = b->n;
		more(b);
	}
	const size_t used = (size_t)(end - b->buf) + 1;
	cJSON *o = cJSON_Parse(b->buf);
	assert_non_null(o);
	memmove(b->buf, b->buf + used, b->n - used);
	b->n -= used;
	return o;
}

static const char *text_at(const cJSON *o, const char *a, const char *b, const char *c)
{
	o = cJSON_GetObjectItemCaseSensitive(o, a);
	o = b ? cJSON_GetObjectItemCaseSensitive(o, b) : o;
	o = c ? cJSON_GetObjectItemCaseSensitive(o, c) : o;
	return cJSON_IsString(o) ? o->valuestring : "";
}

static void remember(rv_browser *b, size_t *count, const cJSON *params)
{
	char *text = cJSON_PrintUnformatted(params);
	assert_non_null(text);
	(*count)++;
	(void)snprintf(b->last, sizeof(b->last), "%.500s", text);
	cJSON_free(text);
}

static void on_event(rv_browser *b, const cJSON *o)
{
	const char *method = text_at(o, "method", NULL, NULL);
	const cJSON *params = cJSON_GetObjectItemCaseSensitive(o, "params");
	const bool error = strcmp(method, "Runtime.exceptionThrown") == 0 ||
			   strcmp(method, "Log.entryAdded") == 0 ||
			   (strcmp(method, "Runtime.consoleAPICalled") == 0 &&
			    strcmp(text_at(params, "type", NULL, NULL), "log") != 0);
	if (strcmp(method, "Page.loadEventFired") == 0)
		b->loaded = true;
	else if (error)
		remember(b, &b->errors, params);
	else if (strcmp(method, "Network.requestWillBeSent") == 0 &&
		 strcmp(text_at(params, "request", "url", NULL), b->url) != 0)
		remember(b, &b->requests, params);
}

/* params: the text of an object. The result is the caller's. */
static cJSON *call(rv_browser *b, const char *method, const char *params)
{
	const size_t cap = strlen(params) + TEXT;
	char *text = malloc(cap);
	assert_non_null(text);
	const int id = ++b->id;
	(void)snprintf(text, cap, "{\"id\":%d,\"method\":\"%s\",\"params\":%s%s%s%s}", id, method,
		       params, b->session[0] ? ",\"sessionId\":\"" : "", b->session,
		       b->session[0] ? "\"" : "");
	send_text(b, text);
	free(text);
	for (;;) {
		cJSON *o = next_message(b);
		const cJSON *of = cJSON_GetObjectItemCaseSensitive(o, "id");
		if (!cJSON_IsNumber(of)) {
			on_event(b, o);
		} else if (of->valueint == id) {
			cJSON *result = cJSON_DetachItemFromObjectCaseSensitive(o, "result");
			if (!result)
				fail_msg("%s: %s", method, text_at(o, "error", "message", NULL));
			cJSON_Delete(o);
			return result;
		}
		cJSON_Delete(o);
	}
}

static void tell(rv_browser *b, const char *method, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
static void tell(rv_browser *b, const char *method, const char *fmt, ...)
{
	char params[2 * TEXT];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(params, sizeof(params), fmt, ap);
	va_end(ap);
	cJSON_Delete(call(b, method, params));
}

static void attach(rv_browser *b)
{
	char params[TEXT];
	cJSON *o = call(b, "Target.createTarget", "{\"url\":\"about:blank\"}");
	(void)snprintf(params, sizeof(params), "{\"targetId\":\"%s\",\"flatten\":true}",
		       text_at(o, "targetId", NULL, NULL));
	cJSON_Delete(o);
	o = call(b, "Target.attachToTarget", params);
	(void)snprintf(b->session, sizeof(b->session), "%s", text_at(o, "sessionId", NULL, NULL));
	cJSON_Delete(o);
	static const char *const domains[] = { "Page.enable", "Runtime.enable", "Log.enable",
					       "Network.enable" };
	for (size_t i = 0; i < sizeof(domains) / sizeof(domains[0]); i++)
		tell(b, domains[i], "{}");
}

rv_browser *rv_browser_start(void)
{
	int in[2], out[2];
	rv_browser *b = calloc(1, sizeof(*b));
	assert_non_null(b);
	const char *home = rv_tmp_path("browser");
	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	/* A browser that has gone is an error of write, not the end of the test. */
	assert_int_equal(sigaction(SIGPIPE, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL), 0);
	b->pid = fork();
	assert_true(b->pid >= 0);
	if (b->pid == 0)
		become(in[0], out[1], home);
	(void)close(in[0]);
	(void)close(out[1]);
	b->to = in[1];
	b->from = out[0];
	attach(b);
	return b;
}

void rv_browser_stop(rv_browser *b)
{
	if (!b)
		return;
	(void)close(b->to); /* the browser ends when its pipe does */
	for (int i = 0; i < 100 && waitpid(b->pid, NULL, WNOHANG) == 0; i++)
		(void)nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	(void)kill(-b->pid, SIGKILL); /* and whatever it started */
	(void)waitpid(b->pid, NULL, 0);
	(void)close(b->from);
	free(b->buf);
	free(b);
}

void rv_browser_open(rv_browser *b, const char *path, int width, int height, bool dark)
{
	tell(b, "Emulation.setDeviceMetricsOverride",
	     "{\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,\"mobile\":%s}", width, height,
	     width < 500 ? "true" : "false");
	tell(b, "Emulation.setEmulatedMedia",
	     "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"%s\"}]}",
	     dark ? "dark" : "light");
	b->loaded = false;
	b->errors = b->requests = 0;
	b->last[0] = '\0';
	(void)snprintf(b->url, sizeof(b->url), "file://%s", path);
	tell(b, "Page.navigate", "{\"url\":\"%s\"}", b->url);
	while (!b->loaded) {
		cJSON *o = next_message(b);
		on_event(b, o);
		cJSON_Delete(o);
	}
}

cJSON *rv_browser_eval(rv_browser *b, const char *expression)
{
	cJSON *p = cJSON_CreateObject();
	assert_non_null(cJSON_AddStringToObject(p, "expression", expression));
	assert_non_null(cJSON_AddTrueToObject(p, "returnByValue"));
	/* the page's policy holds for us too */
	assert_non_null(cJSON_AddFalseToObject(p, "allowUnsafeEvalBlockedByCSP"));
	char *params = cJSON_PrintUnformatted(p);
	cJSON_Delete(p);
	cJSON *o = call(b, "Runtime.evaluate", params);
	cJSON_free(params);
	if (cJSON_HasObjectItem(o, "exceptionDetails"))
		fail_msg("%s: %s", expression,
			 text_at(o, "exceptionDetails", "exception", "description"));
	cJSON *result = cJSON_GetObjectItemCaseSensitive(o, "result");
	cJSON *value = cJSON_DetachItemFromObjectCaseSensitive(result, "value");
	cJSON_Delete(o);
	return value;
}

double rv_browser_number(rv_browser *b, const char *expression)
{
	cJSON *v = rv_browser_eval(b, expression);
	if (!cJSON_IsNumber(v))
		fail_msg("%s is no number", expression);
	const double x = v->valuedouble;
	cJSON_Delete(v);
	return x;
}

char *rv_browser_text(rv_browser *b, const char *expression)
{
	cJSON *v = rv_browser_eval(b, expression);
	if (!cJSON_IsString(v))
		fail_msg("%s is no text", expression);
	char *text = strdup(v->valuestring);
	assert_non_null(text);
	cJSON_Delete(v);
	return text;
}

void rv_browser_mouse(rv_browser *b, const char *type, double x, double y, int clicks)
{
	const bool moved = strcmp(type, "mouseMoved") == 0;
	tell(b, "Input.dispatchMouseEvent",
	     "{\"type\":\"%s\",\"x\":%.17g,\"y\":%.17g,\"button\":\"%s\",\"buttons\":%d,"
	     "\"clickCount\":%d}",
	     type, x, y, moved && clicks == 0 ? "none" : "left", clicks > 0, clicks);
}

void rv_browser_key(rv_browser *b, const char *key)
{
	tell(b, "Input.dispatchKeyEvent", "{\"type\":\"keyDown\",\"key\":\"%s\"}", key);
	tell(b, "Input.dispatchKeyEvent", "{\"type\":\"keyUp\",\"key\":\"%s\"}", key);
}

static size_t from_base64(const char *text, unsigned char *out)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = 0, have = 0;
	size_t n = 0;
	for (; *text && *text != '='; text++) {
		const char *at = strchr(digits, *text);
		assert_non_null(at);
		bits = bits << 6 | (unsigned)(at - digits);
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[n++] = (unsigned char)(bits >> have & 0xff);
		}
	}
	return n;
}

void rv_browser_picture(rv_browser *b, const char *path)
{
	cJSON *o = call(b, "Page.captureScreenshot", "{\"format\":\"png\"}");
	const char *text = text_at(o, "data", NULL, NULL);
	unsigned char *png = malloc(strlen(text) + 1);
	assert_non_null(png);
	rv_file_write(path, png, from_base64(text, png));
	free(png);
	cJSON_Delete(o);
}

size_t rv_browser_errors(const rv_browser *b)
{
	return b->errors;
}

size_t rv_browser_requests(const rv_browser *b)
{
	return b->requests;
}

const char *rv_browser_last(const rv_browser *b)
{
	return b->last;
}

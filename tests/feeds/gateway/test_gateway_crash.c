/*
 * The process dies at each point of an order's way through the gateway. What the venue's books then
 * hold is what the point promises: nothing before the body has left, never more than one order.
 *
 * The gateway runs in a child, which is this program again; the venue runs here.
 */
#include "engine/base/crash_point.h"
#include "engine/base/hex.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/gateway_desk.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cjson/cJSON.h>

enum { LINE = 128, KEY_TEXT = RV_HEX_TEXT(RV_ADDRESS_BYTES) };

/* A line of text from a pipe, without its newline. */
static void read_line(int fd, char out[LINE])
{
	size_t n = 0;
	while (n + 1 < LINE && read(fd, out + n, 1) == 1 && out[n] != '\n')
		n++;
	out[n] = '\0';
}

/* In the child: dies at the point, or ends with 3 when it did not. */
static int live(const char *point)
{
	char agent[KEY_TEXT], url[LINE];
	uint8_t address[RV_ADDRESS_BYTES];
	gateway_desk d;
	rv_err err = { 0 };
	gd_make(&d);
	rv_signer_address(d.signer, address);
	(void)printf("%s\n", rv_hex_format(address, sizeof(address), agent));
	(void)fflush(stdout);
	read_line(STDIN_FILENO, url);
	if (rv_crash_arm(point, &err) != RV_OK)
		return 4;
	gd_start(&d, url);
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_UP));
	const rv_order o =
		gd_order(&d, RV_BUY, 117, gd_px(url) * 110 / 100 / 1000 * 1000, RV_TIF_IOC);
	rv_venue_report_free(gd_answer(&d, gd_send(&d, &o, 1)));
	rv_venue_report_free(gd_report(&d, RV_REPORT_STREAM_ORDERS));
	(void)gd_seen(&d, RV_REPORT_STREAM_DOWN, 2000);
	return 3;
}

struct child {
	pid_t pid;
	int to, from;
};

static void start_child(struct child *c, const char *point)
{
	int in[2], out[2];
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	c->pid = fork();
	assert_true(c->pid >= 0);
	if (c->pid == 0) {
		(void)dup2(in[0], STDIN_FILENO);
		(void)dup2(out[1], STDOUT_FILENO);
		(void)close(in[1]);
		(void)close(out[0]);
		(void)execl("/proc/self/exe", "gateway", point, (char *)NULL);
		_exit(5);
	}
	(void)close(in[0]);
	(void)close(out[1]);
	c->to = in[1];
	c->from = out[0];
}

static int orders_in_books(rv_sim *sim)
{
	char *text = gd_ledger(sim);
	cJSON *json = cJSON_Parse(text);
	const cJSON *a = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "accounts"), 0);
	const int n = cJSON_GetArraySize(cJSON_GetObjectItem(a, "orders"));
	cJSON_Delete(json);
	free(text);
	return n;
}

/* Runs a child that dies at the point; the orders that the venue has then. */
static int die_at(const char *point)
{
	struct child c;
	gateway_desk d;
	rv_sim *sim = NULL;
	char agent[LINE], line[LINE];
	uint8_t address[RV_ADDRESS_BYTES];
	int status = 0;
	start_child(&c, point);
	read_line(c.from, agent);
	assert_int_equal(rv_hex_parse(agent, strlen(agent), address, sizeof(address)), RV_OK);
	gd_make(&d); /* for its account; its own key is nobody's */
	sim = gd_sim(&d, NULL, 1.0);
	assert_int_equal(rv_sim_add_account(sim, d.account, address, 0), RV_OK);
	const int n = snprintf(line, sizeof(line), "%s\n", rv_sim_url(sim));
	assert_int_equal(write(c.to, line, (size_t)n), n);
	assert_int_equal(waitpid(c.pid, &status, 0), c.pid);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		fail_msg("%s: the child did not die there, status %x", point, (unsigned)status);
	(void)close(c.to);
	(void)close(c.from);
	const int orders = orders_in_books(sim);
	gd_free(&d);
	rv_sim_stop(sim);
	return orders;
}

static void each_point_keeps_its_promise(void **state)
{
	(void)state;
	static const struct {
		const char *point;
		int least, most;
	} cases[] = {
		{ "gateway.before-send", 0, 0 },
		{ "gateway.mid-send", 0, 0 },
		{ "gateway.after-send", 0, 1 }, /* the bytes are the kernel's by then */
		{ "gateway.answered", 1, 1 },
		{ "gateway.before-report", 0, 0 }, /* of the snapshot */
		{ "gateway.stream-fill:2", 1, 1 }, /* of the order's fills, after the snapshot */
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		const int n = die_at(cases[i].point);
		if (n < cases[i].least || n > cases[i].most)
			fail_msg("%s: %d orders", cases[i].point, n);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_point_keeps_its_promise),
	};
	if (argc > 1)
		return live(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

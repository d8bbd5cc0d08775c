/* Random episodes; see order_run.h. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/crash_point.h"
#include "tests/support/order_episode.h"

enum { PLAN = 1024 };

static const char *const words[] = {
	"buy SOL 300 usd",
	"sell SOL 250 usd",
	"buy ETH 400 usd twap 30s",
	"sell BTC 500 usd",
	"buy BTC 200 usd twap 1m",
	"sell ETH 150 usd",
	"buy SOL 120 usd LIMIT",
	"buy SOL 60 usd LIMIT",
	"close SOL",
	"close ETH",
	"close BTC",
	"cancel all",
	"cancel SOL",
	"kill cancel",
	"kill leave",
	"kill reduce",
	"flatten",
	"reconcile",
	"resume",
	"resume",
	"resume SOL",
	"resume ETH",
	"buy DOGE 75 usd",
	"sell DOGE 75 usd twap 20s",
	"reduce SOL 50%",
	"status",
	"lock",
	"buy ARB 33 usd",
	"sell AVAX 200 usd LIMIT",
};

static const struct {
	const char *match, *rest;
} kinds[] = {
	{ "exchange", "\"do\":\"drop_answer\"" },
	{ "exchange.order", "\"do\":\"drop_answer\"" },
	{ "exchange.order", "\"do\":\"no_accept\"" },
	{ "exchange", "\"do\":\"no_accept\"" },
	{ "exchange", "\"do\":\"error_status\",\"code\":502" },
	{ "exchange", "\"do\":\"error_status\",\"code\":500" },
	{ "exchange", "\"do\":\"status\",\"code\":503" },
	{ "exchange", "\"do\":\"status\",\"code\":429" },
	{ "exchange", "\"do\":\"short_statuses\"" },
	{ "exchange", "\"do\":\"truncate\"" },
	{ "exchange", "\"do\":\"garbage\"" },
	{ "exchange.order", "\"do\":\"wrong_types\"" },
	{ "exchange.order", "\"do\":\"ack_delay\",\"ms\":400" },
	{ "exchange", "\"do\":\"rate_exhausted\"" },
	{ "exchange.order", "\"do\":\"post_only\"" },
	{ "exchange.scheduleCancel", "\"do\":\"schedule_refused\"" },
	{ "info.orderStatus", "\"do\":\"unknown_oid\"" },
	{ "ws.userFills", "\"do\":\"late_fills\",\"ms\":900" },
	{ "info.userFillsByTime", "\"do\":\"late_fills\",\"ms\":900" },
	{ "*", "\"do\":\"duplicate_fills\"" },
	{ "ws.userFills", "\"do\":\"reorder_fills\"" },
	{ "info", "\"do\":\"status\",\"code\":502" },
	{ "info.userFillsByTime", "\"do\":\"truncate\"" },
	{ "info.clearinghouseState", "\"do\":\"garbage\"" },
	{ "ws", "\"do\":\"close\",\"code\":1006" },
	{ "ws", "\"do\":\"close\",\"code\":1000" },
	{ "ws", "\"do\":\"refuse\"" },
};

static void draw_plan(order_episode *e, char plan[PLAN])
{
	size_t n = 0;
	const uint64_t entries = order_rand(e, 4);
	n += (size_t)snprintf(plan + n, PLAN - n, "[");
	for (uint64_t i = 0; i < entries; i++) {
		const size_t k = order_rand(e, sizeof(kinds) / sizeof(kinds[0]));
		n += (size_t)snprintf(
			plan + n, PLAN - n, "%s{\"at\":%.1f,\"for\":%.1f,\"match\":\"%s\",%s}",
			i ? "," : "", (double)order_rand(e, 10) / 10.0,
			(double)(1 + order_rand(e, 20)) / 10.0, kinds[k].match, kinds[k].rest);
	}
	(void)snprintf(plan + n, PLAN - n, "]");
}

/* "" for none. */
static void draw_crash(order_episode *e, char out[64])
{
	size_t n = 0;
	const char *const *names = rv_crash_names(&n);
	out[0] = '\0';
	if (order_rand(e, 3) > 0)
		(void)snprintf(out, 64, "%s:%" PRIu64, names[order_rand(e, n)],
			       1 + order_rand(e, order_rand(e, 2) ? 4 : 30));
}

static bool random_commands(order_episode *e, uint64_t n)
{
	if (order_episode_say(e, "arm") < 0 || order_episode_resume(e) < 0)
		return false;
	for (uint64_t i = 0; i < n; i++) {
		const char *text = words[order_rand(e, sizeof(words) / sizeof(words[0]))];
		if (order_episode_say_priced(e, text) < 0 ||
		    !order_episode_rest(e, 1 + (int)order_rand(e, 120)))
			return false;
	}
	return true;
}

static void random_life(order_episode *e)
{
	char plan[PLAN], crash[64];
	draw_plan(e, plan);
	draw_crash(e, crash);
	const uint64_t commands = 1 + order_rand(e, 8), rest = order_rand(e, 500);
	const bool early = order_rand(e, 8) == 0;
	bool term = order_rand(e, 4) == 0;
	if (e->run->loud)
		(void)printf("  %6lld ms life: crash %s, faults %s\n",
			     (long long)(rv_mono_ms() - e->t0_ms), crash[0] ? crash : "none", plan);
	if (early)
		(void)order_episode_faults(e, plan);
	if (early && order_rand(e, 2) == 0) { /* it may never agree: killed while it tries */
		(void)order_episode_begin(e, crash[0] ? crash : NULL);
		(void)order_episode_rest(e, (int)(rest * 2));
		term = false; /* perhaps the program has not begun: SIGTERM would just end it */
	} else if (order_episode_start(e, crash[0] ? crash : NULL) == 1) {
		if (!early)
			(void)order_episode_faults(e, plan);
		if (random_commands(e, commands))
			(void)order_episode_rest(e, (int)rest);
	}
	(void)order_episode_stop(e, term ? SIGTERM : SIGKILL);
}

bool order_run_random(order_run *r, uint64_t seed)
{
	static order_episode e;
	char name[64];
	(void)snprintf(name, sizeof(name), "seed-%llu", (unsigned long long)seed);
	if (order_episode_open(&e, r, name, seed)) {
		const uint64_t lives = 1 + order_rand(&e, 3);
		for (uint64_t i = 0; i < lives; i++)
			random_life(&e);
	}
	const bool good = order_episode_close(&e);
	if (!good) {
		(void)printf("  again: --seed %llu --episodes 1\n", (unsigned long long)seed);
		(void)fflush(stdout);
	}
	return good;
}

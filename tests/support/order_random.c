/* Random episodes; see order_run.h. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/crash_point.h"
#include "tests/support/order_episode.h"
#include "tests/support/order_plan.h"

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
	char plan[ORDER_PLAN], crash[64];
	order_plan_draw(&e->rand, order_draw(&e->rand, 4), plan);
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

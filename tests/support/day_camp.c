/* The folder of a campaign and its venue; see day_camp.h. */
#include "tests/support/day_camp.h"

#include <cjson/cJSON.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/paper_key.h"
#include "engine/base/clock.h"
#include "engine/base/num.h"
#include "engine/base/timefmt.h"
#include "feeds/sign/signer.h"
#include "tests/support/files.h"
#include "tests/support/order_episode.h"
#include "tests/support/patience.h"

enum {
	EQUITY_USD = 100000,
	FIRST_DAYS = 300,
	START_TRIES = 4,
	LATER_MS = 20000,
	VENUE_STOP_MS = 20000 * RV_PATIENCE
};

/* 2026-12-01: the market's seeded, any day is as good as another. */
#define BASE_MS INT64_C(1796083200000)

/*
 * Ages and drifts do not stop an order here, and no loss of a day does: what is looked for is what
 * becomes of orders. At this speed a block of the venue is half a minute.
 */
static const char config_text[] =
	"{\"orders\":{\"ticket\":{\"ttl_s\":3600,\"quote_s\":600,\"drift_bps\":1000},"
	"\"mandate\":{\"collar_bps\":1000,\"ioc_slippage_bps\":500,\"repeat_most\":1000},"
	"\"fresh\":{\"quote_s\":600,\"account_s\":3600,\"spread_most_bps\":10000,"
	"\"mark_off_most_bps\":10000,\"skew_warn_ms\":900,\"skew_halt_ms\":1000},"
	"\"limits\":{\"order_most_adv\":0,\"duplicate_s\":0,\"messages_per_min\":2000,"
	"\"order_most_usd\":60000,\"symbol_most_usd\":90000,\"net_most_x\":2,"
	"\"liquidation_pct\":0,\"liquidation_sigmas\":0,\"daily_loss_pct\":100,"
	"\"drawdown_pct\":100},"
	"\"wire\":{\"expires_s\":60,\"settle_s\":5}},"
	"\"book\":{\"legs\":{\"price_age_s\":300,\"least_nav\":0.003,\"least_usd\":100}}}\n";

uint64_t day_rand(day_camp *c, uint64_t n)
{
	return order_draw(&c->rand, n);
}

bool day_camp_failed(day_camp *c, const char *what)
{
	order_report_add(&c->report, "%s", what);
	day_note(c, "FAILED: %s", what);
	return false;
}

void day_note(day_camp *c, const char *fmt, ...)
{
	char at[RV_TIME_TEXT], text[ORDER_LINE * 2];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	(void)rv_time_format(day_now(c), at);
	if (c->log)
		(void)fprintf(c->log, "%s %s\n", at, text);
	if (c->log)
		(void)fflush(c->log);
	if (c->loud)
		(void)printf("  %s %s\n", at, text);
}

/* ---- the folder ---- */

static bool write_config(day_camp *c)
{
	static const char baskets[] = "config/rv_momo_baskets.json";
	char path[ORDER_PATH + 32];
	size_t n = 0;
	char *all = access(baskets, R_OK) == 0 ? rv_file_slurp(baskets, &n) : NULL;
	(void)snprintf(path, sizeof(path), "%.480s/rv_momo_baskets.json", c->config);
	const bool copied = all && order_write_text(path, all);
	free(all);
	(void)snprintf(path, sizeof(path), "%.480s/strategy_config.json", c->config);
	return copied && order_write_text(path, config_text);
}

static bool make_key(day_camp *c)
{
	uint8_t agent[RV_ADDRESS_BYTES], master[RV_ADDRESS_BYTES];
	char path[ORDER_PATH + 16], hex[66] = "";
	rv_signer *signer = NULL;
	rv_err err = { 0 };
	for (size_t i = 0; i < 64; i++)
		hex[i] = "0123456789abcdef"[day_rand(c, i == 0 ? 15 : 16)];
	hex[64] = '\n';
	(void)snprintf(path, sizeof(path), "%s/paper.key", c->state);
	if (!order_write_text(path, hex) || rv_signer_open(path, &signer, &err) != RV_OK)
		return false;
	rv_signer_address(signer, agent);
	rv_signer_free(signer);
	rv_paper_account(agent, 0, master);
	(void)rv_address_format(agent, c->signer);
	(void)rv_address_format(master, c->account);
	return true;
}

static bool make_folders(day_camp *c, const char *dir)
{
	char path[ORDER_PATH + 32];
	(void)snprintf(c->dir, sizeof(c->dir), "%.400s/seed-%llu", dir,
		       (unsigned long long)c->seed);
	(void)snprintf(c->state, sizeof(c->state), "%.480s/state", c->dir);
	(void)snprintf(c->config, sizeof(c->config), "%.480s/config", c->dir);
	(void)snprintf(c->err, sizeof(c->err), "%.480s/desk.err", c->dir);
	(void)snprintf(c->accounts, sizeof(c->accounts), "%.480s/accounts.db", c->dir);
	(void)snprintf(path, sizeof(path), "%.480s/commands.log", c->dir);
	if (mkdir(c->dir, 0700) != 0 || mkdir(c->state, 0700) != 0 || mkdir(c->config, 0700) != 0)
		return false;
	c->log = fopen(path, "we");
	return c->log != NULL;
}

bool day_camp_open(day_camp *c, const char *rvdesk, const char *dir, uint64_t seed, double speed)
{
	memset(c, 0, sizeof(*c));
	c->rvdesk = rvdesk;
	c->seed = c->rand = seed;
	c->speed = speed;
	c->equity = (int64_t)EQUITY_USD * 1000000;
	c->first_ms = BASE_MS + (int64_t)day_rand(c, FIRST_DAYS) * RV_DAY_MS;
	(void)snprintf(c->listen, sizeof(c->listen), "127.0.0.1:0");
	if (!make_folders(c, dir) || !make_key(c) || !write_config(c))
		return day_camp_failed(c,
				       "no folder for the campaign, or not run in the project's");
	return true;
}

void day_camp_close(day_camp *c)
{
	if (c->desk.pid > 0)
		(void)order_proc_end(&c->desk, SIGKILL, VENUE_STOP_MS);
	if (c->venue.proc.pid > 0)
		(void)order_proc_end(&c->venue.proc, SIGKILL, VENUE_STOP_MS);
	if (c->log)
		(void)fclose(c->log);
	c->log = NULL;
	order_seen_free(&c->seen);
}

/* ---- the venue ---- */

int64_t day_now(const day_camp *c)
{
	const int64_t ms = rv_mono_ms() - c->venue_mono;
	return c->venue_utc + (int64_t)((double)ms * c->speed);
}

/* What it trades, in its order. */
static bool read_coins(day_camp *c)
{
	char *text = order_venue_http(&c->venue, "/info", "{\"type\":\"meta\"}");
	cJSON *json = text ? cJSON_Parse(text) : NULL;
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(json, "universe"), *one = NULL;
	c->n_coins = 0;
	cJSON_ArrayForEach(one, list)
	{
		const char *name =
			cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(one, "name"));
		if (name && c->n_coins < DAY_COINS)
			(void)snprintf(c->coins[c->n_coins++], RV_SYMBOL_MAX, "%s", name);
	}
	cJSON_Delete(json);
	free(text);
	return c->n_coins > 0;
}

static bool launch(day_camp *c, int64_t utc_ms)
{
	char fast[RV_NUM_TEXT], coins[16], start[RV_TIME_TEXT], account[160], err[ORDER_PATH + 16];
	(void)rv_time_format(utc_ms - utc_ms % 1000, start);
	(void)snprintf(coins, sizeof(coins), "%d", DAY_COINS);
	(void)snprintf(account, sizeof(account), "%s:%s:%d", c->account, c->signer, EQUITY_USD);
	(void)snprintf(err, sizeof(err), "%.480s/venue.err", c->dir);
	char *argv[] = { (char *)(uintptr_t)c->rvdesk,
			 (char[]){ "sim" },
			 (char[]){ "--listen" },
			 c->listen,
			 (char[]){ "--generous" },
			 (char[]){ "--test-control" },
			 (char[]){ "--coins" },
			 coins,
			 (char[]){ "--accounts" },
			 c->accounts,
			 (char[]){ "--account" },
			 account,
			 (char[]){ "--start" },
			 start,
			 (char[]){ "--speed" },
			 (char *)(uintptr_t)rv_num_format(c->speed, fast),
			 NULL };
	return order_venue_launch(&c->venue, argv, err);
}

/* What it says that it is now: a busy machine takes its time between a clock's start and a line. */
static bool read_clock(day_camp *c)
{
	char *text = order_venue_http(&c->venue, "/info", "{\"type\":\"exchangeStatus\"}");
	cJSON *json = text ? cJSON_Parse(text) : NULL;
	const cJSON *time = cJSON_GetObjectItemCaseSensitive(json, "time");
	const bool ok = cJSON_IsNumber(time);
	c->venue_mono = rv_mono_ms();
	if (ok)
		c->venue_utc = (int64_t)time->valuedouble;
	cJSON_Delete(json);
	free(text);
	return ok;
}

/* One that was killed may have been ahead of what is believed of its clock. */
bool day_venue_start(day_camp *c, int64_t utc_ms)
{
	bool up = false;
	for (int i = 0; i < START_TRIES && !up; i++)
		up = launch(c, utc_ms + (int64_t)i * LATER_MS);
	if (!up || !read_clock(c))
		return day_camp_failed(c, "the venue does not start");
	const char *port = strrchr(c->venue.url, ':');
	(void)snprintf(c->listen, sizeof(c->listen), "127.0.0.1%s", port ? port : ":0");
	day_note(c, "venue at %s", c->venue.url);
	return c->n_coins > 0 || read_coins(c) || day_camp_failed(c, "the venue has no coins");
}

void day_venue_end(day_camp *c, int sig)
{
	day_note(c, "venue ends by signal %d", sig);
	(void)order_proc_end(&c->venue.proc, sig, VENUE_STOP_MS);
}

bool day_faults(day_camp *c, const char *plan)
{
	char json[ORDER_PLAN + 32];
	(void)snprintf(json, sizeof(json), "{\"plan\":%s}", plan);
	day_note(c, "faults %s", plan);
	return order_venue_control(&c->venue, "faults", json);
}

bool day_deposit(day_camp *c, int64_t usd)
{
	char json[160];
	(void)snprintf(json, sizeof(json), "{\"user\":\"%s\",\"usdc\":\"%lld\"}", c->account,
		       (long long)usd);
	day_note(c, "deposit %lld", (long long)usd);
	return order_venue_control(&c->venue, "deposit", json);
}

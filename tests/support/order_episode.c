/* See order_episode.h. */
#include "tests/support/order_episode.h"

#include <cjson/cJSON.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/paper_key.h"
#include "engine/base/clock.h"
#include "engine/base/num.h"
#include "feeds/sign/signer.h"
#include "tests/support/order_history.h"
#include "tests/support/order_plan.h"
#include "tests/support/patience.h"

enum {
	START_MS = 30000 * RV_PATIENCE,
	ANSWER_MS = 30000 * RV_PATIENCE,
	STOP_MS = 15000 * RV_PATIENCE,
	PRICES_MS = 300, /* the desk takes the market four times a second */
	AGAIN_MS = 50,
	AGAIN_MOST = 40,
	ACCOUNTS_EACH = 40, /* of a venue, before a fresh one takes its place */
};

/*
 * Ages and drifts do not stop an order here: at this speed a block of the venue is half a minute,
 * and what is looked for is not whether a limit holds but what becomes of an order.
 */
static const char orders_config[] =
	"{\"orders\":{\"ticket\":{\"ttl_s\":3600,\"quote_s\":600,\"drift_bps\":1000},"
	"\"mandate\":{\"slice_s\":5,\"collar_bps\":1000,\"ioc_slippage_bps\":500,"
	"\"repeat_most\":1000},"
	"\"fresh\":{\"quote_s\":600,\"account_s\":3600,\"spread_most_bps\":10000,"
	"\"mark_off_most_bps\":10000,\"skew_warn_ms\":900,\"skew_halt_ms\":1000},"
	"\"limits\":{\"order_most_adv\":0,\"duplicate_s\":0,\"messages_per_min\":2000,"
	"\"liquidation_pct\":0,\"liquidation_sigmas\":0,\"daily_loss_pct\":100,"
	"\"drawdown_pct\":100},"
	"\"wire\":{\"expires_s\":20,\"settle_s\":5}}}\n";

uint64_t order_rand(order_episode *e, uint64_t n)
{
	return order_draw(&e->rand, n);
}

bool order_write_text(const char *path, const char *text)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	const size_t n = strlen(text);
	const bool ok = fd >= 0 && write(fd, text, n) == (ssize_t)n;
	return fd >= 0 && close(fd) == 0 && ok;
}

bool order_episode_failed(order_episode *e, const char *what)
{
	order_report_add(&e->report, "%s", what);
	return false;
}

/* A venue has room for so many accounts; a fresh one takes its place in good time. */
static bool need_venue(order_episode *e)
{
	order_run *r = e->run;
	char err[ORDER_PATH + 16];
	(void)snprintf(err, sizeof(err), "%.480s/venue.err", r->dir);
	if (r->venue.proc.pid > 0 && r->accounts < ACCOUNTS_EACH)
		return true;
	if (r->venue.proc.pid > 0)
		order_venue_stop(&r->venue);
	r->accounts = 0;
	r->venues++;
	return order_venue_start(&r->venue, r->rvdesk, r->speed, r->seed_venue + r->venues, err);
}

static bool make_key(order_episode *e, uint8_t agent[RV_ADDRESS_BYTES])
{
	char path[ORDER_PATH + 16], hex[66] = "";
	rv_signer *signer = NULL;
	rv_err err = { 0 };
	for (size_t i = 0; i < 64; i++)
		hex[i] = "0123456789abcdef"[i == 0 ? order_rand(e, 15) : order_rand(e, 16)];
	hex[64] = '\n';
	(void)snprintf(path, sizeof(path), "%s/paper.key", e->state);
	if (!order_write_text(path, hex) || rv_signer_open(path, &signer, &err) != RV_OK)
		return false;
	rv_signer_address(signer, agent);
	rv_signer_free(signer);
	return true;
}

static bool make_account(order_episode *e)
{
	uint8_t agent[RV_ADDRESS_BYTES], master[RV_ADDRESS_BYTES];
	char json[256];
	if (!make_key(e, agent))
		return false;
	rv_paper_account(agent, 0, master);
	(void)rv_address_format(agent, e->signer);
	(void)rv_address_format(master, e->account);
	/* Half of them have traded enough for the venue's dead-man. */
	(void)snprintf(json, sizeof(json),
		       "{\"user\":\"%s\",\"agent\":\"%s\",\"equity\":\"100000\",\"volume\":\"%s\"}",
		       e->account, e->signer, order_rand(e, 2) ? "2000000" : "0");
	e->run->accounts++;
	return order_venue_control(&e->run->venue, "account", json);
}

static bool find_limit(order_episode *e)
{
	char *text = order_venue_http(&e->run->venue, "/info", "{\"type\":\"allMids\"}");
	cJSON *json = text ? cJSON_Parse(text) : NULL;
	const cJSON *sol = cJSON_GetObjectItemCaseSensitive(json, "SOL");
	double px = 0.0;
	const bool ok = cJSON_IsString(sol) &&
			rv_num_parse(sol->valuestring, strlen(sol->valuestring), &px) == RV_OK;
	e->limit_px = (int64_t)(px * 0.96);
	cJSON_Delete(json);
	free(text);
	return ok && e->limit_px > 0;
}

bool order_episode_open(order_episode *e, order_run *r, const char *name, uint64_t seed)
{
	char path[ORDER_PATH + 32];
	memset(e, 0, sizeof(*e));
	e->run = r;
	e->rand = seed;
	e->t0_ms = rv_mono_ms();
	(void)snprintf(e->name, sizeof(e->name), "%s", name);
	(void)snprintf(e->state, sizeof(e->state), "%.400s/%.80s", r->dir, name);
	(void)snprintf(e->config, sizeof(e->config), "%.480s/config", r->dir);
	(void)snprintf(e->err, sizeof(e->err), "%.490s/desk.err", e->state);
	(void)snprintf(path, sizeof(path), "%s/strategy_config.json", e->config);
	(void)mkdir(e->config, 0700);
	if (mkdir(e->state, 0700) != 0 || !order_write_text(path, orders_config))
		return order_episode_failed(e, "no folder for the episode");
	if (!need_venue(e))
		return order_episode_failed(e, "the venue does not start");
	order_history_take(r, e->state);
	if (!order_episode_faults(e, "[]") || !make_account(e) || !find_limit(e))
		return order_episode_failed(e, "the venue gives no account");
	e->opened = true;
	return true;
}

bool order_episode_faults(order_episode *e, const char *plan)
{
	char json[2048];
	(void)snprintf(json, sizeof(json), "{\"plan\":%s}", plan);
	return order_venue_control(&e->run->venue, "faults", json);
}

static int wait_ready(order_episode *e)
{
	const int64_t until = rv_mono_ms() + START_MS;
	for (;;) {
		const int64_t left = until - rv_mono_ms();
		const int got = order_proc_line(&e->desk, left > 0 ? (int)left : 0);
		if (e->run->loud)
			(void)printf("  %6lld ms start -> %d %s\n",
				     (long long)(rv_mono_ms() - e->t0_ms), got,
				     got > 0 ? e->desk.text : "");
		if (got <= 0)
			return got;
		if (strncmp(e->desk.text, "ready", 5) == 0)
			return 1;
	}
}

bool order_episode_begin(order_episode *e, const char *crash)
{
	char *argv[] = { (char *)(uintptr_t)e->run->rvdesk,
			 (char[]){ "serve" },
			 (char[]){ "--stdin" },
			 (char[]){ "--approve" },
			 (char[]){ "auto" },
			 (char[]){ "--venue" },
			 (char[]){ "sim" },
			 (char[]){ "--url" },
			 e->run->venue.url,
			 (char[]){ "--state" },
			 e->state,
			 (char[]){ "--config" },
			 e->config,
			 (char[]){ "--weight" },
			 (char[]){ "10000000" },
			 NULL };
	e->run->lives++;
	return order_proc_start(&e->desk, argv, e->err, crash);
}

int order_episode_start(order_episode *e, const char *crash)
{
	return order_episode_begin(e, crash) ? wait_ready(e) : -1;
}

/* "HALTED reconciled=1 ... head=12:0123": the head is one that must be found again. */
static void remember_head(order_episode *e)
{
	order_told *t = &e->told;
	const char *at = strstr(e->desk.text, "head=");
	char *end = NULL;
	if (!at)
		return;
	const unsigned long long seq = strtoull(at + strlen("head="), &end, 10);
	if (*end != ':' || seq == 0)
		return;
	e->head = seq;
	if (t->n_heads == ORDER_HEADS)
		return;
	t->head_seq[t->n_heads] = seq;
	(void)snprintf(t->head[t->n_heads++], ORDER_HASH16, "%.16s", end + 1);
}

static void remember(order_episode *e, const char *text, int answer)
{
	if (strcmp(text, "status") == 0 && answer == 1)
		remember_head(e);
	if (strncmp(text, "kill cancel", 11) == 0 && answer == 1)
		e->told.killed++;
	if ((strncmp(text, "buy", 3) == 0 || strncmp(text, "sell", 4) == 0) && answer == 1)
		e->told.proposed++;
}

int order_episode_say(order_episode *e, const char *text)
{
	char line[ORDER_LINE];
	const char *at = strstr(text, "LIMIT");
	if (at)
		(void)snprintf(line, sizeof(line), "%.*slimit %lld", (int)(at - text), text,
			       (long long)e->limit_px);
	else
		(void)snprintf(line, sizeof(line), "%s", text);
	const int answer = order_proc_ask(&e->desk, line, ANSWER_MS);
	if (e->run->loud)
		(void)printf("  %6lld ms %s -> %d %s\n", (long long)(rv_mono_ms() - e->t0_ms), line,
			     answer, answer > 0 ? e->desk.text : "");
	if (answer > 0)
		remember(e, text, answer);
	if (answer == 0)
		order_report_add(&e->report, "no answer to '%s'", line);
	return answer == 0 ? -1 : answer;
}

bool order_episode_rest(order_episode *e, int ms)
{
	const int64_t until = rv_mono_ms() + ms;
	for (int64_t left = ms; left > 0; left = until - rv_mono_ms())
		if (order_proc_line(&e->desk, (int)left) < 0)
			return false;
	return true;
}

/* Nothing can be made of it yet, though it may be asked for. */
static bool too_early(const char *answer)
{
	return strstr(answer, "no price") || strstr(answer, "no bid or ask");
}

static bool not_resumed(const char *answer)
{
	(void)answer;
	return true;
}

/* Again and again, while the answer is a no of that kind. */
static int repeat(order_episode *e, const char *text, bool (*again)(const char *answer))
{
	int got = order_episode_say(e, text);
	for (int i = 0; got == 2 && again(e->desk.text) && i < AGAIN_MOST; i++) {
		if (!order_episode_rest(e, AGAIN_MS))
			return -1;
		got = order_episode_say(e, text);
	}
	return got;
}

int order_episode_say_priced(order_episode *e, const char *text)
{
	const int got = repeat(e, text, too_early);
	const bool waits = got == 1 && strstr(e->desk.text, "not known");
	return waits && !order_episode_rest(e, PRICES_MS) ? -1 : got;
}

int order_episode_resume(order_episode *e)
{
	return repeat(e, "resume", not_resumed);
}

/* A desk ends by itself with 0, or at its crash point; whatever else happens to it is not good. */
static void judge_end(order_episode *e, int status)
{
	if (e->desk.overdue)
		order_report_add(&e->report, "the desk does not end");
	else if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		order_report_add(&e->report, "the desk dies of signal %d", WTERMSIG(status));
	else if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
		order_report_add(&e->report, "the desk ends with status %d", WEXITSTATUS(status));
}

bool order_episode_stop(order_episode *e, int sig)
{
	const int status = order_proc_end(&e->desk, sig, STOP_MS);
	judge_end(e, status);
	return order_proc_killed(status) && !e->desk.overdue;
}

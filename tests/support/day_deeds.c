/* What a person or the world does; see day_deeds.h. */
#include "tests/support/day_deeds.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static const char *coin(day_play *d, uint64_t *rand)
{
	return d->c->coins[order_draw(rand, d->c->n_coins)];
}

static bool speaks(const day_play *d)
{
	return d->c->desk.pid > 0 && d->c->ready;
}

/* ---- the program ---- */

/* The number after a word of the newest answer; 0 none. */
static unsigned long long number_after(const day_play *d, const char *word)
{
	const char *at = strstr(d->c->desk.text, word);
	return at ? strtoull(at + strlen(word), NULL, 10) : 0;
}

static void edit(day_play *d, unsigned long long id)
{
	uint64_t rand = d->c->seed ^ id ^ ((uint64_t)d->edits << 32);
	for (int tries = 0; tries < 12 && speaks(d); tries++) {
		const char *symbol = coin(d, &rand);
		const uint64_t how = order_draw(&rand, 5);
		const int got = how < 2	   ? day_say(d->c, "program %llu exclude %s", id, symbol)
				: how == 2 ? day_say(d->c, "program %llu include %s", id, symbol)
					   : day_say(d->c, "program %llu reduce %s %d%%", id,
						     symbol, 20 + (int)order_draw(&rand, 70));
		if (got == 1 || got < 0)
			return;
	}
}

static void fate(day_play *d, const char *word)
{
	(void)snprintf(d->c->day.fate, sizeof(d->c->day.fate), "%s", word);
	d->decided = true;
}

static bool grant(day_play *d, unsigned long long id)
{
	return day_say(d->c, "arm") == 1 && day_say(d->c, "program %llu approve", id) == 1;
}

void day_decide(day_play *d)
{
	const unsigned long long id = number_after(d, "p");
	if (d->decided || id == 0)
		return;
	if (d->will == DAY_EXPIRE) {
		fate(d, "left alone");
		return;
	}
	if (d->edits > 0) {
		d->edits--;
		edit(d, id);
	} else if (d->will == DAY_REJECT) {
		if (day_say(d->c, "program %llu reject not today", id) == 1)
			fate(d, "rejected");
	} else if (grant(d, id)) {
		fate(d, "granted");
	}
}

void day_answer_correction(day_play *d)
{
	const unsigned long long id = number_after(d, "p");
	if (d->answers && id > 0 && grant(d, id))
		d->answers = false;
}

/* ---- by hand ---- */

static void approve_newest(day_play *d, uint64_t *rand)
{
	const unsigned long long id = number_after(d, "ticket ");
	if (id == 0 || !speaks(d))
		return;
	if (order_draw(rand, 6) == 0)
		(void)day_say(d->c, "reject %llu", id);
	else if (day_say(d->c, "arm") == 1)
		(void)day_say(d->c, "approve %llu", id);
}

static void trade(day_play *d, uint64_t *rand)
{
	static const char *const styles[] = { "", "", " twap 2m", " twap 6m" };
	const char *side = order_draw(rand, 2) ? "buy" : "sell", *symbol = coin(d, rand);
	const unsigned long long usd = 50 + order_draw(rand, 2000);
	if (day_say(d->c, "%s %s %llu usd%s", side, symbol, usd, styles[order_draw(rand, 4)]) == 1)
		approve_newest(d, rand);
}

static void close_one(day_play *d, uint64_t *rand)
{
	for (int tries = 0; tries < 6 && speaks(d); tries++) {
		const char *symbol = coin(d, rand);
		const int got = order_draw(rand, 2) ? day_say(d->c, "close %s", symbol)
						    : day_say(d->c, "reduce %s 50%%", symbol);
		if (got == 1)
			approve_newest(d, rand);
		if (got != 2)
			return;
	}
}

static void press_switch(day_play *d, uint64_t *rand)
{
	static const char *const levels[] = { "cancel", "leave", "reduce" };
	(void)day_say(d->c, "kill %s", levels[order_draw(rand, 3)]);
	d->resume_ms = day_now(d->c) + (int64_t)order_draw(rand, 3 * DAY_MIN_MS);
	if (order_draw(rand, 8) == 0 && speaks(d) && day_say(d->c, "arm") == 1)
		(void)day_say(d->c, "flatten");
}

static void halt(day_play *d, uint64_t *rand)
{
	const char *symbol = coin(d, rand);
	if (day_say(d->c, "halt %s looks odd", symbol) != 1)
		return;
	(void)snprintf(d->halted, sizeof(d->halted), "%s", symbol);
	d->resume_coin_ms = day_now(d->c) + (int64_t)order_draw(rand, 3 * DAY_MIN_MS);
}

static void override(day_play *d, uint64_t *rand)
{
	static const char *const subs[] = { "S5", "S4m", "S4r", "S4mr", "S4p", "S3" };
	const char *symbol = coin(d, rand), *sub = subs[order_draw(rand, 6)];
	switch (order_draw(rand, 4)) {
	case 0:
		(void)day_say(d->c, "cap %s 0.05 4h too much of it", symbol);
		break;
	case 1:
		(void)day_say(d->c, "scale %s 0.5 4h half of it", sub);
		break;
	case 2:
		(void)day_say(d->c, "ban %s 1h not this one", symbol);
		break;
	default:
		(void)day_say(d->c, "pause %s 1h as it is", sub);
		break;
	}
}

static void cancel(day_play *d, uint64_t *rand)
{
	if (order_draw(rand, 3) == 0)
		(void)day_say(d->c, "cancel all");
	else
		(void)day_say(d->c, "cancel %s", coin(d, rand));
}

static void say_something(day_play *d, day_deed deed, uint64_t *rand)
{
	if (!speaks(d))
		return;
	switch (deed) {
	case DAY_TRADE:
		trade(d, rand);
		break;
	case DAY_CLOSE_ONE:
		close_one(d, rand);
		break;
	case DAY_CANCEL:
		cancel(d, rand);
		break;
	case DAY_SWITCH:
		press_switch(d, rand);
		break;
	case DAY_HALT:
		halt(d, rand);
		break;
	case DAY_LOCK:
		(void)day_say(d->c, "lock");
		break;
	case DAY_RECONCILE:
		(void)day_say(d->c, "reconcile");
		break;
	case DAY_OVERRIDE:
		override(d, rand);
		break;
	default:
		break;
	}
}

/* ---- the world ---- */

static void bring_down(day_play *d, int sig, int64_t most_ms, uint64_t *rand)
{
	if (d->c->desk.pid <= 0)
		return;
	/* A program that has not begun yet does not know the signal: it is just ended. */
	day_desk_end(d->c, d->c->ready ? sig : SIGKILL);
	d->desk_at_ms = day_now(d->c) + 500 + (int64_t)order_draw(rand, (uint64_t)most_ms);
}

static void lose_venue(day_play *d, uint64_t *rand)
{
	if (d->venue_at_ms)
		return;
	day_venue_end(d->c, SIGKILL);
	d->c->day.venue_kills++;
	d->venue_at_ms = day_now(d->c) + 2000 + (int64_t)order_draw(rand, DAY_MIN_MS);
}

static void go_wrong(day_play *d, bool market, uint64_t *rand)
{
	char plan[ORDER_PLAN];
	if (market)
		order_plan_market(rand, plan);
	else
		order_plan_draw(rand, 1 + order_draw(rand, 3), plan);
	if (d->venue_at_ms)
		return;
	d->c->day.faults++;
	if (!day_faults(d->c, plan))
		(void)day_camp_failed(d->c, "the venue does not take its faults");
}

static void pay(day_play *d, uint64_t *rand)
{
	const int64_t usd = 500 + (int64_t)order_draw(rand, 4000);
	if (!d->venue_at_ms && !day_deposit(d->c, order_draw(rand, 2) ? usd : -usd))
		(void)day_camp_failed(d->c, "the venue does not take money");
}

void day_do(day_play *d, const day_item *x)
{
	uint64_t rand = x->rand;
	switch (x->deed) {
	case DAY_MARKET:
	case DAY_FAULTS:
		go_wrong(d, x->deed == DAY_MARKET, &rand);
		break;
	case DAY_KILL:
		bring_down(d, SIGKILL, 2 * DAY_MIN_MS, &rand);
		break;
	case DAY_KILL_SHORT:
		bring_down(d, SIGKILL, 10000, &rand);
		break;
	case DAY_STOP:
		bring_down(d, SIGTERM, 2 * DAY_MIN_MS, &rand);
		break;
	case DAY_VENUE:
		lose_venue(d, &rand);
		break;
	case DAY_DEPOSIT:
		pay(d, &rand);
		break;
	default:
		say_something(d, x->deed, &rand);
		break;
	}
}

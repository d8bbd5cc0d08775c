/* A list whose lines are things with an id; see picks.h. */
#include "tui/picks.h"

#include <string.h>

bool rv_pick_same(const rv_pick *a, const rv_pick *b)
{
	return a->kind == b->kind && a->a == b->a && a->b == b->b;
}

static size_t place_of(const rv_pick *list, size_t n, const rv_pick *what)
{
	size_t i = 0;

	while (i < n && !rv_pick_same(&list[i], what))
		i++;
	return i;
}

/* Those that were there stay in their order, the others come behind them. */
static void keep_order(rv_picks *p, const rv_pick *now, size_t n)
{
	rv_pick old[RV_PICKS_MAX];
	const size_t n_old = p->n;

	memcpy(old, p->list, n_old * sizeof(old[0]));
	p->n = 0;
	for (size_t i = 0; i < n_old; i++) {
		const size_t at = place_of(now, n, &old[i]);
		if (at < n)
			p->list[p->n++] = now[at];
	}
	for (size_t i = 0; i < n && p->n < RV_PICKS_MAX; i++) {
		if (place_of(old, n_old, &now[i]) == n_old)
			p->list[p->n++] = now[i];
	}
}

/* The id goes where it goes; what waited and does no longer, or is gone, is over. */
static void follow(rv_picks *p)
{
	const bool waited = p->selected.waits;
	const size_t at = place_of(p->list, p->n, &p->selected);

	p->picked = at < p->n;
	if (p->picked) {
		p->cursor = at;
		p->selected = p->list[at];
	}
	p->over = p->over || (waited && !(p->picked && p->selected.waits));
}

/* The next that waits, from where the cursor stands: down, else up; p->n none. */
static size_t next_waiting(const rv_picks *p)
{
	for (size_t i = p->cursor; i < p->n; i++) {
		if (p->list[i].waits)
			return i;
	}
	for (size_t i = p->cursor; i-- > 0;) {
		if (p->list[i].waits)
			return i;
	}
	return p->n;
}

static void jump_to(rv_picks *p, size_t at)
{
	p->cursor = at;
	p->selected = p->list[at];
	p->picked = p->jumped = true;
	p->jump_frame = 0;
	p->jump_shown_at = -1;
}

static void go_on(rv_picks *p)
{
	const size_t at = next_waiting(p);

	if (at == p->n)
		return;
	jump_to(p, at);
	p->over = false;
}

/*
 * Nobody has chosen anything: what is at the top is under the cursor, or the window would stay at
 * what was there first and hide what came since. What waits is kept: it may be being read.
 */
static void stay_at_top(rv_picks *p)
{
	if (p->moved || p->over || p->selected.waits || p->n == 0)
		return;
	if (p->picked && p->cursor == 0)
		return;
	jump_to(p, 0);
}

static void find_selected(rv_picks *p)
{
	if (!p->started && p->n > 0) {
		p->started = p->picked = true;
		p->selected = p->list[0];
	}
	if (p->picked)
		follow(p);
	if (p->started)
		stay_at_top(p);
	if (p->cursor >= p->n)
		p->cursor = p->n > 0 ? p->n - 1 : 0;
	if (p->over)
		go_on(p);
}

void rv_picks_update(rv_picks *p, uint64_t seq, const rv_pick *now, size_t n)
{
	if (n > RV_PICKS_MAX)
		n = RV_PICKS_MAX;
	if (seq != p->seq && p->hold > 0)
		p->hold--;
	p->seq = seq;
	if (p->hold > 0) {
		keep_order(p, now, n);
	} else {
		memcpy(p->list, now, n * sizeof(now[0]));
		p->n = n;
	}
	find_selected(p);
}

void rv_picks_arrange(rv_picks *p, size_t page)
{
	p->page = page > 0 ? page : 1;
	if (p->cursor < p->top)
		p->top = p->cursor;
	if (p->cursor >= p->top + p->page)
		p->top = p->cursor - p->page + 1;
	const size_t most = p->n > p->page ? p->n - p->page : 0;
	if (p->top > most)
		p->top = most;
}

void rv_picks_move(rv_picks *p, long delta)
{
	if (p->n == 0)
		return;
	size_t to = p->cursor;
	if (p->picked) {
		const size_t back = delta < 0 ? (size_t)-delta : 0;
		if (delta < 0)
			to = to > back ? to - back : 0;
		else
			to += (size_t)delta;
	}
	rv_picks_move_to(p, to);
}

void rv_picks_move_to(rv_picks *p, size_t place)
{
	if (p->n == 0)
		return;
	p->cursor = place < p->n ? place : p->n - 1;
	p->started = p->picked = p->moved = true;
	p->over = p->jumped = false;
	p->selected = p->list[p->cursor];
	p->hold = RV_PICKS_HOLD;
}

void rv_picks_drawn(rv_picks *p, uint64_t frame)
{
	if (p->jumped && p->jump_frame == 0)
		p->jump_frame = frame;
}

void rv_picks_sent(rv_picks *p, uint64_t frame, int64_t now_mono)
{
	if (p->jumped && p->jump_frame != 0 && frame >= p->jump_frame && p->jump_shown_at < 0)
		p->jump_shown_at = now_mono;
}

bool rv_picks_seen(const rv_picks *p, int64_t now_mono)
{
	return !p->jumped ||
	       (p->jump_shown_at >= 0 && now_mono - p->jump_shown_at >= RV_PICKS_SEEN_MS);
}

const rv_pick *rv_picks_selected(const rv_picks *p)
{
	return p->picked ? &p->selected : NULL;
}

/* Programs: what holds of one, and what a person may change; see program.h. */
#include "engine/book/program.h"

#include "engine/book/wide.h"
#include "engine/book/words.h"

#include <ctype.h>
#include <string.h>

static bool plain(const char *s, size_t cap)
{
	const char *end = memchr(s, '\0', cap);
	for (const char *c = s; end && c < end; c++) {
		if (!isalnum((unsigned char)*c) && !strchr("-_.", *c))
			return false;
	}
	return end && end > s;
}

static const char *leg_error(const rv_program_leg *l)
{
	rv_wide sum = 0;
	for (int s = 0; s < RV_SUB_N; s++)
		sum += l->want[s];
	if (!rv_word_ok(l->symbol, sizeof(l->symbol)) || l->sz_decimals < 0 || l->sz_decimals > 6)
		return "a leg without a coin";
	if (l->side < -1 || l->side > 1 || l->lots < 0 || (l->side == 0) != (l->lots == 0))
		return "a leg's side and lots do not agree";
	if (sum != (rv_wide)l->side * l->lots)
		return "what the sub-books want is not the leg";
	if (l->side != 0 && (l->worst_px <= 0 || l->mid_px <= 0))
		return "an order without a price";
	return l->from_utc_ms < l->to_utc_ms ? NULL : "a leg's window has no length";
}

static const char *legs_error(const rv_program *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const char *wrong = leg_error(&p->legs[i]);
		if (wrong)
			return wrong;
		if (p->legs[i].to_utc_ms > p->mandate_end_utc_ms)
			return "a leg's window outlives the mandate";
		for (size_t k = 0; k < i; k++) {
			if (strcmp(p->legs[k].symbol, p->legs[i].symbol) == 0)
				return "two legs of one coin";
		}
	}
	return NULL;
}

const char *rv_program_error(const rv_program *p)
{
	if (!plain(p->book, sizeof(p->book)) || !plain(p->phase, sizeof(p->phase)) ||
	    !rv_word_ok(p->account, sizeof(p->account)))
		return "book, phase and account: one word each";
	if (p->version < 1 || rv_time_floor(p->run_date_ms, RV_DAY_MS) != p->run_date_ms)
		return "a version from 1, and a date";
	if (p->created_utc_ms >= p->expires_utc_ms || p->created_utc_ms >= p->mandate_end_utc_ms)
		return "it ends before it begins";
	if (p->n < 1 || p->n > RV_PROGRAM_LEGS)
		return "1 to 24 legs";
	const char *wrong = rv_envelope_error(&p->envelope);
	return wrong ? wrong : legs_error(p);
}

size_t rv_program_find(const rv_program *p, const char *symbol)
{
	for (size_t i = 0; i < p->n; i++) {
		if (strcmp(p->legs[i].symbol, symbol) == 0)
			return i;
	}
	return SIZE_MAX;
}

rv_status rv_program_exclude(rv_program *p, const char *symbol, bool excluded)
{
	const size_t i = rv_program_find(p, symbol);
	if (i == SIZE_MAX)
		return RV_ENOENT;
	if (p->legs[i].excluded == excluded)
		return RV_EEXIST;
	p->legs[i].excluded = excluded;
	p->version++;
	return RV_OK;
}

/* What is wanted on the order's side. */
static rv_wide wanted(const rv_program_leg *l)
{
	rv_wide total = 0;
	for (int s = 0; s < RV_SUB_N; s++)
		total += (rv_wide)l->want[s] * l->side > 0 ? (rv_wide)l->want[s] * l->side : 0;
	return total;
}

/* Takes `off` lots off the wants on the order's side, by the running sum, so that they sum. */
static void give_up(rv_program_leg *l, int64_t off)
{
	const rv_wide total = wanted(l);
	rv_wide sum = 0, taken = 0;
	for (int s = 0; s < RV_SUB_N; s++) {
		if ((rv_wide)l->want[s] * l->side <= 0)
			continue;
		sum += (rv_wide)l->want[s] * l->side;
		const rv_wide until = off * sum / total;
		l->want[s] -= (int64_t)((until - taken) * l->side);
		taken = until;
	}
}

rv_status rv_program_shrink(rv_program *p, const char *symbol, int64_t lots)
{
	const size_t i = rv_program_find(p, symbol);
	if (i == SIZE_MAX)
		return RV_ENOENT;
	rv_program_leg *l = &p->legs[i];
	if (lots <= 0 || lots >= l->lots || leg_error(l))
		return RV_EINVAL;
	if (wanted(l) > INT64_MAX)
		return RV_ERANGE;
	give_up(l, l->lots - lots);
	l->lots = lots;
	p->version++;
	return RV_OK;
}

rv_status rv_program_notional(const rv_program *p, int64_t *gross, int64_t *net)
{
	rv_wide g = 0, d = 0;
	for (size_t i = 0; i < p->n; i++) {
		const rv_program_leg *l = &p->legs[i];
		if (l->excluded)
			continue;
		const rv_wide musd = (rv_wide)l->lots * l->mid_px;
		g += musd;
		d += musd * l->side;
	}
	if (g > INT64_MAX || d > INT64_MAX || d < -INT64_MAX)
		return RV_ERANGE;
	*gross = (int64_t)g;
	*net = (int64_t)d;
	return RV_OK;
}

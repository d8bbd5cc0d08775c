/* Lots and money shared by largest remainder; see share.h. */
#include "engine/book/share.h"

#include "engine/book/wide.h"

#include <string.h>

/* What part i misses of its share, times the sum of weights; no more than that sum. */
static rv_wide missing(int64_t lots, int64_t weight, int64_t part, rv_wide sum)
{
	return (rv_wide)lots * weight - (rv_wide)part * sum;
}

static size_t most_missing(int64_t lots, const int64_t *weight, size_t n, const int64_t *part,
			   rv_wide sum)
{
	size_t at = 0;
	for (size_t i = 1; i < n; i++) {
		if (missing(lots, weight[i], part[i], sum) >
		    missing(lots, weight[at], part[at], sum))
			at = i;
	}
	return at;
}

rv_status rv_share_lots(int64_t lots, const int64_t *weight, size_t n, int64_t *part)
{
	rv_wide sum = 0;
	for (size_t i = 0; i < n; i++) {
		if (weight[i] < 0)
			return RV_EINVAL;
		sum += weight[i];
	}
	if (lots < 0)
		return RV_EINVAL;
	int64_t left = lots;
	for (size_t i = 0; i < n; i++) {
		part[i] = sum > 0 ? (int64_t)((rv_wide)lots * weight[i] / sum) : 0;
		left -= part[i];
	}
	if (sum == 0)
		return RV_EINVAL;
	for (; left > 0; left--)
		part[most_missing(lots, weight, n, part, sum)]++;
	return RV_OK;
}

rv_status rv_share_musd(int64_t musd, const int64_t lots[RV_SUB_N], int64_t part[RV_SUB_N])
{
	int64_t w[RV_SUB_N], p[RV_SUB_N];
	if (musd == INT64_MIN)
		return RV_ERANGE;
	for (size_t i = 0; i < RV_SUB_N; i++) {
		if (lots[i] == INT64_MIN)
			return RV_ERANGE;
		w[i] = lots[i] < 0 ? -lots[i] : lots[i];
	}
	const rv_status st = rv_share_lots(musd < 0 ? -musd : musd, w, RV_SUB_N, p);
	if (st != RV_OK)
		return st;
	for (size_t i = 0; i < RV_SUB_N; i++)
		part[i] = musd < 0 ? -p[i] : p[i];
	return RV_OK;
}

/* amount * lots / net rounded down, and what is missing to it times |net|. */
static rv_wide share_down(int64_t amount, int64_t lots, rv_wide net, rv_wide *rest)
{
	const rv_wide x = (rv_wide)amount * lots * (net < 0 ? -1 : 1), by = rv_wide_abs(net);
	const rv_wide q = x / by - (x % by < 0 ? 1 : 0);
	*rest = x - q * by;
	return q;
}

static size_t largest(const rv_wide v[RV_SUB_N])
{
	size_t at = 0;
	for (size_t i = 1; i < RV_SUB_N; i++)
		at = v[i] > v[at] ? i : at;
	return at;
}

static rv_wide net_of(const int64_t lots[RV_SUB_N])
{
	rv_wide net = 0;
	for (size_t i = 0; i < RV_SUB_N; i++)
		net += lots[i];
	return net;
}

rv_status rv_share_net(int64_t amount, const int64_t lots[RV_SUB_N], int64_t part[RV_SUB_N])
{
	rv_wide share[RV_SUB_N], rest[RV_SUB_N], left = amount;
	const rv_wide net = net_of(lots);
	if (net == 0)
		return RV_EINVAL;
	for (size_t i = 0; i < RV_SUB_N; i++) {
		share[i] = share_down(amount, lots[i], net, &rest[i]);
		left -= share[i];
	}
	for (; left > 0; left--) {
		const size_t i = largest(rest);
		share[i]++;
		rest[i] -= rv_wide_abs(net);
	}
	for (size_t i = 0; i < RV_SUB_N; i++) {
		if (rv_wide_abs(share[i]) > INT64_MAX)
			return RV_ERANGE;
	}
	for (size_t i = 0; i < RV_SUB_N; i++)
		part[i] = (int64_t)share[i];
	return RV_OK;
}

rv_status rv_share_funding(int64_t musd, const int64_t lots[RV_SUB_N], int64_t part[RV_SUB_N])
{
	if (net_of(lots) != 0)
		return rv_share_net(musd, lots, part);
	const rv_status st = rv_share_musd(musd, lots, part);
	if (st != RV_EINVAL)
		return st;
	memset(part, 0, RV_SUB_N * sizeof(*part)); /* nobody holds any */
	part[RV_SUB_RESIDUE] = musd;
	return RV_OK;
}

/* Whose an order is; see shares.h. */
#include "engine/desk/shares.h"

#include "engine/base/num.h"
#include "engine/book/share.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool rv_shares_plain(const int64_t want[RV_SUB_N])
{
	for (size_t i = 0; i < RV_SUB_N; i++)
		if (i != RV_SUB_OP && want[i] != 0)
			return false;
	return true;
}

void rv_shares_own(int64_t lots, int64_t want[RV_SUB_N])
{
	memset(want, 0, RV_SUB_N * sizeof(*want));
	want[RV_SUB_OP] = lots;
}

rv_status rv_shares_net(const int64_t want[RV_SUB_N], int64_t *net)
{
	__extension__ __int128 sum = 0;
	for (size_t i = 0; i < RV_SUB_N; i++)
		sum += want[i];
	if (sum > INT64_MAX || sum <= INT64_MIN)
		return RV_ERANGE;
	*net = (int64_t)sum;
	return RV_OK;
}

const char *rv_shares_format(const int64_t want[RV_SUB_N], char out[RV_SHARES_TEXT])
{
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < RV_SUB_N; i++) {
		if (want[i] == 0)
			continue;
		const int k = snprintf(out + n, RV_SHARES_TEXT - n, "%s%s:%" PRId64,
				       n > 0 ? " " : "", rv_sub_name((rv_sub)i), want[i]);
		n += k > 0 ? (size_t)k : 0;
	}
	return out;
}

/* One "name:lots" of n bytes. */
static rv_status parse_one(const char *at, size_t n, rv_sub *sub, int64_t *lots)
{
	char name[16];
	const char *colon = memchr(at, ':', n);
	if (!colon || (size_t)(colon - at) >= sizeof(name))
		return RV_EPARSE;
	(void)snprintf(name, sizeof(name), "%.*s", (int)(colon - at), at);
	const char *digits = colon + 1;
	if (rv_sub_of_name(name, sub) != RV_OK ||
	    rv_num_parse_i64(digits, n - (size_t)(digits - at), lots) != RV_OK)
		return RV_EPARSE;
	return RV_OK;
}

rv_status rv_shares_parse(const char *text, int64_t want[RV_SUB_N])
{
	int64_t w[RV_SUB_N] = { 0 };
	char again[RV_SHARES_TEXT];
	for (const char *at = text; *at;) {
		rv_sub sub = RV_SUB_N;
		const size_t n = strcspn(at, " ");
		int64_t lots = 0;
		if (parse_one(at, n, &sub, &lots) != RV_OK)
			return RV_EPARSE;
		w[sub] = lots;
		at += n + (at[n] == ' ');
	}
	/* another order, a zero, a name that came twice: not the one way to write it */
	if (strcmp(rv_shares_format(w, again), text) != 0)
		return RV_EPARSE;
	memcpy(want, w, sizeof(w));
	return RV_OK;
}

rv_status rv_shares_scale(int64_t lots, int64_t want[RV_SUB_N])
{
	int64_t net = 0, part[RV_SUB_N];
	rv_status st = rv_shares_net(want, &net);
	if (st != RV_OK)
		return st;
	if (net == 0 || lots == 0 || lots == INT64_MIN || (lots < 0) != (net < 0))
		return RV_EINVAL;
	st = rv_share_net(lots, want, part);
	if (st == RV_OK)
		memcpy(want, part, sizeof(part));
	return st;
}

/* Words for the state of an order; see order_status.h. */
#include "feeds/hyperliquid/order_status.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *word;
	rv_hl_status_class class;
} table[RV_HL_STATUS_N] = {
	[RV_HL_STATUS_UNKNOWN] = { "unknown", RV_HL_CLASS_UNKNOWN },
#define ROW(name, word, class) [RV_HL_STATUS_##name] = { word, RV_HL_CLASS_##class },
	RV_HL_STATUS_TABLE(ROW)
#undef ROW
		[RV_HL_STATUS_OTHER_CANCELED] = { "otherCanceled", RV_HL_CLASS_CANCELED },
	[RV_HL_STATUS_OTHER_REJECTED] = { "otherRejected", RV_HL_CLASS_REJECTED },
};

static bool ends_in(const char *s, const char *end)
{
	const size_t n = strlen(s), k = strlen(end);
	return n > k && strcmp(s + n - k, end) == 0;
}

rv_hl_status rv_hl_status_of(const char *word)
{
	for (int i = RV_HL_STATUS_UNKNOWN + 1; i < RV_HL_STATUS_OTHER_CANCELED; i++) {
		if (strcmp(word, table[i].word) == 0)
			return (rv_hl_status)i;
	}
	if (ends_in(word, "Canceled") || ends_in(word, "Cancel"))
		return RV_HL_STATUS_OTHER_CANCELED;
	return ends_in(word, "Rejected") ? RV_HL_STATUS_OTHER_REJECTED : RV_HL_STATUS_UNKNOWN;
}

const char *rv_hl_status_word(rv_hl_status st)
{
	return table[st].word;
}

rv_hl_status_class rv_hl_status_class_of(rv_hl_status st)
{
	return table[st].class;
}

bool rv_hl_status_final(rv_hl_status st)
{
	const rv_hl_status_class c = table[st].class;
	return c != RV_HL_CLASS_UNKNOWN && c != RV_HL_CLASS_LIVE;
}

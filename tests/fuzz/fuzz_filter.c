/* Fuzzes the filter expression: what parses can be evaluated, what does not says where. */
#include "tui/filter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(int ok)
{
	if (!ok)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const rv_filter_row known = { .num = { 0.5, 2.385, -3, 10, 1e8, 1e7, 2, 1 },
					     .baskets = 1,
					     .symbol = "DOGE" };
	rv_filter_row unknown = known;
	rv_filter_error err = { 0 };
	rv_filter f;
	char text[512];

	if (size >= sizeof(text))
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	for (size_t i = 0; i < RV_FIELD_NUMBERS; i++)
		unknown.num[i] = NAN;
	if (rv_filter_parse(text, &f, &err) != RV_OK) {
		need(err.text[0] != '\0' && err.pos <= strlen(text));
		return 0;
	}
	need(f.n <= RV_FILTER_STEPS);
	const bool match = rv_filter_match(&f, &known);
	/* what is negated as a whole matches the other rows; unknown ones match neither way */
	char negated[sizeof(text) + 4];
	(void)snprintf(negated, sizeof(negated), "!(%s)", text);
	if (f.n > 0 && rv_filter_parse(negated, &f, &err) == RV_OK)
		need(rv_filter_match(&f, &known) != match);
	(void)rv_filter_match(&f, &unknown);
	return 0;
}

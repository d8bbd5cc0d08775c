/* Normal form of symbols in configuration files; see load.h. */
#include "config/load.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static size_t without_suffix(const char *s, size_t n)
{
	static const char *const suffixes[] = { "-PERP", "-USDT", "-USDC", "PERP",
						"USDT",	 "USDC",  "-USD",  "USD" };
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		const size_t k = strlen(suffixes[i]);
		if (n > k && strncasecmp(s + n - k, suffixes[i], k) == 0)
			return n - k;
	}
	return n;
}

void rv_config_symbol(const char *text, char out[RV_SYMBOL_MAX])
{
	while (isspace((unsigned char)*text))
		text++;
	size_t n = strlen(text);
	while (n > 0 && isspace((unsigned char)text[n - 1]))
		n--;
	n = without_suffix(text, n);
	(void)snprintf(out, RV_SYMBOL_MAX, "%.*s", (int)(n < RV_SYMBOL_MAX ? n : RV_SYMBOL_MAX - 1),
		       text);
}

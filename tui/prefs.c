/* What an operator has chosen; see prefs.h. */
#include "tui/prefs.h"

#include <stddef.h>

static const int paces[] = { RV_REFRESH_MIN_MS, 500, 1000, 2000, 3000, 4000, RV_REFRESH_MAX_MS };
enum { PACES = sizeof(paces) / sizeof(paces[0]) };

void rv_prefs_default(rv_prefs *p)
{
	*p = (rv_prefs){
		.updown = -1, .refresh_ms = RV_REFRESH_MIN_MS, .bell = true, .remember = true
	};
}

int rv_prefs_refresh_step(int refresh_ms, int step)
{
	for (size_t i = 0; step > 0 && i < PACES; i++) {
		if (paces[i] > refresh_ms)
			return paces[i];
	}
	for (size_t i = PACES; step < 0 && i-- > 0;) {
		if (paces[i] < refresh_ms)
			return paces[i];
	}
	return step > 0 ? RV_REFRESH_MAX_MS : RV_REFRESH_MIN_MS;
}

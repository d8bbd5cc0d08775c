/* Growing arrays; see list.h. */
#include "feeds/simx/list.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAP = 16, DROPPED_PART = 10 };

void *rv_simx_room(void *v, size_t *n, size_t *cap, int64_t *dropped, size_t item, size_t most)
{
	if (*n >= most) {
		const size_t k = most / DROPPED_PART ? most / DROPPED_PART : 1;
		memmove(v, (char *)v + k * item, (*n - k) * item);
		*n -= k;
		*dropped += (int64_t)k;
	}
	if (*n < *cap)
		return v;
	const size_t more = *cap ? 2 * *cap : FIRST_CAP;
	void *grown = realloc(v, (more < most ? more : most) * item);
	if (grown)
		*cap = more < most ? more : most;
	return grown;
}

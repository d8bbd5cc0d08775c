/* Memory of a kept snapshot; see past.h. */
#include "tui/past.h"

#include <sys/mman.h>

/*
 * Not of the heap: most of a snapshot's pages are never written to, and cost nothing only as long
 * as they come from the kernel and go back to it.
 */
rv_view *rv_past_view_new(void)
{
	void *at = mmap(NULL, sizeof(rv_view), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);
	return at == MAP_FAILED ? NULL : at;
}

void rv_past_view_free(rv_view *v)
{
	if (v)
		(void)munmap(v, sizeof(*v)); /* whole pages that are ours: it cannot fail */
}

/* See memory.h. */
#include "app/research/memory.h"

#include <malloc.h>

enum { LARGE = 1 << 30 };

void rv_research_keep_memory(void)
{
	/* without it a run is slower and nothing else */
	(void)mallopt(M_MMAP_THRESHOLD, LARGE);
	(void)mallopt(M_TRIM_THRESHOLD, LARGE);
}

/* See oom.h. */
#include "tests/support/oom.h"

#include <stdbool.h>
#include <stddef.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void __wrap_free(void *p);

atomic_long oom_made, oom_live;
atomic_long oom_fail_at = -1;

static bool refuse(void)
{
	return oom_fail_at >= 0 && oom_fail_at-- == 0;
}

static void *count(void *p)
{
	oom_made += p ? 1 : 0;
	oom_live += p ? 1 : 0;
	return p;
}

void *__wrap_malloc(size_t n)
{
	return refuse() ? NULL : count(__real_malloc(n));
}

void *__wrap_calloc(size_t n, size_t size)
{
	return refuse() ? NULL : count(__real_calloc(n, size));
}

void *__wrap_realloc(void *p, size_t n)
{
	if (refuse())
		return NULL;
	oom_live -= p ? 1 : 0;
	return count(__real_realloc(p, n));
}

void __wrap_free(void *p)
{
	oom_live -= p ? 1 : 0;
	__real_free(p);
}

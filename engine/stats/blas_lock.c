#include "engine/stats/blas_lock.h"

#include <assert.h>
#include <pthread.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

void rv_blas_lock(void)
{
	const int e = pthread_mutex_lock(&mu);
	assert(e == 0); /* a valid mutex of the default kind, not held by this thread */
	(void)e;
}

void rv_blas_unlock(void)
{
	const int e = pthread_mutex_unlock(&mu);
	assert(e == 0);
	(void)e;
}

/*
 * A search on threads; see sweep_job.h. Results wait in a ring of slots until those before them
 * have been taken; a worker begins no task that the ring has no slot for, so that a slow task holds
 * up the others before memory grows.
 */
#include "app/research/sweep_job.h"

#include "engine/research/pool.h"

#include <pthread.h>
#include <stdlib.h>

enum { SLOTS_A_THREAD = 4 };

typedef struct slot {
	bool full;
	rv_status status;
	rv_err err;
	rv_sweep_trial trial;
	double *row;
} slot;

typedef struct ring {
	const rv_sweep_job *job;
	pthread_mutex_t lock; /* of what follows, and of whether a slot is full */
	pthread_cond_t moved;
	size_t next, taken; /* task to begin; task to be taken */
	bool stop;
	slot *slots;
	size_t n_slots;
	double *rows;
} ring;

/* SIZE_MAX: no more. */
static size_t begin_task(ring *r)
{
	size_t task = SIZE_MAX;
	pthread_mutex_lock(&r->lock);
	while (!r->stop && r->next < r->job->grid->tasks && r->next >= r->taken + r->n_slots)
		pthread_cond_wait(&r->moved, &r->lock);
	if (!r->stop && r->next < r->job->grid->tasks)
		task = r->next++;
	pthread_mutex_unlock(&r->lock);
	return task;
}

static void *work(void *arg)
{
	ring *r = arg;
	for (size_t task = begin_task(r); task != SIZE_MAX; task = begin_task(r)) {
		slot *s = &r->slots[task % r->n_slots];
		s->err = (rv_err){ .code = RV_OK };
		s->status = rv_sweep_job_run(r->job, task, &s->trial, s->row, &s->err);
		pthread_mutex_lock(&r->lock);
		s->full = true;
		pthread_cond_broadcast(&r->moved);
		pthread_mutex_unlock(&r->lock);
	}
	return NULL;
}

static slot *wait_for(ring *r, size_t task)
{
	slot *s = &r->slots[task % r->n_slots];
	pthread_mutex_lock(&r->lock);
	while (!s->full)
		pthread_cond_wait(&r->moved, &r->lock);
	pthread_mutex_unlock(&r->lock);
	return s;
}

static void give_back(ring *r, slot *s, bool stop)
{
	pthread_mutex_lock(&r->lock);
	s->full = false;
	r->taken++;
	r->stop = r->stop || stop;
	pthread_cond_broadcast(&r->moved);
	pthread_mutex_unlock(&r->lock);
}

/* A worker cannot wait for ever here: the task that is waited for has been begun, or has a slot. */
static rv_status take_all(ring *r, rv_sweep_sink sink, void *ctx, rv_err *err)
{
	rv_status st = RV_OK;
	for (size_t task = r->taken; task < r->job->grid->tasks && st == RV_OK; task++) {
		slot *s = wait_for(r, task);
		st = s->status;
		if (st == RV_OK)
			st = sink(ctx, task, &s->trial, s->row, err);
		else if (err)
			*err = s->err;
		give_back(r, s, st != RV_OK);
	}
	return st;
}

static rv_status new_ring(ring *r, size_t threads)
{
	r->n_slots = SLOTS_A_THREAD * threads;
	r->slots = calloc(r->n_slots, sizeof(*r->slots));
	r->rows = calloc(r->n_slots * r->job->days + 1, sizeof(*r->rows));
	for (size_t i = 0; r->slots && r->rows && i < r->n_slots; i++)
		r->slots[i].row = r->rows + i * r->job->days;
	return r->slots && r->rows ? RV_OK : RV_ENOMEM;
}

static rv_status run(ring *r, size_t threads, rv_sweep_sink sink, void *ctx, rv_err *err)
{
	pthread_t ids[RV_POOL_THREADS_MAX];
	size_t started = 0;
	while (started < threads && pthread_create(&ids[started], NULL, work, r) == 0)
		started++; /* one that cannot be had is done without */
	const rv_status st = started ? take_all(r, sink, ctx, err)
				     : rv_err_set(err, RV_ENOMEM, "cannot sweep: no thread");
	for (size_t t = 0; t < started; t++)
		(void)pthread_join(ids[t], NULL);
	return st;
}

rv_status rv_sweep_on_threads(const rv_sweep_job *j, size_t from, size_t threads,
			      rv_sweep_sink sink, void *ctx, rv_err *err)
{
	ring r = { .job = j, .next = from, .taken = from };
	if (threads == 0 || threads > RV_POOL_THREADS_MAX)
		return rv_err_set(err, RV_EINVAL, "threads: expected 1 .. %d", RV_POOL_THREADS_MAX);
	if (pthread_mutex_init(&r.lock, NULL) != 0 || pthread_cond_init(&r.moved, NULL) != 0)
		return rv_err_set(err, RV_ENOMEM, "cannot sweep: no lock");
	rv_status st = new_ring(&r, threads);
	if (st == RV_OK)
		st = run(&r, threads, sink, ctx, err);
	else
		(void)rv_err_set(err, st, "cannot sweep: out of memory");
	free(r.slots);
	free(r.rows);
	pthread_cond_destroy(&r.moved);
	pthread_mutex_destroy(&r.lock);
	return st;
}

/*
 * One caller of BLAS at a time. The serial OpenBLAS of Debian is built without locking: its kernels
 * take their scratch from a table that two threads may read at once, and then both compute in the
 * same memory, which gives wrong numbers now and then and nothing else. Every call of BLAS, also
 * through GSL, stands between these two. Any thread; not recursive; no other lock inside.
 */
#ifndef RV_STATS_BLAS_LOCK_H
#define RV_STATS_BLAS_LOCK_H

void rv_blas_lock(void);
void rv_blas_unlock(void);

#endif

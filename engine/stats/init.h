/*
 * To be called once, first in main: GSL's default error handler aborts the program; after this its
 * functions return their status, which every caller in engine/stats checks.
 */
#ifndef RV_STATS_INIT_H
#define RV_STATS_INIT_H

void rv_stats_init(void);

#endif

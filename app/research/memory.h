/*
 * Memory of backtests. A day's work allocates and frees what the day before has freed: by default
 * the C library gives large pieces back to the system at once, and each is paid for again, page by
 * page.
 */
#ifndef RV_APP_RESEARCH_MEMORY_H
#define RV_APP_RESEARCH_MEMORY_H

/* What is freed stays with the process, which ends when its runs are done. Call once, at the start.
 */
void rv_research_keep_memory(void);

#endif

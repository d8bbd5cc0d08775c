/*
 * Growing arrays of records with a cap: the oldest tenth makes room for the newest. Pure.
 */
#ifndef RV_FEEDS_SIMX_LIST_H
#define RV_FEEDS_SIMX_LIST_H

#include <stddef.h>
#include <stdint.h>

/*
 * Room for one more item after n of them in v (malloc'd, may be NULL): the array, perhaps moved,
 * or NULL when out of memory (v stays). At `most` items the oldest tenth is dropped and counted.
 */
void *rv_simx_room(void *v, size_t *n, size_t *cap, int64_t *dropped, size_t item, size_t most);

#endif

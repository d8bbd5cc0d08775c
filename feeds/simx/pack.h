/*
 * Records of the books as bytes and back, by a table of their fields, so that both directions
 * cannot disagree. Integers are eight bytes, little-endian, booleans one. Pure; any thread.
 */
#ifndef RV_FEEDS_SIMX_PACK_H
#define RV_FEEDS_SIMX_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_SIMX_PACK_MAX = 512 }; /* bytes of the longest record */

typedef enum rv_simx_field_how {
	RV_SIMX_PACK_I64,  /* int64_t, uint64_t */
	RV_SIMX_PACK_INT,  /* int or an enum of non-negative values */
	RV_SIMX_PACK_SIZE, /* size_t, below 2^31 */
	RV_SIMX_PACK_BOOL,
	RV_SIMX_PACK_BYTES
} rv_simx_field_how;

typedef struct rv_simx_field {
	size_t at, n; /* in the structure */
	rv_simx_field_how how;
} rv_simx_field;

#define RV_SIMX_FIELD(type, member, how)                                                           \
	{                                                                                          \
		offsetof(type, member), sizeof(((type *)NULL)->member), RV_SIMX_PACK_##how         \
	}

typedef struct rv_simx_layout {
	const rv_simx_field *v;
	size_t n;
} rv_simx_layout;

#define RV_SIMX_LAYOUT(fields)                                                                     \
	{                                                                                          \
		fields, sizeof(fields) / sizeof((fields)[0])                                       \
	}

size_t rv_simx_packed_size(const rv_simx_layout *l);
/* out [rv_simx_packed_size(l)] */
void rv_simx_pack(const rv_simx_layout *l, const void *record, unsigned char *out);
/* Sets the members of the table, no others. False: a value that its member cannot have. */
bool rv_simx_unpack(const rv_simx_layout *l, const unsigned char *bytes, void *record);

void rv_simx_pack_i64(int64_t v, unsigned char out[8]);
int64_t rv_simx_unpack_i64(const unsigned char bytes[8]);

#endif

/*
 * A folder as one hash: every name in it, kind, mode, size, time of change and bytes, links as
 * links. Two that are equal are of a tree that nobody has written to. Asserts inside.
 */
#ifndef RV_TESTS_TREE_HASH_H
#define RV_TESTS_TREE_HASH_H

#include "engine/base/hex.h"
#include "engine/base/sha256.h"

typedef struct tree_hash {
	char hex[RV_HEX_TEXT(RV_SHA256_BYTES)];
} tree_hash;

tree_hash tree_hash_of(const char *dir);

#endif

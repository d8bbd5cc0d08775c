/* JSON compared by its shape: keys, nesting and kinds of values. Asserts inside. */
#ifndef RV_TESTS_JSON_SHAPE_H
#define RV_TESTS_JSON_SHAPE_H

#include <cjson/cJSON.h>

/*
 * What a value looks like: d decimal in a string, s other string, i integer, f other number, b true
 * or false, n null, ? an object or a list.
 */
char json_kind(const cJSON *v);
/* got must have every key of want, with the same kind of value, and no other key. */
void assert_same_shape(const char *where, const cJSON *got, const cJSON *want);
/* The same against a form written as text. */
void assert_shape(const char *what, const cJSON *got, const char *want_text);
/* A member that is a number or a decimal in a string. */
double json_num(const cJSON *o, const char *key);

#endif

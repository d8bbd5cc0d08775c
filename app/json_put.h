/*
 * Small builders over cJSON: numbers with full precision (the shortest text that reads back to the
 * same double, null for unknown), integers exactly. Each returns false when memory is out; the
 * object then still owns what it has. Any thread.
 */
#ifndef RV_APP_JSON_PUT_H
#define RV_APP_JSON_PUT_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

bool rv_json_put_num(cJSON *object, const char *key, double v);
bool rv_json_put_i64(cJSON *object, const char *key, int64_t v);
bool rv_json_put_text(cJSON *object, const char *key, const char *text);
bool rv_json_put_bool(cJSON *object, const char *key, bool v);
/* Takes item (NULL = out of memory); frees it when it cannot be added. */
bool rv_json_put_item(cJSON *object, const char *key, cJSON *item);
/* Appends a text to an array. */
bool rv_json_push_text(cJSON *array, const char *text);

#endif

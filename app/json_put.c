/* Builders over cJSON; see json_put.h. cJSON's own numbers have 15 or 17 digits, never 16. */
#include "app/json_put.h"

#include "engine/base/num.h"

#include <inttypes.h>
#include <stdio.h>

bool rv_json_put_item(cJSON *object, const char *key, cJSON *item)
{
	if (item && cJSON_AddItemToObject(object, key, item))
		return true;
	cJSON_Delete(item);
	return false;
}

bool rv_json_put_num(cJSON *object, const char *key, double v)
{
	char text[RV_NUM_TEXT];
	return rv_json_put_item(object, key, cJSON_CreateRaw(rv_num_format(v, text)));
}

bool rv_json_put_i64(cJSON *object, const char *key, int64_t v)
{
	char text[RV_NUM_TEXT];
	(void)snprintf(text, sizeof(text), "%" PRId64, v);
	return rv_json_put_item(object, key, cJSON_CreateRaw(text));
}

bool rv_json_put_text(cJSON *object, const char *key, const char *text)
{
	return rv_json_put_item(object, key, cJSON_CreateString(text));
}

bool rv_json_put_bool(cJSON *object, const char *key, bool v)
{
	return rv_json_put_item(object, key, cJSON_CreateBool(v));
}

bool rv_json_push_text(cJSON *array, const char *text)
{
	cJSON *item = cJSON_CreateString(text);
	if (item && cJSON_AddItemToArray(array, item))
		return true;
	cJSON_Delete(item);
	return false;
}

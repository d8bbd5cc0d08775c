/* The venue's side of order_desk.h: what goes wrong there, and its books. */
#include <dirent.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/gateway_desk.h"
#include "tests/support/journal_help.h"
#include "tests/support/order_desk.h"

enum { TEXT = 2048 };

void od_control(order_desk *d, const char *what, const char *fmt, ...)
{
	char json[TEXT];
	va_list ap;
	va_start(ap, fmt);
	const int n = vsnprintf(json, sizeof(json), fmt, ap);
	va_end(ap);
	assert_in_range(n, 1, TEXT - 1);
	gd_control(d->sim, what, json);
}

void od_faults(order_desk *d, const char *plan)
{
	od_control(d, "faults", "{\"plan\":%s}", plan);
}

void od_fault(order_desk *d, const char *match, const char *what, const char *more)
{
	od_control(d, "faults",
		   "{\"plan\":[{\"at\":0,\"for\":1e6,\"match\":\"%s\",\"do\":\"%s\"%s}]}", match,
		   what, more);
}

const cJSON *od_ledger(order_desk *d)
{
	char *text = NULL;
	assert_int_equal(rv_sim_ledger(d->sim, &text), RV_OK);
	cJSON_Delete(d->ledger);
	d->ledger = cJSON_Parse(text);
	free(text);
	assert_non_null(d->ledger);
	const cJSON *a = NULL;
	cJSON_ArrayForEach(a, cJSON_GetObjectItem(d->ledger, "accounts"))
	{
		const char *user = cJSON_GetStringValue(cJSON_GetObjectItem(a, "user"));
		if (user && strcasecmp(user, d->user) == 0)
			return a;
	}
	fail_msg("the venue has no account %s", d->user);
	return NULL;
}

static int64_t lots_of(const cJSON *size, int sz_decimals)
{
	const char *s = cJSON_GetStringValue(size);
	return s ? llround(strtod(s, NULL) * pow(10.0, sz_decimals)) : 0;
}

int64_t od_venue_lots(order_desk *d, const char *symbol, int sz_decimals)
{
	const cJSON *all = cJSON_GetObjectItem(od_ledger(d), "positions");
	return lots_of(cJSON_GetObjectItemCaseSensitive(all, symbol), sz_decimals);
}

size_t od_admitted(order_desk *d, const char *type)
{
	size_t n = 0;
	const cJSON *a = NULL;
	od_ledger(d);
	cJSON_ArrayForEach(a, cJSON_GetObjectItem(d->ledger, "actions"))
	{
		const char *is = cJSON_GetStringValue(cJSON_GetObjectItem(a, "type"));
		n += !type || (is && strcmp(is, type) == 0);
	}
	return n;
}

size_t od_venue_orders(order_desk *d)
{
	return (size_t)cJSON_GetArraySize(cJSON_GetObjectItem(od_ledger(d), "orders"));
}

size_t od_venue_open(order_desk *d)
{
	return (size_t)cJSON_GetNumberValue(cJSON_GetObjectItem(od_ledger(d), "openOrders"));
}

size_t od_venue_fills(order_desk *d)
{
	return (size_t)cJSON_GetArraySize(cJSON_GetObjectItem(od_ledger(d), "fills"));
}

/* Both sides' books, at this moment; NULL: they agree. */
static const char *difference(order_desk *d)
{
	const cJSON *account = od_ledger(d);
	const cJSON *all = cJSON_GetObjectItem(account, "positions"), *one = NULL;
	int n = 0;
	cJSON_ArrayForEach(one, all)
	{
		const rv_tv_position *p = od_position(d, one->string);
		if (!p || p->lots != lots_of(one, p->coin.sz_decimals))
			return "a position";
	}
	for (size_t i = 0; i < T->n_positions; i++)
		n += T->positions[i].lots != 0;
	if (n != cJSON_GetArraySize(all))
		return "the number of positions";
	if (T->fills_total != (size_t)cJSON_GetArraySize(cJSON_GetObjectItem(account, "fills")))
		return "the number of fills";
	return NULL;
}

void od_ties(order_desk *d)
{
	const char *differs = "not looked yet";
	OD_UNTIL(d, od_rests(d) && (differs = difference(d)) == NULL);
	const cJSON *audit = cJSON_GetObjectItem(d->ledger, "audit");
	assert_string_equal(cJSON_GetStringValue(audit), "ok");
}

/* ---- the journal against the ledger ---- */

bool od_journal(const order_desk *d, char path[RV_TMP_PATH * 4])
{
	bool found = false;
	DIR *dir = opendir(d->state);
	assert_non_null(dir);
	for (const struct dirent *e = readdir(dir); e && !found; e = readdir(dir)) {
		const size_t n = strlen(e->d_name);
		found = strncmp(e->d_name, "journal-", 8) == 0 && n > 3 &&
			strcmp(e->d_name + n - 3, ".db") == 0;
		if (found)
			(void)snprintf(path, (size_t)RV_TMP_PATH * 4, "%s/%s", d->state, e->d_name);
	}
	assert_int_equal(closedir(dir), 0);
	return found;
}

/* Cloids of intents, 0x..., of both desks of the account. */
typedef struct intents {
	size_t n;
	char (*cloid)[RV_EVENT_KEY];
} intents;

static void read_intents(const order_desk *d, intents *in)
{
	char path[RV_TMP_PATH * 4];
	size_t n = 0;
	if (!d || !od_journal(d, path))
		return;
	rv_event *events = journal_file_events(path, &n);
	in->cloid = realloc(in->cloid, (in->n + n + 1) * sizeof(in->cloid[0]));
	assert_non_null(in->cloid);
	for (size_t i = 0; i < n; i++)
		if (events[i].type == RV_EVENT_INTENT)
			memcpy(in->cloid[in->n++], events[i].key[0], RV_EVENT_KEY);
	free(events);
}

static size_t intents_of(const intents *in, const char *cloid)
{
	size_t found = 0;
	for (size_t i = 0; i < in->n; i++)
		found += strcmp(in->cloid[i], cloid) == 0;
	return found;
}

static const char *cloid_of(const cJSON *entry)
{
	const cJSON *order = cJSON_GetObjectItem(cJSON_GetObjectItem(entry, "record"), "order");
	return cJSON_GetStringValue(cJSON_GetObjectItem(order, "cloid"));
}

static void taken_once(const cJSON *entry, const char *cloid)
{
	for (const cJSON *w = entry->next; w; w = w->next) {
		const char *other = cloid_of(w);
		if (other && strcmp(other, cloid) == 0)
			fail_msg("the venue has taken %s twice", cloid);
	}
}

void od_traced(order_desk *d)
{
	const cJSON *v = NULL;
	intents in = { .n = 0 };
	char path[RV_TMP_PATH * 4];
	if (!od_journal(d, path))
		return;
	read_intents(d, &in);
	read_intents(d->twin, &in);
	cJSON_ArrayForEach(v, cJSON_GetObjectItem(od_ledger(d), "orders"))
	{
		const char *cloid = cloid_of(v);
		if (!cloid)
			continue; /* of somebody else */
		if (intents_of(&in, cloid) != 1)
			fail_msg("order %s at the venue has no intent in the journal", cloid);
		taken_once(v, cloid);
	}
	free(in.cloid);
}

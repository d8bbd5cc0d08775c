/* Points at which the program kills itself; see crash_point.h. */
#include "engine/base/crash_point.h"

#include "engine/base/num.h"

#include <signal.h>
#include <stdint.h>
#include <string.h>

#define RV_CRASH_NAME(name) name,
static const char *const names[] = { RV_CRASH_TABLE(RV_CRASH_NAME) };
#undef RV_CRASH_NAME
enum { NAMES = sizeof(names) / sizeof(names[0]) };

atomic_bool rv_crash_armed;
static const char *armed_name; /* one of names; written before rv_crash_armed is set */
static atomic_int_least64_t passes_left;

const char *const *rv_crash_names(size_t *n)
{
	*n = NAMES;
	return names;
}

static const char *find(const char *name, size_t len)
{
	for (size_t i = 0; i < NAMES; i++) {
		if (strlen(names[i]) == len && strncmp(names[i], name, len) == 0)
			return names[i];
	}
	return NULL;
}

rv_status rv_crash_arm(const char *spec, rv_err *err)
{
	if (atomic_load(&rv_crash_armed))
		return rv_err_set(err, RV_EEXIST, "crash point: \"%s\" is armed already",
				  armed_name);
	const size_t len = strcspn(spec, ":");
	const char *name = find(spec, len);
	int64_t n = 1;
	if (!name)
		return rv_err_set(err, RV_EINVAL, "crash point \"%.*s\": no such point", (int)len,
				  spec);
	if (spec[len] == ':' &&
	    (rv_num_parse_i64(spec + len + 1, strlen(spec + len + 1), &n) != RV_OK || n < 1))
		return rv_err_set(err, RV_EINVAL, "crash point \"%s\": expected NAME or NAME:COUNT",
				  spec);
	armed_name = name;
	atomic_store(&passes_left, n);
	atomic_store(&rv_crash_armed, true);
	return RV_OK;
}

/* Acquire: whoever sees the flag sees the name. */
void rv_crash_pass(const char *name)
{
	if (!atomic_load_explicit(&rv_crash_armed, memory_order_acquire) ||
	    strcmp(name, armed_name) != 0)
		return;
	if (atomic_fetch_sub(&passes_left, 1) == 1)
		(void)raise(SIGKILL);
}

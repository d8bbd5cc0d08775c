/* dlopen and one dlsym a function; see duckdb_lib.h. */
#include "feeds/lake/duckdb_lib.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feeds/lake/duckdb_api.h"

typedef struct symbol {
	const char *name;
	size_t at; /* of its pointer in rv_duckdb */
} symbol;

#define SYMBOL(ret, name, args) { #name, offsetof(rv_duckdb, name) },
static const symbol symbols[] = { RV_DUCKDB_API(SYMBOL) };
#undef SYMBOL

/* ISO C has no way from an object pointer to a function's; POSIX says that the bytes are the same.
 */
_Static_assert(sizeof(void *) == sizeof(void (*)(void)), "dlsym needs it");

static rv_status resolve(void *handle, const char *name, rv_duckdb *lib, rv_err *err)
{
	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
		void *f = dlsym(handle, symbols[i].name);
		if (!f)
			return rv_err_set(err, RV_EDATA,
					  "%s: has no function %s, expected libduckdb 1.5 or a "
					  "later 1.x",
					  name, symbols[i].name);
		memcpy((char *)lib + symbols[i].at, &f, sizeof(f));
	}
	return RV_OK;
}

static rv_status load_named(const char *path, void **handle, rv_err *err)
{
	*handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (*handle)
		return RV_OK;
	const char *why = dlerror();
	return rv_err_set(err, RV_ENOENT, "cannot load DuckDB's library: %s",
			  why ? why : "no reason given");
}

static rv_status load_found(void **handle, const char **name, rv_err *err)
{
	*name = RV_DUCKDB_INSTALLED;
	if (access(RV_DUCKDB_INSTALLED, F_OK) == 0)
		return load_named(RV_DUCKDB_INSTALLED, handle, err);
	*name = "libduckdb.so";
	if (load_named(*name, handle, NULL) == RV_OK)
		return RV_OK;
	return rv_err_set(
		err, RV_ENOENT,
		"DuckDB's library, which reads Parquet files and DuckDB databases, is not "
		"installed (no %s, no libduckdb.so in the loader's path): `make "
		"deps-optional` installs it, --duckdb-lib FILE or " RV_DUCKDB_ENV " names one",
		RV_DUCKDB_INSTALLED);
}

rv_status rv_duckdb_load(const char *path, rv_duckdb **out, rv_err *err)
{
	void *handle = NULL;
	const char *name = path ? path : getenv(RV_DUCKDB_ENV);
	rv_status st =
		name && name[0] ? load_named(name, &handle, err) : load_found(&handle, &name, err);
	if (st != RV_OK)
		return st;
	rv_duckdb *lib = calloc(1, sizeof(*lib));
	if (!lib)
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", name);
	st = resolve(handle, name, lib, err);
	if (st != RV_OK) {
		rv_duckdb_free(lib);
		return st;
	}
	*out = lib;
	return RV_OK;
}

void rv_duckdb_free(rv_duckdb *lib)
{
	free(lib);
}

const char *rv_duckdb_version(const rv_duckdb *lib)
{
	return lib->duckdb_library_version();
}

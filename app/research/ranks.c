/* Loading the plug-in; see ranks.h. */
#include "app/research/ranks.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool rv_ranks_wanted(void)
{
	return getenv("OMPI_COMM_WORLD_SIZE") || getenv("PMI_SIZE");
}

bool rv_ranks_is_first(void)
{
	const char *rank = getenv("OMPI_COMM_WORLD_RANK");
	if (!rank)
		rank = getenv("PMI_RANK");
	return !rank || strcmp(rank, "0") == 0;
}

/* Beside the program, or where `make install` puts it. */
static void *open_plugin(void)
{
	static const char *const places[] = { "", "../lib/rvdesk/" };
	char self[PATH_MAX], path[PATH_MAX + 64];
	const ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	void *handle = NULL;
	if (n <= 0)
		return NULL;
	self[n] = '\0';
	char *name = strrchr(self, '/');
	name[1] = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && !handle; i++) {
		(void)snprintf(path, sizeof(path), "%s%s" RV_RANKS_PLUGIN, self, places[i]);
		/* global: MPI loads parts of its own that look for the rest of it */
		handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
	}
	return handle;
}

rv_status rv_ranks_load(const rv_ranks **out, rv_err *err)
{
	void *handle = open_plugin();
	const rv_ranks *r = handle ? dlsym(handle, RV_RANKS_SYMBOL) : NULL;
	if (!r)
		return rv_err_set(
			err, RV_ENOENT,
			"started by mpirun, but this rvdesk has no MPI (%.160s); build it "
			"with Open MPI installed (make deps-optional), or use --threads",
			handle ? "its plug-in is another" : "no " RV_RANKS_PLUGIN);
	if (r->version != RV_RANKS_VERSION)
		return rv_err_set(err, RV_ENOENT,
				  RV_RANKS_PLUGIN ": version %d, expected %d; build it anew",
				  r->version, RV_RANKS_VERSION);
	*out = r;
	return RV_OK;
}

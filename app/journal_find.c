/* Finding the journal of a state folder; see journal_find.h. */
#include "app/journal_find.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool is_journal(const char *name)
{
	static const char begin[] = "journal", end[] = ".db";
	const size_t n = strlen(name);
	return n >= sizeof(begin) + sizeof(end) - 2 &&
	       strncmp(name, begin, sizeof(begin) - 1) == 0 &&
	       strcmp(name + n - (sizeof(end) - 1), end) == 0;
}

/* The two first names, as the folder has them; returns how many there are. */
static size_t look(DIR *d, char names[2][NAME_MAX + 1])
{
	size_t n = 0;
	for (const struct dirent *e = readdir(d); e; e = readdir(d)) {
		if (!is_journal(e->d_name))
			continue;
		if (n < 2)
			(void)snprintf(names[n], NAME_MAX + 1, "%s", e->d_name);
		n++;
	}
	return n;
}

size_t rv_journal_others(const char *dir, const char *own, char name[NAME_MAX + 1])
{
	size_t n = 0;
	name[0] = '\0';
	DIR *d = opendir(dir);
	if (!d)
		return 0;
	for (const struct dirent *e = readdir(d); e; e = readdir(d)) {
		if (!is_journal(e->d_name) || strcmp(e->d_name, own) == 0)
			continue;
		if (n == 0 || strcmp(e->d_name, name) < 0)
			(void)snprintf(name, NAME_MAX + 1, "%s", e->d_name);
		n++;
	}
	(void)closedir(d); /* was only read */
	return n;
}

/* Whose folder it is, who may not look into it. */
static rv_status not_opened(const char *dir, int e, rv_err *err)
{
	if (e == EACCES)
		return rv_err_set(err, RV_EIO,
				  "%s: no right to look into it: ask the desk there with --socket "
				  "PATH (list, audit), or do it as the desk's user",
				  dir);
	return rv_err_set(err, e == ENOENT ? RV_ENOENT : RV_EIO,
			  "%s: no journal: %s; expected --file FILE or the --state DIR of a desk",
			  dir, strerror(e));
}

rv_status rv_journal_find(const char *dir, char out[PATH_MAX], rv_err *err)
{
	char names[2][NAME_MAX + 1];
	DIR *d = opendir(dir);
	if (!d)
		return not_opened(dir, errno, err);
	const size_t n = look(d, names);
	(void)closedir(d); /* was only read */
	if (n == 0)
		return rv_err_set(
			err, RV_ENOENT,
			"%s: no journal*.db in it; expected --file FILE or the --state DIR "
			"of a desk",
			dir);
	if (n > 1) {
		const bool swap = strcmp(names[0], names[1]) > 0;
		return rv_err_set(err, RV_EEXIST,
				  "%s: %zu journals, %s and %s among them; choose one with --file",
				  dir, n, names[swap ? 1 : 0], names[swap ? 0 : 1]);
	}
	if (snprintf(out, PATH_MAX, "%s/%s", dir, names[0]) >= PATH_MAX)
		return rv_err_set(err, RV_ERANGE, "%.80s...: path too long", dir);
	return RV_OK;
}

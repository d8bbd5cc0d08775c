/* Which runs there are in a folder; see run_list.h. */
#include "app/research/run_list.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static bool is_name(const char *s)
{
	if (s[0] == '.' || strlen(s) >= RV_RESEARCH_NAME)
		return false;
	for (; *s; s++) {
		if (*s <= ' ' || *s > '~')
			return false;
	}
	return true;
}

/* When its report was written; false: there is none. */
static bool written_at(const char *dir, const char *name, int64_t *ns)
{
	char path[PATH_MAX];
	struct stat sb;
	const int n = snprintf(path, sizeof(path), "%s/%s/kpis.json", dir, name);
	if (n < 0 || (size_t)n >= sizeof(path) || stat(path, &sb) != 0 || !S_ISREG(sb.st_mode))
		return false;
	*ns = (int64_t)sb.st_mtim.tv_sec * 1000000000 + sb.st_mtim.tv_nsec;
	return true;
}

/* Of the same moment the later name first, so that the order does not hang on the disk's. */
static bool before(const rv_run_list *l, size_t i, int64_t ns, const char *name)
{
	return l->utc_ns[i] > ns || (l->utc_ns[i] == ns && strcmp(l->names[i], name) > 0);
}

static void add(rv_run_list *l, const char *name, int64_t ns)
{
	size_t i = l->shown;
	l->n++;
	while (i > 0 && !before(l, i - 1, ns, name))
		i--;
	if (i == RV_RESEARCH_RUNS)
		return;
	const size_t last = l->shown < RV_RESEARCH_RUNS ? l->shown : RV_RESEARCH_RUNS - 1;
	memmove(l->names + i + 1, l->names + i, (last - i) * sizeof(l->names[0]));
	memmove(l->utc_ns + i + 1, l->utc_ns + i, (last - i) * sizeof(l->utc_ns[0]));
	memcpy(l->names[i], name, strlen(name) + 1); /* fits: is_name */
	l->utc_ns[i] = ns;
	l->shown = last + 1;
}

void rv_run_list_read(const char *dir, rv_run_list *out)
{
	memset(out, 0, sizeof(*out));
	DIR *d = opendir(dir);
	if (!d)
		return;
	int64_t ns;
	for (struct dirent *e = readdir(d); e; e = readdir(d)) {
		if (is_name(e->d_name) && written_at(dir, e->d_name, &ns))
			add(out, e->d_name, ns);
	}
	(void)closedir(d);
}

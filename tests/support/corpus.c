/* Committed fuzz inputs; see corpus.h. */
#include "tests/support/corpus.h"

#include "tests/support/cm.h"
#include "tests/support/files.h"

#include <dirent.h>
#include <stdio.h>

size_t rv_run_corpus(const char *dir, void (*take)(const char *data, size_t n))
{
	size_t count = 0;
	DIR *d = opendir(dir);
	assert_non_null(d);
	for (const struct dirent *e = readdir(d); e; e = readdir(d)) {
		char path[512], buf[65536];
		if (e->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		take(buf, rv_file_read(path, buf, sizeof(buf)));
		count++;
	}
	(void)closedir(d);
	return count;
}

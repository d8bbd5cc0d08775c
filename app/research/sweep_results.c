/* The results of a search on disk; see sweep_results.h. */
#include "app/research/sweep_results.h"

#include "app/json_put.h"
#include "app/research/trial_chain.h"
#include "app/research/trial_log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SYNC_TASKS = 32 };

struct rv_sweep_results {
	char lines_path[PATH_MAX], rows_path[PATH_MAX];
	FILE *lines, *rows;
	rv_trial_log log;
	size_t tasks, days, done, rows_there;
	bool ended;
	rv_sweep_trial *trials; /* [tasks] */
	double *r;		/* [tasks][days] */
	/* while it is read */
	char *about; /* text that the first line must have */
	char why[RV_ERR_TEXT];
};

static rv_status failed(const char *path, const char *what, rv_err *err)
{
	return rv_err_set(err, RV_EIO, "%.200s: %s: %s", path, what, strerror(errno));
}

/* ---- what is there ---- */

static bool refuse(rv_sweep_results *s, const char *why)
{
	(void)snprintf(s->why, sizeof(s->why), "%s", why);
	return false;
}

/* The first line without hash and seq, {"type":...}, written as one that has been read. */
static char *about_of(const cJSON *line)
{
	char *text = cJSON_PrintUnformatted(line);
	cJSON *copy = text ? cJSON_Parse(text) : NULL;
	cJSON_free(text);
	cJSON_DeleteItemFromObjectCaseSensitive(copy, "hash");
	cJSON_DeleteItemFromObjectCaseSensitive(copy, "seq");
	text = copy ? cJSON_PrintUnformatted(copy) : NULL;
	cJSON_Delete(copy);
	return text;
}

static bool key_differs(const cJSON *a, const cJSON *b)
{
	char *x = a ? cJSON_PrintUnformatted(a) : NULL, *y = b ? cJSON_PrintUnformatted(b) : NULL;
	const bool differs = !x || !y || strcmp(x, y) != 0;
	cJSON_free(x);
	cJSON_free(y);
	return differs;
}

static bool same_sweep(rv_sweep_results *s, const cJSON *line)
{
	char *text = about_of(line);
	const bool same = text && strcmp(text, s->about) == 0;
	cJSON_free(text);
	if (same)
		return true;
	cJSON *wanted = cJSON_Parse(s->about);
	for (const cJSON *k = wanted ? wanted->child : NULL; k; k = k->next) {
		if (!key_differs(k, cJSON_GetObjectItemCaseSensitive(line, k->string)))
			continue;
		(void)snprintf(s->why, sizeof(s->why), "another sweep: its %s differs", k->string);
		break;
	}
	if (!s->why[0])
		(void)refuse(s, "another sweep");
	cJSON_Delete(wanted);
	return false;
}

static double number_in(const cJSON *o, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	return cJSON_IsNumber(v) ? v->valuedouble : (double)NAN;
}

static uint64_t count_in(const cJSON *o, const char *key)
{
	const double v = number_in(o, key);
	return v >= 0.0 && v < 1e15 ? (uint64_t)v : 0;
}

static void text_in(const cJSON *o, const char *key, char out[RV_BT_TEXT])
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(o, key));
	(void)snprintf(out, RV_BT_TEXT, "%s", text ? text : "");
}

static void trial_in(const cJSON *o, rv_sweep_trial *t)
{
	memset(t, 0, sizeof(*t));
	t->admissible = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(o, "admissible"));
	text_in(o, "why", t->why);
	text_in(o, "costs", t->costs);
	text_in(o, "universe", t->universe);
	t->looked_at = count_in(o, "looked_at");
	t->days = count_in(o, "days");
	t->active = count_in(o, "active_days");
	t->cagr = number_in(o, "cagr");
	t->max_drawdown = number_in(o, "max_drawdown");
	t->avg_turnover = number_in(o, "avg_turnover");
}

static const char *hash_row(const double *row, size_t days, char out[RV_HEX_TEXT(RV_SHA256_BYTES)])
{
	uint8_t hash[RV_SHA256_BYTES];
	rv_sha256(row, days * sizeof(*row), hash);
	return rv_hex_format(hash, sizeof(hash), out);
}

/* The row of the next trial, from the file; false: it is not that of the line. */
static bool take_row(rv_sweep_results *s, const cJSON *o)
{
	char is[RV_HEX_TEXT(RV_SHA256_BYTES)];
	double *row = s->r + s->done * s->days;
	const char *said = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(o, "returns"));
	return fread(row, sizeof(*row), s->days, s->rows) == s->days && said &&
	       strcmp(hash_row(row, s->days, is), said) == 0;
}

static bool on_line(void *ctx, const cJSON *o, const char *text)
{
	rv_sweep_results *s = ctx;
	const cJSON *type = cJSON_GetObjectItemCaseSensitive(o, "type");
	(void)text;
	if (strcmp(cJSON_GetStringValue(type), "genesis") == 0)
		return same_sweep(s, o);
	if (strcmp(cJSON_GetStringValue(type), "end") == 0) {
		s->ended = s->done == s->tasks;
		return s->ended || refuse(s, "its end comes before the last trial");
	}
	if (s->done == s->tasks)
		return refuse(s, "more trials than the sweep has");
	if (s->done >= s->rows_there)
		return refuse(s, RV_SWEEP_RETURNS_FILE " has fewer rows than there are trials");
	if (!take_row(s, o))
		return refuse(s, "its row in " RV_SWEEP_RETURNS_FILE " is another");
	trial_in(o, &s->trials[s->done++]);
	return true;
}

/* Goes on behind the last good line. */
static rv_status take_up(rv_sweep_results *s, const rv_trials_report *report, rv_err *err)
{
	s->log = (rv_trial_log){ .f = s->lines, .seq = report->lines + 1, .trials = s->done };
	if (rv_hex_parse(report->head, strlen(report->head), s->log.head, sizeof(s->log.head)) !=
	    RV_OK)
		return rv_err_set(err, RV_EDATA, "%.200s: no head", s->lines_path);
	if (ftruncate(fileno(s->lines), (off_t)report->good_bytes) != 0 ||
	    fseeko(s->lines, (off_t)report->good_bytes, SEEK_SET) != 0)
		return failed(s->lines_path, "cannot be cut", err);
	const off_t rows = (off_t)(s->done * s->days * sizeof(double));
	if (ftruncate(fileno(s->rows), rows) != 0 || fseeko(s->rows, rows, SEEK_SET) != 0)
		return failed(s->rows_path, "cannot be cut", err);
	return RV_OK;
}

static rv_status read_back(rv_sweep_results *s, rv_err *err)
{
	rv_trials_report report;
	struct stat there;
	if (fstat(fileno(s->rows), &there) != 0)
		return failed(s->rows_path, "cannot be read", err);
	s->rows_there = (size_t)there.st_size / (s->days * sizeof(double));
	const rv_status st = rv_trials_read(s->lines, on_line, s, &report);
	if (st == RV_ECLOSED)
		return rv_err_set(err, RV_EDATA, "%.120s:%llu: %.160s", s->lines_path,
				  (unsigned long long)report.lines, s->why);
	if (st == RV_EDATA && !report.unfinished)
		return rv_err_set(err, st, "%.120s:%llu: %s", s->lines_path,
				  (unsigned long long)report.bad_line, report.why);
	if (st != RV_OK && st != RV_EDATA)
		return rv_err_set(err, st, "%.200s: %s", s->lines_path, rv_status_text(st));
	return take_up(s, &report, err);
}

/* ---- writing ---- */

static rv_status flush(const rv_sweep_results *s, bool sync, rv_err *err)
{
	/* the row first: a line has its row whatever happens between */
	if (fflush(s->rows) != 0 || (sync && fdatasync(fileno(s->rows)) != 0))
		return failed(s->rows_path, "cannot be written", err);
	if (fflush(s->lines) != 0 || (sync && fdatasync(fileno(s->lines)) != 0))
		return failed(s->lines_path, "cannot be written", err);
	return RV_OK;
}

static cJSON *begin_line(const rv_sweep_results *s)
{
	cJSON *line = cJSON_CreateObject();
	if (line && rv_json_put_i64(line, "seq", (int64_t)s->log.seq))
		return line;
	cJSON_Delete(line);
	return NULL;
}

static rv_status put(rv_sweep_results *s, cJSON *line, bool ok, rv_err *err)
{
	if (rv_trial_put(&s->log, line, ok) != RV_OK)
		return rv_err_set(err, RV_ENOMEM, "%.200s: out of memory", s->lines_path);
	return ferror(s->lines) ? failed(s->lines_path, "cannot be written", err) : RV_OK;
}

static rv_status put_genesis(rv_sweep_results *s, rv_err *err)
{
	cJSON *line = begin_line(s), *about = cJSON_Parse(s->about);
	bool ok = line && about;
	for (const cJSON *k = ok ? about->child : NULL; k && ok; k = k->next)
		ok = rv_json_put_item(line, k->string, cJSON_Duplicate(k, 1));
	cJSON_Delete(about);
	const rv_status st = put(s, line, ok, err);
	return st == RV_OK ? flush(s, true, err) : st;
}

static bool fill_line(cJSON *line, const rv_sweep_results *s, const rv_sweep_trial *t,
		      const double *row)
{
	char hash[RV_HEX_TEXT(RV_SHA256_BYTES)];
	return line && rv_json_put_text(line, "type", "trial") &&
	       rv_json_put_i64(line, "task", (int64_t)s->done) &&
	       rv_json_put_bool(line, "admissible", t->admissible) &&
	       rv_json_put_text(line, "why", t->why) &&
	       rv_json_put_i64(line, "looked_at", (int64_t)t->looked_at) &&
	       rv_json_put_i64(line, "days", (int64_t)t->days) &&
	       rv_json_put_i64(line, "active_days", (int64_t)t->active) &&
	       rv_json_put_num(line, "cagr", t->cagr) &&
	       rv_json_put_num(line, "max_drawdown", t->max_drawdown) &&
	       rv_json_put_num(line, "avg_turnover", t->avg_turnover) &&
	       rv_json_put_text(line, "costs", t->costs) &&
	       rv_json_put_text(line, "universe", t->universe) &&
	       rv_json_put_text(line, "returns", hash_row(row, s->days, hash));
}

rv_status rv_sweep_results_add(rv_sweep_results *s, const rv_sweep_trial *t, cJSON *values,
			       const double *row, rv_err *err)
{
	cJSON *line = begin_line(s);
	const bool filled = fill_line(line, s, t, row);
	if (!filled)
		cJSON_Delete(values);
	const bool ok = filled && rv_json_put_item(line, "values", values);
	if (fwrite(row, sizeof(*row), s->days, s->rows) != s->days || fflush(s->rows) != 0) {
		cJSON_Delete(line);
		return failed(s->rows_path, "cannot be written", err);
	}
	rv_status st = put(s, line, ok, err);
	if (st != RV_OK)
		return st;
	memcpy(s->r + s->done * s->days, row, s->days * sizeof(*row));
	s->trials[s->done++] = *t;
	s->log.trials = s->done;
	return flush(s, s->done % SYNC_TASKS == 0, err);
}

rv_status rv_sweep_results_end(rv_sweep_results *s, rv_err *err)
{
	if (s->ended)
		return RV_OK;
	cJSON *line = begin_line(s);
	const bool ok = line && rv_json_put_text(line, "type", "end") &&
			rv_json_put_i64(line, "trials", (int64_t)s->done);
	const rv_status st = put(s, line, ok, err);
	s->ended = st == RV_OK;
	return st == RV_OK ? flush(s, true, err) : st;
}

/* ---- open and close ---- */

static rv_status make_folder(const char *dir, rv_err *err)
{
	if (mkdir(dir, 0777) == 0 || errno == EEXIST)
		return RV_OK;
	return failed(dir, "cannot be made", err);
}

static rv_status check_new(const rv_sweep_open *o, const rv_sweep_results *s, rv_err *err)
{
	static const char *const others[] = { "kpis.json", RV_SWEEP_RETURNS_FILE };
	char path[PATH_MAX];
	if (access(s->lines_path, F_OK) == 0)
		return o->resume ? RV_OK
				 : rv_err_set(err, RV_EEXIST,
					      "%.200s: there are results; --resume goes on with "
					      "them, if they are of the same sweep",
					      s->lines_path);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		(void)snprintf(path, sizeof(path), "%.3900s/%s", o->dir, others[i]);
		if (access(path, F_OK) == 0)
			return rv_err_set(err, RV_EEXIST,
					  "%.200s: of another run; nothing is replaced", path);
	}
	return RV_OK;
}

static rv_status open_file(const char *path, FILE **out, rv_err *err)
{
	const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	*out = fd >= 0 ? fdopen(fd, "r+") : NULL;
	if (*out)
		return RV_OK;
	const rv_status st = failed(path, "cannot be opened", err);
	if (fd >= 0)
		(void)close(fd); /* nothing was written */
	return st;
}

static rv_status open_files(rv_sweep_results *s, rv_err *err)
{
	rv_status st = open_file(s->lines_path, &s->lines, err);
	if (st == RV_OK && flock(fileno(s->lines), LOCK_EX | LOCK_NB) != 0)
		st = errno == EWOULDBLOCK
			     ? rv_err_set(err, RV_EAGAIN, "%.200s: another sweep is writing it",
					  s->lines_path)
			     : failed(s->lines_path, "cannot be locked", err);
	return st == RV_OK ? open_file(s->rows_path, &s->rows, err) : st;
}

static rv_status new_results(const rv_sweep_open *o, rv_sweep_results **out, rv_err *err)
{
	rv_sweep_results *s = calloc(1, sizeof(*s));
	if (!s)
		return rv_err_set(err, RV_ENOMEM, "cannot sweep: out of memory");
	*out = s;
	s->tasks = o->tasks;
	s->days = o->days;
	s->about = about_of(o->about);
	s->trials = calloc(o->tasks + 1, sizeof(*s->trials));
	s->r = calloc(o->tasks * o->days + 1, sizeof(*s->r));
	if (!s->about || !s->trials || !s->r)
		return rv_err_set(err, RV_ENOMEM, "cannot sweep: out of memory");
	if (snprintf(s->lines_path, PATH_MAX, "%s/%s", o->dir, RV_TRIALS_FILE) >= PATH_MAX ||
	    snprintf(s->rows_path, PATH_MAX, "%s/%s", o->dir, RV_SWEEP_RETURNS_FILE) >= PATH_MAX)
		return rv_err_set(err, RV_EIO, "%.200s: too long a name", o->dir);
	return RV_OK;
}

rv_status rv_sweep_results_open(const rv_sweep_open *o, rv_sweep_results **out, rv_err *err)
{
	rv_sweep_results *s = NULL;
	struct stat there = { .st_size = 0 };
	rv_status st = new_results(o, &s, err);
	if (!s)
		return st;
	if (st == RV_OK)
		st = check_new(o, s, err);
	if (st == RV_OK)
		st = make_folder(o->dir, err);
	if (st == RV_OK)
		st = open_files(s, err);
	if (st == RV_OK && fstat(fileno(s->lines), &there) != 0)
		st = failed(s->lines_path, "cannot be read", err);
	if (st == RV_OK && there.st_size > 0)
		st = read_back(s, err);
	if (st == RV_OK && s->log.seq == 0)
		s->log = (rv_trial_log){ .f = s->lines, .seq = 1 };
	if (st == RV_OK && s->log.seq == 1)
		st = put_genesis(s, err);
	if (st == RV_OK)
		*out = s;
	else
		rv_sweep_results_free(s);
	return st;
}

void rv_sweep_results_free(rv_sweep_results *s)
{
	if (!s)
		return;
	if (s->lines)
		(void)fclose(s->lines); /* what had to arrive has been flushed and looked at */
	if (s->rows)
		(void)fclose(s->rows);
	cJSON_free(s->about);
	free(s->trials);
	free(s->r);
	free(s);
}

size_t rv_sweep_results_done(const rv_sweep_results *s)
{
	return s->done;
}

const rv_sweep_trial *rv_sweep_results_trials(const rv_sweep_results *s)
{
	return s->trials;
}

const double *rv_sweep_results_returns(const rv_sweep_results *s)
{
	return s->r;
}

const char *rv_sweep_results_head(const rv_sweep_results *s, char out[RV_HEX_TEXT(RV_SHA256_BYTES)])
{
	return rv_hex_format(s->log.head, sizeof(s->log.head), out);
}

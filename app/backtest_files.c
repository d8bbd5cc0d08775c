/* The files of a backtest; see backtest_files.h. */
#include "app/backtest_files.h"

#include "app/backtest_table.h"
#include "app/config_dir.h"
#include "app/research/report.h"
#include "app/score_load.h"
#include "engine/research/strategy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static rv_report_sources sources_of(const rv_backtest_files *f)
{
	rv_report_sources s = { .n_inputs = 1, .trials = f->trials, .trials_run = true };
	s.inputs[0] = f->store;
	memcpy(s.data_hash, f->data_hash, sizeof(s.data_hash));
	return s;
}

rv_status rv_backtest_files_begin(rv_backtest_files *f, rv_err *err)
{
	const rv_report_sources s = sources_of(f);
	if (!f->out)
		return f->artifacts ? rv_err_set(err, RV_EUSAGE, "--artifacts needs --out DIR")
				    : RV_OK;
	rv_status st = rv_report_check(f->out, f->artifacts, &s, err);
	if (st == RV_OK)
		st = rv_fingerprint_file(f->store, f->data_hash, err);
	return st == RV_OK ? rv_trial_register_open(f->out, f->data_hash, &f->trials, err) : st;
}

void rv_backtest_files_end(rv_backtest_files *f)
{
	rv_trial_register_free(f->trials);
	f->trials = NULL;
}

/* The files that a configuration is made of, each from its folder or else the shipped one. */
rv_status rv_backtest_config_hash(const char *option, char out[RV_FINGERPRINT], rv_err *err)
{
	static const char *const names[] = { "profile_desk.json", "rv_momo_baskets.json",
					     "strategy_config.json" };
	char dir[PATH_MAX], shipped[PATH_MAX], path[PATH_MAX + 32];
	uint8_t hash[RV_SHA256_BYTES];
	rv_sha256_ctx c;
	rv_err none = { .code = RV_OK };
	if (rv_config_dir(option, dir, &none) != RV_OK)
		return RV_OK; /* the built-in defaults: the program's own hash has them */
	const char *other = rv_config_dir_shipped(shipped);
	rv_sha256_init(&c);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char one[RV_FINGERPRINT];
		(void)snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		if (other && access(path, F_OK) != 0)
			(void)snprintf(path, sizeof(path), "%s/%s", other, names[i]);
		const rv_status st = rv_fingerprint_file(path, one, err);
		if (st != RV_OK && st != RV_ENOENT)
			return st;
		rv_sha256_update(&c, names[i], strlen(names[i]) + 1);
		rv_sha256_update(&c, one, strlen(one) + 1);
	}
	rv_sha256_final(&c, hash);
	(void)rv_hex_format(hash, sizeof(hash), out);
	return RV_OK;
}

static rv_status fingerprints(const rv_backtest_files *f, rv_report_sources *s, rv_err *err)
{
	rv_status st = rv_fingerprint_self(s->binary_hash, err);
	if (st == RV_OK)
		st = rv_backtest_config_hash(f->config, s->config_hash, err);
	return st;
}

/* What the run has printed, and its notes: the same for the same run. The caller frees it. */
static char *log_of(const rv_bt_result *r)
{
	char *text = NULL;
	size_t n = 0;
	rv_err err = { .code = RV_OK };
	FILE *f = open_memstream(&text, &n);
	if (!f)
		return NULL;
	const rv_status st = rv_backtest_table(f, r, &err);
	for (size_t i = 0; i < r->n_notes; i++) {
		char at[RV_TIME_TEXT];
		(void)fprintf(f, "%s %s %s\n", rv_time_format(r->notes[i].at_ms, at),
			      r->notes[i].symbol, r->notes[i].text);
	}
	if (fclose(f) == 0 && st == RV_OK)
		return text;
	free(text);
	return NULL;
}

/* The last window, where it has chosen something that a pass reads. */
static const rv_bt_window *choosing_window(const rv_bt_result *r)
{
	const rv_strategy *st = rv_strategy_of(r->strategy);
	if (!st || !st->apply || !r->walk.on || r->n_values == 0 || r->n_windows == 0)
		return NULL;
	const rv_bt_window *w = &r->windows[r->n_windows - 1];
	return w->trial < r->n_trials ? w : NULL;
}

/*
 * The pass of the end, as `rvdesk signals` runs it, with what the last training has chosen: that is
 * what the backtest would hold on.
 */
static rv_status last_pass(const rv_backtest_files *f, const rv_bt_result *r, const rv_bt_window *w,
			   rv_score_run **out, rv_err *err)
{
	static rv_step_params params; /* too large for a stack frame */
	params = *f->step;
	if (w)
		rv_strategy_of(r->strategy)->apply(&r->trials[w->trial].choice, &params);
	params.modules = RV_MODULE_MAJORS_ALTS | RV_MODULE_STAT_ARB;
	return rv_score_run_of(f->daily, &params, f->end_ms + RV_DAY_MS, out, err);
}

rv_status rv_backtest_files_write(const rv_backtest_files *f, const rv_bt_result *r,
				  char features_note[RV_ERR_TEXT], rv_err *err)
{
	rv_report_sources s = sources_of(f);
	rv_report_done done = { .features_note = "" };
	rv_score_run *pass = NULL;
	s.pass_of = choosing_window(r);
	features_note[0] = '\0';
	if (!f->out)
		return RV_OK;
	rv_status st = fingerprints(f, &s, err);
	if (st == RV_OK)
		st = last_pass(f, r, s.pass_of, &pass, err);
	char *log = st == RV_OK ? log_of(r) : NULL;
	if (st == RV_OK && !log)
		st = rv_err_set(err, RV_ENOMEM, "run.log: out of memory");
	if (st == RV_OK) {
		s.pass = &pass->result;
		s.log = log;
		st = rv_report_write(r, f->out, f->artifacts, &s, &done, err);
	}
	free(log);
	rv_score_run_free(pass);
	if (st == RV_OK)
		(void)snprintf(features_note, RV_ERR_TEXT, "%s", done.features_note);
	return st;
}

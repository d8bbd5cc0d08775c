/* What a search is started with; see sweep_start.h. */
#include "app/research/sweep_start.h"

#include "app/backtest_files.h"
#include "app/json_put.h"
#include "app/research/fingerprint.h"
#include "app/score_config.h"
#include "engine/base/timefmt.h"

#include <stdlib.h>

static rv_status read_grid(const rv_sweep_start *o, rv_sweep_run *r, rv_err *err)
{
	rv_status st = RV_OK;
	if (o->grid)
		st = rv_sweep_grid_file(&r->grid, o->grid, err);
	for (size_t i = 0; i < o->params.n && st == RV_OK; i++)
		st = rv_sweep_grid_param(&r->grid, o->params.v[i], err);
	return st;
}

static bool put_hashes(cJSON *a, const char *data, const char *config, const char *program)
{
	return rv_json_put_text(a, "data_hash", data) &&
	       rv_json_put_text(a, "config_hash", config) &&
	       rv_json_put_text(a, "binary_hash", program);
}

static bool put_about(cJSON *a, const rv_sweep_start *o, const rv_sweep_run *r)
{
	char from[RV_TIME_TEXT], to[RV_TIME_TEXT];
	return rv_json_put_text(a, "type", "genesis") && rv_json_put_i64(a, "schema", 1) &&
	       rv_json_put_text(a, "what", "sweep") &&
	       rv_json_put_text(a, "strategy", o->strategy) &&
	       rv_json_put_text(a, "profile", o->profile) &&
	       rv_json_put_text(a, "start", rv_time_format_date(o->start.ms, from)) &&
	       rv_json_put_text(a, "end", rv_time_format_date(o->end.ms, to)) &&
	       rv_json_put_num(a, "nav_usd", o->nav) &&
	       rv_json_put_num(a, "costs_factor", o->factor) &&
	       rv_json_put_bool(a, "no_walk_forward", o->no_walk) &&
	       rv_json_put_i64(a, "tasks", (int64_t)r->grid.tasks) &&
	       rv_json_put_i64(a, "days", (int64_t)r->job.days) &&
	       rv_json_put_item(a, "grid", rv_sweep_grid_json(&r->grid));
}

static rv_status write_about(const rv_sweep_start *o, rv_sweep_run *r, rv_err *err)
{
	char data[RV_FINGERPRINT], config[RV_FINGERPRINT] = "", program[RV_FINGERPRINT];
	rv_status st = rv_fingerprint_file(o->store, data, err);
	if (st == RV_OK)
		st = rv_fingerprint_self(program, err);
	if (st == RV_OK)
		st = rv_backtest_config_hash(o->config, config, err);
	if (st != RV_OK)
		return st;
	r->about = cJSON_CreateObject();
	if (r->about && put_about(r->about, o, r) && put_hashes(r->about, data, config, program))
		return RV_OK;
	return rv_err_set(err, RV_ENOMEM, "cannot sweep: out of memory");
}

static void fill_job(const rv_sweep_start *o, rv_sweep_run *r)
{
	r->job = (rv_sweep_job){ .grid = &r->grid,
				 .config = &r->config,
				 .data = &r->data,
				 .strategy = rv_strategy_of(rv_bt_strategy_find(o->strategy)),
				 .profile = o->profile,
				 .start_ms = o->start.ms,
				 .end_ms = o->end.ms,
				 .nav_usd = o->nav,
				 .costs_factor = o->factor,
				 .no_walk = o->no_walk,
				 .days = (size_t)((o->end.ms - o->start.ms) / RV_DAY_MS) + 1,
				 .run_threads = 1 };
}

rv_status rv_sweep_run_new(const rv_sweep_start *o, rv_sweep_run **out, rv_err *err)
{
	rv_sweep_run *r = calloc(1, sizeof(*r));
	if (!r)
		return rv_err_set(err, RV_ENOMEM, "cannot sweep: out of memory");
	fill_job(o, r);
	rv_status st = rv_score_configure(o->config, o->profile, &r->config, err);
	if (st == RV_OK)
		st = read_grid(o, r, err);
	if (st == RV_OK)
		st = rv_sweep_grid_ready(&r->grid, r->job.strategy->id, &r->config,
					 (size_t)o->random, o->seed, err);
	if (st == RV_OK)
		st = rv_backtest_load(o->store, &r->config.step, o->end.ms, &r->data, err);
	if (st == RV_OK)
		st = rv_sweep_job_check(&r->job, err);
	if (st == RV_OK)
		st = write_about(o, r, err);
	if (st == RV_OK)
		*out = r;
	else
		rv_sweep_run_free(r);
	return st;
}

void rv_sweep_run_free(rv_sweep_run *r)
{
	if (!r)
		return;
	cJSON_Delete(r->about);
	rv_sweep_grid_free(&r->grid);
	rv_backtest_data_free(&r->data);
	free(r);
}

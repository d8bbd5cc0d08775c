/*
 * rvdesk shot: a screen of the real desk without a terminal.
 *
 * The whole program runs (simulated venue on loopback, feeds, history in memory only, engine,
 * desk), but the venue and the desk share one clock that only this file moves: second by second,
 * each time waiting until what the venue sent has arrived. So the picture has real ages, rates and
 * counts, and is the same for the same options.
 */
#include "app/commands.h"

#include "app/args.h"
#include "app/config_dir.h"
#include "app/runtime.h"
#include "engine/base/num.h"
#include "tui/desk.h"
#include "tui/keys.h"
#include "tui/render.h"

#include <limits.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

enum {
	SNAPSHOTS = 4,
	WARM_LIMIT_MS = 60000,
	QUIET_MS = 80,
	BLOCK_LIMIT_MS = 5000,
	HOUR_ASKED_MS = 1600, /* after the hour: the feeds' grace of 1.5 s and a margin */
	REST_WAKE_MS = 1000   /* the rest thread sleeps no longer */
};

/* 2026-01-16T12:34:30Z: mid-hour, so that the bar is forming and nothing closes meanwhile. */
#define SHOT_START_MS INT64_C(1768566870000)

typedef struct shot_options {
	const char *size, *format, *out, *theme, *keys, *config, *profile;
	uint64_t screen, seed, seconds;
	rv_arg_time start;
	bool ascii, mono;
	rv_sim_params sim;
	int cols, rows;
	rv_render_format fmt;
} shot_options;

static int parse(int argc, char **argv, shot_options *o)
{
	const rv_arg table[] = {
		{ "--screen", RV_ARG_U64, &o->screen, 1, 9, "N",
		  "Desk, Symbols, Regime, Portfolio, Orders, Structure, Risk, Log, Research" },
		{ "--size", RV_ARG_STRING, &o->size, 0, 0, "CxR", "default 120x40" },
		{ "--format", RV_ARG_STRING, &o->format, 0, 0, "NAME", "txt, ansi, svg or png" },
		{ "--out", RV_ARG_STRING, &o->out, 0, 0, "FILE", "default: standard output" },
		{ "--keys", RV_ARG_STRING, &o->keys, 0, 0, "TEXT",
		  "keys typed before the picture; \\r is Enter, \\e Esc, \\t Tab, \\\\ the "
		  "filter's key" },
		{ "--seed", RV_ARG_U64, &o->seed, 0, 9e15, "N", "seed of the simulated market" },
		{ "--start", RV_ARG_TIME, &o->start, 0, 0, "T", "the venue's clock" },
		{ "--seconds", RV_ARG_U64, &o->seconds, 1, 3600, "N",
		  "seconds of market before the picture, default 12" },
		{ "--replay", RV_ARG_STRING, &o->sim.replay_store, 0, 0, "STORE",
		  "replay a store" },
		{ "--faults", RV_ARG_STRING, &o->sim.faults, 0, 0, "FILE", "fault plan" },
		{ "--theme", RV_ARG_STRING, &o->theme, 0, 0, "NAME", "dark, light, colour-blind" },
		{ "--config", RV_ARG_STRING, &o->config, 0, 0, "DIR", "configuration folder" },
		{ "--profile", RV_ARG_STRING, &o->profile, 0, 0, "NAME", "seed (default) or desk" },
		{ "-U", RV_ARG_FLAG, &o->ascii, 0, 0, NULL, "7-bit characters only" },
		{ "-C", RV_ARG_FLAG, &o->mono, 0, 0, NULL, "no colours" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	return rv_args_parse("rvdesk shot [OPTIONS]", table, argc, argv);
}

static rv_status parse_size(const char *s, int *cols, int *rows)
{
	const size_t x = strcspn(s, "x");
	int64_t w = 0, h = 0;
	if (s[x] == '\0' || rv_num_parse_i64(s, x, &w) != RV_OK ||
	    rv_num_parse_i64(s + x + 1, strlen(s + x + 1), &h) != RV_OK || w < 1 || h < 1 ||
	    w > 500 || h > 300)
		return RV_EUSAGE;
	*cols = (int)w;
	*rows = (int)h;
	return RV_OK;
}

static uint64_t messages(const rv_board_copy *b)
{
	uint64_t n = 0;
	for (int i = 0; i < RV_STREAM_N; i++)
		n += b->streams[i].messages + b->streams[i].malformed;
	return n;
}

typedef struct shot {
	rv_runtime rt;
	rv_clock *clock;
	rv_board_copy board;
	int64_t utc_ms;
} shot;

/*
 * Waits until nothing has arrived for quiet_ms (real time), at most limit_ms, then lets the engine
 * see it all at once: a rate sampled half-way through a second's messages would differ each time.
 */
static void settle(shot *s, int quiet_ms, int64_t limit_ms)
{
	const int64_t t0 = rv_mono_ms();
	uint64_t seen = 0, now = 0;
	int ready;
	do {
		seen = now;
		struct pollfd fd = { .fd = rv_board_fd(s->rt.board), .events = POLLIN };
		ready = poll(&fd, 1, quiet_ms);
		rv_board_drain_event(s->rt.board);
		rv_board_read(s->rt.board, &s->board);
		now = messages(&s->board);
	} while ((ready > 0 || now != seen) && rv_mono_ms() - t0 < limit_ms);
	rv_engine_loop_pump(s->rt.engine);
}

static bool is_warm(shot *s)
{
	const rv_view *v = rv_pub_get(s->rt.pub);
	const bool warm = v && v->warm_total > 0 && v->warm_done == v->warm_total &&
			  s->board.venue.mcap_ready && v->past_due == 0;
	rv_pub_put(s->rt.pub, v);
	return warm;
}

static rv_status warm_up(shot *s, bool has_faults, rv_err *err)
{
	const int64_t t0 = rv_mono_ms();
	while (!is_warm(s)) {
		rv_sim_kick(s->rt.sim); /* a venue that stays silent is taken for dead */
		settle(s, QUIET_MS, 1000);
		if (rv_mono_ms() - t0 <= WARM_LIMIT_MS)
			continue;
		if (has_faults) /* a plan may well keep the desk from ever being warm */
			return RV_OK;
		return rv_err_set(err, RV_ETIMEOUT, "shot: history not complete after %d s",
				  WARM_LIMIT_MS / 1000);
	}
	settle(s, QUIET_MS, BLOCK_LIMIT_MS);
	return RV_OK;
}

/* In this second the feeds ask REST for the bars of the hour that has just ended. */
static bool confirms_hour(int64_t utc_ms)
{
	const int64_t at = utc_ms - HOUR_ASKED_MS;
	return rv_time_floor(at, RV_HOUR_MS) > rv_time_floor(at - RV_SECOND_MS, RV_HOUR_MS);
}

/* Waits for the block of this second: however slow the machine, the venue sends one. */
static void await_block(shot *s)
{
	const int64_t t0 = rv_mono_ms();
	const uint64_t want = s->board.streams[RV_STREAM_MIDS].messages + 1;
	while (s->board.streams[RV_STREAM_MIDS].messages < want &&
	       rv_mono_ms() - t0 < BLOCK_LIMIT_MS) {
		struct pollfd fd = { .fd = rv_board_fd(s->rt.board), .events = POLLIN };
		(void)poll(&fd, 1, QUIET_MS); /* an error ends like a silent venue: by the limit */
		rv_board_drain_event(s->rt.board);
		rv_board_read(s->rt.board, &s->board);
	}
}

static void run_seconds(shot *s, uint64_t seconds)
{
	for (uint64_t i = 0; i < seconds; i++) {
		s->utc_ms += RV_SECOND_MS;
		rv_clock_set(s->clock, s->utc_ms);
		rv_sim_kick(s->rt.sim);
		await_block(s);
		/* The rest thread looks at the desk's clock when it wakes, every REST_WAKE_MS. */
		const bool asks = confirms_hour(s->utc_ms);
		settle(s, asks ? REST_WAKE_MS + QUIET_MS : QUIET_MS, BLOCK_LIMIT_MS);
	}
}

/* The key that stands behind a backslash; -1 none does. */
static int escaped(char c)
{
	return c == 'r'	   ? RV_KEY_ENTER
	       : c == 'e'  ? RV_KEY_ESC
	       : c == 't'  ? RV_KEY_TAB
	       : c == '\\' ? '\\'
			   : -1;
}

/* A filter without its second backslash would be typed as other keys. */
static rv_status check_keys(const char *keys)
{
	for (const char *p = keys; p && *p; p++) {
		if (*p != '\\')
			continue;
		if (escaped(p[1]) < 0) {
			(void)fprintf(stderr,
				      "rvdesk: --keys, character %td: expected \\r, \\e, \\t or "
				      "\\\\ after a backslash\n",
				      p - keys + 1);
			return RV_EUSAGE;
		}
		p++;
	}
	return RV_OK;
}

static void type_keys(rv_desk *d, const char *keys)
{
	for (const char *p = keys; p && *p; p++) {
		const int key = *p == '\\' ? escaped(*++p) : (unsigned char)*p;
		(void)rv_desk_key(d, key);
	}
}

static rv_status render(const shot_options *o, const rv_canvas *c, rv_err *err)
{
	rv_theme theme;
	const rv_status st = rv_theme_init(&theme, o->theme, NULL, o->mono, err);
	if (st != RV_OK)
		return st;
	if (o->out)
		return rv_render_file(c, o->fmt, &theme, o->out, err);
	const rv_status rs = rv_render(c, o->fmt, &theme, stdout, err);
	if (rs == RV_OK && fflush(stdout) != 0)
		return rv_err_set(err, RV_EIO, "shot: cannot write to standard output");
	return rs;
}

static rv_status draw(const shot_options *o, shot *s, rv_err *err)
{
	rv_desk *desk = NULL;
	rv_canvas *canvas = NULL;
	const rv_view *v = rv_pub_get(s->rt.pub);
	rv_status st = rv_desk_new(&desk);
	if (st == RV_OK)
		st = rv_canvas_new(o->cols, o->rows, o->ascii, &canvas);
	if (st != RV_OK) {
		(void)rv_err_set(err, st, "shot: %s", rv_status_text(st));
	} else {
		rv_desk_update(desk, v, v ? v->mono_ms : 0);
		rv_desk_draw(desk, canvas); /* keys answer to what is on the screen */
		(void)rv_desk_key(desk, '0' + (int)o->screen);
		type_keys(desk, o->keys);
		rv_canvas_clear(canvas);
		rv_desk_draw(desk, canvas);
		st = render(o, canvas, err);
	}
	rv_canvas_free(canvas);
	rv_desk_free(desk);
	rv_pub_put(s->rt.pub, v);
	return st;
}

static rv_status shoot(shot_options *o, rv_err *err)
{
	char config_dir[PATH_MAX];
	rv_status st = rv_config_dir(o->config, config_dir, err);
	shot s;
	memset(&s, 0, sizeof(s));
	s.utc_ms = o->start.set ? o->start.ms : SHOT_START_MS;
	if (st == RV_OK && rv_clock_new_manual(s.utc_ms, &s.clock) != RV_OK)
		st = rv_err_set(err, RV_ENOMEM, "shot: out of memory");
	if (st != RV_OK)
		return st;
	o->sim.clock = s.clock;
	o->sim.start_ms = s.utc_ms;
	char shipped[PATH_MAX];
	const rv_runtime_params p = { .config_dir = config_dir,
				      .shipped_dir = rv_config_dir_shipped(shipped),
				      .profile = o->profile,
				      .venue = "sim",
				      .sim = &o->sim,
				      .clock = s.clock,
				      .still = true,
				      .snapshots = SNAPSHOTS };
	st = rv_runtime_start(&p, &s.rt, err);
	if (st == RV_OK) {
		st = warm_up(&s, o->sim.faults != NULL, err);
		if (st == RV_OK) {
			run_seconds(&s, o->seconds);
			st = draw(o, &s, err);
		}
		rv_runtime_stop(&s.rt);
	}
	rv_clock_free(s.clock);
	return st;
}

int rv_cmd_shot(int argc, char **argv)
{
	shot_options o;
	memset(&o, 0, sizeof(o));
	rv_sim_params_default(&o.sim);
	o.sim.listen = "127.0.0.1:0";
	o.sim.real_limits = false;
	o.size = "120x40";
	o.format = "txt";
	o.profile = "seed";
	o.screen = 1;
	o.seed = o.sim.seed;
	o.seconds = 12;
	const int rc = parse(argc, argv, &o);
	if (rc >= 0)
		return rc;
	o.sim.seed = o.seed;
	rv_err err = { 0 };
	if (parse_size(o.size, &o.cols, &o.rows) != RV_OK) {
		(void)fprintf(stderr,
			      "rvdesk: --size '%s': expected COLUMNSxROWS, 1x1 to 500x300\n",
			      o.size);
		return RV_EXIT_USAGE;
	}
	if (check_keys(o.keys) != RV_OK)
		return RV_EXIT_USAGE;
	char text[96];
	if (rv_config_profile_error(o.profile, text, sizeof(text))) {
		(void)fprintf(stderr, "rvdesk: %s\n", text);
		return RV_EXIT_USAGE;
	}
	rv_theme theme;
	if (rv_render_format_parse(o.format, &o.fmt, &err) != RV_OK ||
	    rv_theme_init(&theme, o.theme, NULL, o.mono, &err) != RV_OK) {
		(void)fprintf(stderr, "rvdesk: --%s\n", err.text);
		return RV_EXIT_USAGE;
	}
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return rv_args_fail("shot: the locale C.UTF-8 is missing");
	return shoot(&o, &err) == RV_OK ? RV_EXIT_OK : rv_args_fail(err.text);
}

/*
 * rvdesk halt: the emergency stop that needs nothing to be well.
 *
 * The desk is asked first and has two seconds. Whatever it does not do, this process does: it
 * leaves halt.request in the state folder, which no desk gets past, and with --cancel or --flatten
 * it goes to the venue itself, with an agent key of its own. No engine, journal or configuration
 * is opened for that; a full disk is in nobody's way.
 */
#include "app/commands.h"

#include "app/args.h"
#include "app/control/control_path.h"
#include "app/control/who_is.h"
#include "app/halt/halt_file.h"
#include "app/halt/halt_venue.h"
#include "app/script/script_args.h"
#include "app/state_dir.h"
#include "engine/base/clock.h"
#include "feeds/net/url.h"

#include <poll.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DESK_MS = 2000, WORKS_MS = 5000, LOOK_MS = 100 };

typedef struct options {
	rv_script_where where;
	const char *url, *account, *key, *reason;
	double collar_bps;
	bool cancel, flatten, outside, live;
} options;

/* ---- by the desk ---- */

typedef enum by_desk {
	DESK_DID,    /* all of it */
	DESK_DENIES, /* it lives and this user may not */
	DESK_CANNOT  /* it is not there, hangs, or has not done it */
} by_desk;

static size_t working(const rv_view *v)
{
	size_t n = 0;
	for (size_t i = 0; i < v->trade.n_orders; i++)
		n += !v->trade.orders[i].external && !rv_order_over(v->trade.orders[i].state);
	return n;
}

/* Cancels are the venue's to confirm: the desk has asked for them, and has so long. */
static by_desk wait_cancelled(rv_desk_link *l)
{
	const int64_t until = rv_mono_ms() + WORKS_MS;
	while (working(rv_desk_link_look(l)) > 0) {
		if (rv_mono_ms() > until) {
			(void)fprintf(stderr, "rvdesk: halt: %zu orders still work\n",
				      working(rv_desk_link_look(l)));
			return DESK_CANNOT;
		}
		(void)poll(NULL, 0, LOOK_MS);
	}
	return DESK_DID;
}

static by_desk ask(rv_desk_link *l, const rv_command *c, int64_t ms)
{
	rv_tv_reply r;
	rv_err err = { 0 };
	if (rv_desk_link_ask(l, c, ms, &r, &err) != RV_OK) {
		(void)fprintf(stderr, "rvdesk: halt: %s\n", err.text);
		return DESK_CANNOT;
	}
	(void)fprintf(r.ok ? stdout : stderr, "halt: the desk: %s\n", r.text);
	if (r.ok)
		return DESK_DID;
	return rv_desk_link_welcome(l)->role < rv_cmd_role(c->kind) ? DESK_DENIES : DESK_CANNOT;
}

static by_desk tell_desk(const options *o, rv_desk_link *l, int64_t until)
{
	const bool leave = !o->cancel && !o->flatten;
	rv_command c = { .kind = RV_CMD_KILL, .level = leave ? RV_KILL_LEAVE : RV_KILL_CANCEL };
	(void)snprintf(c.reason, sizeof(c.reason), "%s", o->reason ? o->reason : "rvdesk halt");
	(void)snprintf(c.typed, sizeof(c.typed), "rvdesk halt%s%s", o->cancel ? " --cancel" : "",
		       o->flatten ? " --flatten" : "");
	const int64_t left = until - rv_mono_ms();
	by_desk d = ask(l, &c, left > 0 ? left : 0);
	if (d == DESK_DID && !leave)
		d = wait_cancelled(l);
	if (d == DESK_DID && o->flatten) {
		c.kind = RV_CMD_FLATTEN;
		d = ask(l, &c, DESK_MS);
	}
	return d;
}

static by_desk by_socket(const options *o)
{
	const rv_desk_link_params p = { .socket = o->where.socket,
					.state = o->where.state,
					.most_ms = DESK_MS };
	const int64_t until = rv_mono_ms() + DESK_MS;
	rv_desk_link *l = NULL;
	rv_err err = { 0 };
	if (rv_desk_link_open(&p, &l, &err) != RV_OK) {
		(void)fprintf(stderr, "rvdesk: halt: without the desk: %s\n", err.text);
		return DESK_CANNOT;
	}
	const by_desk d = tell_desk(o, l, until);
	rv_desk_link_close(l);
	return d;
}

/* ---- without it ---- */

/* Of the folder that was named, else of the socket: whose the desk is. -1: not known. */
static int64_t owner_of(const options *o, const char *dir)
{
	char path[RV_CONTROL_PATH];
	struct stat sb;
	rv_err none = { 0 };
	if (o->where.state)
		return stat(dir, &sb) == 0 ? (int64_t)sb.st_uid : -1;
	if (rv_desk_socket(o->where.socket, NULL, path, &none) != RV_OK || stat(path, &sb) != 0)
		return -1;
	return (int64_t)sb.st_uid;
}

/*
 * The desk is another user's, who alone may write in its folder: what to type is said, and no
 * folder of our own is taken for its. True: it is so.
 */
static bool is_of_another(const options *o, const char *dir)
{
	char buf[2048];
	struct passwd pw, *found = NULL;
	const int64_t uid = owner_of(o, dir);
	if (uid < 0 || uid == (int64_t)geteuid() || (o->where.state && access(dir, W_OK) == 0))
		return false;
	if (getpwuid_r((uid_t)uid, &pw, buf, sizeof(buf), &found) != 0)
		found = NULL;
	(void)fprintf(stderr,
		      "rvdesk: halt: NOT DONE: the desk is of %s (uid %lld), and its state folder "
		      "nobody else's: sudo -u %s rvdesk halt%s%s --state %s\n",
		      found ? pw.pw_name : "a user without a name", (long long)uid,
		      found ? pw.pw_name : "THAT_USER", o->cancel ? " --cancel" : "",
		      o->flatten ? " --flatten" : "",
		      o->where.state ? dir : "DIR (as the desk was started with)");
	return true;
}

/* A socket that was named says where the state is only when it lies there. */
static bool is_known(const options *o, char dir[PATH_MAX])
{
	char path[RV_HALT_PATH];
	const char *slash = o->where.socket ? strrchr(o->where.socket, '/') : NULL;
	if (!o->where.socket || o->where.state)
		return true;
	const int n = slash ? (int)(slash - o->where.socket) : 0;
	(void)snprintf(path, sizeof(path), "%.*s/" RV_HALT_VENUE, n, o->where.socket);
	if (n > 0 && access(path, F_OK) == 0) {
		(void)snprintf(dir, PATH_MAX, "%.*s", n, o->where.socket);
		return true;
	}
	(void)fprintf(stderr,
		      "rvdesk: halt: NOT DONE: once more with --state DIR, the state folder "
		      "that the desk was started with: --socket alone does not say it\n");
	return false;
}

static bool leave_request(const options *o, const char *dir)
{
	rv_halt_request r = { .utc_ms = rv_machine_utc_ms(), .leave = !o->cancel && !o->flatten };
	rv_err err = { 0 };
	rv_who_id me;
	rv_who_is_self(&me);
	memcpy(r.name, me.name, sizeof(r.name));
	(void)snprintf(r.reason, sizeof(r.reason), "%s", o->reason ? o->reason : "");
	if (rv_halt_request_write(dir, &r, &err) != RV_OK) {
		(void)fprintf(stderr, "rvdesk: halt: %s\n", err.text);
		return false;
	}
	if (err.text[0])
		(void)fprintf(stderr, "rvdesk: halt: %s\n", err.text);
	(void)printf("halt: left %s/" RV_HALT_REQUEST
		     ": a desk that runs there is HALTED by it as soon "
		     "as it moves, at the latest within a second; one that starts there, too\n",
		     dir);
	return true;
}

/* Where and whose: as the desk has left it, and what the options say otherwise. */
static rv_status find_place(const options *o, const char *dir, rv_halt_place *p, rv_err *err)
{
	const rv_status st = rv_halt_place_read(dir, p, err);
	if (st != RV_OK && !(o->url && o->account))
		return st;
	rv_url url;
	rv_err none = { 0 };
	if (o->url) {
		(void)snprintf(p->url, sizeof(p->url), "%s", o->url);
		p->sim = rv_url_parse(o->url, &url, &none) == RV_OK && url.loopback && !o->live;
		p->live = o->live;
	}
	if (o->account && rv_address_parse(o->account, p->account) != RV_OK)
		return rv_err_set(err, RV_EUSAGE, "--account '%.60s': expected 0x and 40 digits",
				  o->account);
	if (o->collar_bps > 0.0)
		p->collar_bps = o->collar_bps;
	return RV_OK;
}

static void say_done(const rv_halt_done *d, bool flatten)
{
	(void)printf("halt: at the venue: %zu cancelled, %zu open", d->cancelled, d->open);
	if (flatten)
		(void)printf(", %zu closes traded, %zu positions held", d->closes, d->positions);
	(void)printf("; dead man's switch %s%s\n", d->deadman ? "on" : "off: ", d->deadman_why);
}

static rv_status go_to_venue(const options *o, const char *dir, rv_err *err)
{
	char key[RV_HALT_PATH];
	rv_halt_place place;
	rv_halt_done done;
	rv_signer *signer = NULL;
	rv_halt_client *client = NULL;
	rv_status st = find_place(o, dir, &place, err);
	(void)snprintf(key, sizeof(key), "%s/" RV_HALT_KEY, dir);
	if (st == RV_OK)
		st = rv_signer_open(o->key ? o->key : key, &signer, err);
	if (st != RV_OK)
		return st;
	const rv_halt_venue_params vp = { .flatten = o->flatten, .collar_bps = place.collar_bps };
	rv_halt_client_params cp = {
		.url = place.url, .signer = signer, .sim = place.sim, .mainnet = place.live
	};
	memcpy(cp.account, place.account, sizeof(cp.account));
	st = rv_halt_client_new(&cp, &client, err);
	if (st == RV_OK) {
		st = rv_halt_venue(client, &vp, &done, err);
		say_done(&done, o->flatten);
	}
	rv_halt_client_free(client);
	rv_signer_free(signer);
	return st;
}

static int by_itself(const options *o)
{
	char dir[PATH_MAX];
	rv_err err = { 0 };
	if (rv_state_dir_name(o->where.state, dir, &err) != RV_OK)
		return rv_args_fail(err.text);
	const bool away = is_of_another(o, dir) || !is_known(o, dir);
	if (away && !(o->url && o->account && o->key)) /* nor can the venue be found from here */
		return RV_EXIT_FAIL;
	bool ok = !away && leave_request(o, dir);
	(void)fflush(stdout); /* whatever happens next, this has been said */
	if (o->cancel || o->flatten) {
		const rv_status st = go_to_venue(o, dir, &err);
		if (st != RV_OK)
			(void)fprintf(stderr, "rvdesk: halt: %s\n",
				      err.text[0] ? err.text : rv_status_text(st));
		ok = st == RV_OK; /* what counts is what is open at the venue */
	}
	return ok && fflush(stdout) == 0 ? RV_EXIT_OK : RV_EXIT_FAIL;
}

int rv_cmd_halt(int argc, char **argv)
{
	options o;
	memset(&o, 0, sizeof(o));
	const rv_arg table[] = {
		RV_SCRIPT_WHERE_ARGS(o.where),
		{ "--cancel", RV_ARG_FLAG, &o.cancel, 0, 0, NULL, "cancel every open order, too" },
		{ "--flatten", RV_ARG_FLAG, &o.flatten, 0, 0, NULL,
		  "and close every position by reduce-only orders at the collar" },
		{ "--reason", RV_ARG_STRING, &o.reason, 0, 0, "TEXT", "for the audit" },
		{ "--outside", RV_ARG_FLAG, &o.outside, 0, 0, NULL, "do not ask the desk" },
		{ "--key", RV_ARG_STRING, &o.key, 0, 0, "FILE",
		  "the halt's own agent key (default: halt.key in the state folder)" },
		{ "--url", RV_ARG_STRING, &o.url, 0, 0, "URL",
		  "of the venue (default: what the desk left in the state folder)" },
		{ "--account", RV_ARG_STRING, &o.account, 0, 0, "ADDR", "likewise" },
		{ "--live", RV_ARG_FLAG, &o.live, 0, 0, NULL, "with --url: real money" },
		{ "--collar-bps", RV_ARG_DOUBLE, &o.collar_bps, 1, 2000, "N",
		  "--flatten: how far from the mid (default: the desk's collar)" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	const int rc = rv_args_parse("rvdesk halt [--cancel] [--flatten]    HALTED: by the desk "
				     "if it answers within 2 s, else without it\n"
				     "exit status: 0 it is done, 1 not all of it, 2 usage",
				     table, argc, argv);
	if (rc >= 0)
		return rc;
	const by_desk d = o.outside ? DESK_CANNOT : by_socket(&o);
	if (d == DESK_DENIES) /* whose key is not the way around that */
		return RV_EXIT_FAIL;
	return d == DESK_DID ? RV_EXIT_OK : by_itself(&o);
}

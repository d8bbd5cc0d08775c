/* See people_desk.h. */
#include "tests/support/people_desk.h"

#include "tests/support/cm.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ASK_MS = 20, BEAT_MS = 300, PING_MS = 1000, FDS_MOST = 1024 };

bool pd_can(void)
{
	if (geteuid() == 0)
		return true;
	print_message("# only root can be other users\n");
	return false;
}

static rv_status take(void *ctx, const rv_command *c)
{
	const order_desk *d = ctx;
	return rv_trading_command(d->rt.trading, c);
}

static void serve(people_desk *p)
{
	rv_control_listener listener;
	rv_err err = { 0 };
	char path[RV_TMP_PATH * 2], lock[RV_TMP_PATH * 2];
	(void)snprintf(p->path, sizeof(p->path), "%s",
		       rv_tmpdir_path(&p->d->dir, "control.sock", path));
	(void)rv_tmpdir_path(&p->d->dir, "control.sock.lock", lock);
	if (rv_control_listen(p->path, "", &listener, &err) != RV_OK)
		fail_msg("%s", err.text);
	assert_int_equal(chmod(p->d->dir.path, 0711), 0);
	assert_int_equal(chmod(p->path, 0666), 0);
	const rv_control_params cp = { .listener = &listener,
				       .pub = p->d->rt.pub,
				       .log = p->d->rt.log,
				       .access = { .who = p->d->rt.config.who,
						   .desk_uid = p->d->rt.self.uid },
				       .command = take,
				       .ctx = p->d };
	assert_int_equal(rv_control_server_start(&cp, &p->server, &err), RV_OK);
}

/* The desk's own user makes it ACTIVE, and leaves. */
static void activate(order_desk *d)
{
	static const rv_cmd_kind kinds[] = { RV_CMD_PEN, RV_CMD_ARM, RV_CMD_RESUME };
	const int64_t until = rv_mono_ms() + OD_WAIT_MS;
	while (od_look(d)->state != RV_BOOK_ACTIVE) {
		if (rv_mono_ms() > until)
			od_fail(d, d->reply.text);
		for (size_t i = T->pen.needed ? 0 : 1; i < 3; i++) {
			const rv_command c = od_cmd(kinds[i], "");
			(void)od_do(d, &c);
		}
	}
	rv_command c = od_cmd(RV_CMD_LOCK, "");
	od_yes(d, &c);
	c.kind = RV_CMD_PEN_FREE;
	(void)od_do(d, &c); /* it may have expired already */
}

people_desk *pd_new(const char *control)
{
	const od_params op = { .manual = true, .orders = OD_FAST, .control = control };
	people_desk *p = calloc(1, sizeof(*p));
	assert_non_null(p);
	p->nonce = 1000;
	p->d = od_new(&op);
	od_ready(p->d);
	activate(p->d);
	serve(p);
	return p;
}

void pd_free(people_desk *p)
{
	if (!p)
		return;
	rv_control_server_stop(p->server);
	od_free(p->d);
	free(p);
}

/* ---- consoles ---- */

typedef struct opening {
	const char *path;
	raw_console *r;
	int uid;
	bool ok;
} opening;

/* The kernel tells the server whom the connecting thread was then. */
static void *open_as(void *arg)
{
	opening *o = arg;
	if (syscall(SYS_setresuid, -1, o->uid, -1) != 0)
		return NULL;
	raw_open(o->r, o->path);
	o->ok = syscall(SYS_setresuid, -1, 0, -1) == 0;
	return NULL;
}

void pd_open(people_desk *p, raw_console *r, int uid)
{
	opening o = { .path = p->path, .r = r, .uid = uid };
	pthread_t thread;
	assert_int_equal(pthread_create(&thread, NULL, open_as, &o), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_true(o.ok);
}

/* A console that says nothing for half a minute is gone; here one may wait longer for another. */
static void ping_all(people_desk *p)
{
	static const uint8_t data[sizeof(int64_t)] = { 0 };
	const int64_t now = rv_mono_ms();
	if (now < p->pinged_ms + PING_MS)
		return;
	p->pinged_ms = now;
	for (size_t i = 0; i < p->n_consoles; i++) {
		if (p->consoles[i]->fd >= 0)
			raw_frame(p->consoles[i], RV_FRAME_PING, data, sizeof(data));
	}
}

static void forget(people_desk *p, const raw_console *r)
{
	size_t n = 0;
	for (size_t i = 0; i < p->n_consoles; i++) {
		if (p->consoles[i] != r)
			p->consoles[n++] = p->consoles[i];
	}
	p->n_consoles = n;
}

static void keep(people_desk *p, raw_console *r)
{
	forget(p, r);
	assert_true(p->n_consoles < PD_CONSOLES);
	p->consoles[p->n_consoles++] = r;
}

void pd_console(people_desk *p, raw_console *r, int uid)
{
	ping_all(p);
	pd_open(p, r, uid);
	raw_greet(r, false);
	assert_int_equal(r->welcome.uid, uid);
	keep(p, r);
}

uint64_t pd_send(people_desk *p, raw_console *r, rv_command c)
{
	ping_all(p);
	if (c.nonce == 0)
		c.nonce = ++p->nonce;
	raw_command(r, &c, 0);
	return c.nonce;
}

static const rv_tv_reply *find(const rv_trade_view *t, uint64_t nonce)
{
	for (size_t i = 0; i < RV_TV_REPLIES; i++) {
		if (t->replies[i].nonce == nonce)
			return &t->replies[i];
	}
	return NULL;
}

const rv_tv_reply *pd_answer(people_desk *p, uint64_t nonce)
{
	order_desk *d = p->d;
	od_look(d);
	OD_UNTIL(d, find(T, nonce) != NULL);
	return find(T, nonce);
}

void pd_says(people_desk *p, raw_console *r, rv_command c, bool ok, const char *words)
{
	const rv_tv_reply *got = pd_answer(p, pd_send(p, r, c));
	if (got->ok != ok || !strstr(got->text, words))
		fail_msg("%s: \"%s\" (%s), expected %s with \"%s\"", rv_cmd_word(c.kind), got->text,
			 got->ok ? "ok" : "refused", ok ? "ok" : "refused", words);
}

void pd_leads(people_desk *p, raw_console *r)
{
	if (od_look(p->d)->pen.needed)
		pd_says(p, r, (rv_command){ .kind = RV_CMD_PEN }, true, "pen");
	pd_says(p, r, (rv_command){ .kind = RV_CMD_ARM }, true, "armed");
}

/* ---- tickets ---- */

static const rv_tv_ticket *ticket_of(const order_desk *d, uint64_t id)
{
	for (size_t i = 0; i < d->v->trade.n_tickets; i++) {
		if (d->v->trade.tickets[i].id == id)
			return &d->v->trade.tickets[i];
	}
	return NULL;
}

/* A quote that has become old while the machine was busy is made anew. */
static void quote_again(order_desk *d, uint64_t id)
{
	const rv_tv_ticket *t = ticket_of(d, id);
	const rv_command c = { .kind = RV_CMD_REQUOTE, .n_ids = 1, .ids = { id } };
	if (t && t->state == RV_TICKET_BLOCKED)
		(void)od_do(d, &c);
}

static void until_ready(people_desk *p, uint64_t id)
{
	order_desk *d = p->d;
	const int64_t until = rv_mono_ms() + OD_WAIT_MS;
	od_look(d);
	while (!ticket_of(d, id) || ticket_of(d, id)->state != RV_TICKET_READY) {
		if (rv_mono_ms() > until)
			od_fail(d, "the ticket is not ready");
		(void)poll(NULL, 0, ASK_MS);
		quote_again(d, id);
		ping_all(p);
		od_look(d);
	}
}

uint64_t pd_ticket(people_desk *p, const rv_command *c)
{
	order_desk *d = p->d;
	od_yes(d, c);
	unsigned long long id = 0;
	const char *at = strstr(d->reply.text, "ticket ");
	assert_non_null(at);
	id = strtoull(at + strlen("ticket "), NULL, 10);
	until_ready(p, id);
	return id;
}

rv_command pd_approval(people_desk *p, uint64_t ticket)
{
	od_look(p->d);
	const rv_tv_ticket *t = ticket_of(p->d, ticket);
	rv_command c = { .kind = RV_CMD_APPROVE, .n_ids = 1, .ids = { ticket } };
	assert_non_null(t);
	c.digests[0] = t->digest;
	return c;
}

void pd_grants(people_desk *p, raw_console *r, uint64_t ticket)
{
	const int64_t until = rv_mono_ms() + OD_WAIT_MS;
	for (;;) {
		until_ready(p, ticket);
		const rv_tv_reply *got = pd_answer(p, pd_send(p, r, pd_approval(p, ticket)));
		if (got->ok) {
			assert_non_null(strstr(got->text, "1 granted"));
			return;
		}
		if (rv_mono_ms() > until)
			od_fail(p->d, got->text);
	}
}

size_t pd_mandates(people_desk *p)
{
	uint64_t last = 0;
	const rv_trade_view *t = od_look(p->d);
	for (size_t i = 0; i < t->n_mandates; i++)
		last = t->mandates[i].id > last ? t->mandates[i].id : last;
	return (size_t)last;
}

/* ---- a process ---- */

/* Nothing asserts here: what goes wrong ends it, and the parent waits in vain. */
static void beat(raw_console *r, uint64_t nonce)
{
	const rv_command c = { .kind = RV_CMD_PEN_BEAT, .nonce = nonce };
	raw_command(r, &c, 0);
}

static void run(raw_console *r, int from)
{
	uint64_t nonce = UINT64_C(1) << 40;
	rv_command c = { .kind = RV_CMD_PEN, .nonce = nonce };
	raw_command(r, &c, 0);
	for (;;) {
		struct pollfd fd = { .fd = from, .events = POLLIN };
		beat(r, ++nonce);
		if (poll(&fd, 1, BEAT_MS) != 1)
			continue;
		if (read(from, &c, sizeof(c)) != (ssize_t)sizeof(c))
			_exit(0);
		raw_command(r, &c, 0);
	}
}

/* Nothing of the parent's stays open here, and the child does not outlive it. */
static void alone(int a, int b)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int fd = 3; fd < FDS_MOST; fd++) {
		if (fd != a && fd != b)
			(void)close(fd);
	}
}

pd_process pd_fork(people_desk *p, int uid)
{
	int ends[2];
	raw_console r;
	pd_console(p, &r, uid); /* the kernel knows whose it is; the process only has to hold it */
	assert_int_equal(pipe(ends), 0);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		alone(r.fd, ends[0]);
		if (syscall(SYS_setresuid, uid, uid, uid) != 0)
			_exit(1);
		run(&r, ends[0]);
	}
	(void)close(ends[0]);
	forget(p, &r);
	raw_close(&r); /* the child has the only one now */
	order_desk *d = p->d;
	OD_UNTIL(d, T->pen.held && T->pen.uid == uid);
	return (pd_process){ .pid = pid, .to = ends[1] };
}

void pd_end(pd_process *x, int sig)
{
	int status = 0;
	if (x->pid <= 0)
		return;
	assert_int_equal(kill(x->pid, sig), 0);
	assert_int_equal(waitpid(x->pid, &status, 0), x->pid);
	(void)close(x->to);
	x->pid = 0;
}

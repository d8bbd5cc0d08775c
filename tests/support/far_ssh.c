/* See far_ssh.h. */
#include "tests/support/far_ssh.h"

#include "engine/base/clock.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"

#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SSHD "/usr/sbin/sshd"
#define SSH "/usr/bin/ssh"
#define KEYGEN "/usr/bin/ssh-keygen"

enum { PATH = 512, WAIT_MS = 60000 };

struct far_ssh {
	far_link *link;
	char dir[PATH], remote[PATH], local[PATH];
	pid_t sshd, ssh;
};

const char *far_ssh_missing(void)
{
	static const char *const all[] = { SSHD, SSH, KEYGEN };
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (access(all[i], X_OK) != 0)
			return all[i];
	}
	return getpwnam("sshd") ? NULL : "the user sshd";
}

static const char *in_dir(const far_ssh *s, const char *name, char out[PATH + 32])
{
	(void)snprintf(out, PATH + 32, "%s/%s", s->dir, name);
	return out;
}

static void make_key(far_ssh *s, const char *name)
{
	char path[PATH + 32], log[PATH + 32], command[2 * PATH];
	int status = 0;
	(void)snprintf(command, sizeof(command), "exec " KEYGEN " -q -t ed25519 -N '' -f %s",
		       in_dir(s, name, path));
	const pid_t pid =
		far_link_spawn(s->link, FAR_CONSOLE, false, in_dir(s, "keygen.log", log), command);
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	if (status != 0)
		fail_msg("%s: wait status %#x", KEYGEN, (unsigned)status);
}

static void configure(far_ssh *s)
{
	char text[4 * PATH], pub[PATH + 32], conf[PATH + 32];
	size_t n = 0;
	make_key(s, "host");
	make_key(s, "user");
	char *key = rv_file_slurp(in_dir(s, "user.pub", pub), &n);
	rv_file_write(in_dir(s, "authorized", pub), key, n);
	free(key);
	(void)snprintf(text, sizeof(text),
		       "Port 22\nListenAddress " FAR_DESK_IP "\nHostKey %s/host\n"
		       "AuthorizedKeysFile %s/authorized\nPidFile none\nStrictModes no\n"
		       "UsePAM no\nUseDNS no\nPermitRootLogin prohibit-password\n"
		       "PasswordAuthentication no\nKbdInteractiveAuthentication no\n"
		       "AllowStreamLocalForwarding local\nLogLevel VERBOSE\n",
		       s->dir, s->dir);
	rv_file_write(in_dir(s, "sshd_config", conf), text, strlen(text));
}

far_ssh *far_ssh_new(far_link *l, const char *dir, const char *remote, const char *local)
{
	char conf[PATH + 32], log[PATH + 32], command[2 * PATH];
	far_ssh *s = calloc(1, sizeof(*s));
	assert_non_null(s);
	s->link = l;
	(void)snprintf(s->dir, sizeof(s->dir), "%s", dir);
	(void)snprintf(s->remote, sizeof(s->remote), "%s", remote);
	(void)snprintf(s->local, sizeof(s->local), "%s", local);
	configure(s);
	(void)snprintf(command, sizeof(command), "exec " SSHD " -D -e -f %s",
		       in_dir(s, "sshd_config", conf));
	s->sshd = far_link_spawn(l, FAR_DESK, true, in_dir(s, "sshd.log", log), command);
	assert_true(s->sshd > 0);
	return s;
}

static void end(pid_t *pid)
{
	if (*pid > 0) {
		(void)kill(*pid, SIGKILL);
		(void)waitpid(*pid, NULL, 0);
	}
	*pid = 0;
}

void far_ssh_free(far_ssh *s)
{
	if (!s)
		return;
	end(&s->ssh);
	end(&s->sshd);
	free(s);
}

static void fail_with_logs(far_ssh *s)
{
	char ssh[PATH + 32], sshd[PATH + 32];
	char *a = rv_file_slurp(in_dir(s, "ssh.log", ssh), NULL);
	char *b = rv_file_slurp(in_dir(s, "sshd.log", sshd), NULL);
	fail_msg("no forwarded socket; ssh: %s; sshd: %s", a, b);
}

void far_ssh_connect(far_ssh *s)
{
	char key[PATH + 32], log[PATH + 32], command[8 * PATH];
	(void)snprintf(command, sizeof(command),
		       "exec " SSH " -F none -N -i %s -o IdentitiesOnly=yes -o BatchMode=yes"
		       " -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
		       " -o ExitOnForwardFailure=yes -o ConnectionAttempts=20"
		       " -L %s:%s root@" FAR_DESK_IP,
		       in_dir(s, "user", key), s->local, s->remote);
	(void)unlink(s->local);
	s->ssh = far_link_spawn(s->link, FAR_CONSOLE, false, in_dir(s, "ssh.log", log), command);
	assert_true(s->ssh > 0);
	for (const int64_t until = rv_mono_ms() + WAIT_MS; access(s->local, F_OK) != 0;) {
		if (rv_mono_ms() > until || waitpid(s->ssh, NULL, WNOHANG) == s->ssh)
			fail_with_logs(s);
		(void)poll(NULL, 0, 2);
	}
}

void far_ssh_kill(far_ssh *s)
{
	end(&s->ssh);
}

"""Runs a program under the system call filter of config/rvdesk.service.

usage: unit_filter.py UNIT PROGRAM [ARGS...]

The groups of calls come from systemd-analyze, the filter is loaded with libseccomp. What the unit
answers with EPERM ends the process here (SIGSYS), so that a call which the desk needs is seen; but
for those that are known to be asked for in vain.
Memory to be locked is limited as in the unit, and nothing may gain privileges. Exit status 77: a
tool is missing.
"""
import ctypes
import os
import resource
import subprocess
import sys

ALLOW, KILL_PROCESS, EPERM = 0x7FFF0000, 0x80000000, 0x00050001

# mbind: OpenBLAS would like its buffer on the near memory, and goes on without. lchown: the socket
# has the unit's group already.
IN_VAIN = {"mbind", "lchown"}


def lines_of(unit, key):
    with open(unit, encoding="utf-8") as f:
        return [l.strip()[len(key) + 1:] for l in f if l.startswith(key + "=")]


def members(group, seen=None):
    """The calls of a group, with those of the groups in it."""
    out = subprocess.run(["systemd-analyze", "--no-pager", "syscall-filter", group],
                         capture_output=True, text=True, check=True).stdout
    names = set()
    for word in (l.strip() for l in out.splitlines()[1:]):
        if word.startswith("@"):
            names |= members(word)
        elif word and not word.startswith("#"):
            names.add(word)
    return names


def allowed(unit):
    names = set()
    for value in lines_of(unit, "SystemCallFilter"):
        take = value.startswith("~")
        for group in value.lstrip("~").split():
            calls = members(group) if group.startswith("@") else {group}
            names = names - calls if take else names | calls
    return names | members("@default")  # which is always allowed, execve with it


def load(names):
    lib = ctypes.CDLL("libseccomp.so.2")
    lib.seccomp_init.restype = ctypes.c_void_p
    lib.seccomp_init.argtypes = [ctypes.c_uint32]
    lib.seccomp_rule_add.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
    lib.seccomp_load.argtypes = [ctypes.c_void_p]
    ctx = lib.seccomp_init(KILL_PROCESS)
    for name in sorted(names | IN_VAIN):
        number = lib.seccomp_syscall_resolve_name(name.encode())
        what = ALLOW if name in names else EPERM
        if number >= 0 and lib.seccomp_rule_add(ctx, what, number, 0) != 0:
            sys.exit(f"unit_filter: {name}: no rule")
    if lib.seccomp_load(ctx) != 0:
        print("unit_filter: the kernel takes no filter here", file=sys.stderr)
        sys.exit(77)


def main():
    unit, argv = sys.argv[1], sys.argv[2:]
    try:
        names = allowed(unit)
        ctypes.CDLL("libseccomp.so.2")
    except (OSError, subprocess.CalledProcessError) as e:
        print(f"unit_filter: {e}", file=sys.stderr)
        sys.exit(77)
    if "mlock" not in names or "setrlimit" in names:
        sys.exit("unit_filter: the groups are not what they are said to be")
    megabytes = int(lines_of(unit, "LimitMEMLOCK")[0].rstrip("M"))
    hard = resource.getrlimit(resource.RLIMIT_MEMLOCK)[1]
    most = megabytes << 20 if hard == resource.RLIM_INFINITY else min(megabytes << 20, hard)
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (most, most))
    if os.geteuid() == 0:  # as a user without rights, like the unit's
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    load(names)
    os.execv(argv[0], argv)


main()

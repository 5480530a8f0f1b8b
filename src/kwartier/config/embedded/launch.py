"""Start a program as somebody else, tied to the life of its parent: a script, run by path.

``python -I -S launch.py IDENTITY PARENT SIGNAL PROGRAM ARGUMENTS...``

IDENTITY is ``same``, ``namespace`` or ``UID:GID``; PARENT is the process with which the program
is to die, by SIGNAL, or 0 for none. This is a program of its own, not a hook between fork and
exec, because the callers may have threads. Only the standard library, no import of Kwartier.
"""

import ctypes
import os
import struct
import sys

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522
NOBODY = 65534


def enter_namespace(libc: ctypes.CDLL) -> None:
    """Be nobody inside a user namespace of our own, and still ourselves to the files outside."""
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "user namespaces are not allowed here")
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{NOBODY} {uid} 1"),
        ("gid_map", f"{NOBODY} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as entry:  # noqa: PTH123 - quick start, no pathlib
            entry.write(line)


def drop_to(libc: ctypes.CDLL, uid: int, gid: int) -> None:
    """Become ``uid`` for good, keeping only the right to open files on the way.

    A clone under root's home is closed to everybody else, so without that right the programs
    could not even be read. PostgreSQL minds the uid, not the capability. Where the right cannot
    be kept (a container without it) the program starts all the same and may find a door shut.
    """
    os.setgroups([])
    os.setgid(gid)
    libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setuid(uid)
    header = struct.pack("Ii", CAPABILITY_VERSION_3, 0)
    mask = 1 << CAP_DAC_OVERRIDE
    if libc.capset(header, struct.pack("6I", mask, mask, mask, 0, 0, 0)) == 0:
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def main(arguments: list[str]) -> None:
    """Change identity first: the kernel forgets the signal of death when the uid changes."""
    identity, parent, signal_number, *program = arguments
    libc = ctypes.CDLL(None, use_errno=True)
    if identity == "namespace":
        enter_namespace(libc)
    elif identity != "same":
        uid, gid = identity.split(":")
        drop_to(libc, int(uid), int(gid))
    if parent != "0":
        libc.prctl(PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
        if os.getppid() != int(parent):  # It died before the line above.
            sys.exit(1)
    os.execv(program[0], program)  # noqa: S606 - that is its purpose


if __name__ == "__main__":
    main(sys.argv[1:])

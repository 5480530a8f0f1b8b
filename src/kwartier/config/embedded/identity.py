"""Who PostgreSQL runs as: it refuses to be root, so root has to be somebody else for it."""

import functools
import os
import pwd
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launch.py")


@dataclass(frozen=True, kw_only=True)
class Identity:
    """``argument`` is told to `launch`; ``uid`` and ``gid`` own the files, seen from outside."""

    argument: str
    uid: int
    gid: int

    def compose(
        self, program: list[str], *, parent: int = 0, death_signal: int = signal.SIGTERM
    ) -> list[str]:
        """The command that starts ``program`` so; with ``parent``, it dies with that process."""
        return [
            *(sys.executable, "-I", "-S", str(LAUNCHER)),
            *(self.argument, str(parent), str(int(death_signal))),
            *program,
        ]


def same_identity() -> Identity:
    """Ourselves."""
    return Identity(argument="same", uid=os.geteuid(), gid=os.getegid())


def unprivileged_identity() -> Identity:
    """For root where user namespaces are closed: ``postgres`` where it exists, else ``nobody``."""
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Identity(
            argument=f"{entry.pw_uid}:{entry.pw_gid}", uid=entry.pw_uid, gid=entry.pw_gid
        )
    return Identity(argument="65534:65534", uid=65534, gid=65534)


@functools.cache
def choose_identity() -> Identity:
    """Ourselves; for root a namespace in which we are nobody, else an unprivileged user.

    The namespace comes first because it changes no file's owner. Containers often forbid it.
    It also helps a uid without a name, as containers give it: PostgreSQL asks for the name.
    """
    ourselves = same_identity()
    if ourselves.uid != 0 and _has_name(ourselves.uid):
        return ourselves
    namespace = Identity(argument="namespace", uid=ourselves.uid, gid=ourselves.gid)
    tried = subprocess.run(
        namespace.compose(["/bin/true"]), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if tried.returncode == 0:
        return namespace
    return unprivileged_identity() if ourselves.uid == 0 else ourselves


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True

"""PostgreSQL's own folder of files: made whole or not at all, and looked at before it is used."""

import contextlib
import os
import shutil
import signal
import subprocess
from pathlib import Path

from kwartier.config.embedded.binaries import Binaries
from kwartier.config.embedded.identity import Identity
from kwartier.config.embedded.processes import stop_servers
from kwartier.config.embedded.refusals import (
    ClusterIsIncomplete,
    ClusterIsOfAnotherVersion,
    ServerDoesNotStart,
)

BUILTIN_LOCALES_SINCE = 17
# A child sees this and nothing else: PGPORT, PGDATA or LC_MESSAGES of the caller stay outside.
# Some Pythons find their own library only by LD_LIBRARY_PATH.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"} | {
    name: value for name, value in os.environ.items() if name == "LD_LIBRARY_PATH"
}


def check_cluster(cluster: Path, binaries: Binaries) -> bool:
    """Whether ``cluster`` stands, whole and of this version; False when there is none yet.

    Raises:
        ClusterIsIncomplete: there are files, but not those of a database.
        ClusterIsOfAnotherVersion: made by another major version.
    """
    if not cluster.exists() or not any(cluster.iterdir()):
        return False
    version_file, control_file = cluster / "PG_VERSION", cluster / "global" / "pg_control"
    if not version_file.exists() or not control_file.exists():
        raise ClusterIsIncomplete(
            f"The database folder {cluster} is incomplete and was left as it is. Move it away to "
            "begin anew, or choose another folder: make demo DATA=/some/folder."
        )
    version = version_file.read_text().strip()
    if version != str(binaries.major):
        raise ClusterIsOfAnotherVersion(
            f"The database folder {cluster} was written by PostgreSQL {version}, and this is "
            f"PostgreSQL {binaries.major}: the two cannot read each other's files. Move the folder "
            "away to begin anew, or choose another: make demo DATA=/some/folder."
        )
    return True


# What they do after the failure is told in the lines that follow it.
_NAMES_OF_FAILURES = ("FATAL:", "PANIC:", "error:")
# initdb starts its neighbor through a shell, in double quotes.
_SPOILED_BY_SHELL = frozenset('$`"\\')


def create_cluster(cluster: Path, *, binaries: Binaries, identity: Identity, durable: bool) -> None:
    """Make a new cluster beside ``cluster`` and move it there in one step.

    Raises:
        ServerDoesNotStart: ``initdb`` failed; the sentence quotes its last line, or says what in
            the name of its own folder it cannot bear.
    """
    fresh = cluster.with_name(f"{cluster.name}.new")
    stop_servers(fresh, patience_seconds=0.0)
    shutil.rmtree(fresh, ignore_errors=True)  # Half of one, of a start that was killed.
    fresh.mkdir(mode=0o700)
    give_to(fresh, identity)
    command = [
        *(binaries.initdb, "--pgdata", str(fresh), "--username", "postgres"),
        *("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"),
    ]
    if binaries.major >= BUILTIN_LOCALES_SINCE:
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if not durable:
        command.append("--no-sync")
    made = subprocess.run(
        identity.compose(command, parent=os.getpid(), death_signal=signal.SIGKILL),
        cwd="/",
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        if _SPOILED_BY_SHELL & set(binaries.initdb):
            raise ServerDoesNotStart(
                f"PostgreSQL cannot start from {Path(binaries.initdb).parent}: the name of a folder "
                'there holds one of $ ` " \\. Put this program into a folder without them.'
            )
        raise ServerDoesNotStart(
            f"PostgreSQL could not make its folder {cluster}: {find_reason(made.stdout)}"
        )
    with contextlib.suppress(FileNotFoundError):
        cluster.rmdir()  # An empty folder that somebody made beforehand.
    fresh.rename(cluster)
    if durable:
        _sync_folder(cluster.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def give_to(folder: Path, identity: Identity) -> None:
    """Let ``folder`` and all in it belong to the identity the server runs as.

    Raises:
        ServerDoesNotStart: the files are another user's, and we are not root.
    """
    if folder.stat().st_uid == identity.uid:
        return
    try:
        for place, folders, files in os.walk(folder):
            for name in (*folders, *files):
                os.chown(Path(place) / name, identity.uid, identity.gid, follow_symlinks=False)
        os.chown(folder, identity.uid, identity.gid)  # Last: it is what the line above looks at.
    except PermissionError as cause:
        raise ServerDoesNotStart(
            f"The folder {folder} belongs to another user. Start as that user, or choose another "
            "folder: make demo DATA=/some/folder."
        ) from cause


def find_reason(text: str) -> str:
    """The last line that names a failure, else the last that says something, for a sentence to quote."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in _NAMES_OF_FAILURES)] or lines
    return telling[-1] if telling else "it said nothing"

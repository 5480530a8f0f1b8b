"""Where the server can be reached: the folder of its socket, and one address per database role."""

import contextlib
import json
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Literal
from urllib.parse import quote

PORT = 5432  # Only a part of the socket's name: nothing listens on a network.
LONGEST_SOCKET_PATH_BYTES = 107
DATABASE = "kwartier"
Role = Literal["owner", "web", "worker", "superuser"]
# The superuser's address is never written down: only this package connects with it.
WRITTEN_ROLES: tuple[Role, ...] = ("owner", "web", "worker")
LOGINS: dict[Role, str] = {
    "owner": "kwartier_owner",
    "web": "kwartier_web",
    "worker": "kwartier_worker",
    "superuser": "postgres",
}


def choose_socket_folder(preferred: Path) -> Path:
    """``preferred`` where a socket can live in it, else a short private folder of its own.

    The kernel takes 107 bytes for the path of a socket, and some mounted folders take no
    sockets at all.
    """
    preferred.mkdir(mode=0o700, exist_ok=True)
    name = preferred / f".s.PGSQL.{PORT}"
    if len(bytes(name)) <= LONGEST_SOCKET_PATH_BYTES and _takes_sockets(preferred):
        return preferred
    return Path(tempfile.mkdtemp(prefix="kwartier-"))


def _takes_sockets(folder: Path) -> bool:
    trial = folder / ".trial"
    trial.unlink(missing_ok=True)
    try:
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind(str(trial))
    except OSError:
        return False
    finally:
        trial.unlink(missing_ok=True)
    return True


def compose_url(*, socket_folder: Path, role: Role, database: str = DATABASE) -> str:
    """A URL that libpq and Django's settings read alike; the port keeps ``PGPORT`` out."""
    host = quote(str(socket_folder), safe="")
    return f"postgresql://{LOGINS[role]}@/{database}?host={host}&port={PORT}"


def write_addresses(folder: Path, socket_folder: Path) -> None:
    """Leave ``database-<role>.url`` in ``folder``, where the settings look for a running server."""
    for role in WRITTEN_ROLES:
        target = folder / f"database-{role}.url"
        fresh = target.with_suffix(".new")
        fresh.write_text(compose_url(socket_folder=socket_folder, role=role) + "\n")
        fresh.replace(target)


def remove_addresses(folder: Path) -> None:
    """Take the addresses away: the server is gone."""
    for role in WRITTEN_ROLES:
        (folder / f"database-{role}.url").unlink(missing_ok=True)


def find_url(folder: Path, role: Role) -> str | None:
    """The written address of the server that runs in ``folder``, or None."""
    with contextlib.suppress(FileNotFoundError):
        return (folder / f"database-{role}.url").read_text().strip()
    return None


def write_state(path: Path, *, socket_folder: Path, detached: bool) -> None:
    """Note what the next start has to know about this one."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"socket_folder": str(socket_folder), "detached": detached}))
    fresh.replace(path)


def find_state(path: Path) -> tuple[Path, bool] | None:
    """(socket folder, detached) of the last start; None when there was none, or it is unreadable."""
    try:
        noted = json.loads(path.read_text())
        return Path(noted["socket_folder"]), bool(noted["detached"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def clear_socket_folder(socket_folder: Path, *, keep: Path) -> None:
    """Remove what a dead server left; ``keep`` is the folder's own place, only emptied."""
    if socket_folder != keep:
        if socket_folder.name.startswith("kwartier-"):  # Ours to delete, by its name.
            shutil.rmtree(socket_folder, ignore_errors=True)
        return
    for leftover in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
        (socket_folder / leftover).unlink(missing_ok=True)

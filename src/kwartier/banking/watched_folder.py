"""A folder into which a bank's program drops its files: each is taken once, and put where it belongs.

What was read lies in ``read``, what was refused in ``refused`` with its reason beside it; a file whose
name begins with a point, or ends with ``.part``, is still being written.
"""

from datetime import datetime
from pathlib import Path

from kwartier.banking.formats import LARGEST_MB
from kwartier.banking.operations import receive_file
from kwartier.banking.refusals import FileTooLarge
from kwartier.platform.errors import Refusal
from kwartier.platform.types import SYSTEM

_READ, _REFUSED = "read", "refused"
_UNFINISHED = ".part"
_BYTES_IN_MB = 1_000_000


def take_files(folder: Path, *, brand_id: int, now: datetime) -> int:
    """Take every file of a folder, the oldest name first; returns how many arrived.

    Raises:
        OSError: the folder cannot be read, or a file not be moved; it is tried again.
    """
    if not folder.is_dir():
        return 0
    return sum(_take(path, brand_id=brand_id, now=now) for path in _list_files(folder))


def _list_files(folder: Path) -> list[Path]:
    found = (path for path in folder.iterdir() if path.is_file())
    return sorted(
        path for path in found if path.suffix != _UNFINISHED and not path.name.startswith(".")
    )


def _take(path: Path, *, brand_id: int, now: datetime) -> bool:
    try:
        if path.stat().st_size > LARGEST_MB * _BYTES_IN_MB:
            raise FileTooLarge(params={"limit_mb": LARGEST_MB})
        receive_file(
            brand_id=brand_id, content=path.read_bytes(), name=path.name, actor=SYSTEM, now=now
        )
    except Refusal as refusal:
        moved = _move(path, _REFUSED)
        moved.with_name(f"{moved.name}.txt").write_text(f"{refusal}\n", "utf-8")
        return False
    _move(path, _READ)
    return True


def _move(path: Path, where: str) -> Path:
    """Move a file into a folder beside it; one of its name there is kept."""
    target = path.parent / where / path.name
    target.parent.mkdir(exist_ok=True)
    number = 1
    while target.exists():
        number += 1
        target = path.parent / where / f"{path.stem}.{number}{path.suffix}"
    return path.rename(target)

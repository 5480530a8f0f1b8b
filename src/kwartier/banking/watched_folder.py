"""A folder into which a bank's program drops its files: each is taken once, and put where it belongs.

What was read lies in ``read``, what was refused in ``refused`` with its reason beside it, and in the
office's list; a file whose name begins with a point, or ends with ``.part``, is still being written.
A bank drops its answers to our files (pain.002) there, too.
"""

from datetime import datetime
from pathlib import Path

from kwartier.banking.formats import LARGEST_MB
from kwartier.banking.operations import keep_refused, receive_file
from kwartier.banking.refusals import FileTooLarge
from kwartier.payments.operations import read_bank_answer
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import Refusal
from kwartier.platform.types import SYSTEM

_READ, _REFUSED = "read", "refused"
_UNFINISHED = ".part"
_BYTES_IN_MB = 1_000_000
# The namespace of pain.002 stands in the first element.
_ANSWER, _BEGINNING = b"pain.002", 1_000


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
    content = b""
    try:
        if path.stat().st_size > LARGEST_MB * _BYTES_IN_MB:
            raise FileTooLarge(params={"limit_mb": LARGEST_MB})
        content = path.read_bytes()
        _pass_on(content, path.name, brand_id=brand_id, now=now)
    except Refusal as refusal:
        moved = _move(path, _REFUSED)
        moved.with_name(f"{moved.name}.txt").write_text(f"{refusal}\n", "utf-8")
        keep_refused(
            brand_id=brand_id,
            content=content,
            name=path.name,
            refusal=refusal,
            actor=SYSTEM,
            now=now,
        )
        return False
    _move(path, _READ)
    return True


def _pass_on(content: bytes, name: str, *, brand_id: int, now: datetime) -> None:
    """A bank's answer to a file of ours is acted on at once, a statement is kept to be loaded."""
    if _ANSWER in content[:_BEGINNING]:
        today = get_brand_by_id(brand_id).day_of(now)
        read_bank_answer(brand_id=brand_id, content=content, today=today, now=now)
    else:
        receive_file(brand_id=brand_id, content=content, name=name, actor=SYSTEM, now=now)


def _move(path: Path, where: str) -> Path:
    """Move a file into a folder beside it; one of its name there is kept."""
    target = path.parent / where / path.name
    target.parent.mkdir(exist_ok=True)
    number = 1
    while target.exists():
        number += 1
        target = path.parent / where / f"{path.stem}.{number}{path.suffix}"
    return path.rename(target)

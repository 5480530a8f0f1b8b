"""Files that leave the archive: noted in the transaction that needs them no more, deleted by a worker.

Neither a worker that is killed nor a storage that does not answer forgets one: its note stays until
it is gone. What somebody else still needs, of whatever brand, stays.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from kwartier.platform import archive
from kwartier.platform.inserting import as_array
from kwartier.platform.models import LeavingFile

Rows = Callable[[], QuerySet[Any]]
_HOLDERS: list[Rows] = []
_AT_ONCE = 500


def hold_while(rows: Rows) -> None:
    """Keep in the archive what is named by the ``sha256`` of these rows; a room says so as it starts."""
    if rows not in _HOLDERS:
        _HOLDERS.append(rows)


def list_holders() -> list[QuerySet[Any]]:
    """The rows for which files are kept, room by room."""
    return [rows() for rows in _HOLDERS]


def let_go(names: Iterable[str]) -> None:
    """Have files deleted that are needed no more when this transaction is over, by their SHA-256."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_leavingfile (sha256, since)"
            " SELECT DISTINCT name, now() FROM unnest(%s::text[]) AS gone (name)"
            " WHERE name <> '' ON CONFLICT DO NOTHING",
            [as_array(sorted(set(names)))],
        )


def delete_leaving() -> int:
    """Delete what was let go and what nobody else needs; returns how many files.

    One that cannot be deleted now keeps its note, and the others go all the same.

    Raises:
        ExceptionGroup: what the storage said of those that stay for now.
    """
    failures: list[Exception] = []
    deleted_count = 0
    for name in LeavingFile.objects.order_by("since", "pk").values_list("pk", flat=True):
        try:
            deleted_count += _delete(name)
        except Exception as failure:  # noqa: BLE001 - each storage has its own; all are told
            failures.append(failure)
    if failures:
        raise ExceptionGroup("files stay in the archive for now", failures)
    return deleted_count


@transaction.atomic
def _delete(name: str) -> bool:
    note = LeavingFile.objects.select_for_update(skip_locked=True).filter(pk=name).first()
    if note is None:
        return False
    archive.wait_for_writers(name)
    is_held = any(rows.filter(sha256=name).exists() for rows in list_holders())
    if not is_held:
        archive.drop(name)
    note.delete()
    return not is_held


def find_strays(*, before: datetime) -> Iterator[str]:
    """Files older than an instant that nothing names: of what was begun and never committed.

    Only of an archive that one database uses alone: another's are strays to this one, too.
    """
    old = (name for name, written_at in archive.walk() if written_at < before)
    for some in batched(old, _AT_ONCE):
        held: set[str] = set()
        for rows in list_holders():
            held.update(rows.filter(sha256__in=some).values_list("sha256", flat=True))
        yield from (name for name in some if name not in held)

"""What was written since a moment: the database knows it of every row, whoever wrote it.

A mark is what could be seen at its moment, by transactions and not by seconds: what was being
written just then, and came to be seen only later, is since. A row that was only locked is not.
"""

from collections.abc import Mapping
from typing import Any, Final

from kwartier.platform.prepared import fetch_rows

type Since = Mapping[str, Any]
"""The values that a statement with `is_since` in it takes, in one transaction."""

_TAKE = "SELECT pg_current_snapshot()::text"
_REACHED = "SELECT pg_current_xact_id()::text::bigint"
# Before everything: what there is to say of a mark of another database, restored since.
_NOTHING: Final = "1:1:"
_EVER: Final = 2**31 - 2


def take_mark() -> str:
    """What can be seen now, as text to be kept."""
    ((mark,),) = fetch_rows(_TAKE, {})
    return str(mark)


def read_mark(mark: str) -> Since:
    """What was written since a mark, for statements of this transaction.

    Everything, where the mark is empty or says more than this database knows.
    """
    ((reached,),) = fetch_rows(_REACHED, {})
    first, until, _ = (mark or _NOTHING).split(":")
    if reached < int(until):
        first, mark = "1", ""
    since = min(reached - int(first), _EVER)
    return {"mark": mark or _NOTHING, "reached": reached, "since": since}


def is_since(row: str) -> str:
    """Return the condition that a row of a statement, by its name there, was written since.

    Most rows are far too old for the exact answer to be asked for.
    """
    return (
        f"(age({row}.xmin) <= %(since)s::int AND NOT pg_visible_in_snapshot("
        f"(%(reached)s::bigint - age({row}.xmin))::text::xid8, %(mark)s::pg_snapshot))"
    )

"""Writing many rows at once, and writing what the writer may not read back.

A visitor who is not signed in yet causes a mail; a sign-up leaves a mark on an account's record.
Row-level security lets such a row in (its ``WITH CHECK``) but does not show it (its ``USING``), and
PostgreSQL refuses an ``INSERT ... RETURNING`` of a row that one may not see. So these rows are
inserted without ``RETURNING``.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.constants import OnConflict

from kwartier.platform.prepared import fetch_rows


def insert_unseen(row: Model) -> None:
    """Insert ``row`` under an id drawn from the table's sequence; a breach of uniqueness is ignored."""
    meta = row._meta  # noqa: SLF001 - Django's documented model API
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [meta.db_table])
        row.pk = cursor.fetchone()[0]
    type(row)._base_manager.all()._insert(  # type: ignore[attr-defined]  # noqa: SLF001 - the only way without RETURNING
        [row],
        fields=list(meta.concrete_fields),
        using=connection.alias,
        on_conflict=OnConflict.IGNORE,
    )


# What travels as text, because lists of it have no form of their own.
_AS_TEXT = ("jsonb", "daterange")


def insert_rows(
    model: type[Model], names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> list[int]:
    """Insert many rows in one statement, however many there are; returns their ids, in order.

    ``names`` are fields, foreign keys with ``_id``; JSON and ranges are given as text. Rules of
    the database hold as for any other INSERT; defaults of Django's do not.
    """
    if not rows:
        return []
    meta = model._meta  # noqa: SLF001 - Django's documented model API
    types = [str(_field_of(model, name).db_type(connection)).split("(")[0] for name in names]
    columns = ", ".join(f'"{_field_of(model, name).column}"' for name in names)
    columns_of_rows = [list(column) for column in zip(*rows, strict=True)]
    sent = ", ".join(
        f"%(c{place})b::text[]" if _is_text(values) else f"%(c{place})s::{_sent_as(each)}[]"
        for place, (each, values) in enumerate(zip(types, columns_of_rows, strict=True))
    )
    read = ", ".join(f"c{place}::{each}" for place, each in enumerate(types))
    given = ", ".join(f"c{place}" for place in range(len(types)))
    found = fetch_rows(
        f'INSERT INTO "{meta.db_table}" ({columns}) SELECT {read} '  # noqa: S608 - names of the model's
        f"FROM unnest({sent}) WITH ORDINALITY AS given ({given}, place) "
        "ORDER BY place RETURNING id",
        {f"c{place}": values for place, values in enumerate(columns_of_rows)},
    )
    return [int(number) for (number,) in found]


def _sent_as(type_name: str) -> str:
    return "text" if type_name in _AS_TEXT else type_name


def _is_text(values: Sequence[Any]) -> bool:
    """Whether a column is texts: these travel as they are, where others would be quoted."""
    return any(isinstance(value, str) for value in values)


def _field_of(model: type[Model], name: str) -> Any:
    """The field that holds a column: of a foreign key, the one that it points at gives the type."""
    meta = model._meta  # noqa: SLF001 - Django's documented model API
    return next(field for field in meta.concrete_fields if field.attname == name)

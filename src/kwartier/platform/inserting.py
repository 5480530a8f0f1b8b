"""Writing what the writer may not read back.

A visitor who is not signed in yet causes a mail; a sign-up leaves a mark on an account's record.
Row-level security lets such a row in (its ``WITH CHECK``) but does not show it (its ``USING``), and
PostgreSQL refuses an ``INSERT ... RETURNING`` of a row that one may not see. So these rows are
inserted without ``RETURNING``.
"""

from django.db import connection
from django.db.models import Model
from django.db.models.constants import OnConflict


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

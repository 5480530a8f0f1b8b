"""The access log as a table for a file: who did or saw what, when, and why."""

from datetime import UTC
from typing import Final

from django.utils.translation import gettext as _

from kwartier.parties.queries import list_access_log
from kwartier.parties.types import AccessLogRow
from kwartier.ui.record_words import say_action
from kwartier.ui.tables import Column, Table

_MOST: Final = 10_000


def access_log_table(*, person_id: int, account_id: int) -> Table:
    """The record of an account as its member reads it, the newest first; instants in UTC."""
    rows = list_access_log(person_id=person_id, account_id=account_id, limit=_MOST)
    return Table(
        caption=_("Access log"),
        columns=tuple(
            Column(label) for label in (_("Moment"), _("By"), _("Name"), _("What"), _("Why"))
        ),
        rows=tuple(_tell(row) for row in rows),
    )


def _tell(row: AccessLogRow) -> tuple[str, ...]:
    moment = row.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return (moment, row.actor_kind, row.actor_name, say_action(row), row.reason)

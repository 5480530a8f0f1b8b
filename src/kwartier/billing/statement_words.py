"""What an account statement says of its supply points and movements: on pages, in files, on paper."""

from django.utils.translation import gettext as _

from kwartier.billing.queries import PointStatement, StatementRow
from kwartier.billing.types import BillKind
from kwartier.ledger.types import JournalKind


def name_point(each: PointStatement) -> str:
    """How the sheet of a supply point is called: its number, which is unique and short."""
    return each.point.code if each.point else _("Not of one supply point")


def describe_point(each: PointStatement) -> str:
    """Where it is."""
    if each.point is None:
        return _("Payments not yet used, reminder costs and the like")
    return f"{each.point.street_line}, {each.point.postal_code} {each.point.city}"


def say_row(row: StatementRow) -> str:
    """What happened, in a few words."""
    if row.parts is not None and row.parts.is_bill:
        return str(BillKind(row.parts.kind).label)
    if row.is_moved:
        if row.amount_cents < 0:
            return _("credit used")
        return _("credit moved on")
    return str(JournalKind(row.kind).label)

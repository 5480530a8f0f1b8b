"""Which bills belong together: a bill, the credit note that takes it back, the one in its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from energycore.clocks import add_months, date_of, day_number
from kwartier.billing._bills.rows import as_bill
from kwartier.billing.models import Bill
from kwartier.billing.types import BillKind, BillView
from kwartier.platform import audit

_MONTHS_OF_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLinks:
    """A bill among those of the same days of its contract; None where there is none.

    takes_back    the bill that a credit note takes back
    credit_note   the credit note by which this bill was taken back
    replaces      the bill, taken back, in whose place this one came
    standing      the bill that stands now, where that is another one

    ``reason`` is what was said about it when this bill was taken back (of a credit note: the bill
    that it takes back), ``replaced_reason`` when ``replaces`` was; empty where nothing was.
    """

    takes_back: BillView | None = None
    credit_note: BillView | None = None
    replaces: BillView | None = None
    standing: BillView | None = None
    reason: str = ""
    replaced_reason: str = ""


@dataclass(frozen=True, slots=True)
class Neighbors:
    """The bills around one: the one before it that stands, and those of the same days.

    ``year_before`` is the bill of the same month a year earlier, of one that is billed by months.
    """

    before: Bill | None
    year_before: Bill | None
    same_days: tuple[Bill, ...]


def list_neighbors(bill: Bill) -> Neighbors:
    """The bills around one, with their bundles; one question."""
    of_contract = Bill.objects.filter(contract_id=bill.contract_id)
    earlier = of_contract.filter(
        period__endswith__lte=bill.period.lower, stands_for__isnull=False
    ).exclude(kind=BillKind.CREDIT_NOTE)
    latest = earlier.order_by("-period").values("pk")[:1]
    wanted = Q(period__overlap=bill.period) | Q(pk__in=latest)
    year_ago = date_of(add_months(day_number(bill.period.lower), -_MONTHS_OF_YEAR))
    if bill.kind == BillKind.MONTHLY:
        wanted |= Q(pk__in=earlier.filter(period__startswith=year_ago).values("pk"))
    found = list(of_contract.filter(wanted).exclude(pk=bill.pk).order_by("period", "pk"))
    before = [each for each in found if each.period.upper <= bill.period.lower]
    same_month = [each for each in before[:-1] if each.period.lower == year_ago]
    return Neighbors(
        before=before[-1] if before else None,
        year_before=same_month[0] if same_month else None,
        same_days=tuple(each for each in found if each not in before),
    )


def find_links(bill: Bill, same_days: Sequence[Bill]) -> BillLinks:
    """What the bills of the same days of its contract are to this one.

    Only one bill stands for a day, so all that share one correct each other. One question where
    anything was corrected.
    """
    chain = sorted((bill, *same_days), key=lambda each: each.pk)
    notes = {each.corrects_id: each for each in chain if each.corrects_id}
    real = [each for each in chain if not each.corrects_id]
    others = [each for each in real if each.pk != bill.pk]
    earlier = [each for each in others if each.pk < bill.pk and not bill.corrects_id]
    replaces = earlier[-1] if earlier else None
    own_note = bill if bill.corrects_id else notes.get(bill.pk)
    replaced_note = notes.get(replaces.pk) if replaces else None
    reasons = _reasons(bill.account_id, [own_note, replaced_note])
    return BillLinks(
        takes_back=_last([each for each in real if each.pk == bill.corrects_id]),
        credit_note=_last([notes[bill.pk]] if bill.pk in notes else []),
        replaces=_last(earlier),
        standing=_last([each for each in others if each.pk not in notes]),
        reason=reasons.get(own_note.number, "") if own_note else "",
        replaced_reason=reasons.get(replaced_note.number, "") if replaced_note else "",
    )


def _last(bills: Sequence[Bill]) -> BillView | None:
    return as_bill(bills[-1]) if bills else None


def _reasons(account_id: int, notes: Sequence[Bill | None]) -> dict[str, str]:
    """What was put on the record when credit notes were issued."""
    numbers = [each.number for each in notes if each]
    if not numbers:
        return {}
    entries = audit.list_entries(
        account_id=account_id, actions=("bill.corrected",), subjects=numbers
    )
    return {entry.subject_id: entry.reason for entry in entries}

"""How bills come into the books: numbered, booked, kept with their bundles, put on the record."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from energycore.bundle.forms import BundleText
from kwartier.billing._bills.deciding import DecidedBill
from kwartier.billing._bills.rows import hash_of, numbers_to_text, part_to_text, rates_to_text
from kwartier.billing._bundles import KnownForms, list_names
from kwartier.billing._schedules.folding import FoldedPeriod, fold_unpaid
from kwartier.billing.models import Bill, BilledPeriod
from kwartier.billing.moving import Moved, MovedDebt, tell_moved
from kwartier.billing.types import BillKind, BillView
from kwartier.ledger.operations import book_settlements
from kwartier.ledger.types import SettlementPosting, sum_rates
from kwartier.metering.operations import close_periods
from kwartier.metering.types import PeriodEnd
from kwartier.platform import audit, numbering
from kwartier.platform.inserting import insert_rows
from kwartier.platform.types import Actor

SERIES = {
    BillKind.SETTLEMENT: "settlement",
    BillKind.CLOSING: "settlement",
    BillKind.MONTHLY: "monthly_bill",
    BillKind.CREDIT_NOTE: "credit_note",
}
"""The series that each kind of bill takes its numbers from."""

_LETTERS = {"settlement": "S", "monthly_bill": "M", "credit_note": "C"}
_COLUMNS = (
    *("brand_id", "account_id", "contract_id", "kind", "number", "period", "issued_on"),
    *("due_on", "total_cents", "advances_cents", "balance_cents", "vat", "advance_vat"),
    *("component_cents", "volumes_wh", "bundle_forms", "bundle_own", "bundle_sha256"),
    *("corrects_id", "journal_id", "created_at", "provisional_part", "replaced_part"),
)


def write_bill(decided: DecidedBill, *, today: date, now: datetime, actor: Actor) -> BillView:
    """Issue a bill on ``today``; its number follows the last of its series without a gap."""
    (bill,) = write_bills([decided], today=today, now=now, actor=actor)
    return bill


def write_bills(
    decided: Sequence[DecidedBill],
    *,
    today: date,
    now: datetime,
    actor: Actor,
    places: Sequence[int] | None = None,
    known: KnownForms | None = None,
) -> list[BillView]:
    """Issue bills of one brand on ``today``, in order.

    The number of each follows the last of its series without a gap, or is that of ``places``, drawn
    from the series before. ``known`` are the forms that need not be written again.
    """
    if not decided:
        return []
    brand_id = decided[0].brand_id
    numbers = [
        f"{_LETTERS[SERIES[each.kind]]}{today:%y}-{place:07d}"
        for each, place in zip(decided, places or _draw_places(decided), strict=True)
    ]
    texts = [_text_of(each, number, today) for each, number in zip(decided, numbers, strict=True)]
    hashes = [hash_of(text) for text in texts]
    journals = book_settlements(
        [_as_posting(each, number, today) for each, number in zip(decided, numbers, strict=True)],
        now=now,
    )
    found = zip(decided, numbers, texts, hashes, journals, strict=True)
    rows = [
        (
            brand_id,
            each.account_id,
            each.contract_id,
            each.kind,
            number,
            f"[{each.period.lower},{each.period.upper})",
            today,
            today + timedelta(days=each.term_days),
            each.total_cents,
            each.advances_cents,
            each.total_cents - each.advances_cents,
            rates_to_text(each.cost),
            rates_to_text(each.advances),
            numbers_to_text(each.component_cents),
            numbers_to_text(each.volumes_wh),
            list_names(brand_id, text.forms),
            text.own,
            sha256,
            each.corrects and each.corrects.pk,
            journal_id,
            now,
            part_to_text(each.provisional_part),
            part_to_text(each.replaced_part),
        )
        for each, number, text, sha256, journal_id in found
    ]
    ids = insert_rows(Bill, _COLUMNS, rows)
    bills = [
        _as_view(each, number, bill_id, today)
        for each, number, bill_id in zip(decided, numbers, ids, strict=True)
    ]
    (known or KnownForms()).keep(brand_id, texts)
    _put_on_record(bills, hashes, brand_id=brand_id, actor=actor, now=now, decided=decided)
    return bills


def _draw_places(decided: Sequence[DecidedBill]) -> list[int]:
    """The next place in the series of each bill, in their order."""
    series = [SERIES[each.kind] for each in decided]
    drawn = {
        name: iter(
            numbering.next_numbers(
                brand_id=decided[0].brand_id, series=name, count=series.count(name)
            )
        )
        for name in sorted(set(series))
    }
    return [next(drawn[name]) for name in series]


def settle(
    decided: Sequence[DecidedBill],
    *,
    today: date,
    now: datetime,
    actor: Actor,
    places: Sequence[int] | None = None,
    known: KnownForms | None = None,
) -> list[BillView]:
    """Issue settlements of one brand, let them stand for their days, and close their periods.

    One of an instalment schedule takes off what was collected, now: nobody knew it before.
    """
    brand_id = decided[0].brand_id
    periods = [(each.contract_id, each.period.lower) for each in decided]
    folded = fold_unpaid(periods, brand_id=brand_id, today=today, now=now)
    decided = [
        _without(each, folded.get(period)) for each, period in zip(decided, periods, strict=True)
    ]
    bills = write_bills(decided, today=today, now=now, actor=actor, places=places, known=known)
    put_in_place(bills, brand_id=brand_id)
    close_periods(
        [
            PeriodEnd(
                supply_point_id=each.supply_point_id,
                account_id=each.account_id,
                read_on=each.period.upper,
            )
            for each in decided
        ],
        brand_id=brand_id,
        actor=actor,
        now=now,
    )
    moved = {
        document: MovedDebt(account_id=bill.account_id, cents=cents, bill=bill.number)
        for bill, period in zip(bills, periods, strict=True)
        if period in folded
        for document, cents in folded[period].documents.items()
    }
    tell_moved(Moved(brand_id=brand_id, debts=moved, today=today, now=now))
    return bills


def _without(decided: DecidedBill, folded: FoldedPeriod | None) -> DecidedBill:
    """The same bill, without what was not collected of its schedule, if it had one."""
    if folded is None:
        return decided
    return replace(decided, advances=sum_rates((1, decided.advances), (-1, folded.rates)))


def put_in_place(bills: Sequence[BillView], *, brand_id: int) -> None:
    """Let bills stand for their days; the database refuses a second one."""
    insert_rows(
        BilledPeriod,
        ("brand_id", "account_id", "contract_id", "period", "bill_id"),
        [
            (
                brand_id,
                bill.account_id,
                bill.contract_id,
                f"[{bill.period_from},{bill.period_until})",
                bill.id,
            )
            for bill in bills
        ],
    )


def read_text(decided: DecidedBill) -> dict[str, Any]:
    """The bundle of a decided bill, still without a number."""
    document: dict[str, Any] = json.loads(decided.text.with_facts(decided.facts).whole())
    return document


def _text_of(decided: DecidedBill, number: str, today: date) -> BundleText:
    """The bundle with the number and the day that the bill got."""
    facts: dict[str, Any] = {
        **decided.facts,
        "number": number,
        "issued_on": today.isoformat(),
    }
    if decided.corrects is not None:
        facts["corrects"] = decided.corrects.number
    return decided.text.with_facts(facts)


def _as_posting(decided: DecidedBill, number: str, today: date) -> SettlementPosting:
    return SettlementPosting(
        brand_id=decided.brand_id,
        account_id=decided.account_id,
        document=number,
        booked_on=today,
        due_on=today + timedelta(days=decided.term_days),
        cost=decided.cost,
        advances=decided.advances,
    )


def _as_view(decided: DecidedBill, number: str, bill_id: int, today: date) -> BillView:
    return BillView(
        id=bill_id,
        account_id=decided.account_id,
        contract_id=decided.contract_id,
        kind=decided.kind,
        number=number,
        period_from=decided.period.lower,
        period_until=decided.period.upper,
        issued_on=today,
        due_on=today + timedelta(days=decided.term_days),
        total_cents=decided.total_cents,
        advances_cents=decided.advances_cents,
        balance_cents=decided.total_cents - decided.advances_cents,
        vat=decided.cost,
        advance_vat=decided.advances,
        component_cents=dict(decided.component_cents),
        volumes_wh=dict(decided.volumes_wh),
        provisional_part=decided.provisional_part,
        replaced_part=decided.replaced_part,
    )


def _put_on_record(
    bills: Sequence[BillView],
    hashes: Sequence[str],
    *,
    brand_id: int,
    actor: Actor,
    now: datetime,
    decided: Sequence[DecidedBill],
) -> None:
    audit.record_many(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="bill.corrected" if decided[0].corrects else "bill.issued",
        subject_kind="bill",
        acts=[
            audit.Act(
                subject_id=bill.number,
                account_id=bill.account_id,
                after={
                    "total_cents": bill.total_cents,
                    "balance_cents": bill.balance_cents,
                    "bundle_sha256": sha256,
                },
            )
            for bill, sha256 in zip(bills, hashes, strict=True)
        ],
    )

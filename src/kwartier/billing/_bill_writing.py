"""How a bill comes into the books: numbered, booked, kept with its bundle, put on the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from kwartier.billing._bills import Rates, hash_of, rates_to_json, total_of
from kwartier.billing.models import Bill
from kwartier.billing.types import BillKind
from kwartier.ledger.operations import book_settlement
from kwartier.ledger.types import SettlementPosting
from kwartier.platform import audit, numbering
from kwartier.platform.types import Actor
from kwartier.supply.types import ContractRow

_LETTERS = {BillKind.SETTLEMENT: "S", BillKind.CLOSING: "S", BillKind.CREDIT_NOTE: "C"}
_SERIES = {"S": "settlement", "C": "credit_note"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BillDraft:
    """A bill that is decided: everything but its number, its journal and its place on the record.

    ``cost`` and ``advances`` are per rate of VAT; those of a credit note are below zero.
    """

    contract: ContractRow
    kind: BillKind
    period: DateRange
    term_days: int
    cost: Rates
    advances: Rates
    component_cents: Mapping[Any, int]
    volumes_wh: Mapping[str, int]
    bundle: Mapping[str, Any]
    corrects: Bill | None = None


def write_bill(draft: BillDraft, *, today: date, now: datetime, actor: Actor) -> Bill:
    """Issue a bill on ``today``; its number follows the last of its series without a gap."""
    contract = draft.contract
    letter = _LETTERS[draft.kind]
    place = numbering.next_number(brand_id=contract.brand_id, series=_SERIES[letter])
    number = f"{letter}{today:%y}-{place:07d}"
    due_on = today + timedelta(days=draft.term_days)
    bundle = _named(draft, number, today)
    total_cents, advances_cents = total_of(draft.cost), total_of(draft.advances)
    bill = Bill.objects.create(
        brand_id=contract.brand_id,
        account_id=contract.account_id,
        contract_id=contract.id,
        kind=draft.kind,
        number=number,
        period=draft.period,
        issued_on=today,
        due_on=due_on,
        total_cents=total_cents,
        advances_cents=advances_cents,
        balance_cents=total_cents - advances_cents,
        vat=rates_to_json(draft.cost),
        advance_vat=rates_to_json(draft.advances),
        component_cents=dict(draft.component_cents),
        volumes_wh=dict(draft.volumes_wh),
        bundle=bundle,
        bundle_sha256=hash_of(bundle),
        corrects=draft.corrects,
        journal_id=_book(draft, number, today, due_on, now),
        created_at=now,
    )
    _put_on_record(bill, actor, now)
    return bill


def _named(draft: BillDraft, number: str, today: date) -> dict[str, Any]:
    """The bundle with the number and the day that the bill got."""
    facts = dict(draft.bundle["facts"]) | {"number": number, "issued_on": today.isoformat()}
    if draft.corrects is not None:
        facts["corrects"] = draft.corrects.number
    return {**draft.bundle, "facts": facts}


def _book(draft: BillDraft, number: str, today: date, due_on: date, now: datetime) -> int:
    return book_settlement(
        SettlementPosting(
            brand_id=draft.contract.brand_id,
            account_id=draft.contract.account_id,
            document=number,
            booked_on=today,
            due_on=due_on,
            cost=draft.cost,
            advances=draft.advances,
        ),
        now=now,
    )


def _put_on_record(bill: Bill, actor: Actor, now: datetime) -> None:
    audit.record(
        brand_id=bill.brand_id,
        at=now,
        actor=actor,
        action="bill.corrected" if bill.corrects_id else "bill.issued",
        subject_kind="bill",
        subject_id=bill.number,
        account_id=bill.account_id,
        after={
            "total_cents": bill.total_cents,
            "balance_cents": bill.balance_cents,
            "bundle_sha256": bill.bundle_sha256,
        },
    )

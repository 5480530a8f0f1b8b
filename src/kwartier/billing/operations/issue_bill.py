"""Issue a bill: from what was measured and published to a numbered, booked, reproducible fact."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing._bills.deciding import DecidedBill, DuePeriod, decide
from kwartier.billing._bills.parts import SharedParts
from kwartier.billing._bills.provisional import ask_ahead, is_taken_off, keep_part, let_ahead
from kwartier.billing._bills.rows import Rates, part_from_json, rates_from_json
from kwartier.billing._bills.standing import (
    begin_where_read,
    find_releasing_run,
    list_due_periods,
    list_due_plans,
    lock_plans,
)
from kwartier.billing._bills.writing import put_in_place, read_text, settle, write_bill
from kwartier.billing._provisional_types import ProvisionalPart
from kwartier.billing.announcing import Issued, announce
from kwartier.billing.models import Bill, BilledPeriod
from kwartier.billing.refusals import (
    AdvanceMissing,
    AlreadyBilled,
    BillIncomplete,
    BillSuperseded,
    InReleasingRun,
    NothingToCorrect,
    PeriodNotOver,
)
from kwartier.billing.types import BillKind, BillView
from kwartier.ledger.types import TaxedCents
from kwartier.platform.errors import NotFound
from kwartier.platform.types import SYSTEM, Actor
from kwartier.supply.queries import get_contract


@transaction.atomic
def issue_settlement(
    *, contract_id: int, period_from: date, today: date, now: datetime, tells: bool = True
) -> BillView:
    """Issue the settlement of the billing period that began on a day, or the final one.

    Of a month billed on what was used: its bill, with the months before that waited for a reading.

    The advances *invoiced* for the period are taken off, paid or not: what is unpaid stays open
    on its own. The readings of the period are closed. Without ``tells`` nobody is told of it: it
    is of days before anybody listened.

    Raises:
        AdvanceMissing: no billing period of the contract began on that day.
        PeriodNotOver: its last day has not passed.
        AlreadyBilled: a bill stands for it.
        InReleasingRun: a billing run is issuing its bill now.
        BillIncomplete: a reading, a price, an index, a figure or a profile is missing.
    """
    contract = get_contract(contract_id)
    plan = _lock_plan(contract_id, period_from)
    due = begin_where_read({plan.pk: DuePeriod.of(contract, plan)})[plan.pk]
    if due.period.upper > today:
        raise PeriodNotOver(params={"until": due.period.upper})
    standing = BilledPeriod.objects.filter(contract_id=contract_id, period__overlap=due.period)
    if (known := standing.select_related("bill").first()) is not None:
        raise AlreadyBilled(params={"from_day": period_from, "number": known.bill.number})
    if (run_number := find_releasing_run([plan.pk]).get(plan.pk)) is not None:
        raise InReleasingRun(params={"number": run_number})
    (asked,) = ask_ahead([due], brand_id=contract.brand_id, on=today)
    (bill,) = settle([_decide_one(asked)], today=today, now=now, actor=SYSTEM)
    if tells:
        announce(Issued(brand_id=contract.brand_id, numbers=[bill.number], now=now))
    return bill


@transaction.atomic
def correct_bill(
    *, brand_id: int, number: str, today: date, now: datetime, actor: Actor
) -> BillView:
    """Take a bill back by a credit note and issue the one that is right today; returns the latter.

    The three documents stay, and say of each other what they are: the credit note points at the
    bill that it takes back, the new one stands in its place. ``actor.reason`` goes on the record.
    A provisional part is estimated anew over its days; one that the next bill has taken off already
    stays to the cent, for the two must come to nothing.

    Raises:
        NotFound: there is no such bill.
        BillSuperseded: it was taken back before, or takes one back itself.
        NothingToCorrect: made again today it comes out the same.
        BillIncomplete: something that it rested on is missing now.
    """
    same = Bill.objects.select_for_update(of=("self",)).filter(brand_id=brand_id, number=number)
    wrong = same.first()
    if wrong is None:
        raise NotFound
    standing = BilledPeriod.objects.select_for_update(of=("self",)).filter(bill=wrong).first()
    if standing is None:
        raise BillSuperseded(params={"number": number})
    contract = get_contract(wrong.contract_id)
    plan = _lock_plan(wrong.contract_id, wrong.period.lower)
    due = replace(DuePeriod.of(contract, plan), period=wrong.period)
    right = _decide_again(due, wrong)
    is_same = _statement_of(right) == wrong.bundle["statement"]
    if is_same and right.advances == rates_from_json(wrong.advance_vat):
        raise NothingToCorrect(params={"number": number})
    note = write_bill(_reversed(wrong, right), today=today, now=now, actor=actor)
    standing.delete()
    bill = write_bill(right, today=today, now=now, actor=actor)
    put_in_place([bill], brand_id=brand_id)
    announce(
        Issued(
            brand_id=brand_id,
            numbers=[note.number, bill.number],
            now=now,
            replaces={bill.number: wrong.number},
        )
    )
    return bill


def _lock_plan(contract_id: int, period_from: date) -> AdvancePlan:
    plan = (
        AdvancePlan.objects.select_for_update(of=("self",))
        .filter(contract_id=contract_id, period__startswith=period_from)
        .first()
    )
    if plan is None:
        raise AdvanceMissing
    return plan


def _decide_again(due: DuePeriod, wrong: Bill) -> DecidedBill:
    """The right bill, with the provisional part that the wrong one had. Raises BillIncomplete."""
    part = part_from_json(wrong.provisional_part)
    if part is None:
        return _decide_one(due)
    if not is_taken_off(wrong):
        (asked,) = let_ahead([due], until=part.period_until)
        return _decide_one(asked)
    return keep_part(_decide_one(due), wrong, part)


def _decide_one(due: DuePeriod) -> DecidedBill:
    """The bill of a period as it comes out today. Raises BillIncomplete."""
    (decided,) = decide([due], brand_id=due.contract.brand_id)
    if not isinstance(decided, DecidedBill):
        raise BillIncomplete(contract=due.contract.number, from_day=due.period.lower, gaps=decided)
    return decided


def _statement_of(decided: DecidedBill) -> Any:
    """The statement as its bundle says it."""
    return read_text(decided)["statement"]


def _reversed(wrong: Bill, right: DecidedBill) -> DecidedBill:
    """The credit note of a bill: the same document with every amount taken back."""
    return replace(
        right,
        kind=BillKind.CREDIT_NOTE,
        period=wrong.period,
        cost=_negated(rates_from_json(wrong.vat)),
        advances=_negated(rates_from_json(wrong.advance_vat)),
        component_cents={name: -cents for name, cents in wrong.component_cents.items()},
        volumes_wh=wrong.volumes_wh,
        facts=wrong.bundle["facts"],
        text=wrong.text,
        corrects=wrong,
        provisional_part=_reversed_part(wrong.provisional_part),
        replaced_part=_reversed_part(wrong.replaced_part),
    )


def _reversed_part(stored: Mapping[str, Any] | None) -> ProvisionalPart | None:
    part = part_from_json(stored)
    return part and replace(part, vat=_negated(part.vat))


def _negated(rates: Rates) -> Rates:
    return tuple(
        TaxedCents(vat_bp=each.vat_bp, base_cents=-each.base_cents, vat_cents=-each.vat_cents)
        for each in rates
    )


def issue_due_settlements(*, brand_id: int, today: date, now: datetime) -> int:
    """Issue the settlement of every period of the brand that is over and complete.

    Returns how many. What is incomplete waits, and stands on the work list; repeating it changes
    nothing. Each batch is whole or not there. Who gets several settlements is told once.
    """
    issued: list[str] = []
    parts = SharedParts.of_brand(brand_id)
    after = 0
    while plans := list_due_plans(brand_id=brand_id, today=today, after_id=after):
        after = plans[-1].pk
        plan_ids = [plan.pk for plan in plans]
        bills = _settle_batch(plan_ids, brand_id=brand_id, parts=parts, today=today, now=now)
        issued += [bill.number for bill in bills]
    with transaction.atomic():
        announce(Issued(brand_id=brand_id, numbers=issued, now=now))
    return len(issued)


@transaction.atomic
def _settle_batch(
    plan_ids: Sequence[int], *, brand_id: int, parts: SharedParts, today: date, now: datetime
) -> list[BillView]:
    """Settle those of some plans that nobody settled meanwhile and for which nothing is missing."""
    lock_plans(plan_ids)
    # Asked again under the locks: another run may have settled some of them meanwhile.
    due = list_due_periods(plan_ids, until=today)
    numbered = find_releasing_run(plan_ids)
    left = [each for plan_id, each in due.items() if plan_id not in numbered]
    asked = ask_ahead(left, brand_id=brand_id, on=today)
    decided = decide(asked, brand_id=brand_id, parts=parts)
    complete = [each for each in decided if isinstance(each, DecidedBill)]
    return settle(complete, today=today, now=now, actor=SYSTEM) if complete else []

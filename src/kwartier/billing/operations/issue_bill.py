"""Issue a bill: from what was measured and published to a numbered, booked, reproducible fact."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from energycore.bundle import BillInputs, state, write_bundle
from energycore.clocks import DayRange
from energycore.statement import Statement
from kwartier.billing._bill_inputs import Gathered, gather
from kwartier.billing._bill_writing import BillDraft, write_bill
from kwartier.billing._bills import Rates, as_bill, rates_from_json, sum_advances
from kwartier.billing._mails import queue_bill_mail, queue_bills_mail
from kwartier.billing._plans import effective_until, list_due_plans
from kwartier.billing.models import AdvanceInvoice, AdvancePlan, Bill, BilledPeriod
from kwartier.billing.refusals import (
    AdvanceMissing,
    AlreadyBilled,
    BillIncomplete,
    BillSuperseded,
    NothingToCorrect,
    PeriodNotOver,
)
from kwartier.billing.types import BillKind, BillView
from kwartier.ledger.types import TaxedCents
from kwartier.metering.operations import close_period
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import NotFound
from kwartier.platform.types import SYSTEM, Actor
from kwartier.supply.queries import get_contract
from kwartier.supply.types import ContractRow


@transaction.atomic
def issue_settlement(
    *, contract_id: int, period_from: date, today: date, now: datetime, tells: bool = True
) -> BillView:
    """Issue the settlement of the billing period that began on a day, or the final one.

    The advances *invoiced* for the period are taken off, paid or not: what is unpaid stays open
    on its own. The readings of the period are closed. With ``tells`` the customer is told by
    e-mail.

    Raises:
        AdvanceMissing: no billing period of the contract began on that day.
        PeriodNotOver: its last day has not passed.
        AlreadyBilled: a bill stands for it.
        BillIncomplete: a reading, a price, an index, a figure or a profile is missing.
    """
    contract = get_contract(contract_id)
    plan = _lock_plan(contract_id, period_from)
    until = effective_until(plan, contract.until)
    if until > today:
        raise PeriodNotOver(params={"until": until})
    period = DateRange(period_from, until)
    standing = BilledPeriod.objects.filter(contract_id=contract_id, period__overlap=period)
    if (known := standing.select_related("bill").first()) is not None:
        raise AlreadyBilled(params={"from_day": period_from, "number": known.bill.number})
    draft = _draft(contract, plan, period)
    bill = _put_in_place(write_bill(draft, today=today, now=now, actor=SYSTEM))
    close_period(
        supply_point_id=contract.supply_point_id,
        read_on=until,
        actor=SYSTEM,
        now=now,
        account_id=contract.account_id,
    )
    if tells:
        queue_bill_mail(bill, contract=contract, now=now)
    return bill


@transaction.atomic
def correct_bill(
    *, brand_id: int, number: str, today: date, now: datetime, actor: Actor
) -> BillView:
    """Take a bill back by a credit note and issue the one that is right today; returns the latter.

    The three documents stay, and say of each other what they are: the credit note points at the
    bill that it takes back, the new one stands in its place. ``actor.reason`` goes on the record.

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
    draft = _draft(contract, plan, wrong.period)
    is_same = draft.bundle["statement"] == wrong.bundle["statement"]
    if is_same and draft.advances == rates_from_json(wrong.advance_vat):
        raise NothingToCorrect(params={"number": number})
    write_bill(_reversed(wrong, contract, plan), today=today, now=now, actor=actor)
    standing.delete()
    bill = _put_in_place(write_bill(draft, today=today, now=now, actor=actor))
    queue_bill_mail(bill, contract=contract, now=now)
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


def _draft(contract: ContractRow, plan: AdvancePlan, period: DateRange) -> BillDraft:
    """The bill of a period as it comes out today. Raises BillIncomplete."""
    brand = get_brand_by_id(contract.brand_id)
    days = DayRange.of_dates(period.lower, period.upper)
    found = gather(contract, days, allows_demonstration=brand.is_demonstration)
    if found.inputs is None:
        raise BillIncomplete(contract=contract.number, from_day=period.lower, gaps=found.gaps)
    statement = state(found.inputs)
    return BillDraft(
        contract=contract,
        kind=_kind_of(contract, period.upper),
        period=period,
        term_days=plan.term_days,
        cost=_rates(statement),
        advances=sum_advances(AdvanceInvoice.objects.filter(plan=plan)),
        component_cents=dict(statement.component_cents),
        volumes_wh=_volumes(found.inputs),
        bundle=write_bundle(found.inputs, statement, _facts(contract, found)),
    )


def _reversed(wrong: Bill, contract: ContractRow, plan: AdvancePlan) -> BillDraft:
    """The credit note of a bill: the same document with every amount taken back."""
    return BillDraft(
        contract=contract,
        kind=BillKind.CREDIT_NOTE,
        period=wrong.period,
        term_days=plan.term_days,
        cost=_negated(rates_from_json(wrong.vat)),
        advances=_negated(rates_from_json(wrong.advance_vat)),
        component_cents={name: -cents for name, cents in wrong.component_cents.items()},
        volumes_wh=wrong.volumes_wh,
        bundle=wrong.bundle,
        corrects=wrong,
    )


def _negated(rates: Rates) -> Rates:
    return tuple(
        TaxedCents(vat_bp=each.vat_bp, base_cents=-each.base_cents, vat_cents=-each.vat_cents)
        for each in rates
    )


def _put_in_place(bill: Bill) -> BillView:
    """Let a bill stand for its days; the database refuses a second one."""
    BilledPeriod.objects.create(
        brand_id=bill.brand_id,
        account_id=bill.account_id,
        contract_id=bill.contract_id,
        period=bill.period,
        bill=bill,
    )
    return as_bill(bill)


def _kind_of(contract: ContractRow, until: date) -> BillKind:
    return BillKind.SETTLEMENT if contract.ends_after(until) else BillKind.CLOSING


def _rates(statement: Statement) -> Rates:
    return tuple(
        TaxedCents(vat_bp=each.rate_bp, base_cents=each.base_cents, vat_cents=each.vat_cents)
        for each in statement.vat
    )


def _volumes(inputs: BillInputs) -> dict[str, int]:
    volumes = dict.fromkeys(inputs.registers, 0)
    for each in inputs.measured:
        volumes[each.register] += each.volume_wh
    return volumes


def _facts(contract: ContractRow, found: Gathered) -> Mapping[str, Any]:
    """What the bundle says of its bill; nothing of it is calculated with."""
    point = contract.supply_point
    return {
        "contract": contract.number,
        "supply_point": point.code,
        "region": point.region,
        "grid_operator": point.grid_operator,
        "category": contract.customer_category,
        "product": found.card.product.name,
        "price_card": found.card.version,
        "profile": point.profile_key,
        "injection_profile": point.injection_profile_key,
    }


def issue_due_settlements(*, brand_id: int, today: date, now: datetime) -> int:
    """Issue the settlement of every period of the brand that is over and complete.

    Returns how many. What is incomplete waits, and stands on the work list; repeating it changes
    nothing. Each settlement is whole or not there. Who gets several is told once.
    """
    issued: dict[int, list[BillView]] = {}
    after = 0
    while due := list_due_plans(brand_id=brand_id, today=today, after_id=after):
        after = due[-1].pk
        for plan in due:
            try:
                bill = issue_settlement(
                    contract_id=plan.contract_id,
                    period_from=plan.period.lower,
                    today=today,
                    now=now,
                    tells=False,
                )
            except (BillIncomplete, PeriodNotOver):
                continue
            issued.setdefault(bill.account_id, []).append(bill)
    _tell(issued, now)
    return sum(len(bills) for bills in issued.values())


def _tell(issued: Mapping[int, Sequence[BillView]], now: datetime) -> None:
    for bills in issued.values():
        if len(bills) > 1:
            queue_bills_mail(bills, now=now)
        else:
            contract = get_contract(bills[0].contract_id)
            queue_bill_mail(bills[0], contract=contract, now=now)

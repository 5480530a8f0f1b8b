"""Issue a bill: from what was measured and published to a numbered, booked, reproducible fact."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from energycore.bundle import BillInputs, state, write_bundle
from energycore.clocks import DayRange
from energycore.statement import Statement
from kwartier.billing._bill_inputs import Gathered, gather
from kwartier.billing._bills import as_bill, hash_of, rates_to_json, sum_advances, total_of
from kwartier.billing._mails import queue_bill_mail
from kwartier.billing._plans import effective_until, list_due_plans
from kwartier.billing.models import (
    AdvanceInvoice,
    AdvancePlan,
    Bill,
    BilledPeriod,
)
from kwartier.billing.refusals import AdvanceMissing, AlreadyBilled, BillIncomplete, PeriodNotOver
from kwartier.billing.types import BillKind, BillVat, BillView
from kwartier.ledger.operations import book_settlement
from kwartier.ledger.types import SettlementPosting, TaxedCents
from kwartier.platform import audit, numbering
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.types import SYSTEM
from kwartier.supply.queries import get_contract
from kwartier.supply.types import ContractRow

_SERIES = "settlement"


@transaction.atomic
def issue_settlement(
    *, contract_id: int, period_from: date, today: date, now: datetime, tells: bool = True
) -> BillView:
    """Issue the settlement of the billing period that began on a day, or the final one.

    The advances *invoiced* for the period are taken off, paid or not: what is unpaid stays open
    on its own. With ``tells`` the customer is told by e-mail.

    Raises:
        AdvanceMissing: no billing period of the contract began on that day.
        PeriodNotOver: its last day has not passed.
        AlreadyBilled: a bill stands for it.
        BillIncomplete: a reading, a price, an index, a figure or a profile is missing.
    """
    contract = get_contract(contract_id)
    plan = (
        AdvancePlan.objects.select_for_update(of=("self",))
        .filter(contract_id=contract_id, period__startswith=period_from)
        .first()
    )
    if plan is None:
        raise AdvanceMissing
    until = effective_until(plan, contract.until)
    if until > today:
        raise PeriodNotOver(params={"until": until})
    standing = BilledPeriod.objects.filter(
        contract_id=contract_id, period__overlap=DateRange(period_from, until)
    )
    if (known := standing.select_related("bill").first()) is not None:
        raise AlreadyBilled(params={"from_day": period_from, "number": known.bill.number})
    brand = get_brand_by_id(contract.brand_id)
    period = DayRange.of_dates(period_from, until)
    found = gather(contract, period, allows_demonstration=brand.is_demonstration)
    if found.inputs is None:
        raise BillIncomplete(contract=contract.number, from_day=period_from, gaps=found.gaps)
    bill = _issue(
        contract=contract, plan=plan, found=found, inputs=found.inputs, today=today, now=now
    )
    if tells:
        queue_bill_mail(bill, contract=contract, now=now)
    return bill


def _issue(
    *,
    contract: ContractRow,
    plan: AdvancePlan,
    found: Gathered,
    inputs: BillInputs,
    today: date,
    now: datetime,
) -> BillView:
    statement = state(inputs)
    advances = sum_advances(AdvanceInvoice.objects.filter(plan=plan))
    cost = tuple(
        BillVat(vat_bp=each.rate_bp, base_cents=each.base_cents, vat_cents=each.vat_cents)
        for each in statement.vat
    )
    number = f"S{today:%y}-{numbering.next_number(brand_id=contract.brand_id, series=_SERIES):07d}"
    due_on = today + timedelta(days=plan.term_days)
    journal_id = book_settlement(
        SettlementPosting(
            brand_id=contract.brand_id,
            account_id=contract.account_id,
            document=number,
            booked_on=today,
            due_on=due_on,
            cost=tuple(_taxed(each) for each in cost),
            advances=tuple(_taxed(each) for each in advances),
        ),
        now=now,
    )
    bundle = write_bundle(inputs, statement, _facts(contract, found, number, today))
    period = DateRange(plan.period.lower, effective_until(plan, contract.until))
    bill = Bill.objects.create(
        brand_id=contract.brand_id,
        account_id=contract.account_id,
        contract_id=contract.id,
        kind=_kind_of(contract, period.upper),
        number=number,
        period=period,
        issued_on=today,
        due_on=due_on,
        total_cents=statement.total_cents,
        advances_cents=total_of(advances),
        balance_cents=statement.total_cents - total_of(advances),
        vat=rates_to_json(cost),
        advance_vat=rates_to_json(advances),
        component_cents=dict(statement.component_cents),
        volumes_wh=_volumes(inputs),
        bundle=bundle,
        bundle_sha256=hash_of(bundle),
        journal_id=journal_id,
        created_at=now,
    )
    BilledPeriod.objects.create(
        brand_id=bill.brand_id,
        account_id=bill.account_id,
        contract_id=bill.contract_id,
        period=period,
        bill=bill,
    )
    _put_on_record(bill, statement, now)
    return as_bill(bill)


def _kind_of(contract: ContractRow, until: date) -> BillKind:
    return BillKind.SETTLEMENT if contract.ends_after(until) else BillKind.CLOSING


def _taxed(part: BillVat) -> TaxedCents:
    return TaxedCents(vat_bp=part.vat_bp, base_cents=part.base_cents, vat_cents=part.vat_cents)


def _volumes(inputs: BillInputs) -> dict[str, int]:
    volumes = dict.fromkeys(inputs.registers, 0)
    for each in inputs.measured:
        volumes[each.register] += each.volume_wh
    return volumes


def _facts(contract: ContractRow, found: Gathered, number: str, today: date) -> Mapping[str, Any]:
    """What the bundle says of its bill; nothing of it is calculated with."""
    point = contract.supply_point
    return {
        "number": number,
        "issued_on": today.isoformat(),
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


def _put_on_record(bill: Bill, statement: Statement, now: datetime) -> None:
    audit.record(
        brand_id=bill.brand_id,
        at=now,
        actor=SYSTEM,
        action="bill.issued",
        subject_kind="bill",
        subject_id=bill.number,
        account_id=bill.account_id,
        after={
            "total_cents": statement.total_cents,
            "balance_cents": bill.balance_cents,
            "bundle_sha256": bill.bundle_sha256,
        },
    )


def issue_due_settlements(*, brand_id: int, today: date, now: datetime) -> int:
    """Issue the settlement of every period of the brand that is over and complete.

    Returns how many. What is incomplete waits, and stands on the work list; repeating it changes
    nothing. Each settlement is a transaction of its own.
    """
    issued = 0
    after = 0
    while due := list_due_plans(brand_id=brand_id, today=today, after_id=after):
        after = due[-1].pk
        for plan in due:
            try:
                issue_settlement(
                    contract_id=plan.contract_id,
                    period_from=plan.period.lower,
                    today=today,
                    now=now,
                )
            except (BillIncomplete, PeriodNotOver):
                continue
            issued += 1
    return issued

"""Whether a contract may be billed another way, from which day, and what stands in the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from energycore.clocks import add_months, date_of, day_number, month_start
from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing._advances.plans import month_end
from kwartier.billing._bills.months import DIGITAL_KINDS
from kwartier.billing.models import Bill, BillingSwitch
from kwartier.billing.switch_refusals import (
    ContractEndsBefore,
    MeterTellsNoMonths,
    MonthlyNotOffered,
    NoMonthBilledYet,
    NotBilledHere,
    ProductBilledMonthly,
    SwitchWaits,
    YearIsCompensated,
)
from kwartier.billing.types import BillKind, Rhythm
from kwartier.metering.queries import list_current_registers, list_read_days
from kwartier.metering.types import Energy, RegisterRow
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import Refusal
from kwartier.pricing.types import PriceKind
from kwartier.supply.types import BillingRhythm, ContractRow

FEATURE = "monthly_billing"
"""The feature of a brand that lets its customers choose monthly bills of what they used."""

_OTHER = {True: BillingRhythm.YEARLY, False: BillingRhythm.MONTHLY}


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchView:
    """That a contract goes over to another way of billing, on ``effective_on``.

    ``to_rhythm`` is `supply.types.BillingRhythm`. It waits until it is withdrawn or carried out.
    """

    id: int
    contract_id: int
    to_rhythm: str
    effective_on: date
    asked_on: date
    actor_kind: str
    actor_name: str
    channel: str
    justification: str
    is_withdrawn: bool
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchChoice:
    """The other way in which a contract could be billed.

    ``on_use``: it is billed each month on what was used today. ``to_rhythm`` is the other way,
    ``effective_on`` the day from which it would hold; ``obstacles`` is all that stands in the way,
    the one to act on first. ``waiting`` is a switch that is on its way already.
    """

    contract: ContractRow
    on_use: bool
    to_rhythm: BillingRhythm
    effective_on: date
    obstacles: tuple[Refusal, ...]
    waiting: SwitchView | None


def choose(contract: ContractRow, *, today: date) -> SwitchChoice:
    """What a contract could go over to. Raises NotBilledHere: it has no billing period today."""
    plan = AdvancePlan.objects.filter(contract_id=contract.id, period__contains=today).first()
    if plan is None or not contract.holds_on(today):
        raise NotBilledHere
    on_use = plan.rhythm == Rhythm.ACTUAL
    effective_on = min(month_end(today), plan.period.upper)
    waiting = find_waiting(contract.id)
    find = _against_advances if on_use else _against_months
    obstacles: list[Refusal] = []
    if waiting is not None:
        obstacles.append(SwitchWaits(params={"from_day": waiting.effective_on}))
    if not contract.ends_after(effective_on):
        last_day = (contract.until or effective_on) - timedelta(days=1)
        obstacles.append(ContractEndsBefore(params={"ends_on": last_day}))
    return SwitchChoice(
        contract=contract,
        on_use=on_use,
        to_rhythm=_OTHER[on_use],
        effective_on=effective_on,
        obstacles=(*obstacles, *find(contract, today)),
        waiting=as_switch(waiting) if waiting else None,
    )


def find_waiting(contract_id: int) -> BillingSwitch | None:
    """The switch of a contract that is still to come, if there is one."""
    waiting = BillingSwitch.objects.filter(withdrawn_at__isnull=True, done_at__isnull=True)
    return waiting.filter(contract_id=contract_id).first()


def as_switch(row: BillingSwitch) -> SwitchView:
    """Copy a row into the frozen value that others hold."""
    return SwitchView(
        id=row.pk,
        contract_id=row.contract_id,
        to_rhythm=row.to_rhythm,
        effective_on=row.effective_on,
        asked_on=row.asked_on,
        actor_kind=row.actor_kind,
        actor_name=row.actor_name,
        channel=row.channel,
        justification=row.justification,
        is_withdrawn=row.withdrawn_at is not None,
        is_done=row.done_at is not None,
    )


def _against_months(contract: ContractRow, today: date) -> Iterator[Refusal]:
    """What stands in the way of monthly bills."""
    if not get_brand_by_id(contract.brand_id).features.get(FEATURE, False):
        yield MonthlyNotOffered()
    registers = list_current_registers([contract.supply_point_id], today)
    if not _tells_months(contract, registers, today):
        yield MeterTellsNoMonths()
    if contract.prosumer_kva and not any(each.is_injection for each in registers):
        yield YearIsCompensated()


def _tells_months(contract: ContractRow, registers: Sequence[RegisterRow], today: date) -> bool:
    """Whether the operator knows what each month uses.

    A digital meter tells it. One for gas sends its index through the one for electricity, and has
    no kind of its own: that it was read on the first of the last two months shows it.
    """
    if contract.energy != Energy.GAS:
        return bool(registers) and all(each.meter_kind in DIGITAL_KINDS for each in registers)
    this_month = month_start(day_number(today))
    days = [date_of(add_months(this_month, step)) for step in (-1, 0)]
    wanted = {(contract.supply_point_id, day) for day in days}
    return list_read_days(wanted) == wanted


def _against_advances(contract: ContractRow, _today: date) -> Iterator[Refusal]:
    """What stands in the way of advances."""
    if contract.price_kind == PriceKind.DYNAMIC:
        yield ProductBilledMonthly(params={"product": contract.product_name})
    if not Bill.objects.filter(contract_id=contract.id, kind=BillKind.MONTHLY).exists():
        yield NoMonthBilledYet()

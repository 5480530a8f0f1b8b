"""What was used in a period at a supply point: kWh, states, euro, and the year before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from energycore.clocks import DayRange, add_months, date_of, day_number
from energycore.profiles import LoadProfile
from kwartier.billing.queries import (
    Charged,
    PeakCost,
    get_profile,
    list_billing_periods,
    price_last_peaks,
)
from kwartier.consumption._money import price_parts
from kwartier.consumption._parts import Told, days_of
from kwartier.consumption._periods import parse_period, period_after, period_before, year_before
from kwartier.consumption._sources import Measures, read_measures
from kwartier.consumption.types import Consumption, Part
from kwartier.metering.queries import (
    get_register_history,
    list_all_registers,
    list_corrected_days,
    list_month_peaks,
)
from kwartier.metering.types import (
    INJECTION_KINDS,
    REGISTER_KINDS,
    MeterKind,
    RegisterHistory,
    RegisterKind,
    RegisterRow,
)
from kwartier.platform.errors import NotFound, Refusal
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow
from rulebooks.parameters import ExpiredParameter, MissingParameter

_YEAR = 12


def get_consumption(
    *,
    account_id: int,
    code: str,
    view: str,
    from_: str,
    today: date,
    contracts: Sequence[ContractRow] | None = None,
) -> Consumption:
    """What an account used at one of its supply points in a period, with what it cost.

    ``view`` is a `View`; ``from_`` the period's day as typed: ``2026``, ``2026-10``,
    ``2026-10-31``, or empty for today's. ``contracts`` are all of the account, where the caller has
    them already. What others used there before or after is no part of it. Five queries at most,
    whatever was read.

    Raises:
        NotFound: the account has, and had, no contract at such a supply point.
        PeriodUnknown: there is no such view, or no such day.
    """
    rows = list(contracts if contracts is not None else list_contracts(account_id))
    here = sorted((row for row in rows if row.code == code), key=lambda row: row.from_)
    if not here:
        raise NotFound
    billed = list_billing_periods([row.id for row in here])
    period = parse_period(view, from_, today=today, billed=billed)
    earlier = year_before(period)
    told, registers = _read(here, earlier.from_, today)
    peaks = _read_peaks(here[-1], registers, min(earlier.from_, today), today)
    charged = [Charged(row, rows, registers, peaks) for row in here]
    turns_back = _turns_back(here[-1], registers)
    if turns_back:
        told = replace(told, measures=_nothing())
    now = price_parts(told.list_parts(days_of(period)), told, charged)
    then = price_parts(told.list_parts(days_of(earlier)), told, charged)
    bounds = told.bounds()
    return Consumption(
        contract=next((row for row in here if row.holds_on(today)), here[-1]),
        period=period,
        parts=now.parts,
        before=then.parts if _is_known(then.parts) else (),
        earlier=period_before(period, billed=billed),
        later=period_after(period, today=today, billed=billed),
        known_from=date_of(bounds[0]) if bounds else None,
        known_until=date_of(bounds[1]) if bounds else None,
        turns_back=turns_back,
        no_euro=now.refusal,
        peaks=_price_peaks(charged[-1], today),
        billing_periods=tuple(each for each in billed if each[0] <= today),
    )


def _is_known(parts: Sequence[Part]) -> bool:
    return any(part.offtake.wh is not None for part in parts)


def _read(here: Sequence[ContractRow], since: date, today: date) -> tuple[Told, list[RegisterRow]]:
    """What the readings tell of the customer's days from a day on, and every register."""
    point = here[0].supply_point
    # A year more: slices and tiers of the first days look back on it.
    first = date_of(add_months(day_number(min(since, today)), -_YEAR))
    history = get_register_history([point.id], first, today)
    history = history.where(history.until_days <= day_number(today))
    registers = list_all_registers([point.id])
    known, profiles = _along_profiles(history, here[-1], today)
    corrected = {day_number(day) for day in list_corrected_days(point.id)}
    hanging = frozenset(
        REGISTER_KINDS.index(RegisterKind(each.kind))
        for each in registers
        if each.removed_on is None
    )
    told = Told(
        measures=read_measures(known, corrected),
        own=_own_days(here, today),
        profiles=profiles,
        counting=hanging,
        today=day_number(today),
    )
    return told, registers


def _along_profiles(
    history: RegisterHistory, contract: ContractRow, today: date
) -> tuple[RegisterHistory, dict[int, LoadProfile]]:
    """What can be divided along load profiles: nothing from before they begin."""
    profiles = {
        kind: get_profile(contract, REGISTER_KINDS[kind].value, day_number(today))
        for kind in sorted(set(history.kinds.tolist()))
    }
    first = np.array([profiles[kind].first_day for kind in history.kinds.tolist()], dtype=np.int64)
    return history.where(history.from_days >= first), profiles


def _own_days(here: Sequence[ContractRow], today: date) -> tuple[DayRange, ...]:
    """The days of the customer's contracts until today; those that follow each other as one."""
    found: list[DayRange] = []
    end = day_number(today)
    for row in here:
        first = day_number(row.from_)
        until = min(day_number(row.until) if row.until else end, end)
        if first >= until:
            continue
        if found and found[-1].until == first:
            found[-1] = DayRange(found[-1].from_, until)
        else:
            found.append(DayRange(first, until))
    return tuple(found)


def _turns_back(contract: ContractRow, registers: Sequence[RegisterRow]) -> bool:
    """Whether panels turn the disc back: what the meter shows is then not what was taken."""
    hanging = [each for each in registers if each.removed_on is None]
    return contract.supply_point.has_production and not any(
        each.kind in INJECTION_KINDS for each in hanging
    )


def _nothing() -> Measures:
    empty = np.zeros(0, dtype=np.int64)
    return Measures(empty, empty, empty, empty, empty)


def _read_peaks(
    contract: ContractRow, registers: Sequence[RegisterRow], since: date, today: date
) -> dict[date, int]:
    """The delivered peaks; nothing is asked where no digital meter hangs in Flanders."""
    if contract.region != "flanders" or not any(
        each.meter_kind == MeterKind.DIGITAL for each in registers
    ):
        return {}
    first = date_of(add_months(day_number(since), -_YEAR))
    return list_month_peaks([contract.supply_point_id], first, today).get(
        contract.supply_point_id, {}
    )


def _price_peaks(charged: Charged, today: date) -> tuple[PeakCost, ...]:
    """The last twelve peaks; none where their price cannot be said."""
    try:
        return price_last_peaks(charged, on=today)
    except (Refusal, MissingParameter, ExpiredParameter):
        return ()

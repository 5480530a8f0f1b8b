"""The last months of a supply point as bills see them: which days, in which parts, what was delivered.

They end with the operator's last reading. They begin with the reading nearest to so many months
before it; where none is near, on that very day, and the load profile shares out what was counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from energycore.charges import MeasuredIntervals, place_volumes
from energycore.clocks import DayRange, add_months, date_of, day_number
from energycore.units import IntArray
from kwartier.billing._bills.inputs import Asked, Known
from kwartier.billing._bills.measuring import Delivered
from kwartier.billing._bills.months import year_before
from kwartier.billing._bills.parts import SharedParts
from kwartier.billing._bills.rebilling import Past
from kwartier.metering.queries import (
    get_delivered_history,
    list_all_registers,
    list_month_peaks,
)
from kwartier.metering.types import REGISTER_KINDS, RegisterHistory, RegisterRow
from kwartier.platform.prepared import fetch_rows
from kwartier.pricing.queries import get_cards
from kwartier.supply.promises import gather_facts
from kwartier.supply.types import BillingRhythm, ContractRow

# A reading so near to the day that was meant is taken in its place: nothing is then estimated.
_NEAR_DAYS = 31
# Slices of a month are placed by the year before it.
_MORE_MONTHS = 13
_BILLED = """
SELECT s.contract_id, lower(s.period), upper(s.period), b.total_cents,
  EXISTS (SELECT FROM billing_advanceplan p WHERE p.contract_id = s.contract_id
          AND p.period && s.period AND p.rhythm = 'actual')
FROM billing_billedperiod s JOIN billing_bill b ON b.id = s.bill_id
WHERE s.contract_id = ANY (%(contracts)s::bigint[]) ORDER BY s.period
"""


@dataclass(frozen=True, slots=True)
class _Billed:
    """Days that a bill stands for, what it came to, and whether it was one of a month on use."""

    contract_id: int
    days: DayRange
    cents: int
    on_use: bool


def read_past(
    here: Sequence[ContractRow], *, of_account: Sequence[ContractRow], months: int, today: date
) -> Past | None:
    """The last ``months`` of a supply point; None where the operator did not read it twice.

    ``here`` are the account's contracts there, the earliest first; ``of_account`` all of it. Days
    before a break in the supply are no part of it. Five questions at most.
    """
    run = _last_run(here)
    point, end = run[-1].supply_point, _end_of(run[-1], today)
    first = add_months(end, -(months + _MORE_MONTHS))
    registers = list_all_registers([point.id])
    history = get_delivered_history(
        {point.id: (date_of(first), date_of(end))}, registers=registers, points={point.id: point}
    )
    history = history.where(history.until_days <= end)
    parts = SharedParts.of_brand(run[-1].brand_id)
    days = _choose(_list_read_days(history, registers), run, end=end, months=months)
    if days is None:
        return None
    crossing = _crossing(history, days.from_)
    cut = _cut(history, days.from_, run[-1], parts)
    billed = _list_billed(run)
    asked, cents = _part(run, days, billed)
    parts.widen(days)
    peaks_from = date_of(year_before(days.from_))
    known = Known(
        registers={point.id: list(registers)},
        delivered=Delivered.of(cut, registers),
        peaks=list_month_peaks([point.id], peaks_from, date_of(days.until)),
        parts=parts,
        promised={row.id: gather_facts(row, of_account) for row in run},
    )
    return Past(
        asked=asked,
        billed_cents=cents,
        estimated_days=_count_estimated(history, crossing, days),
        known=known,
        cards=get_cards({row.price_card_id for row in run}),
    )


def _last_run(here: Sequence[ContractRow]) -> list[ContractRow]:
    """The last contracts that follow each other without a day between them."""
    run = [here[-1]]
    for row in reversed(here[:-1]):
        if row.until != run[0].from_:
            break
        run.insert(0, row)
    return run


def _end_of(contract: ContractRow, today: date) -> int:
    return day_number(min(contract.until or today, today))


def _list_read_days(history: RegisterHistory, registers: Sequence[RegisterRow]) -> list[int]:
    """The days on which every register that hung there was read."""
    read: dict[str, set[int]] = {}
    for kind, first, until in zip(
        history.kinds.tolist(),
        history.from_days.tolist(),
        history.until_days.tolist(),
        strict=True,
    ):
        read.setdefault(REGISTER_KINDS[kind].value, set()).update((first, until))
    days = sorted(set().union(*read.values())) if read else []
    return [
        day
        for day in days
        if all(day in read.get(each.kind, ()) for each in registers if _hung(each, date_of(day)))
    ]


def _hung(register: RegisterRow, day: date) -> bool:
    """Whether it hung there at 00:00 of a day, or was taken away or hung up on it."""
    return register.installed_from <= day and (
        register.removed_on is None or register.removed_on >= day
    )


def _choose(
    read: Sequence[int], run: Sequence[ContractRow], *, end: int, months: int
) -> DayRange | None:
    begins = day_number(run[0].from_)
    own = [day for day in read if begins <= day <= end]
    if not own:
        return None
    until = own[-1]
    wanted = max(begins, add_months(until, -months))
    starts = [day for day in own if day < until]
    near = [day for day in starts if abs(day - wanted) <= _NEAR_DAYS]
    if near:
        return DayRange(min(near, key=lambda day: abs(day - wanted)), until)
    if wanted < until and any(day < wanted for day in read):
        return DayRange(wanted, until)
    later = [day for day in starts if day > wanted]
    return DayRange(later[0], until) if later else None


def _crossing(history: RegisterHistory, day: int) -> IntArray:
    crosses = (history.from_days < day) & (history.until_days > day)
    return np.flatnonzero(crosses)


def _cut(
    history: RegisterHistory, day: int, contract: ContractRow, parts: SharedParts
) -> RegisterHistory:
    """The same, where whatever was counted across a day is two stretches, along the load profile.

    A profile that does not reach over it leaves it whole: its day then has no reading.
    """
    crossing = _crossing(history, day)
    if not crossing.size:
        return history
    across = history.taken(crossing)
    names = tuple(REGISTER_KINDS[kind].value for kind in sorted(set(across.kinds.tolist())))
    span = DayRange(int(across.from_days.min()), int(across.until_days.max()))
    profiles = parts.get_profiles(contract.supply_point, names, span)
    if profiles.gaps:
        return history
    placed = place_volumes(
        MeasuredIntervals(
            rows=np.arange(len(across)),
            columns=np.searchsorted(sorted(set(across.kinds.tolist())), across.kinds),
            from_days=across.from_days,
            until_days=across.until_days,
            volumes_wh=across.volumes_wh,
        ),
        np.array([span.from_, day, span.until], dtype=np.int64),
        [profiles.profiles[name] for name in names],
        count=len(across),
    ).sum(axis=1)
    doubled = history.taken(np.repeat(np.arange(len(history)), _times(history, crossing)))
    volumes_wh, until = doubled.volumes_wh.copy(), doubled.until_days.copy()
    from_days = doubled.from_days.copy()
    firsts = crossing + np.arange(len(crossing))
    volumes_wh[firsts], until[firsts] = placed[:, 0], day
    volumes_wh[firsts + 1], from_days[firsts + 1] = placed[:, 1], day
    return replace(doubled, volumes_wh=volumes_wh, from_days=from_days, until_days=until)


def _times(history: RegisterHistory, crossing: IntArray) -> IntArray:
    times = np.ones(len(history), dtype=np.int64)
    times[crossing] = 2
    return times


def _list_billed(run: Sequence[ContractRow]) -> list[_Billed]:
    rows = fetch_rows(_BILLED, {"contracts": [row.id for row in run]})
    return [
        _Billed(contract_id, DayRange.of_dates(first, until), cents, on_use)
        for contract_id, first, until, cents, on_use in rows
    ]


def _part(
    run: Sequence[ContractRow], days: DayRange, billed: Sequence[_Billed]
) -> tuple[tuple[Asked, ...], tuple[int | None, ...]]:
    """The days of each contract, cut where bills stand for them, and what those came to."""
    asked: list[Asked] = []
    cents: list[int | None] = []
    for row in run:
        until = day_number(row.until) if row.until else days.until
        own = DayRange(day_number(row.from_), max(until, day_number(row.from_))).overlap(days)
        if own is None:
            continue
        inside = [each for each in billed if each.contract_id == row.id and own.covers(each.days)]
        on_use = row.billing_rhythm == BillingRhythm.MONTHLY
        reached = own.from_
        for each in inside:
            if reached < each.days.from_:
                asked.append(Asked(row, DayRange(reached, each.days.from_), looks_back=on_use))
                cents.append(None)
            asked.append(Asked(row, each.days, looks_back=each.on_use))
            cents.append(each.cents)
            reached = each.days.until
        if reached < own.until:
            asked.append(Asked(row, DayRange(reached, own.until), looks_back=on_use))
            cents.append(None)
    return tuple(asked), tuple(cents)


def _count_estimated(history: RegisterHistory, crossing: IntArray, days: DayRange) -> int:
    """On how many of the days a register's index, or what came before the first day, is estimated."""
    is_estimated = np.zeros(days.days_count, dtype=np.bool_)
    rows = {*np.flatnonzero(history.until_estimated).tolist(), *crossing.tolist()}
    for row in rows:
        stretch = DayRange(int(history.from_days[row]), int(history.until_days[row]))
        inside = stretch.overlap(days)
        if inside is not None:
            is_estimated[inside.from_ - days.from_ : inside.until - days.from_] = True
    return int(is_estimated.sum())

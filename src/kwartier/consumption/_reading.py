"""What readings and intervals tell of a customer's own days at a supply point."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from energycore.clocks import DayRange, add_months, date_of, day_number
from energycore.profiles import LoadProfile
from kwartier.billing.queries import get_profile
from kwartier.consumption._merging import merge_direction, of_direction
from kwartier.consumption._parts import Told
from kwartier.consumption._sources import Measures, join_measures, no_measures, read_measures
from kwartier.consumption.types import Part
from kwartier.intervals.queries import ShownDays, get_shown_days_of
from kwartier.intervals.types import Direction, StoredDays
from kwartier.metering.queries import (
    list_all_registers_with_history,
)
from kwartier.metering.types import (
    INJECTION_KINDS,
    REGISTER_KINDS,
    RegisterHistory,
    RegisterKind,
    RegisterRow,
)
from kwartier.platform.errors import NotFound
from kwartier.supply.types import ContractRow

_YEAR = 12


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """What is told of the customer's days.

    ``told`` is what was used: intervals where there are any, readings elsewhere. ``billed`` is what
    the readings alone tell, on which bills rest. ``stored`` are the days of the customer as
    intervals, around the periods that were asked for and the last one. ``consents`` says whether the
    customer lets us show values finer than a day.
    """

    told: Told
    billed: Told
    registers: list[RegisterRow]
    stored: Mapping[Direction, StoredDays]
    consents: bool

    def list_parts(self, ranges: Sequence[DayRange]) -> list[Part]:
        """The parts of a period, without their cents."""
        used, billed = self.told.list_parts(ranges), self.billed.list_parts(ranges)
        return [
            replace(part, billed=on_bill.offtake, register_wh=self._list_registers(days, part))
            for days, part, on_bill in zip(ranges, used, billed, strict=True)
        ]

    def _list_registers(self, days: DayRange, part: Part) -> tuple[tuple[str, int], ...]:
        """What each register counted; nothing of a direction that is told in one on any of the days."""
        in_one = {
            direction
            for direction in Direction
            if any(days.overlap(each) for each in self.told.in_one[direction])
        }
        return tuple(
            each
            for each in part.register_wh
            if not any(_is_of(direction, each[0]) for direction in in_one)
        )


def contracts_at(account_id: int, code: str, contracts: Sequence[ContractRow]) -> list[ContractRow]:
    """Those of an account's contracts that are at a supply point, in order of time.

    Raises:
        NotFound: there is none.
    """
    here = [row for row in contracts if row.code == code and row.account_id == account_id]
    if not here:
        raise NotFound
    return sorted(here, key=lambda row: row.from_)


def read_sources(
    here: Sequence[ContractRow],
    asked: Sequence[tuple[date, date]],
    *,
    account_id: int,
    today: date,
) -> Sources:
    """Everything that is told of the customer's days around one or two ranges [from, until).

    Two questions: of registers with their readings, and of intervals.
    """
    return read_sources_of([here], asked, account_id=account_id, today=today)[0]


def read_sources_of(
    places: Sequence[Sequence[ContractRow]],
    asked: Sequence[tuple[date, date]],
    *,
    account_id: int,
    today: date,
) -> list[Sources]:
    """`read_sources` at several supply points of an account, each with its contracts; two questions."""
    read = _read_billed_of(places, min(first for first, _until in asked), today=today)
    around = {
        here[0].supply_point_id: [_around(each, billed.measures, today) for each in asked]
        for here, (billed, _registers) in zip(places, read, strict=True)
    }
    shown = get_shown_days_of(account_id, around, today=today) if around else {}
    return [
        _tell(here, billed, registers, shown[here[0].supply_point_id])
        for here, (billed, registers) in zip(places, read, strict=True)
    ]


def _tell(
    here: Sequence[ContractRow],
    billed: Told,
    registers: list[RegisterRow],
    shown: ShownDays,
) -> Sources:
    if turns_back(here[-1], registers):
        return Sources(billed, billed, registers, {}, shown.finer)
    own = {direction: _of_customer(days, billed) for direction, days in shown.of.items()}
    told = _merge(billed, own, here[-1], registers)
    return Sources(told, billed, registers, own, shown.finer)


def read_billed(
    here: Sequence[ContractRow], since: date, *, today: date
) -> tuple[Told, list[RegisterRow]]:
    """What the readings alone tell from a year before a day on, and all registers; one question.

    Nothing where panels turn the disc back.
    """
    return _read_billed_of([here], since, today=today)[0]


def _read_billed_of(
    places: Sequence[Sequence[ContractRow]], since: date, *, today: date
) -> list[tuple[Told, list[RegisterRow]]]:
    points = [here[0].supply_point_id for here in places]
    # A year more: slices and tiers of the first days look back on it.
    first = date_of(add_months(day_number(min(since, today)), -_YEAR))
    registers, history, corrected = list_all_registers_with_history(points, first, today)
    history = history.where(history.until_days <= day_number(today))
    hanging: dict[int, list[RegisterRow]] = {point: [] for point in points}
    for register in registers:
        hanging[register.supply_point_id].append(register)
    # Sorted by supply point: those of one stand together.
    starts = np.searchsorted(history.supply_point_ids, points, "left").tolist()
    ends = np.searchsorted(history.supply_point_ids, points, "right").tolist()
    return [
        (
            _tell_billed(
                here,
                hanging[point],
                history.taken(slice(start, end)),
                corrected.get(point, frozenset()),
                today,
            ),
            hanging[point],
        )
        for here, point, start, end in zip(places, points, starts, ends, strict=True)
    ]


def _tell_billed(
    here: Sequence[ContractRow],
    registers: Sequence[RegisterRow],
    history: RegisterHistory,
    corrected: frozenset[int],
    today: date,
) -> Told:
    known, profiles = _along_profiles(history, here[-1], today)
    is_told = not turns_back(here[-1], registers)
    return Told(
        measures=read_measures(known, corrected) if is_told else no_measures(),
        own=_own_days(here, today),
        profiles=profiles,
        counting=_hanging(registers, today),
        today=day_number(today),
    )


def turns_back(contract: ContractRow, registers: Sequence[RegisterRow]) -> bool:
    """Whether panels turn the disc back: what the meter shows is then not what was taken."""
    hanging = [each for each in registers if each.removed_on is None]
    return contract.supply_point.has_production and not any(
        each.kind in INJECTION_KINDS for each in hanging
    )


def _merge(
    billed: Told,
    stored: Mapping[Direction, StoredDays],
    contract: ContractRow,
    registers: Sequence[RegisterRow],
) -> Told:
    """The readings with the intervals in their place."""
    if not any(len(days) for days in stored.values()):
        return billed
    profiles = _EveryProfile(contract, billed.today, billed.profiles)
    taken, given = (
        merge_direction(
            of_direction(billed.measures, direction),
            stored[direction],
            contract.supply_point,
            registers,
            profiles,
        )
        for direction in (Direction.OFFTAKE, Direction.INJECTION)
    )
    measures = join_measures([taken.measures, given.measures])
    kept = {kind: profiles[kind] for kind in set(measures.kinds.tolist())}
    return replace(billed, measures=measures, profiles=kept, in_one=(taken.in_one, given.in_one))


class _EveryProfile(dict[int, LoadProfile]):
    """The profile of each kind of register, made when it is asked for."""

    def __init__(self, contract: ContractRow, today: int, known: Mapping[int, LoadProfile]) -> None:
        super().__init__(known)
        self._contract, self._today = contract, today

    def __missing__(self, kind: int) -> LoadProfile:
        found = get_profile(self._contract, REGISTER_KINDS[kind].value, self._today)
        self[kind] = found
        return found


def _is_of(direction: Direction, kind: str) -> bool:
    return (kind in INJECTION_KINDS) == (direction is Direction.INJECTION)


def _around(asked: tuple[date, date], measures: Measures, today: date) -> tuple[date, date]:
    """Some days, and those of every reading that reaches into them."""
    first, until = (day_number(day) for day in asked)
    while True:  # registers read on other days hang together one by one
        touches = (measures.from_days < until) & (measures.until_days > first)
        before = (first, until)
        first = min(first, int(measures.from_days[touches].min(initial=first)))
        until = max(until, int(measures.until_days[touches].max(initial=until)))
        if (first, until) == before:
            break
    return date_of(first), min(date_of(until), max(today, date_of(first)))


def _of_customer(stored: StoredDays, told: Told) -> StoredDays:
    """The days that are the customer's, and lie within the load profiles."""
    first = max((profile.first_day for profile in told.profiles.values()), default=0)
    chosen = stored.days >= first
    if chosen.any():
        span = DayRange(int(stored.days[0]), int(stored.days[-1]) + 1)
        chosen &= told.own_days(span)[stored.days - span.from_]
    return stored.where(chosen)


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


def _hanging(registers: Sequence[RegisterRow], today: date) -> frozenset[int]:
    return frozenset(
        REGISTER_KINDS.index(RegisterKind(each.kind))
        for each in registers
        if each.installed_from <= today and (each.removed_on is None or each.removed_on > today)
    )


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

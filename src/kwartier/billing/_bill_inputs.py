"""From a contract and a period to the inputs of a bill, or to everything that is missing for one.

A bill rests on what the grid operator delivered and on published figures alone: a customer's own
reading serves the simulation, a figure carried forward serves the forecast, neither ever a bill.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from energycore.bundle import (
    BillInputs,
    Measured,
    PeakStretch,
    annual_offtake_wh,
    keep_shares,
    statement_days,
)
from energycore.clocks import DayRange, date_of
from energycore.profiles import LoadProfile, OutsideProfile
from energycore.tariff import Term, list_priced_registers
from kwartier.billing._tariffs import key_of, list_tariff_terms
from kwartier.billing.types import BillGap, GapKind
from kwartier.metering.queries import get_register_history, list_all_registers
from kwartier.metering.types import (
    REGISTER_KINDS,
    RegisterHistory,
    RegisterKind,
    RegisterRow,
)
from kwartier.platform.errors import Refusal
from kwartier.pricing.queries import get_card
from kwartier.pricing.types import CardView
from kwartier.supply.types import ContractRow
from rulebooks.parameters import ExpiredParameter, MissingParameter, get_parameter
from rulebooks.profiles import get_register_profile


@dataclass(frozen=True, slots=True)
class Gathered:
    """What could be found for a bill: its inputs, or the gaps that stand in its way."""

    card: CardView
    inputs: BillInputs | None
    gaps: tuple[BillGap, ...]


def gather(contract: ContractRow, period: DayRange, *, allows_demonstration: bool) -> Gathered:
    """Everything for the bill of a contract over a period, in a handful of questions to the database.

    ``allows_demonstration`` lets figures and profiles without a source count: in a demonstration
    and nowhere else.
    """
    card = get_card(contract.price_card_id)
    known = know([contract], period)
    return assess(contract, period, card, known, allows_demonstration=allows_demonstration)


@dataclass(frozen=True, slots=True)
class Known:
    """What the operator delivered for supply points: every register, and the readings between."""

    registers: tuple[RegisterRow, ...]
    history: RegisterHistory

    def at(
        self, supply_point_id: int, period: DayRange
    ) -> tuple[list[RegisterRow], RegisterHistory]:
        """The registers of one supply point at either end of a period, and its history.

        A meter that was exchanged inside the period hangs there at one of its ends.
        """
        own = [each for each in self.registers if each.supply_point_id == supply_point_id]
        ends = [
            [each for each in own if _hangs(each, date_of(day))]
            for day in (period.from_, period.until)
        ]
        registers = list(dict.fromkeys(each for end in ends for each in end))
        return registers, self.history.of_supply_point(supply_point_id)


def know(contracts: Sequence[ContractRow], period: DayRange) -> Known:
    """What was delivered for the supply points of contracts over a period; two questions."""
    points = [contract.supply_point_id for contract in contracts]
    ends = date_of(period.from_), date_of(period.until)
    return Known(
        tuple(list_all_registers(points)),
        get_register_history(points, *ends, official_only=True),
    )


def _hangs(register: RegisterRow, day: date) -> bool:
    is_there = register.removed_on is None or register.removed_on > day
    return register.installed_from <= day and is_there


def assess(
    contract: ContractRow,
    period: DayRange,
    card: CardView,
    known: Known,
    *,
    allows_demonstration: bool,
) -> Gathered:
    """The same from what is known already: no question to the database."""
    registers, history = known.at(contract.supply_point_id, period)
    measured, gaps = _measure(history, registers, period)
    names = tuple(kind.value for kind in REGISTER_KINDS if kind in {m.register for m in measured})
    if gaps or not names:
        return Gathered(card, None, gaps or (_no_reading(period),))
    terms, term_gaps = _terms(contract, registers, card, names, period)
    profiles, profile_gaps = _profiles(contract, names, period)
    found = (*term_gaps, *profile_gaps)
    if not allows_demonstration:
        found += (*_unsourced(terms), *_invented(profiles))
    if found:
        return Gathered(card, None, found)
    days = statement_days(terms, names, measured, period)
    # A peak that nobody knows counts as the smallest one, as the tariff says for missing months.
    peak = PeakStretch(days=period, mean_w=contract.mean_peak_w or 0)
    return Gathered(
        card,
        BillInputs(
            period=period,
            registers=names,
            terms=tuple(terms),
            measured=tuple(measured),
            shares={name: keep_shares(profiles[name], days[name]) for name in names},
            annual_wh=annual_offtake_wh(measured, profiles, period),
            peaks=(peak,),
        ),
        (),
    )


def _measure(
    history: RegisterHistory, registers: Sequence[RegisterRow], period: DayRange
) -> tuple[list[Measured], tuple[BillGap, ...]]:
    """What each register counted between the operator's readings, and the days without one."""
    measured: list[Measured] = []
    gaps: list[BillGap] = []
    by_id = {register.id: register for register in registers}
    inside = history.where((history.from_days < period.until) & (history.until_days > period.from_))
    expected = {REGISTER_KINDS.index(RegisterKind(register.kind)) for register in registers}
    for position in sorted(expected | set(inside.kinds.tolist())):
        kind = REGISTER_KINDS[position]
        own = inside.where(inside.kinds == position)
        for day in _unread_days(own, period):
            gaps.append(BillGap(kind=GapKind.READING, what=kind.value, day=date_of(day)))
        measured += _intervals(own, kind.value, by_id)
    return _forwards(measured, period), tuple(gaps)


def _unread_days(own: RegisterHistory, period: DayRange) -> Iterator[int]:
    """The days on which a reading is missing: an end of the period, or a hole between meters."""
    if not len(own):
        yield period.from_
    covered = period.from_
    for start, end in sorted(zip(own.from_days.tolist(), own.until_days.tolist(), strict=True)):
        if start != covered:
            yield covered
        covered = end
    if covered != period.until:
        yield period.until


def _intervals(
    own: RegisterHistory, register: str, known: dict[int, RegisterRow]
) -> Iterator[Measured]:
    for row in range(len(own)):
        yield Measured(
            register=register,
            days=DayRange(int(own.from_days[row]), int(own.until_days[row])),
            volume_wh=int(own.volumes_wh[row]),
            about=_about(own, row, known.get(int(own.register_ids[row]))),
        )


def _about(own: RegisterHistory, row: int, register: RegisterRow | None) -> dict[str, Any]:
    """What a line of the bill shows of its readings."""
    about: dict[str, Any] = {
        "from_index": int(own.from_indexes[row]),
        "until_index": int(own.until_indexes[row]),
        "from_reading": int(own.from_reading_ids[row]),
        "until_reading": int(own.until_reading_ids[row]),
        "estimated": bool(own.until_estimated[row]),
    }
    if register is not None:
        about |= {"meter": register.meter_serial, "index_unit": register.unit}
    return about


def _forwards(measured: list[Measured], period: DayRange) -> list[Measured]:
    """The same, where a register that ran backwards in between counts its period as one.

    A turning disc under solar panels gives back what it took; over the whole period it has used
    nothing at the least, never less.
    """
    backwards = {each.register for each in measured if each.volume_wh < 0}
    kept = [each for each in measured if each.register not in backwards]
    for name in sorted(backwards):
        parts = [each for each in measured if each.register == name]
        first, last = parts[0], parts[-1]
        whole = replace(
            first,
            days=period,
            volume_wh=max(sum(each.volume_wh for each in parts), 0),
            about={**last.about, **{k: first.about[k] for k in ("from_index", "from_reading")}},
        )
        kept.append(whole)
    return kept


def _terms(
    contract: ContractRow,
    registers: Sequence[RegisterRow],
    card: CardView,
    names: tuple[str, ...],
    period: DayRange,
) -> tuple[list[Term], tuple[BillGap, ...]]:
    key = replace(key_of(contract, registers, card), registers=names)
    try:
        terms = list_tariff_terms(key, card, period, carry_forward=False)
    except ExpiredParameter as expired:
        return [], (_unknown_figure(expired.key, expired.asked_on),)
    except MissingParameter as unknown:
        return [], (_unknown_figure(unknown.key, unknown.missing_on or period.from_),)
    except Refusal as missing:
        return [], (BillGap(kind=GapKind.PRICE, what=missing.say(), day=date_of(period.from_)),)
    carried = {term.code: term.valid.from_ for term in reversed(terms) if term.provisional}
    priced = list_priced_registers(terms)
    gaps = [
        BillGap(kind=GapKind.INDEX, what=code, day=date_of(max(day, period.from_)))
        for code, day in carried.items()
    ]
    gaps += [
        BillGap(kind=GapKind.PRICE, what=name, day=date_of(period.from_))
        for name in names
        if name not in priced
    ]
    return terms, tuple(gaps)


def _unknown_figure(key: str, day: int) -> BillGap:
    return BillGap(kind=GapKind.PARAMETER, what=key, day=date_of(day))


def _profiles(
    contract: ContractRow, names: Sequence[str], period: DayRange
) -> tuple[dict[str, LoadProfile], tuple[BillGap, ...]]:
    point = contract.supply_point
    profiles: dict[str, LoadProfile] = {}
    gaps: list[BillGap] = []
    for name in names:
        profiles[name] = get_register_profile(
            point.profile_key, name, injection_key=point.injection_profile_key
        )
        try:
            profiles[name].cumulative_at(np.array([period.from_, period.until]))
        except OutsideProfile as outside:
            gaps.append(BillGap(kind=GapKind.PROFILE, what=outside.key, day=date_of(outside.day)))
    return profiles, tuple(gaps)


def _unsourced(terms: Sequence[Term]) -> Iterator[BillGap]:
    """The figures behind the terms that have no source."""
    seen: set[str] = set()
    for term in terms:
        for key in term.parameters:
            figure = get_parameter(key, term.valid.from_)
            if figure.is_demonstration and key not in seen:
                seen.add(key)
                yield BillGap(
                    kind=GapKind.PARAMETER, what=key, day=date_of(max(term.valid.from_, 0))
                )


def _invented(profiles: dict[str, LoadProfile]) -> Iterator[BillGap]:
    for profile in profiles.values():
        if profile.demonstration:
            yield BillGap(kind=GapKind.PROFILE, what=profile.key, day=date_of(profile.first_day))


def _no_reading(period: DayRange) -> BillGap:
    return BillGap(kind=GapKind.READING, what="", day=date_of(period.from_))

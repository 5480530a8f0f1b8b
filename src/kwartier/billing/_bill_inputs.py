"""From contracts and periods to the inputs of their bills, or to everything that is missing.

A bill rests on what the grid operator delivered and on published figures alone: a customer's own
reading serves the simulation, a figure carried forward serves the forecast, neither ever a bill
(but in a demonstration, whose calendar passes the last published day: its lines say so).
One contract is a list of one: as many questions to the database as for a thousand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from energycore.bundle import BillInputs, Measured, PeakStretch, annual_offtake_wh
from energycore.clocks import DayRange, date_of
from energycore.tariff import Tariff
from kwartier.billing._bill_parts import SharedParts, SharedProfiles
from kwartier.billing._measuring import (
    Interval,
    Stretch,
    list_intervals,
    list_stretches,
    measure,
)
from kwartier.billing._tariffs import TariffKey, key_of
from kwartier.billing.types import BillGap, GapKind
from kwartier.metering.queries import get_register_history, list_all_registers
from kwartier.metering.types import INJECTION_KINDS, REGISTER_KINDS, MeterKind, RegisterRow
from kwartier.pricing.queries import get_cards
from kwartier.pricing.types import CardView
from kwartier.supply.types import ContractRow


@dataclass(frozen=True, slots=True)
class Gathered:
    """What could be found for a bill: its inputs, or the gaps that stand in its way.

    Bills with the same ``shared`` objects can be stated together.
    """

    card: CardView
    inputs: BillInputs | None
    gaps: tuple[BillGap, ...]
    shared: tuple[Tariff, SharedProfiles] | None = None


def gather(
    due: Sequence[tuple[ContractRow, DayRange]],
    *,
    parts: SharedParts,
) -> list[Gathered]:
    """Everything for the bills of contracts, each over its period, in the order of ``due``.

    ``parts`` keeps what bills share from one call to the next.
    """
    if not due:
        return []
    spanned = DayRange(min(days.from_ for _, days in due), max(days.until for _, days in due))
    cards = get_cards({contract.price_card_id for contract, _ in due})
    parts.widen(spanned)
    known = know([contract for contract, _ in due], spanned, parts=parts)
    return [
        assess(
            contract,
            period,
            cards[contract.price_card_id],
            known,
        )
        for contract, period in due
    ]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What the operator delivered, by supply point, and what the bills of all of them share."""

    registers: dict[int, list[RegisterRow]]
    intervals: dict[int, list[Interval]]
    parts: SharedParts


def know(contracts: Sequence[ContractRow], period: DayRange, *, parts: SharedParts) -> Known:
    """What was delivered for the supply points of contracts over a period; two questions."""
    points = [contract.supply_point_id for contract in contracts]
    registers: dict[int, list[RegisterRow]] = {}
    for register in list_all_registers(points):
        registers.setdefault(register.supply_point_id, []).append(register)
    ends = date_of(period.from_), date_of(period.until)
    history = get_register_history(points, *ends, official_only=True)
    return Known(registers, list_intervals(history), parts)


def assess(
    contract: ContractRow,
    period: DayRange,
    card: CardView,
    known: Known,
) -> Gathered:
    """The same from what is known already: no question to the database."""
    point = contract.supply_point
    registers = known.registers.get(point.id, ())
    stretches = list_stretches(registers, period)
    measured, missing = measure(known.intervals.get(point.id, ()), registers, stretches, period)
    counted = {each.register for each in measured}
    names = tuple(kind.value for kind in REGISTER_KINDS if kind.value in counted)
    if missing or not names:
        return Gathered(card, None, tuple(missing) or (_no_reading(period),))
    keyed = _keyed(contract, stretches, names, card)
    terms = known.parts.get_terms(keyed, card, names, period)
    profiles = known.parts.get_profiles(point, names, period)
    unsourced = known.parts.get_unsourced(terms, profiles, period)
    found = (*terms.gaps, *profiles.gaps, *unsourced)
    if found or terms.tariff is None:
        return Gathered(card, None, found)
    annual_wh, gaps = _annual_wh(measured, profiles, period)
    if annual_wh is None:
        return Gathered(card, None, gaps)
    return Gathered(
        card,
        BillInputs(
            period=period,
            registers=names,
            terms=terms.terms,
            measured=tuple(measured),
            shares=known.parts.get_shares(terms.tariff, profiles, measured),
            annual_wh=annual_wh,
            peaks=tuple(_peak(contract, stretch) for stretch in stretches),
        ),
        (),
        (terms.tariff, profiles),
    )


def _keyed(
    contract: ContractRow, stretches: Sequence[Stretch], names: tuple[str, ...], card: CardView
) -> tuple[tuple[TariffKey, DayRange], ...]:
    """By which tariff each stretch of days is charged: that of the meter that hung there.

    Under a register of injection nothing runs backwards any more, whatever was agreed before.
    """
    keyed = []
    for stretch in stretches:
        key = key_of(contract, stretch.registers, card)
        own = names if len(stretches) == 1 else tuple(n for n in names if n in stretch.kinds)
        gives = not INJECTION_KINDS.isdisjoint(own)
        prosumer_kva = None if gives else key.prosumer_kva
        if (own, prosumer_kva) != (key.registers, key.prosumer_kva):
            key = replace(key, registers=own, prosumer_kva=prosumer_kva)
        keyed.append((key, stretch.days))
    return tuple(keyed)


def _peak(contract: ContractRow, stretch: Stretch) -> PeakStretch:
    """The mean peak while a meter hung there.

    One that nobody knows counts as the smallest, as the tariff says for missing months; a classic
    meter among others tells none.
    """
    measures = any(register.meter_kind == MeterKind.DIGITAL for register in stretch.registers)
    return PeakStretch(days=stretch.days, mean_w=contract.mean_peak_w or 0 if measures else 0)


def _annual_wh(
    measured: Sequence[Measured], profiles: SharedProfiles, period: DayRange
) -> tuple[int | None, tuple[BillGap, ...]]:
    """The yearly offtake, or the profile that gives the days of a register no share."""
    try:
        return annual_offtake_wh(measured, profiles.profiles, period), ()
    except ValueError:
        what = ", ".join(sorted({each.key for each in profiles.profiles.values()}))
        return None, (BillGap(kind=GapKind.PROFILE, what=what, day=date_of(period.from_)),)


def _no_reading(period: DayRange) -> BillGap:
    return BillGap(kind=GapKind.READING, what="", day=date_of(period.from_))

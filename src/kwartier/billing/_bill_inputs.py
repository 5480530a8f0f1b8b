"""From contracts and periods to the inputs of their bills, or to everything that is missing.

A bill rests on what the grid operator delivered and on published figures alone: a customer's own
reading serves the simulation, a figure carried forward serves the forecast, neither ever a bill.
One contract is a list of one: as many questions to the database as for a thousand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from energycore.bundle import BillInputs, Measured, PeakStretch, annual_offtake_wh
from energycore.clocks import DayRange, date_of
from kwartier.billing._bill_parts import SharedParts, SharedProfiles
from kwartier.billing._measuring import Interval, list_hanging, list_intervals, measure
from kwartier.billing._tariffs import key_of
from kwartier.billing.types import BillGap, GapKind
from kwartier.metering.queries import get_register_history, list_all_registers
from kwartier.metering.types import REGISTER_KINDS, RegisterRow
from kwartier.pricing.queries import get_cards
from kwartier.pricing.types import CardView
from kwartier.supply.types import ContractRow


@dataclass(frozen=True, slots=True)
class Gathered:
    """What could be found for a bill: its inputs, or the gaps that stand in its way."""

    card: CardView
    inputs: BillInputs | None
    gaps: tuple[BillGap, ...]


def gather(
    due: Sequence[tuple[ContractRow, DayRange]],
    *,
    allows_demonstration: bool,
    parts: SharedParts | None = None,
) -> list[Gathered]:
    """Everything for the bills of contracts, each over its period, in the order of ``due``.

    ``allows_demonstration`` lets figures and profiles without a source count: in a demonstration
    and nowhere else. ``parts`` keeps what bills share from one call to the next.
    """
    if not due:
        return []
    spanned = DayRange(min(days.from_ for _, days in due), max(days.until for _, days in due))
    cards = get_cards({contract.price_card_id for contract, _ in due})
    known = know([contract for contract, _ in due], spanned, parts=parts)
    return [
        assess(
            contract,
            period,
            cards[contract.price_card_id],
            known,
            allows_demonstration=allows_demonstration,
        )
        for contract, period in due
    ]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What the operator delivered, by supply point, and what the bills of all of them share."""

    registers: dict[int, list[RegisterRow]]
    intervals: dict[int, list[Interval]]
    parts: SharedParts


def know(
    contracts: Sequence[ContractRow], period: DayRange, *, parts: SharedParts | None = None
) -> Known:
    """What was delivered for the supply points of contracts over a period; two questions."""
    points = [contract.supply_point_id for contract in contracts]
    registers: dict[int, list[RegisterRow]] = {}
    for register in list_all_registers(points):
        registers.setdefault(register.supply_point_id, []).append(register)
    ends = date_of(period.from_), date_of(period.until)
    history = get_register_history(points, *ends, official_only=True)
    return Known(registers, list_intervals(history), parts or SharedParts())


def assess(
    contract: ContractRow,
    period: DayRange,
    card: CardView,
    known: Known,
    *,
    allows_demonstration: bool,
) -> Gathered:
    """The same from what is known already: no question to the database."""
    point = contract.supply_point
    registers = list_hanging(known.registers.get(point.id, ()), period)
    measured, missing = measure(known.intervals.get(point.id, ()), registers, period)
    counted = {each.register for each in measured}
    names = tuple(kind.value for kind in REGISTER_KINDS if kind.value in counted)
    if missing or not names:
        return Gathered(card, None, tuple(missing) or (_no_reading(period),))
    key = key_of(contract, registers, card)
    if key.registers != names:
        key = replace(key, registers=names)
    terms = known.parts.get_terms(key, card, period)
    profiles = known.parts.get_profiles(point, names, period)
    found = (*terms.gaps, *profiles.gaps)
    if not allows_demonstration:
        found += known.parts.get_unsourced(terms, profiles)
    if found:
        return Gathered(card, None, found)
    annual_wh, gaps = _annual_wh(measured, profiles, period)
    if annual_wh is None:
        return Gathered(card, None, gaps)
    # A peak that nobody knows counts as the smallest one, as the tariff says for missing months.
    peak = PeakStretch(days=period, mean_w=contract.mean_peak_w or 0)
    return Gathered(
        card,
        BillInputs(
            period=period,
            registers=names,
            terms=terms.terms,
            measured=tuple(measured),
            shares=known.parts.get_shares(terms, profiles, measured, period),
            annual_wh=annual_wh,
            peaks=(peak,),
        ),
        (),
    )


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

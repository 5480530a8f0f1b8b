"""From contracts and periods to the inputs of their bills, or to everything that is missing.

A bill rests on what the grid operator delivered and on published figures alone: a customer's own
reading serves the simulation, a figure carried forward serves the forecast, neither ever a bill
(but in a demonstration, whose calendar passes the last published day: its lines say so).
One contract is a list of one: as many questions to the database as for a thousand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from energycore.bundle import (
    BillInputs,
    Measured,
    MeasuredColumns,
    PeakStretch,
    annual_offtake_wh,
    expect_measured,
)
from energycore.clocks import DayRange, date_of, day_number
from energycore.tariff import Tariff
from kwartier.billing._bills.measuring import (
    Delivered,
    Stretch,
    list_questionable,
    list_stretches,
    measure,
)
from kwartier.billing._bills.months import list_peaks, look_back, year_before
from kwartier.billing._bills.parts import SharedParts, SharedProfiles, SharedTerms
from kwartier.billing.gap_types import BillGap, GapKind
from kwartier.metering.queries import (
    get_delivered_history,
    list_all_registers,
    list_month_peaks,
    list_read_registers,
)
from kwartier.metering.types import INJECTION_KINDS, REGISTER_KINDS, RegisterRow
from kwartier.pricing.conditions import PromiseFacts
from kwartier.pricing.promises import Courses
from kwartier.pricing.queries import get_cards
from kwartier.pricing.types import CardView
from kwartier.supply.promises import decide_courses, explain_conditions, get_facts_of
from kwartier.supply.tariffs import TariffKey, key_of
from kwartier.supply.types import ContractRow


@dataclass(frozen=True, slots=True)
class Gathered:
    """What could be found for a bill: its inputs, or the gaps that stand in its way.

    Bills with the same ``shared`` objects can be stated together. ``conditions`` are the facts
    that the promises of its card were decided on; ``ahead`` is its provisional part, where one was
    asked for.
    """

    card: CardView
    inputs: BillInputs | None
    gaps: tuple[BillGap, ...]
    shared: tuple[Tariff, SharedProfiles] | None = None
    conditions: Mapping[str, Any] = field(default_factory=dict)
    ahead: "Gathered | None" = None


class Asked(NamedTuple):
    """A bill that is asked for: whose, over which days.

    One that ``looks_back`` is placed in slices and tiers by the twelve months up to its end; any
    other by its own days, as far as they are not a year, brought to one. ``ahead_until`` asks for
    a provisional part of the days from its end to that one.
    """

    contract: ContractRow
    period: DayRange
    looks_back: bool = False
    ahead_until: int | None = None


def gather(
    due: Sequence[Asked],
    *,
    parts: SharedParts,
) -> list[Gathered]:
    """Everything for the bills of contracts, each over its period, in the order of ``due``.

    ``parts`` keeps what bills share from one call to the next.
    """
    if not due:
        return []
    cards = get_cards({each.contract.price_card_id for each in due})
    parts.widen(_spanned([each.period for each in due]))
    promised = get_facts_of([each.contract for each in due], cards)
    # Who looks back is asked about apart: of the others a year more would be read for nothing.
    known = {
        looks_back: know(
            [each for each in due if each.looks_back == looks_back], parts=parts, promised=promised
        )
        for looks_back in {each.looks_back for each in due}
    }
    found = [
        assess(each, cards[each.contract.price_card_id], known[each.looks_back]) for each in due
    ]
    return _leave_out_read(due, found, known)


def _leave_out_read(
    due: Sequence[Asked], found: Sequence[Gathered], known: Mapping[bool, "Known"]
) -> list[Gathered]:
    """The same without gaps on whose day the register was read; one question, or none."""
    questionable = [
        list_questionable(
            each.gaps,
            known[asked.looks_back].registers.get(asked.contract.supply_point_id, ()),
            asked.period,
        )
        for asked, each in zip(due, found, strict=True)
    ]
    wanted = {one for of_bill in questionable for some in of_bill.values() for one in some}
    if not wanted:
        return list(found)
    read = list_read_registers(wanted)
    left = []
    for each, of_bill in zip(found, questionable, strict=True):
        unread = tuple(
            gap for gap in each.gaps if read.isdisjoint(of_bill.get((gap.what, gap.day), ()))
        )
        left.append(replace(each, gaps=unread) if len(unread) < len(each.gaps) else each)
    return left


def _spanned(periods: Sequence[DayRange]) -> DayRange:
    return DayRange(min(days.from_ for days in periods), max(days.until for days in periods))


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What the operator delivered, by supply point, and what the bills of all of them share.

    ``promised`` are the facts behind the promises of price cards, by contract.
    """

    registers: dict[int, list[RegisterRow]]
    delivered: Delivered
    peaks: dict[int, dict[date, int]]
    parts: SharedParts
    promised: Mapping[int, PromiseFacts]


def know(
    due: Sequence[Asked], *, parts: SharedParts, promised: Mapping[int, PromiseFacts]
) -> Known:
    """What was delivered for the supply points of bills over their periods; three questions."""
    points = {each.contract.supply_point_id: each.contract.supply_point for each in due}
    registers = list_all_registers(points)
    of_point: dict[int, list[RegisterRow]] = {}
    for register in registers:
        of_point.setdefault(register.supply_point_id, []).append(register)
    read: dict[int, DayRange] = {}
    for contract, period, looks_back, _ in due:
        first = min(year_before(period.until), period.from_) if looks_back else period.from_
        known = read.get(contract.supply_point_id, period)
        read[contract.supply_point_id] = DayRange(
            min(first, known.from_), max(period.until, known.until)
        )
    history = get_delivered_history(
        {point: (date_of(days.from_), date_of(days.until)) for point, days in read.items()},
        registers=registers,
        points=points,
    )
    spanned = _spanned([each.period for each in due])
    peaks = list_month_peaks(
        list(points), date_of(year_before(spanned.from_)), date_of(spanned.until)
    )
    return Known(of_point, Delivered.of(history, registers), peaks, parts, promised)


def assess(asked: Asked, card: CardView, known: Known) -> Gathered:
    """The same from what is known already: no question to the database."""
    contract, period = asked.contract, asked.period
    point = contract.supply_point
    registers = known.registers.get(point.id, ())
    stretches = list_stretches(registers, period)
    missing: list[BillGap] = []
    measured = known.delivered.find_whole(point.id, stretches, period)
    if measured is None:
        intervals = known.delivered.list_intervals(point.id)
        found_apart, missing = measure(intervals, registers, stretches, period)
        measured = MeasuredColumns.of(found_apart)
    names = _in_order(measured.registers)
    if missing or not names:
        return Gathered(card, None, tuple(missing) or (_no_reading(period),))
    terms, profiles, gaps = _price(asked, card, stretches, names, known)
    if gaps or terms.tariff is None:
        return Gathered(card, None, gaps)
    annual_wh, gaps = _annual_wh(asked, measured, profiles, known)
    if annual_wh is None:
        return Gathered(card, None, gaps)
    inputs = BillInputs(
        period=period,
        registers=names,
        terms=terms.terms,
        measured=measured,
        shares=known.parts.get_shares(terms.tariff, profiles, measured),
        annual_wh=annual_wh,
        peaks=list_peaks(contract, stretches, terms.terms, known.peaks.get(point.id, {})),
    )
    return Gathered(
        card,
        inputs,
        (),
        (terms.tariff, profiles),
        explain_conditions(card, known.promised.get(contract.id), period),
        None if asked.ahead_until is None else _look_ahead(asked, card, inputs, known),
    )


def _price(
    asked: Asked,
    card: CardView,
    stretches: Sequence[Stretch],
    names: tuple[str, ...],
    known: Known,
) -> tuple[SharedTerms, SharedProfiles, tuple[BillGap, ...]]:
    """The promises and the profiles of a period, and everything that is missing of them."""
    contract, period, parts = asked.contract, asked.period, known.parts
    courses = decide_courses(card, known.promised.get(contract.id), period)
    keyed = _keyed(contract, stretches, names, card, courses)
    terms = parts.get_terms(keyed, card, names, period)
    profiles = parts.get_profiles(contract.supply_point, names, period)
    unsourced = parts.get_unsourced(terms, profiles, period)
    return terms, profiles, (*terms.gaps, *profiles.gaps, *unsourced)


def _look_ahead(asked: Asked, card: CardView, billed: BillInputs, known: Known) -> Gathered:
    """The provisional part of a bill, up to the last day on which everything is known.

    What is missing on its first day leaves all of it out.
    """
    first, until = asked.period.until, asked.ahead_until or asked.period.until
    point, wanted = asked.contract.supply_point, DayRange(first, until)
    profiles = known.parts.get_profiles(point, billed.registers, wanted)
    until = min(until, *(each.until_day for each in profiles.profiles.values()))
    if until <= first:
        gaps = tuple(replace(gap, day=date_of(first)) for gap in profiles.gaps)
        return Gathered(card, None, gaps)
    while True:
        ahead = asked._replace(period=DayRange(first, until))
        found = _assess_ahead(ahead, card, billed, known)
        known_until = min((day_number(gap.day) for gap in found.gaps), default=until)
        if not first < known_until < until:
            return found
        until = known_until


def _assess_ahead(asked: Asked, card: CardView, billed: BillInputs, known: Known) -> Gathered:
    """Days after a bill, with what its registers are expected to count on them."""
    period = asked.period
    stretches = list_stretches(known.registers.get(asked.contract.supply_point_id, ()), period)
    wanted = [(kind, each.days) for each in stretches for kind in sorted(each.kinds)]
    names = _in_order(kind for kind, _ in wanted)
    if unknown := [name for name in names if name not in billed.registers]:
        day = date_of(period.from_)
        gaps = tuple(BillGap(kind=GapKind.READING, what=name, day=day) for name in unknown)
        return Gathered(card, None, gaps)
    terms, profiles, missing = _price(asked, card, stretches, names, known)
    if missing or terms.tariff is None:
        return Gathered(card, None, missing)
    expected = expect_measured(billed.measured, profiles.profiles, wanted)
    inputs = BillInputs(
        period=period,
        registers=names,
        terms=terms.terms,
        measured=expected,
        shares=known.parts.get_shares(terms.tariff, profiles, MeasuredColumns.of(expected)),
        annual_wh=billed.annual_wh,
        peaks=tuple(PeakStretch(days=period, mean_w=each.mean_w) for each in billed.peaks[-1:]),
    )
    return Gathered(card, inputs, (), (terms.tariff, profiles))


def _in_order(counted: Iterable[str]) -> tuple[str, ...]:
    """Kinds of register in the order in which bills have them."""
    names = set(counted)
    return tuple(kind.value for kind in REGISTER_KINDS if kind.value in names)


def _keyed(
    contract: ContractRow,
    stretches: Sequence[Stretch],
    names: tuple[str, ...],
    card: CardView,
    courses: Courses,
) -> tuple[tuple[TariffKey, DayRange], ...]:
    """By which tariff each stretch of days is charged: that of the meter that hung there.

    Under a register of injection nothing runs backwards any more, whatever was agreed before.
    """
    keyed = []
    for stretch in stretches:
        key = key_of(contract, stretch.registers, card, courses=courses)
        own = names if len(stretches) == 1 else tuple(n for n in names if n in stretch.kinds)
        gives = not INJECTION_KINDS.isdisjoint(own)
        prosumer_kva = None if gives else key.prosumer_kva
        if (own, prosumer_kva) != (key.registers, key.prosumer_kva):
            key = replace(key, registers=own, prosumer_kva=prosumer_kva)
        keyed.append((key, stretch.days))
    return tuple(keyed)


def _annual_wh(
    asked: Asked, counted: Sequence[Measured], profiles: SharedProfiles, known: Known
) -> tuple[int | None, tuple[BillGap, ...]]:
    """The yearly offtake, or the profile that gives the days of a register no share."""
    period = asked.period
    if asked.looks_back:
        point = asked.contract.supply_point
        names = tuple(profiles.profiles)
        intervals = known.delivered.list_intervals(point.id)
        days, year = look_back(asked.contract, intervals, names, period)
        along = known.parts.get_profiles(point, names, days)
        if days != period and not along.gaps:
            period, counted, profiles = days, year, along
    try:
        return annual_offtake_wh(counted, profiles.profiles, period), ()
    except ValueError:
        what = ", ".join(sorted({each.key for each in profiles.profiles.values()}))
        return None, (BillGap(kind=GapKind.PROFILE, what=what, day=date_of(period.from_)),)


def _no_reading(period: DayRange) -> BillGap:
    return BillGap(kind=GapKind.READING, what="", day=date_of(period.from_))

"""What the known days of parts cost, by the prices and rules of the bill."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np

from energycore.clocks import DayRange, add_months, date_of, day_number
from energycore.tariff import Component
from energycore.units import IntArray
from kwartier.billing.queries import Charged, Counted, charge_days
from kwartier.consumption._parts import Told
from kwartier.consumption._sources import name_kinds
from kwartier.consumption.refusals import PricesNotKnown
from kwartier.consumption.types import Part
from kwartier.metering.types import INJECTION_KINDS, REGISTER_KINDS
from kwartier.platform.errors import Refusal
from rulebooks.parameters import ExpiredParameter, MissingParameter

_FULL_YEAR = (365, 366)
_YEAR = 12
_LONG = 10**6


@dataclass(frozen=True, slots=True)
class Priced:
    """Parts with their cents, and why there are none."""

    parts: tuple[Part, ...]
    refusal: Refusal | None


def price_parts(
    parts: Sequence[Part],
    told: Told,
    charged: Sequence[Charged],
    billed: Sequence[tuple[date, date]],
) -> Priced:
    """The parts with what their known days cost; without, where a price cannot be said.

    ``charged`` are the customer's contracts at the supply point, in order of time; ``billed`` their
    billing periods. A day costs the same whichever period is asked for, and the days of a billing
    period come to its bill.
    """
    ranges = {at: days for at, part in enumerate(parts) if (days := _known_range(part, told))}
    bounds = told.bounds()
    if not ranges or bounds is None:
        return Priced(tuple(parts), None)
    counted = Counted(
        name_kinds(told.measures),
        told.measures.from_days,
        told.measures.until_days,
        told.measures.volumes_wh,
    )
    asked = DayRange(ranges[min(ranges)].from_, ranges[max(ranges)].until)
    found: dict[int, dict[Component, int]] = {}
    try:
        for each in charged:
            for term in _list_terms(each, billed, asked):
                own = {at: part for at, days in ranges.items() if (part := term.overlap(days))}
                if not own:
                    continue
                annual_wh = annual_wh_of(told, min(term.until, bounds[1]))
                inside = list(own.values())
                costs = charge_days(each, counted, inside, annual_wh=annual_wh, since=term.from_)
                for at, cents in zip(own, costs, strict=True):
                    before = found.get(at)
                    found[at] = (
                        {name: cents[name] + before[name] for name in cents} if before else cents
                    )
    except Refusal as refusal:
        return Priced(tuple(parts), refusal)
    except (MissingParameter, ExpiredParameter):
        return Priced(tuple(parts), PricesNotKnown())
    return Priced(tuple(replace(part, cents=found.get(at)) for at, part in enumerate(parts)), None)


def _list_terms(
    charged: Charged, billed: Sequence[tuple[date, date]], asked: DayRange
) -> list[DayRange]:
    """The days of a contract over which cents are rounded as one: billing periods, else years."""
    periods = [DayRange.of_dates(*each) for each in billed]
    cuts = {day for each in periods for day in (each.from_, each.until)}
    years = range(date_of(asked.from_).year, date_of(asked.until).year + 2)
    new_years = (day_number(date(year, 1, 1)) for year in years)
    cuts |= {day for day in new_years if not any(each.from_ < day < each.until for each in periods)}
    contract = charged.contract
    own = DayRange(
        day_number(contract.from_), day_number(contract.until) if contract.until else _LONG
    )
    terms = (DayRange(first, until).overlap(own) for first, until in pairwise(sorted(cuts)))
    return [each for each in terms if each]


def _known_range(part: Part, told: Told) -> DayRange | None:
    """The known days of a part; None where there are none, or a hole is between them."""
    days = DayRange(day_number(part.from_), day_number(part.until))
    known = np.flatnonzero(told.known_days(days, gives=False))
    if not known.size or known[-1] - known[0] + 1 != known.size:
        return None
    return DayRange(days.from_ + int(known[0]), days.from_ + int(known[-1]) + 1)


def annual_wh_of(told: Told, until: int) -> int:
    """The offtake of the twelve months up to a day, or what is known of them brought to a year."""
    bounds = told.bounds()
    if bounds is None:  # nothing known is priced only where something is
        return 0
    first = max(bounds[0], add_months(until, -_YEAR))
    sums: IntArray = told.sum_over([DayRange(first, until)])[0]
    offtake = {
        kind: int(wh)
        for kind, wh in zip(told.kinds, sums, strict=True)
        if REGISTER_KINDS[kind] not in INJECTION_KINDS
    }
    if until - first in _FULL_YEAR:
        return sum(offtake.values())
    shares = {kind: told.profiles[kind].fraction(first, until) for kind in offtake}
    return round(sum(wh / shares[kind] for kind, wh in offtake.items() if shares[kind] > 0))

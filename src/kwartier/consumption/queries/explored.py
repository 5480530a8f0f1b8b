"""Intervals of a period as they are kept, in both directions, with what their days come to."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np

from energycore.clocks import DayRange, date_of, day_number
from kwartier.consumption._stretch_types import Explored
from kwartier.consumption._stretches import cut_stretches, tell_days
from kwartier.consumption.refusals import DaysUnknown
from kwartier.intervals.queries import get_shown_days
from kwartier.intervals.types import Direction, StoredDays
from kwartier.platform.errors import NotFound
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow

MOST_DAYS: Final = 732
"""Two years, one of them a leap year, and a day."""
USUAL_DAYS: Final = 28


def explore_intervals(
    *,
    account_id: int,
    code: str,
    from_: date | None,
    until: date | None,
    today: date,
    contracts: Sequence[ContractRow] | None = None,
) -> Explored:
    """The intervals of an account at one of its supply points on the days [from_, until).

    Without both days: the last four weeks of which something is known. What others used there
    before or after is no part of it; without a consent to display there is nothing. Two queries
    beside the contracts, whatever was asked.

    Raises:
        NotFound: the account has, and had, no contract at such a supply point.
        DaysUnknown: only one of the days is given, they are not in order, or more than `MOST_DAYS`.
    """
    rows = contracts if contracts is not None else list_contracts(account_id)
    here = sorted((row for row in rows if row.code == code), key=lambda row: row.from_)
    if not here:
        raise NotFound
    point = here[-1].supply_point
    if from_ is None and until is None:
        from_, until = _last_known(account_id, here, today)
    days = _read_days(from_, until)
    consents, stored = _read(account_id, here, days, today)
    taken, taken_days = cut_stretches(stored[Direction.OFFTAKE], point, days)
    given, given_days = cut_stretches(stored[Direction.INJECTION], point, days)
    return Explored(
        contract=next((row for row in here if row.holds_on(today)), here[-1]),
        begins_on=here[0].from_,
        from_=date_of(days.from_),
        until=date_of(days.until),
        consents=consents,
        taken=taken,
        given=given,
        days=tell_days(taken_days, given_days, point),
    )


def _read_days(from_: date | None, until: date | None) -> DayRange:
    if from_ is None or until is None or not 0 < (until - from_).days <= MOST_DAYS:
        raise DaysUnknown
    return DayRange.of_dates(from_, until)


def _read(
    account_id: int, here: Sequence[ContractRow], days: DayRange, today: date
) -> tuple[bool, dict[Direction, StoredDays]]:
    """Whether intervals may be shown, and the days of these contracts of which some are kept."""
    asked = (date_of(days.from_), date_of(days.until))
    shown = get_shown_days(account_id, here[-1].supply_point_id, [asked], today=today)
    stored = {}
    for direction, each in shown.of.items():
        own = np.zeros(len(each), dtype=np.bool_)
        for row in here:
            until = days.until if row.until is None else day_number(row.until)
            own |= (each.days >= day_number(row.from_)) & (each.days < until)
        stored[direction] = each.where(own & (each.days >= days.from_) & (each.days < days.until))
    return shown.finer, stored


def _last_known(account_id: int, here: Sequence[ContractRow], today: date) -> tuple[date, date]:
    """The last four weeks of which something is known; without any, those that end today."""
    nothing = [(today, today)]
    shown = get_shown_days(account_id, here[-1].supply_point_id, nothing, today=today)
    known = [each for each in shown.of.values() if len(each)]
    last = [date_of(int(each.days[-1])) + timedelta(days=1) for each in known]
    ends = [row.until for row in here if row.until is not None]
    until = max(last, default=today)
    if len(ends) == len(here):
        until = min(until, max(ends))
    return until - timedelta(days=USUAL_DAYS), until

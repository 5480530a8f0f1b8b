"""Intervals of a period as they are kept, in both directions, with what their days come to."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from energycore.clocks import DayRange, date_of
from kwartier.consumption._stretch_types import Explored
from kwartier.consumption._stretches import cut_stretches, tell_days
from kwartier.consumption.refusals import DaysUnknown
from kwartier.intervals.queries import get_own_days, may_show_finer
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

    Without both days: the last four weeks of which something is known, among those of two years.
    What others used there before or after is no part of it; without a consent to display there is
    nothing. Nine queries at most, whatever was asked.

    Raises:
        NotFound: the account has, and had, no contract at such a supply point.
        DaysUnknown: only one of the days is given, they are not in order, or more than `MOST_DAYS`.
    """
    rows = contracts if contracts is not None else list_contracts(account_id)
    here = sorted((row for row in rows if row.code == code), key=lambda row: row.from_)
    if not here:
        raise NotFound
    days = _read_days(from_, until, today)
    point = here[-1].supply_point
    consents = may_show_finer(account_id, point.id, today)
    stored = {
        each: get_own_days(
            account_id,
            point.id,
            date_of(days.from_),
            date_of(days.until),
            direction=each,
            today=today,
        )
        for each in (Direction.OFFTAKE, Direction.INJECTION)
        if consents
    }
    if from_ is None:
        days = _last_known(stored, days)
    taken, taken_days = (
        cut_stretches(stored[Direction.OFFTAKE], point, days) if stored else ((), {})
    )
    given, given_days = (
        cut_stretches(stored[Direction.INJECTION], point, days) if stored else ((), {})
    )
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


def _read_days(from_: date | None, until: date | None, today: date) -> DayRange:
    if from_ is None and until is None:
        return DayRange.of_dates(today - timedelta(days=MOST_DAYS - 1), today + timedelta(days=1))
    if from_ is None or until is None or not 0 < (until - from_).days <= MOST_DAYS:
        raise DaysUnknown
    return DayRange.of_dates(from_, until)


def _last_known(stored: dict[Direction, StoredDays], days: DayRange) -> DayRange:
    """The last four weeks that are known; without any, those that end the days."""
    last = [int(each.days[-1]) + 1 for each in stored.values() if len(each)]
    until = max(last, default=days.until)
    return DayRange(max(until - USUAL_DAYS, days.from_), until)

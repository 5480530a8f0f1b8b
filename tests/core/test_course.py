"""The course of a year: an earlier bill divided over its days as the later one was used."""

from dataclasses import replace

import numpy as np

from energycore.bundle import (
    BillInputs,
    Measured,
    along_course_of,
    keep_shares,
    state,
    statement_days,
)
from energycore.clocks import DayRange
from energycore.profiles import LoadProfile
from energycore.tariff import UnitTerm

FIRST = DayRange.of_year(2023)
LATER = DayRange.of_year(2025)
JULY = 181


def even_profile(*, from_day: int = FIRST.from_, until: int = LATER.until + 40) -> LoadProfile:
    days = until - from_day
    return LoadProfile(key="test.even", first_day=from_day, cumulative=np.arange(days + 1) / 365)


def bill_of(
    period: DayRange, *readings: tuple[int, int], cuts: tuple[int, ...] = (JULY,)
) -> BillInputs:
    """A bill at a rising price, one more cent per kWh from each cut; readings (days, kWh) in a row."""
    parts = period.split([period.from_ + cut for cut in cuts])
    terms = tuple(
        UnitTerm(
            code="energy",
            component="energy",
            vat_bp=0,
            valid=days,
            nano_eur_per_kwh=(10 + at) * 10_000_000,
        )
        for at, days in enumerate(parts)
    )
    measured, start = [], period.from_
    for days, kwh in readings:
        span = DayRange(start, start + days)
        measured.append(Measured(register="total", days=span, volume_wh=kwh * 1_000))
        start += days
    days = statement_days(terms, ("total",), measured, period)
    profile = even_profile(from_day=period.from_ - 400, until=period.until + 400)
    return BillInputs(
        period=period,
        registers=("total",),
        terms=terms,
        measured=tuple(measured),
        shares={"total": keep_shares(profile, days["total"])},
        annual_wh=3_650_000,
    )


def volumes(bill: BillInputs) -> list[int]:
    """The kWh of each price period."""
    return [line.quantity // 1_000 for line in state(bill).lines]


def along(before: BillInputs, after: BillInputs, **profiles: LoadProfile) -> BillInputs | None:
    return along_course_of(before, after, {"total": even_profile()} | profiles)


def test_the_readings_of_the_later_year_say_when_it_was_used():
    before = bill_of(FIRST, (365, 3_650))
    after = bill_of(LATER, (JULY, 500), (365 - JULY, 1_500))
    assert volumes(before) == [1_810, 1_840]
    # A quarter of the later year's kWh fell before July.
    assert volumes(along(before, after)) == [912, 2_737]
    assert sum(each.volume_wh for each in along(before, after).measured) == 3_650_000


def test_a_day_that_the_later_bill_did_not_keep_is_asked_of_the_profile():
    before = bill_of(FIRST, (365, 3_650), cuts=(90,))
    after = bill_of(LATER, (365, 1_000))
    steep = LoadProfile(
        key="test.steep",
        first_day=LATER.from_,
        cumulative=np.concatenate([np.linspace(0, 0.5, 91), np.linspace(0.5, 1, 276)[1:]]),
    )
    assert volumes(along(before, after)) == [900, 2_750]
    assert volumes(along(before, after, total=steep)) == [1_825, 1_825]


def test_where_the_profile_gives_no_share_days_divide():
    before = bill_of(FIRST, (365, 3_650), cuts=(90,))
    after = bill_of(LATER, (365, 1_000))
    flat = LoadProfile(key="test.flat", first_day=LATER.from_, cumulative=np.zeros(366))
    assert volumes(along(before, after, total=flat)) == [900, 2_750]


def test_a_register_that_counted_on_one_side_only_keeps_its_own_course():
    before = bill_of(FIRST, (90, 3_000), (275, 650))
    idle = bill_of(LATER, (365, 0))
    assert along(before, idle) == before


def test_other_days_of_the_year_have_no_common_course():
    before = bill_of(FIRST, (365, 3_650))
    spring = DayRange(LATER.from_, LATER.from_ + 100)
    assert along(before, bill_of(spring, (100, 900), cuts=(50,))) is None
    autumn = DayRange(LATER.from_ + 200, LATER.from_ + 565)
    assert along(before, bill_of(autumn, (365, 900))) is None


def test_a_leap_day_has_its_place_in_a_common_year():
    leap = DayRange.of_year(2024)
    before = bill_of(leap, (366, 3_660), cuts=(59,))  # a price from the 29th of February
    after = bill_of(LATER, (59, 500), (306, 500))
    assert volumes(along(before, after)) == [1_830, 1_830]


def test_a_final_bill_some_days_short_still_has_the_course_of_a_year():
    before = bill_of(FIRST, (365, 3_650), cuts=(JULY, 360))
    final = DayRange(LATER.from_, LATER.until - 10)
    after = bill_of(final, (355, 1_000))
    assert volumes(along(before, after))[2] == 0
    assert along(before, replace(after, period=final)).period == FIRST

"""Beyond the last published day: alignment, year totals, the provisional mark."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profile_samples import number, quarter_profile, wavy_profile

from energycore.clocks import day_number, weekday_of, year_of, year_start
from energycore.profiles import (
    LoadProfile,
    RegisterShape,
    as_shares,
    extend,
    extend_shape,
    join,
    split_registers,
    weekly_windows,
    year_totals,
)
from pencil.days import continued, holidays_of

PROFILE = wavy_profile()
HOLIDAYS = {
    number(year, month, day)
    for year in (2026, 2027, 2028)
    for month, day in ((1, 1), (5, 1), (7, 21), (12, 25))
} | {number(2026, 4, 6), number(2027, 3, 29), number(2028, 4, 17)}


def marked_profile():
    """A profile whose every day has a share of its own, so that its origin can be told."""
    shares = 1.0 + np.arange(365) / 1_000_000
    cumulative = np.concatenate(([0.0], np.cumsum(shares) / shares.sum()))
    cumulative[-1] = 1.0
    return LoadProfile(key="marked", first_day=year_start(2026), cumulative=cumulative)


def origin_of(day, extended):
    """The day of 2026 whose share was laid on `day`."""
    shares = np.diff(extended.cumulative)
    year = slice(365, 730)
    raw = shares[year] / shares[year].sum()
    counted = 1.0 + np.arange(365) / 1_000_000
    # Two unknowns (scale, origin) per year: the scale is that of a day whose origin is certain.
    certain = number(2027, 12, 25) - year_start(2027)
    scale = counted[number(2026, 12, 25) - year_start(2026)] / raw[certain]
    place = round((raw[day - year_start(2027)] * scale - 1.0) * 1_000_000)
    return year_start(2026) + place


def test_every_day_keeps_its_weekday_or_is_a_holiday():
    extended = extend(marked_profile(), year_start(2028), HOLIDAYS)
    for day in range(year_start(2027), year_start(2028)):
        origin = origin_of(day, extended)
        if day in HOLIDAYS:
            assert origin in HOLIDAYS
        else:
            assert origin not in HOLIDAYS
            assert weekday_of(origin) == weekday_of(day)
            same_date = day - 365
            # A holiday in the way pushes the nearest such weekday a week further, and at the ends
            # of a year there is only one side to look on: 31 December 2027 takes 18 December.
            assert abs(origin - same_date) <= 13
    assert origin_of(number(2027, 3, 29), extended) == number(2026, 4, 6)
    assert origin_of(number(2027, 5, 1), extended) == number(2026, 5, 1)


def test_a_year_without_holidays_lends_its_sundays():
    extended = extend(
        marked_profile(), year_start(2028), {number(2027, 12, 25), number(2027, 7, 21)}
    )
    shares = np.diff(extended.cumulative)
    july = number(2027, 7, 21) - year_start(2026)
    sunday = number(2027, 7, 18) - year_start(2026)
    assert shares[july] == pytest.approx(shares[sunday], rel=1e-12)


def test_what_is_published_stays_and_the_rest_is_marked():
    extended = extend(PROFILE, number(2028, 6, 1), HOLIDAYS)
    assert extended.until_day == number(2028, 6, 1)
    assert extended.provisional_from == PROFILE.until_day
    published = extended.cumulative[: PROFILE.cumulative.size]
    assert np.array_equal(published, PROFILE.cumulative)
    assert PROFILE.provisional_from is None


@given(st.integers(1, 1_500))
def test_each_coming_year_is_exactly_one(days):
    extended = extend(PROFILE, PROFILE.until_day + days, HOLIDAYS)
    assert set(year_totals(extended).values()) == {1.0}
    assert np.array_equal(
        extended.cumulative, extend(PROFILE, year_start(2032), HOLIDAYS).cumulative[: -_cut(days)]
    )


def _cut(days):
    return year_start(2032) - (PROFILE.until_day + days)


def test_extending_twice_is_extending_once():
    twice = extend(extend(PROFILE, number(2027, 5, 10), HOLIDAYS), year_start(2029), HOLIDAYS)
    once = extend(PROFILE, year_start(2029), HOLIDAYS)
    assert twice.provisional_from == once.provisional_from
    assert np.abs(twice.cumulative - once.cumulative).max() < 1e-12


def test_a_year_published_in_part_is_completed_to_one():
    kept = number(2026, 9, 1) - PROFILE.first_day
    part = replace(PROFILE, cumulative=PROFILE.cumulative[: kept + 1].copy())
    extended = extend(part, year_start(2028), HOLIDAYS)
    assert extended.provisional_from == number(2026, 9, 1)
    assert year_totals(extended)[2026] == pytest.approx(1.0, abs=1e-15)
    assert (
        np.abs(
            np.diff(extended.cumulative[: 365 * 5]) - np.diff(PROFILE.cumulative[: 365 * 5])
        ).max()
        < 1e-3
    )


def test_a_solar_year_repeats_the_production_of_the_latest_one():
    sun = replace(PROFILE, cumulative=PROFILE.cumulative * 1_030.0, unit="kwh_per_kwp")
    assert year_totals(extend(sun, year_start(2028), set()))[2027] == pytest.approx(1_030.0)
    assert as_shares(extend(sun, year_start(2028), set()), key="s").provisional_from is not None


def test_a_leap_day_has_a_shape():
    extended = extend(PROFILE, year_start(2029), HOLIDAYS)
    leap = number(2028, 2, 29)
    assert extended.fraction(leap, leap + 1) > 0


def test_nothing_to_extend_changes_nothing():
    assert extend(PROFILE, PROFILE.until_day, HOLIDAYS) is PROFILE


def test_quarters_stay_what_was_published():
    profile = quarter_profile(2025)
    extended = extend(profile, year_start(2027), set())
    assert extended.quarters is profile.quarters


def test_a_profile_without_a_whole_year_cannot_be_continued():
    short = replace(PROFILE, cumulative=PROFILE.cumulative[:200].copy())
    with pytest.raises(ValueError, match="no complete calendar year"):
        extend(short, year_start(2030), set())


def test_more_than_a_year_published_in_a_year_is_refused():
    grown = np.concatenate((PROFILE.cumulative, [PROFILE.cumulative[-1] + 1.5]))
    with pytest.raises(ValueError, match="exceeds a whole year"):
        extend(replace(PROFILE, cumulative=grown), year_start(2029), set())


def test_a_year_published_in_part_is_no_example():
    """Extended in two steps or at once: the shape comes from the latest year published whole."""
    steep = np.cumsum(np.full(120, 0.004))
    part = replace(
        PROFILE, cumulative=np.concatenate((PROFILE.cumulative, steep + PROFILE.cumulative[-1]))
    )
    year = year_of(part.until_day)
    once = extend(part, year_start(year + 3), HOLIDAYS)
    twice = extend(extend(part, year_start(year + 1), HOLIDAYS), year_start(year + 3), HOLIDAYS)
    assert twice.cumulative == pytest.approx(once.cumulative, abs=1e-12)


def test_a_whole_year_published_in_a_part_of_it_leaves_nothing_to_lay_out():
    full = np.concatenate((PROFILE.cumulative, [PROFILE.cumulative[-1] + 1.0]))
    with pytest.raises(ValueError, match="exceeds a whole year"):
        extend(replace(PROFILE, cumulative=full), year_start(2029), set())


def test_the_years_to_come_are_those_of_the_pencil():
    """Weekdays, holidays and the leap day of 2028, laid out a second time by other hands."""
    first = date(2022, 1, 1)
    shares = np.diff(PROFILE.cumulative)
    published = {first + timedelta(days=n): Decimal(float(share)) for n, share in enumerate(shares)}
    assert day_number(first) == PROFILE.first_day
    pencil = continued(published, 2029)
    holidays = {day_number(day) for year in range(2022, 2030) for day in holidays_of(year)}
    longer = extend(PROFILE, year_start(2030), holidays)
    for day, share in pencil.by_day.items():
        number = day_number(day)
        assert longer.fraction(number, number + 1) == pytest.approx(float(share), abs=1e-12)


def test_a_profile_that_starts_with_another_does_not_continue_it():
    with pytest.raises(ValueError, match="does not continue"):
        join(PROFILE, PROFILE)


def divided(shares=None):
    """A year by the quarter, divided over a day and a night register."""
    night = weekly_windows(from_hour=22, until_hour=7, weekend=True)
    return split_registers(shares or quarter_profile(2026), {"night": night}, rest="day")


def test_registers_stay_parts_of_the_whole_on_every_coming_day():
    shape = extend_shape(divided(), year_start(2029), HOLIDAYS)
    days = np.arange(shape.whole.first_day, year_start(2029))
    whole = shape.whole.fraction(days, days + 1)
    parts = [part.fraction(days, days + 1) for part in shape.parts.values()]
    assert np.abs(sum(parts) - whole).max() < 1e-12
    for part in shape.parts.values():
        assert part.provisional_from == year_start(2027)
    for register in ("day", "night"):
        totals = year_totals(shape.profile_of(register))
        assert totals == {year: pytest.approx(1.0, abs=1e-12) for year in (2026, 2027, 2028)}


def test_a_holiday_has_the_hours_of_its_weekday():
    """Easter Monday 2027 looks like a Sunday, yet its day register counts from seven to ten."""
    sundays = HOLIDAYS | {number(2026, 4, 5), number(2027, 3, 28)}
    day = extend_shape(divided(), year_start(2028), sundays).parts["day"]
    monday, saturday = number(2027, 3, 29), number(2027, 5, 1)
    assert day.fraction(monday, monday + 1) > 0.0009
    assert day.fraction(saturday, saturday + 1) == 0.0


def test_a_shape_that_reaches_the_day_stays_and_an_empty_day_is_divided_as_the_year():
    shape = divided()
    assert extend_shape(shape, year_start(2027), HOLIDAYS) is shape
    first = number(2026, 1, 5)
    flat = [replace(one, cumulative=empty_day(one, first)) for one in shape.parts.values()]
    whole = replace(shape.whole, cumulative=empty_day(shape.whole, first), quarters=None)
    hole = RegisterShape(whole=whole, parts=dict(zip(shape.parts, flat, strict=True)))
    days = np.arange(year_start(2027), year_start(2028))
    longer = extend_shape(hole, year_start(2028), {number(2026, 7, 21), number(2027, 1, 4)})
    parts = [part.fraction(days, days + 1) for part in longer.parts.values()]
    assert np.abs(sum(parts) - longer.whole.fraction(days, days + 1)).max() < 1e-12


def empty_day(profile, day):
    """The running total without what a day adds."""
    place = day - profile.first_day
    total = profile.cumulative.copy()
    total[place + 1 :] -= total[place + 1] - total[place]
    return total

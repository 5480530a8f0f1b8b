"""Quarter detail: building, joining, and dividing over registers."""

from dataclasses import replace

import numpy as np
import pytest
from profile_samples import ZONE, number, quarter_profile, quarter_shares

from energycore.clocks import local_midnights, quarters_in_day, wall_quarters, year_start
from energycore.profiles import (
    NoShare,
    build_from_quarters,
    from_quarters,
    join,
    split_registers,
    weekly_windows,
    year_totals,
)

NIGHT = weekly_windows(from_hour=22, until_hour=7, weekend=True)


def test_days_are_made_of_their_quarters_also_on_clock_sundays():
    starts_at, shares = quarter_shares(2024)
    profile = quarter_profile(2024)
    position = 0
    for day in range(year_start(2024), year_start(2025)):
        count = quarters_in_day(day, ZONE)
        wanted = shares[position : position + count].sum()
        assert profile.fraction(day, day + 1) == pytest.approx(wanted, abs=1e-14)
        position += count
    assert position == shares.size == profile.quarters.quarters_count
    assert np.abs(profile.quarters.shares - shares).max() < 1e-15
    assert profile.quarters.starts_at == starts_at


def test_a_year_whose_shares_are_rounded_becomes_exactly_one():
    starts_at, shares = quarter_shares(2024, years=2)
    profile = build_from_quarters(
        key="k", starts_at=starts_at, shares=np.round(shares, 9), source="", timezone=ZONE
    )
    assert set(year_totals(profile).values()) == {1.0}


def test_a_year_of_shares_must_add_up():
    starts_at, shares = quarter_shares(2024)
    words = {"key": "k", "starts_at": starts_at, "source": "", "timezone": ZONE}
    with pytest.raises(ValueError, match=r"2024 add up to 1\.001"):
        build_from_quarters(shares=shares * 1.001, **words)
    power = build_from_quarters(shares=shares * 1_000, unit="kwh_per_kwp", **words)
    assert year_totals(power)[2024] == pytest.approx(1_000)


def test_a_part_of_a_year_is_left_as_it_is():
    starts_at, shares = quarter_shares(2024)
    part = build_from_quarters(
        key="k", starts_at=starts_at, shares=shares[: 96 * 31], source="", timezone=ZONE
    )
    assert part.cumulative[-1] == pytest.approx(shares[: 96 * 31].sum(), abs=1e-15)
    assert part.until_day == number(2024, 2, 1)


def test_gas_days_start_at_six():
    first = year_start(2024)
    begins, ends = local_midnights(first, first + 366, ZONE, start_hour=6)[[0, -1]]
    count = int(ends - begins) // 900
    profile = build_from_quarters(
        key="gas",
        starts_at=int(begins),
        shares=np.full(count, 1 / count),
        source="",
        timezone=ZONE,
        day_start_hour=6,
    )
    assert year_totals(profile) == {2024: 1.0}
    saturday = number(2024, 3, 30)
    assert profile.fraction(saturday, saturday + 1) == pytest.approx(92 / count, abs=1e-15)


@pytest.mark.parametrize(("skipped", "kept"), [(1, 96), (0, 95)])
def test_a_series_must_hold_whole_days(skipped, kept):
    starts_at, shares = quarter_shares(2024)
    with pytest.raises(ValueError, match="local day starts"):
        build_from_quarters(
            key="k",
            starts_at=starts_at + skipped * 900,
            shares=shares[:kept],
            source="",
            timezone=ZONE,
        )


@pytest.mark.parametrize("wrong", [-0.1, np.nan])
def test_a_share_is_never_negative_or_missing(wrong):
    with pytest.raises(ValueError, match="negative or missing"):
        from_quarters(np.array([0.5, wrong]), starts_at=0)


def test_instants_must_be_quarters_of_the_detail():
    detail = from_quarters(np.array([0.25, 0.75]), starts_at=900)
    assert detail.cumulative_at(np.array([900, 1_800, 2_700])).tolist() == [0.0, 0.25, 1.0]
    with pytest.raises(ValueError, match=":15"):
        detail.positions_of(np.array([901]))
    for outside in (0, 3_600):
        with pytest.raises(ValueError, match="outside"):
            detail.positions_of(np.array([outside]))


def test_joining_a_new_year_continues_the_old_ones():
    both = quarter_profile(2024, years=2)
    joined = join(quarter_profile(2024), quarter_profile(2025, source="another sample"))
    assert np.abs(joined.cumulative - both.cumulative).max() < 1e-14
    assert np.abs(joined.quarters.cumulative - both.quarters.cumulative).max() < 1e-14
    assert joined.source == "a sample; another sample"
    assert joined.provisional_from is None


def test_a_later_publication_wins_where_both_cover_a_day():
    first = quarter_profile(2024, years=2)
    then = quarter_profile(2025, years=2)
    joined = join(first, replace(then, quarters=None))
    assert joined.until_day == year_start(2027)
    assert joined.quarters is None
    assert set(year_totals(joined).values()) == {1.0}


def test_a_provisional_end_is_replaced_by_what_is_published():
    first = replace(quarter_profile(2024, years=2), provisional_from=year_start(2025))
    joined = join(first, quarter_profile(2025))
    assert joined.provisional_from is None
    assert joined.until_day == year_start(2026)


def test_what_does_not_fit_is_not_joined():
    first = quarter_profile(2024)
    with pytest.raises(ValueError, match="does not continue"):
        join(first, quarter_profile(2026))
    with pytest.raises(ValueError, match="does not continue"):
        join(quarter_profile(2024, years=3), quarter_profile(2025))
    with pytest.raises(ValueError, match="same thing"):
        join(first, replace(quarter_profile(2025), unit="kwh_per_kwp"))


def test_weekly_windows():
    assert NIGHT.shape == (7, 96)
    assert NIGHT[0].sum() == 36
    assert NIGHT[5:].all()
    assert NIGHT[0, 27]
    assert not NIGHT[0, 28]
    noon = weekly_windows(from_hour=12.5, until_hour=14)
    assert np.flatnonzero(noon[6]).tolist() == list(range(50, 56))
    assert weekly_windows(from_hour=0, until_hour=24).all()


@pytest.mark.parametrize("hours", [(-1, 7), (22, 25), (22.1, 7)])
def test_windows_lie_on_quarters_of_a_day(hours):
    with pytest.raises(ValueError, match="quarter steps"):
        weekly_windows(from_hour=hours[0], until_hour=hours[1])


def test_registers_add_up_to_the_whole():
    profile = quarter_profile(2024)
    shape = split_registers(profile, {"night": NIGHT}, rest="day")
    total = shape.parts["day"].cumulative + shape.parts["night"].cumulative
    assert np.abs(total - profile.cumulative).max() < 1e-12
    days = np.arange(year_start(2024), year_start(2025))
    shares = [shape.share(register, days, days + 1) for register in ("day", "night")]
    assert np.abs(sum(shares) - 1).max() < 1e-10
    assert shape.parts["night"].key == "quarters/night"
    saturday = number(2024, 6, 1)
    assert shape.share("night", saturday, saturday + 1) == pytest.approx(1.0)


def test_night_is_counted_by_the_wall_clock_on_clock_sundays():
    profile = quarter_profile(2024)
    early = weekly_windows(from_hour=0, until_hour=7)
    shape = split_registers(profile, {"early": early}, rest="late")
    midnights = local_midnights(year_start(2024), year_start(2025), ZONE)
    for sunday, quarters in ((number(2024, 3, 31), 24), (number(2024, 10, 27), 32)):
        start = int(midnights[sunday - year_start(2024)] - profile.quarters.starts_at) // 900
        counted = profile.quarters.shares[start : start + quarters].sum()
        part = shape.parts["early"].fraction(sunday, sunday + 1)
        assert part == pytest.approx(counted, abs=1e-14)
        assert (wall_quarters(sunday, ZONE) < 28).sum() == quarters


def test_a_register_has_a_profile_of_its_own():
    shape = split_registers(quarter_profile(2024, years=2), {"night": NIGHT}, rest="day")
    night = shape.profile_of("night")
    assert night.key == "quarters/night"
    assert set(year_totals(night).values()) == {1.0}


def test_registers_of_an_extended_profile_cover_what_is_published():
    from energycore.profiles import extend

    extended = extend(quarter_profile(2024), year_start(2026), set())
    shape = split_registers(extended, {"night": NIGHT}, rest="day")
    assert shape.parts["day"].until_day == year_start(2025)


def test_what_cannot_be_divided():
    profile = quarter_profile(2024)
    with pytest.raises(ValueError, match="without its quarters"):
        split_registers(replace(profile, quarters=None), {"night": NIGHT}, rest="day")
    with pytest.raises(ValueError, match="same quarter"):
        split_registers(profile, {"night": NIGHT, "early": NIGHT}, rest="day")
    with pytest.raises(NoShare):
        split_registers(profile, {"night": NIGHT}, rest="day").share("day", 20_000, 20_000)

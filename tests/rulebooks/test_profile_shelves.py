"""The packed and the made profiles, as a room asks for them."""

import csv
import lzma
import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from energycore.clocks import local_midnights, month_starts, quarters_in_day, year_start
from energycore.profiles import LoadProfile, build_from_quarters, extend, year_totals
from rulebooks import profiles as desk
from rulebooks.be import profiles as belgian
from rulebooks.degree_days import NormalYear
from rulebooks.fr import profiles as french

YEARS = [2022, 2023, 2024, 2025, 2026]
QUARTERS = {2022: 35_040, 2023: 35_040, 2024: 35_136, 2025: 35_040, 2026: 35_040}
RLP0N = [f"rlp0n.{region}" for region in belgian.REGIONS]
SPP = [f"spp.{region}" for region in belgian.REGIONS]


@pytest.fixture(autouse=True)
def _forget_imported():
    yield
    desk.forget_imported()


@pytest.mark.parametrize("key", [key for key in desk.list_profiles() if key != french.BY_DAYS])
def test_every_profile_covers_five_years_and_names_its_source(key):
    profile = desk.get_profile(key)
    assert profile.key == key
    assert (profile.first_day, profile.until_day) == (year_start(2022), year_start(2027))
    assert profile.provisional_from is None
    assert profile.source
    assert profile.demonstration == key.endswith("demo")
    if profile.unit == "years":
        assert all(abs(total - 1.0) <= 1e-12 for total in year_totals(profile).values())
        assert list(year_totals(profile)) == YEARS


def test_a_french_bill_is_divided_in_proportion_to_the_days():
    french._build_by_days.cache_clear()  # made anew here, whichever test asked for it first
    keys = desk.choose_billing_keys("fr.res1.demo", country="FR", injection_key="spp.wallonia")
    assert keys == (french.BY_DAYS, french.BY_DAYS)
    rule = desk.get_register_profile(keys[0], "injection", injection_key=keys[1])
    # A leap year's days weigh what the others weigh, so that a reading over New Year is fair.
    new_year = year_start(2024)
    assert rule.fraction(new_year - 10, new_year + 30) == pytest.approx(40 / 365, rel=1e-12)
    assert rule.fraction(year_start(2025), year_start(2026)) == pytest.approx(1, rel=1e-12)
    assert not rule.demonstration
    assert "R337-24" in rule.source


def test_a_belgian_bill_is_divided_along_the_profiles_of_the_supply_point():
    keys = "rlp0n.flanders", "spp.flanders.share"
    assert desk.choose_billing_keys(keys[0], country="BE", injection_key=keys[1]) == keys


@pytest.mark.parametrize("key", RLP0N + SPP)
def test_quarters_are_complete_and_days_are_made_of_them(key):
    values = belgian.get_quarter_values(key)
    assert {year: series.size for year, series in values.items()} == QUARTERS
    profile = belgian.get_profile(key, quarters=True)
    detail = profile.quarters
    at = detail.at_midnights(profile.first_day, profile.until_day, profile.timezone)
    assert np.array_equal(at, profile.cumulative)
    if key in RLP0N:
        assert all(abs(float(series.sum()) - 1.0) < 1e-12 for series in values.values())
    else:
        energy = sum(float(series.sum()) for series in values.values()) * 0.25
        assert profile.cumulative[-1] == pytest.approx(energy, rel=1e-12)


def test_the_solar_profile_is_power_per_kilowatt_peak():
    totals = year_totals(belgian.get_profile("spp.belgium"))
    # 4,119.94 quarter-hours of power in the workbook of 2026, a quarter of an hour each.
    assert totals[2026] == pytest.approx(4_119.94 / 4, abs=0.01)
    assert totals[2022] == pytest.approx(1_023.92, abs=0.01)


def test_clock_sundays_have_their_quarters():
    profile = belgian.get_profile("rlp0n.belgium", quarters=True)
    days = np.arange(profile.first_day, profile.until_day)
    counts = [quarters_in_day(int(day), profile.timezone) for day in days]
    assert (counts.count(92), counts.count(100)) == (5, 5)
    assert sum(counts) == profile.quarters.quarters_count


def test_a_winter_half_is_more_than_half_a_year():
    profile = belgian.get_profile("rlp0n.flanders")
    winter = profile.fraction(year_start(2026) - 92, year_start(2026) + 90)
    assert 0.57 < winter < 0.63


def test_midnights_load_quickly():
    belgian.shelf._load.cache_clear()
    belgian.shelf._load_daily.cache_clear()
    start = time.process_time()
    belgian.get_profile("rlp0n.flanders")
    # The aim is 50 ms; four times that on a slow machine, and what its neighbors use is not counted.
    assert time.process_time() - start < 0.2


def test_a_profile_is_loaded_once():
    assert desk.get_profile("rlp0n.brussels") is belgian.get_profile("rlp0n.brussels")
    assert desk.get_profile("fr.res1.demo") is french.get_profile("fr.res1.demo")


def test_unknown_keys_name_the_known_ones():
    for ask in (desk.get_profile, belgian.get_profile, french.get_profile):
        with pytest.raises(desk.UnknownProfile, match="no load profile 'nope'") as found:
            ask("nope")
        assert found.value.key == "nope"
        assert found.value.known
    for key in ("gas.demo", "rlp0n.atlantis"):
        with pytest.raises(desk.UnknownProfile):
            belgian.get_quarter_values(key)


def test_the_demonstration_gas_profile_follows_the_cold():
    profile = desk.get_profile("gas.demo")
    months = np.append(month_starts(year_start(2025), year_start(2026)), year_start(2026))
    shares = profile.fraction(months[:-1], months[1:])
    # The split that a Belgian supplier prints as an illustration, in percent; ours is a normal
    # year of made weather, so it need only be near.
    printed = [17.9, 15.3, 12.9, 7.1, 3.8, 1.9, 1.6, 1.7, 2.9, 6.8, 12.1, 16.1]
    assert np.abs(shares * 100 - printed).max() < 2.5
    assert profile.day_start_hour == 6


def test_the_demonstration_french_profile_is_a_home_with_heating():
    profile = desk.get_profile("fr.res1.demo")
    assert profile.timezone == "Europe/Paris"
    january = profile.fraction(year_start(2025), year_start(2025) + 31)
    july = profile.fraction(year_start(2025) + 181, year_start(2025) + 212)
    assert 1.8 < january / july < 3
    at = profile.quarters.at_midnights(profile.first_day, profile.until_day, profile.timezone)
    assert np.array_equal(at, profile.cumulative)


def test_the_night_share_of_a_home():
    shape = desk.get_night_shape("rlp0n.flanders")
    night = shape.share("night", year_start(2025), year_start(2026))
    assert 0.45 < night < 0.6
    early = desk.get_night_shape("rlp0n.flanders", from_hour=21, until_hour=6)
    assert early.share("night", year_start(2025), year_start(2026)) != night
    assert set(year_totals(shape.profile_of("day")).values()) == {1.0}


def test_the_night_of_an_imported_year_is_its_own():
    before = desk.get_night_shape("rlp0n.flanders")
    assert before is desk.get_night_shape("rlp0n.flanders")
    starts, ends = local_midnights(year_start(2027), year_start(2028), "Europe/Brussels")[[0, -1]]
    count = int(ends - starts) // 900
    flat = build_from_quarters(
        key="rlp0n.flanders",
        starts_at=int(starts),
        shares=np.full(count, 1 / count),
        source="imported",
        timezone="Europe/Brussels",
    )
    desk.register_profile(flat)
    after = desk.get_night_shape("rlp0n.flanders")
    monday = year_start(2027) + 3
    assert after.share("night", monday, monday + 1) == pytest.approx(9 / 24)
    assert before.whole.until_day == monday - 3


def test_only_a_profile_with_quarters_divides():
    with pytest.raises(ValueError, match="without its quarters"):
        desk.get_night_shape("gas.demo")


def test_a_normal_year_needs_all_its_numbers():
    with pytest.raises(ValueError, match="twelve"):
        NormalYear([1.0], 16.5, 3.0, 0.2)
    with pytest.raises(ValueError, match="24"):
        NormalYear([1.0] * 12, 16.5, 3.0, 0.2, hourly_weights=[1.0])


def imported_year(key, year, unit="years"):
    """An imported year that is flat: every day the same."""
    size = year_start(year + 1) - year_start(year)
    total = np.linspace(0.0, 1.0, size + 1)
    return LoadProfile(
        key=key, first_day=year_start(year), cumulative=total, source="imported", unit=unit
    )


def test_an_imported_year_continues_the_packed_ones():
    joined = desk.register_profile(imported_year("rlp0n.flanders", 2027))
    assert desk.get_profile("rlp0n.flanders") is joined
    assert joined.until_day == year_start(2028)
    assert year_totals(joined)[2027] == pytest.approx(1.0)
    assert year_totals(joined)[2026] == 1.0
    again = desk.register_profile(imported_year("rlp0n.flanders", 2028))
    assert again.until_day == year_start(2029)
    desk.forget_imported()
    assert desk.get_profile("rlp0n.flanders").until_day == year_start(2027)


def test_a_new_key_is_found_once_registered():
    desk.register_profile(imported_year("rlp0n.5414488000000", 2027))
    assert "rlp0n.5414488000000" in desk.list_profiles()
    assert desk.get_profile("rlp0n.5414488000000").first_day == year_start(2027)


def test_a_made_profile_is_replaced_not_continued():
    registered = desk.register_profile(replace(imported_year("gas.demo", 2030), source="real"))
    assert registered.first_day == year_start(2030)
    assert not desk.get_profile("gas.demo").demonstration


def test_an_imported_solar_year_brings_its_shares_along():
    desk.register_profile(imported_year("spp.flanders", 2027, unit="kwh_per_kwp"))
    shares = desk.get_profile("spp.flanders.share")
    assert shares.until_day == year_start(2028)
    assert year_totals(shares)[2027] == 1.0


def test_a_gap_is_refused():
    with pytest.raises(ValueError, match="does not continue"):
        desk.register_profile(imported_year("rlp0n.flanders", 2029))


def test_a_packed_profile_can_be_extended():
    extended = extend(desk.get_profile("rlp0n.wallonia"), year_start(2029), set())
    assert year_totals(extended)[2028] == pytest.approx(1.0, abs=1e-12)
    assert extended.provisional_from == year_start(2027)


SOURCES = os.environ.get("KWARTIER_SYNERGRID_CSV", "")


@pytest.mark.skipif(not SOURCES, reason="KWARTIER_SYNERGRID_CSV names no folder of source files")
@pytest.mark.parametrize("family", ["rlp0n", "spp"])
def test_every_quarter_is_within_a_picounit_of_its_source(family):
    content = lzma.decompress((Path(SOURCES) / f"{family}_2022_2026.csv.xz").read_bytes())
    header, *rows = csv.reader(content.decode().splitlines())
    for place, region in enumerate(header[1:], start=1):
        source = np.array([float(row[place]) for row in rows])
        packed = np.concatenate(list(belgian.get_quarter_values(f"{family}.{region}").values()))
        assert np.abs(packed - source).max() < 1e-12

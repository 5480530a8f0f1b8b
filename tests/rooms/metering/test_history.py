"""Volumes between readings, as arrays: exchanges, roll-overs, backwards, bounds, many at once."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from energycore.clocks import day_number
from house_factory import NOW, make_brand
from kwartier.metering._volumes import volume_between, volume_wh, volumes_between
from kwartier.metering.operations import exchange_meter, record_reading
from kwartier.metering.queries import get_register_history
from kwartier.metering.types import (
    REGISTER_KINDS,
    Energy,
    MeterKind,
    MeterSpec,
    ReadingOrigin,
    RegisterKind,
    RegisterSpec,
)
from kwartier.platform.types import SYSTEM
from supply_factory import TODAY, make_home, make_solar_home, read, register_of

FIRST, SECOND, THIRD = date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)


@pytest.fixture
def brand():
    return make_brand()


def give(home, day, typed):
    record_reading(
        supply_point_id=home.id,
        read_on=day,
        indexes={register_of(home, day).id: typed},
        actor=SYSTEM,
        today=TODAY,
        now=NOW,
        account_id=None,
    )


@pytest.mark.parametrize(
    ("previous", "new", "backwards", "volume"),
    [
        (100, 250, False, 150),
        (99_900, 50, False, 150),  # over the roll-over
        (250, 100, False, -150),  # an estimate that was too high, corrected
        (250, 100, True, -150),  # the sun
        (50, 99_900, True, -150),  # the sun, through zero
        (50, 99_900, False, 99_850),  # a meter that does not run backwards counted all of it
        (7, 7, True, 0),
    ],
)
def test_a_fall_is_a_roll_over_when_it_is_more_than_half_the_register(
    previous, new, backwards, volume
):
    assert volume_between(previous, new, dials=5, runs_backwards=backwards) == volume


@given(
    st.lists(st.tuples(st.integers(0, 99_999), st.integers(0, 99_999), st.booleans()), max_size=20)
)
def test_one_and_many_agree(pairs):
    columns = [np.array([pair[i] for pair in pairs], dtype=np.int64) for i in (0, 1)]
    backwards = np.array([pair[2] for pair in pairs], dtype=np.bool_)
    many = volumes_between(
        *columns, dials=np.full(len(pairs), 5, dtype=np.int64), runs_backwards=backwards
    )
    one = [volume_between(first, last, dials=5, runs_backwards=back) for first, last, back in pairs]
    assert many.tolist() == one


def test_cubic_metres_without_calorific_value_are_an_error():
    assert volume_wh(3, unit="kWh", calorific_micro_kwh_per_m3=None) == 3_000
    assert volume_wh(-2, unit="m3", calorific_micro_kwh_per_m3=11_550_000) == -23_100
    with pytest.raises(ValueError, match="calorific"):
        volume_wh(3, unit="m3", calorific_micro_kwh_per_m3=None)


@pytest.mark.django_db
class TestHistory:
    def test_nothing_is_no_intervals(self, brand):
        home = make_home(brand)
        assert len(get_register_history([home.id], FIRST, TODAY)) == 0
        read(home, FIRST, 100)
        assert len(get_register_history([home.id], FIRST, TODAY)) == 0

    def test_intervals_touch_the_period_and_no_more(self, brand):
        home = make_home(brand)
        for year in range(2020, 2027):
            read(home, date(year, 1, 1), (year - 2020) * 1_000)
        history = get_register_history([home.id], date(2023, 6, 1), date(2024, 6, 1))
        assert history.from_days.tolist() == [
            day_number(date(2023, 1, 1)),
            day_number(date(2024, 1, 1)),
        ]
        assert history.until_days.tolist() == [
            day_number(date(2024, 1, 1)),
            day_number(date(2025, 1, 1)),
        ]
        assert history.volumes_wh.tolist() == [1_000_000, 1_000_000]
        exact = get_register_history([home.id], date(2023, 1, 1), date(2024, 1, 1))
        assert exact.volumes.tolist() == [1_000]

    def test_a_bill_rests_on_official_readings_only(self, brand):
        home = make_home(brand)
        read(home, SECOND, 100)
        give(home, date(2025, 5, 1), "400")
        read(home, THIRD, 1_100, origin=ReadingOrigin.ESTIMATED)
        simulation = get_register_history([home.id], SECOND, TODAY)
        assert simulation.volumes.tolist() == [300, 700]
        assert simulation.until_official.tolist() == [False, True]
        assert simulation.until_estimated.tolist() == [False, True]
        assert not simulation.until_by_profile.any()
        bill = get_register_history([home.id], SECOND, TODAY, official_only=True)
        assert bill.volumes.tolist() == [1_000]
        assert bill.from_reading_ids[0] == simulation.from_reading_ids[0]
        assert bill.until_reading_ids[0] == simulation.until_reading_ids[1]

    def test_a_questioned_reading_does_not_count(self, brand):
        home = make_home(brand)
        read(home, FIRST, 0)
        read(home, SECOND, 3_500)
        give(home, THIRD, "90000")
        assert get_register_history([home.id], FIRST, TODAY).volumes.tolist() == [3_500]

    def test_an_exchanged_meter_continues_under_its_kind(self, brand):
        home = make_home(brand)
        read(home, FIRST, 40_000)
        removed = register_of(home)
        exchange_meter(
            supply_point_id=home.id,
            removed_serial=removed.meter_serial,
            installed=MeterSpec(
                "NEW", MeterKind.DIGITAL, SECOND, (RegisterSpec(RegisterKind.TOTAL),)
            ),
            actor=SYSTEM,
            now=NOW,
        )
        read(home, SECOND, 43_000, 0)
        read(home, THIRD, 2_800)
        history = get_register_history([home.id], FIRST, TODAY)
        assert history.volumes.tolist() == [3_000, 2_800]
        assert history.of_kind(RegisterKind.TOTAL).volumes_wh.sum() == 5_800_000
        assert len(set(history.register_ids.tolist())) == 2

    def test_roll_over_and_the_sun(self, brand):
        rolls, sunny = make_home(brand), make_solar_home(brand)
        read(rolls, FIRST, 999_000)
        read(rolls, SECOND, 500)
        read(sunny, FIRST, 500)
        read(sunny, SECOND, 99_500)
        history = get_register_history([sunny.id, rolls.id], FIRST, TODAY)
        assert history.of_supply_point(rolls.id).volumes.tolist() == [1_500]
        assert history.of_supply_point(sunny.id).volumes.tolist() == [-1_000]

    def test_many_points_come_sorted_in_one_query(self, brand, django_assert_num_queries):
        kinds = tuple(
            RegisterSpec(kind)
            for kind in (RegisterKind.INJECTION, RegisterKind.NIGHT, RegisterKind.DAY)
        )
        homes = [make_home(brand, registers=kinds) for _ in range(3)]
        gas = make_home(brand, energy=Energy.GAS)
        for home in homes:
            read(home, FIRST, 10, 20, 30)
            read(home, SECOND, 110, 220, 330)
            read(home, THIRD, 210, 420, 630)
        read(gas, FIRST, 0)
        read(gas, THIRD, 1_000)
        points = [home.id for home in (gas, *reversed(homes))]
        with django_assert_num_queries(1):
            history = get_register_history(points, FIRST, TODAY)
        assert len(history) == 3 * 3 * 2 + 1
        assert history.supply_point_ids.tolist() == sorted(history.supply_point_ids.tolist())
        one = history.of_supply_point(homes[0].id)
        assert [REGISTER_KINDS[kind] for kind in one.kinds] == [
            "day", "day", "night", "night", "injection", "injection",
        ]  # fmt: skip
        assert one.volumes_wh.tolist() == [100_000] * 2 + [200_000] * 2 + [300_000] * 2
        assert history.of_supply_point(gas.id).volumes_wh.tolist() == [11_550_000]

"""Packing is exact, small, and the same from one time to the next."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from energycore.clocks import year_start
from energycore.profiles import LoadProfile, QuarterDetail
from rulebooks.packing import (
    detail_of,
    pack_daily,
    pack_profile,
    pack_quarters,
    unpack_daily,
    unpack_profile,
    unpack_quarters,
)


@given(
    st.lists(st.integers(10**5, 10**7), min_size=20, max_size=400),
    st.sampled_from([1, 11, 12, 25]),
)
def test_means_of_operators_come_back_exactly(counts, operators):
    values = np.array(counts) / (operators * 10.0**10)
    packed = pack_quarters({2026: {"region": values}}, {2026: 900})
    year = unpack_quarters(packed, "region")[2026]
    assert np.abs(year.values - values).max() < 1e-18
    assert year.starts_at == 900


@given(st.lists(st.floats(0, 1) | st.floats(0, 1e-9), min_size=1, max_size=200))
def test_anything_else_comes_back_within_half_a_picounit(values):
    packed = pack_quarters({2026: {"region": np.array(values)}}, {2026: 0})
    back = unpack_quarters(packed, "region")[2026].values
    assert np.abs(back - np.array(values)).max() <= 5.1e-13


def test_years_follow_each_other_exactly():
    counts = np.array([1, 2, 3, 4]) / 10.0
    packed = pack_quarters({2027: {"a": counts}, 2026: {"a": counts}}, {2026: 0, 2027: 3_600})
    years = unpack_quarters(packed, "a")
    assert list(years) == [2026, 2027]
    detail = detail_of(years)
    assert detail.cumulative.tolist() == [0, 0.1, 0.3, 0.6, 1.0, 1.1, 1.3, 1.6, 2.0]
    assert detail.starts_at == 0
    assert detail_of(years, hours_per_value=0.25).cumulative[-1] == 0.5


def test_the_same_content_gives_the_same_bytes():
    totals = {"b": np.array([0.0, 1.0]), "a": np.array([0.0, 0.5])}
    packed = pack_daily(totals, first_day=20)
    assert packed == pack_daily(dict(reversed(totals.items())), first_day=20)
    first_day, back = unpack_daily(packed)
    assert first_day == 20
    assert {name: total.tolist() for name, total in back.items()} == {"a": [0, 0.5], "b": [0, 1]}


@pytest.mark.parametrize("quarters", [None, QuarterDetail(900, np.array([0.0, 0.5, 1.0]))])
def test_a_single_profile_keeps_its_words(quarters):
    profile = LoadProfile(
        key="k",
        first_day=year_start(2026),
        cumulative=np.array([0.0, 0.25, 1.0]),
        unit="kwh_per_kwp",
        provisional_from=year_start(2026) + 1,
        source="élan",
        demonstration=True,
        timezone="Europe/Paris",
        day_start_hour=6,
        quarters=quarters,
    )
    back = unpack_profile(pack_profile(profile))
    for word in (
        "key",
        "first_day",
        "unit",
        "provisional_from",
        "source",
        "demonstration",
        "timezone",
        "day_start_hour",
    ):
        assert getattr(back, word) == getattr(profile, word)
    assert np.array_equal(back.cumulative, profile.cumulative)
    assert (back.quarters is None) == (quarters is None)
    if quarters is not None:
        assert np.array_equal(back.quarters.cumulative, quarters.cumulative)
        assert back.quarters.starts_at == 900


def test_a_damaged_file_is_refused():
    packed = bytearray(pack_daily({"a": np.arange(5_000.0) ** 1.5}, first_day=0))
    middle = len(packed) // 2
    packed[middle : middle + 200] = bytes(200)
    with pytest.raises(ValueError, match="damaged"):
        unpack_daily(bytes(packed))


def test_other_files_are_refused():
    lone, foreign = io.BytesIO(), io.BytesIO()
    np.save(lone, np.zeros(3))
    np.savez(foreign, other=np.zeros(3))
    for content in (b"", b"PK\x03\x04", b"no archive at all", lone.getvalue()):
        with pytest.raises(ValueError, match="not a packed profile"):
            unpack_profile(content)
    with pytest.raises(ValueError, match="words are missing"):
        unpack_profile(foreign.getvalue())
    with pytest.raises(KeyError):
        unpack_quarters(pack_quarters({2026: {"a": np.ones(2)}}, {2026: 0}), "b")

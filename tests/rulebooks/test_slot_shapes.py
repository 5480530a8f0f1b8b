"""How a year divides over the slots of the Walloon IMPACT tariff."""

import numpy as np

from energycore.clocks import DayRange
from rulebooks.be.connection import IMPACT
from rulebooks.profiles import (
    find_register_windows,
    get_profile,
    get_register_profile,
    get_slot_shape,
)

KEY = "rlp0n.wallonia"
YEAR = DayRange.of_year(2025)


def test_the_slots_share_every_day_among_them():
    shape = get_slot_shape(KEY)
    assert set(shape.parts) == set(IMPACT)
    days = np.arange(YEAR.from_, YEAR.until)
    together = sum(part.cumulative_at(days) for part in shape.parts.values())
    assert np.allclose(np.diff(together), np.diff(shape.whole.cumulative_at(days)), atol=1e-12)


def test_the_evening_weighs_more_than_its_hours_and_the_same_shape_answers():
    shape = get_slot_shape(KEY)
    # Five hours of twenty-four are 0.208 of a year's time.
    assert 0.208 < shape.share("pic", YEAR.from_, YEAR.until) < 0.35
    assert get_register_profile(KEY, "pic") is get_register_profile(KEY, "pic")
    assert abs(get_register_profile(KEY, "eco").fraction(YEAR.from_, YEAR.until) - 1) < 1e-9


def test_without_quarters_a_slot_follows_the_whole_profile():
    assert get_register_profile("gas.demo", "pic") is get_profile("gas.demo")


def test_the_hours_of_registers_are_known_where_a_rule_or_custom_sets_them():
    windows, rest = find_register_windows({"day", "night"})
    assert rest == "day"
    assert windows["night"].sum(axis=1).tolist() == [36] * 5 + [96] * 2
    assert windows["night"][0, 27:29].tolist() == [True, False]
    given, rest = find_register_windows({"injection_day", "injection_night"})
    assert (list(given), rest) == (["injection_night"], "injection_day")
    slots, rest = find_register_windows({"pic", "medium", "eco"})
    assert (list(slots), rest) == (["pic", "medium"], "eco")
    assert sum(each.sum() for each in slots.values()) < 7 * 96
    assert find_register_windows({"base"}) == ({}, "base")
    assert find_register_windows({"peak_hours", "off_peak_hours"}) is None

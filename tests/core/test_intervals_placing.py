"""Values on their slots: the two odd Sundays, every step, and rows that do not fit."""

import doctest
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from interval_samples import AUTUMN, SPRING, chances, walk
from profile_samples import ZONE

from energycore.clocks import DayRange, day_number
from energycore.intervals import (
    STEPS,
    SpanTooLong,
    ValueState,
    days_spanned,
    join_days,
    pack_states,
    place,
    placing,
    slots,
    slots_of,
    starts_of,
    states,
)

MEASURED, ESTIMATED = ValueState.MEASURED, ValueState.ESTIMATED


def place_plainly(starts, values, own_states=None, step_minutes=15, **more):
    """Values of one state each, as arrays; a missing one is missing."""
    given_wh = np.array(values, dtype=np.int64)
    if own_states is None:
        own_states = np.where(given_wh < 0, ValueState.MISSING, MEASURED)
    return place(
        np.array(starts, dtype=np.int64),
        given_wh,
        np.array(own_states, dtype=np.uint8),
        step_minutes=step_minutes,
        timezone=ZONE,
        **more,
    )


@pytest.mark.parametrize("module", [placing, slots, states], ids=lambda module: module.__name__)
def test_examples_give_what_they_say(module):
    assert doctest.testmod(module, extraglobs={"np": np}).failed == 0


@pytest.mark.parametrize("start_hour", [0, 6])
@pytest.mark.parametrize("step_minutes", STEPS)
@pytest.mark.parametrize("days", [SPRING, AUTUMN, DayRange(0, 0)], ids=["spring", "autumn", "none"])
def test_slots_are_where_the_clock_walks(days, step_minutes, start_hour):
    mine = slots_of(days, step_minutes=step_minutes, timezone=ZONE, start_hour=start_hour)
    walked = walk(days, step_minutes, start_hour)
    assert list(zip(mine.day_numbers.tolist(), mine.starts.tolist(), strict=True)) == walked
    assert mine.count == len(walked)
    assert mine.numbers_of(mine.starts).tolist() == list(range(mine.count))
    zone = ZoneInfo(ZONE)
    walls = [datetime.fromtimestamp(at, zone).replace(tzinfo=UTC).timestamp() for _, at in walked]
    assert mine.wall_seconds().tolist() == walls


def test_days_have_the_lengths_of_the_market():
    def lengths(days, step_minutes, start_hour=0):
        mine = slots_of(days, step_minutes=step_minutes, timezone=ZONE, start_hour=start_hour)
        return mine.lengths.tolist()

    assert [lengths(SPRING, step) for step in (15, 30, 60, 1440)] == [
        [96, 92, 96],
        [48, 46, 48],
        [24, 23, 24],
        [1, 1, 1],
    ]
    assert [lengths(AUTUMN, step) for step in (15, 30, 60)] == [
        [96, 100, 96],
        [48, 50, 48],
        [24, 25, 24],
    ]
    # The lost and the won hour of a gas day belong to the Saturday.
    assert lengths(SPRING, 60, 6) == [23, 24, 24]
    assert lengths(AUTUMN, 60, 6) == [25, 24, 24]


def test_a_step_that_is_none_is_refused():
    with pytest.raises(ValueError, match="not 7"):
        starts_of(SPRING, step_minutes=7, timezone=ZONE)
    # Half an hour is what the clock of this island is moved by.
    with pytest.raises(ValueError, match="do not divide each day of Australia/Lord_Howe"):
        slots_of(DayRange.of_year(2026), step_minutes=60, timezone="Australia/Lord_Howe")


def test_days_are_found_among_the_slots():
    mine = slots_of(SPRING, step_minutes=15, timezone=ZONE)
    assert mine.slots_on(SPRING.from_ + 1) == slice(96, 188)
    assert mine.slots_over(DayRange(SPRING.from_ + 1, SPRING.until + 9)) == slice(96, 284)
    assert mine.slots_over(DayRange(0, 9)) == slice(0, 0)
    with pytest.raises(ValueError, match="none of these days"):
        mine.slots_on(SPRING.until)


@given(
    days=st.sampled_from([SPRING, AUTUMN]),
    step_minutes=st.sampled_from(STEPS),
    start_hour=st.sampled_from([0, 6]),
    chance=chances,
)
def test_any_order_and_any_gaps_are_placed_as_the_clock_walks(
    days, step_minutes, start_hour, chance
):
    walked = walk(days, step_minutes, start_hour)
    kept = [row for row in walked if chance.random() < 0.7]
    chance.shuffle(kept)
    values = [chance.choice([-1, 0, chance.randrange(5_000)]) for _ in kept]
    found = place_plainly(
        [at for _, at in kept], values, step_minutes=step_minutes, start_hour=start_hour, days=days
    )
    told = {at: value for (_, at), value in zip(kept, values, strict=True)}
    assert found.values_wh.tolist() == [told.get(at, -1) for _, at in walked]
    assert found.fits
    assert not len(found.repeated)
    silent = {n for start, end in found.gaps.tolist() for n in range(start, end)}
    assert silent == {n for n, (_, at) in enumerate(walked) if at not in told}
    assert ((found.states == ValueState.MISSING) == (found.values_wh < 0)).all()


@given(
    days=st.lists(st.integers(SPRING.from_, SPRING.from_ + 300), min_size=1, max_size=5),
    second=st.integers(0, 86_399),
    start_hour=st.sampled_from([0, 6]),
)
def test_the_days_spanned_are_those_of_the_first_and_the_last(days, second, start_hour):
    starts = np.array([day * 86_400 + second for day in days])
    zone = ZoneInfo(ZONE)
    local = [
        # A wall clock goes back as the instant does: the hour of the day alone decides.
        datetime.fromtimestamp(at, zone)
        for at in starts.tolist()
    ]
    own = [day_number(at.date()) - (at.hour < start_hour) for at in local]
    spanned = days_spanned(starts, timezone=ZONE, start_hour=start_hour)
    assert spanned == DayRange(min(own), max(own) + 1)


def test_nothing_spans_no_days():
    found = place_plainly([], [])
    assert not found.slots.days
    assert found.fits


def test_a_wrong_year_is_not_laid_out():
    first = starts_of(SPRING, step_minutes=15, timezone=ZONE)[0]
    with pytest.raises(SpanTooLong, match="days lie between") as caught:
        days_spanned(np.array([first, first + 30 * 365 * 86_400]), timezone=ZONE)
    assert caught.value.days.days_count > placing.MAX_DAYS
    # What no calendar counts is outside, and the rest is placed.
    found = place_plainly([first, 2**60, -5], [1, 2, 3])
    assert found.outside.tolist() == [1, 2]
    assert found.values_wh[:2].tolist() == [1, -1]
    assert not found.fits


def test_rows_off_the_grid_and_overlaps_are_named_not_placed():
    first = int(starts_of(SPRING, step_minutes=15, timezone=ZONE)[0])
    found = place_plainly([first + 900, first, first + 420, first + 10_000], [2, 1, 9, 9])
    assert found.off_grid.tolist() == [2, 3]
    # 00:07 lies inside 00:00, and 00:15 starts before that of 00:07 has ended.
    assert found.overlapping.tolist() == [0, 2]
    assert found.values_wh[:3].tolist() == [1, 2, -1]
    assert found.gaps.tolist() == [[2, 96]]
    outside = place_plainly([first], [1], days=DayRange(SPRING.until, SPRING.until + 1))
    assert outside.outside.tolist() == [0]
    assert (outside.values_wh == -1).all()


def test_days_off_their_midnight_are_named():
    midnights = starts_of(SPRING, step_minutes=1440, timezone=ZONE).tolist()
    rows = [midnights[0], midnights[1] + 3_600, midnights[2]]
    found = place_plainly(rows, [1, 2, 3], step_minutes=1440)
    assert found.values_wh.tolist() == [1, -1, 3]
    assert found.off_grid.tolist() == [1]
    # The Sunday has 23 hours: a day that starts at 01:00 of it would end on Monday at 01:00.
    assert found.overlapping.tolist() == [2]


def test_what_is_said_twice_is_one_and_what_contradicts_is_none():
    first = int(starts_of(SPRING, step_minutes=15, timezone=ZONE)[0])
    at = [first + 900 * slot for slot in (3, 0, 0, 1, 1, 2, 2, 3, 4, 4)]
    values = [-1, 5, 5, 7, 8, -1, 6, -1, -1, -1]
    own_states = [6, MEASURED, ESTIMATED, 1, 1, 6, MEASURED, 5, 5, 6]
    found = place_plainly(at, values, own_states)
    assert found.values_wh[:5].tolist() == [5, -1, 6, -1, -1]
    assert found.states[:5].tolist() == [ESTIMATED, 6, MEASURED, 6, 6]
    assert found.repeated.tolist() == [2, 7, 9]
    assert found.conflicting.tolist() == [3, 4]
    assert not found.fits
    assert found.gaps.tolist() == [[5, 96]]


def test_short_integers_are_placed_like_long_ones():
    starts = starts_of(SPRING, step_minutes=15, timezone=ZONE)[[0, 0, 1, 1]]
    values = np.array([-1, 7, 8, 9], dtype=np.int32)
    own_states = np.array([6, 1, 1, 1], dtype=np.uint8)
    found = place(starts, values, own_states, step_minutes=15, timezone=ZONE)
    assert found.values_wh[:2].tolist() == [7, -1]


@given(chances)
def test_registers_that_share_the_hours_merge_whatever_their_order(chance):
    starts = starts_of(DayRange(SPRING.from_, SPRING.from_ + 1), step_minutes=15, timezone=ZONE)
    wanted = [chance.randrange(1_000) for _ in starts]
    rows = [(at, value) for at, value in zip(starts.tolist(), wanted, strict=True)]
    rows += [(at, -1) for at in starts.tolist()]
    chance.shuffle(rows)
    found = place_plainly([at for at, _ in rows], [value for _, value in rows])
    assert found.values_wh.tolist() == wanted
    assert (found.states == MEASURED).all()
    assert found.fits
    assert not len(found.repeated)


@pytest.mark.parametrize(
    ("values", "own_states", "message"),
    [
        ([1, 2], [1], "its instant and its state"),
        ([1.5], [1], "whole Wh"),
        ([-2], [6], "below zero"),
        ([1], [7], "none of the vocabulary"),
        ([1], [6], "missing where its state says"),
        ([-1], [0], "missing where its state says"),
    ],
)
def test_rows_that_contradict_themselves_are_refused(values, own_states, message):
    starts = np.arange(len(values)) * 900
    with pytest.raises(ValueError, match=message):
        place(
            starts,
            np.array(values),
            np.array(own_states, dtype=np.uint8),
            step_minutes=15,
            timezone=ZONE,
        )


def test_stored_days_come_back_on_their_slots():
    mine = slots_of(SPRING, step_minutes=60, timezone=ZONE)
    sunday, monday = SPRING.from_ + 1, SPRING.from_ + 2
    values, own_states = join_days(
        mine, [monday, sunday], [[7] * 24, np.arange(23)], [b"\x01", bytes([4] * 23)]
    )
    assert values.tolist() == [*[-1] * 24, *range(23), *[7] * 24]
    assert own_states.tolist() == [*[6] * 24, *[4] * 23, *[1] * 24]
    with pytest.raises(ValueError, match="24 values do not fit the 23 slots"):
        join_days(mine, [sunday], [[7] * 24], [b"\x01"])
    with pytest.raises(ValueError, match="comes twice"):
        join_days(mine, [sunday, sunday], [[7] * 23] * 2, [b"\x01"] * 2)


@given(st.lists(st.sampled_from(list(ValueState)), max_size=100))
def test_states_are_kept_in_one_byte_when_all_are_alike(own_states):
    mine = np.array(own_states, dtype=np.uint8)
    packed = pack_states(mine)
    if own_states:
        assert states.unpack_states(packed, len(own_states)).tolist() == own_states
        assert len(packed) == (1 if len(set(own_states)) == 1 else len(own_states))
        assert states.worst_state(mine) == max(own_states)
    else:
        assert packed == b""
        assert states.worst_state(mine) == ValueState.MISSING


def test_states_that_are_none_are_refused():
    with pytest.raises(ValueError, match="2 states do not fit 3 values"):
        states.unpack_states(b"\x01\x02", 3)
    with pytest.raises(ValueError, match="none of the vocabulary"):
        states.unpack_states(b"\x07", 3)


def test_states_have_their_words():
    assert [state.label for state in ValueState if not state.has_value] == ["not_yet", "missing"]
    assert states.is_known(np.array([-1, 0, 3])).tolist() == [False, True, True]

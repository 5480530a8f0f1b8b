"""Series of intervals for the tests, and the slow oracle: a clock that walks step by step."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import strategies as st
from profile_samples import ZONE, number

from energycore.clocks import DayRange
from energycore.intervals import STEPS, ValueState, slots_of

SPRING = DayRange(number(2026, 3, 28), number(2026, 3, 31))
AUTUMN = DayRange(number(2026, 10, 24), number(2026, 10, 27))
NEW_YEAR = DayRange(number(2025, 12, 30), number(2026, 1, 3))
SHORT_STEPS = STEPS[:-1]

periods = st.sampled_from([SPRING, AUTUMN, NEW_YEAR])
chances = st.integers(0, 2**32).map(Random)  # drawing each number by hypothesis takes minutes


def walk(days, step_minutes, start_hour=0, zone=ZONE):
    """(day, instant) of each interval, one step of the clock after the other."""
    mine = ZoneInfo(zone)
    found = []
    for day in days:
        on = date(1970, 1, 1) + timedelta(days=day)
        at = datetime(on.year, on.month, on.day, start_hour, tzinfo=mine).astimezone(UTC)
        on += timedelta(days=1)
        end = datetime(on.year, on.month, on.day, start_hour, tzinfo=mine).astimezone(UTC)
        while at < end:
            found.append((day, int(at.timestamp())))
            at = end if step_minutes == 1440 else at + timedelta(minutes=step_minutes)
    return found


def wall(instant, zone=ZONE):
    """The date and time that a clock on the wall shows."""
    return datetime.fromtimestamp(instant, ZoneInfo(zone))


def over(days, step_minutes=15, start_hour=0):
    return slots_of(days, step_minutes=step_minutes, timezone=ZONE, start_hour=start_hour)


def draw_series(chance, count, lacking=0.2, highest=5_000):
    """Values and states of `count` slots, some missing, some still to come."""
    many = np.random.default_rng(chance.randrange(2**32))
    silent = many.choice([ValueState.NOT_YET, ValueState.MISSING], size=count)
    spoken = many.integers(0, ValueState.NOT_YET, size=count)
    own_states = np.where(many.random(count) < lacking, silent, spoken).astype(np.uint8)
    values = many.integers(0, highest, size=count)
    return np.where(own_states >= ValueState.NOT_YET, -1, values), own_states


def measured(values):
    """States for values: measured where there is one, missing where there is none."""
    return np.where(np.asarray(values) < 0, ValueState.MISSING, ValueState.MEASURED).astype(
        np.uint8
    )

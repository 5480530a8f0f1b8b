"""Days, weeks, months, years: whichever way random consumption is asked for, it comes to the same."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from advance_factory import index_on, make_household
from consumption_factory import ask, fill_days, read_index
from interval_factory import store_consent
from kwartier.metering.types import RegisterKind, RegisterSpec

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 1, 1), date(2026, 11, 1)
PAIR = (RegisterSpec(RegisterKind.DAY), RegisterSpec(RegisterKind.NIGHT))


def make_random_home(seed: int):
    """A home read on random days, of whose days random runs are known in steps of their own, or in part.

    Some runs come to more than the registers counted: they do not fit them.
    """
    rng = np.random.default_rng(seed)
    home = make_household(
        annual=(2_000, 1_500) if seed % 2 else (3_500,),
        read_on=(date(2025, 4, 15),),
        home={"registers": PAIR} if seed % 2 else None,
    )
    days = [FIRST + timedelta(days=int(day)) for day in np.sort(rng.choice(304, 9, replace=False))]
    for day in days:
        if seed % 2:
            read_index(home, day, index_on(home.home, day, annual=2_000), "day")
            read_index(home, day, index_on(home.home, day, annual=1_500), "night")
        else:
            read_index(home, day, index_on(home.home, day, annual=3_500))
    store_consent(home.account, home.home)
    ends = [FIRST + timedelta(days=int(day)) for day in np.sort(rng.choice(304, 14, replace=False))]
    for first, until in pairwise(ends):
        if rng.random() < 0.3:
            continue
        step = int(rng.choice([15, 15, 30, 60, 1_440]))
        lacking = {
            first + timedelta(days=int(day)): int(rng.integers(1, 20))
            for day in rng.integers(0, (until - first).days, 2)
            if step < 60
        }
        fill_days(
            home.home,
            first,
            until,
            wh=int(rng.integers(20, 120)) * step // 15,
            step_minutes=step,
            lacking=lacking,
        )
    return home


@pytest.mark.parametrize("seed", range(4))
def test_days_months_and_years_agree_whichever_way_they_are_asked(seed):
    home = make_random_home(seed)
    year = ask(home, "year", "2026")
    months = [ask(home, "month", part.from_.isoformat()) for part in year.parts]
    for part, month in zip(year.parts, months, strict=True):
        assert (part.from_, part.offtake.wh) == (month.period.from_, month.offtake.wh)
        assert part.offtake.known_days == month.offtake.known_days
        # Where a direction is told in one on some of the days, no register is told of the month.
        assert not part.register_wh or dict(part.register_wh) == summed(month.parts)
        assert part.billed.wh == month.billed.wh
    by_day = {part.from_: part.offtake for month in months for part in month.parts}
    for first in (date(2026, 3, 23), date(2026, 6, 29), date(2026, 10, 19)):
        week = ask(home, "week", first.isoformat())
        assert [part.offtake for part in week.parts] == [by_day[part.from_] for part in week.parts]
        day = ask(home, "day", first.isoformat())
        assert day.offtake == by_day[first]
    assert any(part.register_wh for part in year.parts)
    known = sum(month.offtake.wh or 0 for month in months)
    assert year.offtake.wh == known == sum(each.wh or 0 for each in by_day.values())


def summed(parts):
    found: dict[str, int] = {}
    for part in parts:
        for name, wh in part.register_wh:
            found[name] = found.get(name, 0) + wh
    return found

"""Days, weeks, months, years: whichever way random consumption is asked for, it comes to the same."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from advance_factory import READ_ON, index_on, make_household, make_priced_card
from consumption_factory import ask, fill_days, read_index
from interval_factory import store_consent
from kwartier.metering.operations import exchange_meter
from kwartier.metering.types import Energy, MeterKind, MeterSpec, RegisterKind, RegisterSpec
from kwartier.platform.types import SYSTEM
from supply_factory import NOW, make_contract, registers_of

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
        assert part.cents is None or part.cents == month.cents
    assert sum(part.cents is not None for part in year.parts) > 5
    by_day = {part.from_: part.offtake for month in months for part in month.parts}
    cents = {part.from_: part.cents for month in months for part in month.parts}
    for first in (date(2026, 3, 23), date(2026, 6, 29), date(2026, 10, 19)):
        week = ask(home, "week", first.isoformat())
        assert [part.offtake for part in week.parts] == [by_day[part.from_] for part in week.parts]
        assert [part.cents for part in week.parts] == [cents[part.from_] for part in week.parts]
        day = ask(home, "day", first.isoformat())
        assert (day.offtake, day.parts[0].cents) == (by_day[first], cents[first])
    assert any(part.register_wh for part in year.parts)
    known = sum(month.offtake.wh or 0 for month in months)
    assert year.offtake.wh == known == sum(each.wh or 0 for each in by_day.values())


def test_euro_agree_where_a_meter_and_a_contract_are_replaced():
    """A bill rounds once for each meter, a contract has its own: days still add up to the cent."""
    card = {"annual": (31_000,), "period": (date(2025, 4, 15), date(2026, 3, 1))}
    home = make_household(ends_on=date(2026, 3, 1), **card)
    starts, exchanged = date(2026, 3, 1), date(2026, 7, 6)
    make_contract(
        home.account,
        home.home,
        starts_on=starts,
        card=make_priced_card(home.brand, Energy.ELECTRICITY),
        brand=home.brand,
    )
    (old,) = registers_of(home.home)
    exchange_meter(
        supply_point_id=home.home.id,
        removed_serial=old.meter_serial,
        installed=MeterSpec("NEW", MeterKind.DIGITAL, exchanged, PAIR),
        actor=SYSTEM,
        now=NOW,
    )
    read_index(home, exchanged, index_on(home.home, exchanged, annual=31_000), "total")
    for kind, used in (("day", 6_000), ("night", 5_000)):
        read_index(home, exchanged, 0, kind)
        read_index(home, READ_ON, used, kind)
    year = ask(home, "year", "2026")
    billed = {part.from_: part for part in ask(home, "billing", "2025-06").parts}
    for part in year.parts[:11]:
        month = ask(home, "month", part.from_.isoformat())
        assert part.cents == month.cents
        assert part.cents is not None
        if part.from_ < date(2026, 3, 1):
            assert billed[part.from_].cents == part.cents


def summed(parts):
    found: dict[str, int] = {}
    for part in parts:
        for name, wh in part.register_wh:
            found[name] = found.get(name, 0) + wh
    return found

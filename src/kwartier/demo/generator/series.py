"""Quarter-hours and half-hours of some people, until yesterday, as the grid operator delivers them.

They are drawn so that they come to what the registers count, and to the peaks that were delivered.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from energycore.clocks import DayRange, date_of, day_number, month_starts, weekday_of
from energycore.intervals import MISSING_WH, DaySlots, ValueState, slots_of
from energycore.units import FloatArray, IntArray
from kwartier.demo.generator import temperatures
from kwartier.demo.generator.customers import Customer
from kwartier.demo.generator.days import morning_of
from kwartier.demo.generator.energy import daily_use_wh
from kwartier.demo.generator.french_homes import FrenchHome
from kwartier.demo.generator.homes import SEED, Home, Point
from kwartier.demo.generator.monthly import peak_of
from kwartier.intervals.formats import open_csv
from kwartier.intervals.operations import give_consent, load_file
from kwartier.intervals.queries import read_consent_text
from kwartier.intervals.refusals import NothingWithConsent
from kwartier.intervals.types import ConsentChannel, Direction, LoadDoor, Purpose, Series
from kwartier.parties.types import AccountInfo
from kwartier.platform.types import SYSTEM, Actor, ActorKind, BrandInfo
from kwartier.supply.types import BillingRhythm, ContractRow

# Who consented: panels and a digital meter, a business with peaks; the French ones in half-hours.
BELGIAN_LOGINS = ("noor", "wim")
FRENCH_LOGINS = ("julien", "elodie")
# Whose meter was out of reach for some days; a gap is left with one, whom no price by the hour needs.
FALTERING_LOGINS = ("noor", "elodie")
GAPPED_LOGINS = ("elodie",)
# So many days before the last one: estimated, with a gap in the evening, and estimated and corrected since.
_ESTIMATED_BEFORE, _GAPPED_BEFORE, _CORRECTED_BEFORE = 26, 19, 12
_GAP_HOURS = (18, 20)
# Whose gas is told by the day: that needs no consent.
GAS_LOGINS = (temperatures.HEATED,)
_YEARS_DAYS = 731
_DAY_MINUTES = 1_440
_WH_PER_KWH = 1_000.0
_DAY_SECONDS, _HOUR_SECONDS = 86_400, 3_600
_SATURDAY = 5
_GIVEN = frozenset({"injection", "injection_day", "injection_night"})
# When the registers of a meter count, in hours of a working day; those of every hour are not named.
_HOURS = {"day": (7, 22), "peak_hours": (6, 22)}
_NIGHTS = {"night": "day", "off_peak_hours": "peak_hours"}
_EVERY_DAY = frozenset({"peak_hours", "off_peak_hours"})


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What is to be drawn: Wh of each register and day, at a step, of somebody of a position."""

    contract: ContractRow
    days: DayRange
    step_minutes: int
    position: int
    is_business: bool
    daily_wh: Mapping[str, FloatArray]
    peaks_w: Mapping[date, int]


def load_belgian_series(brand: BrandInfo, customers: Sequence[Customer], *, today: date) -> None:
    """Two years: quarter-hours of the stories that consented, days of gas."""
    for customer in customers:
        for point, contract in customer.contracts:
            if customer.story is None or not is_told(customer.story.login, point):
                continue
            days = _days_of(contract, today)
            if point.energy == "electricity":
                _consent(customer.account, contract, date_of(days.from_))
            drawn = draw_belgian(customer.home, point, contract, days)
            _load_years(brand, drawn, customer.story.login, today=today)


def is_told(login: str, point: Point) -> bool:
    """Whether the operator delivers more than readings of a supply point of a story."""
    return login in (GAS_LOGINS if point.energy == "gas" else BELGIAN_LOGINS)


def load_french_series(
    brand: BrandInfo,
    people: Sequence[tuple[FrenchHome, AccountInfo, ContractRow]],
    *,
    today: date,
) -> None:
    """Two years of half-hours of the stories that consented."""
    for home, account, contract in people:
        if home.login in FRENCH_LOGINS:
            days = _days_of(contract, today)
            _consent(account, contract, date_of(days.from_))
            _load_years(brand, draw_french(home, contract, days), home.login, today=today)


def deliver(brand: BrandInfo, drawn: Drawn, *, today: date) -> None:
    """The operator's file of a day; none where the customer consents no more."""
    with suppress(NothingWithConsent):
        _load(brand, drawn, _list_series(drawn), today=today)


def draw_belgian(home: Home, point: Point, contract: ContractRow, days: DayRange) -> Drawn:
    """What is to be drawn of a Belgian home; a business is held to its monthly peaks."""
    monthly = contract.billing_rhythm == BillingRhythm.MONTHLY
    months = [date_of(day) for day in month_starts(days.from_, days.until)] if monthly else []
    return Drawn(
        contract=contract,
        days=days,
        step_minutes=_DAY_MINUTES if point.energy == "gas" else 15,
        position=home.position,
        is_business=home.kind == "business",
        daily_wh=daily_use_wh(home, point, days.from_, days.until),
        peaks_w={month: peak_of(home, month) for month in months},
    )


def draw_french(home: FrenchHome, contract: ContractRow, days: DayRange) -> Drawn:
    """What is to be drawn of a French home."""
    counted = home.counted_at(np.arange(days.from_, days.until + 1))
    return Drawn(
        contract=contract,
        days=days,
        step_minutes=30,
        position=home.position,
        is_business=False,
        daily_wh={kind.value: np.diff(kwh) * _WH_PER_KWH for kind, kwh in counted.items()},
        peaks_w={},
    )


def draw_values(drawn: Drawn) -> dict[Direction, tuple[DaySlots, IntArray]]:
    """Whole Wh of every interval in each direction that is counted."""
    slots = _slots(drawn)
    noise = _noise(drawn.position, slots)
    found: dict[Direction, tuple[DaySlots, IntArray]] = {}
    for direction in Direction:
        gives = direction is Direction.INJECTION
        kinds = [kind for kind in drawn.daily_wh if (kind in _GIVEN) == gives]
        if gives and kinds:
            total = np.sum([drawn.daily_wh[kind] for kind in kinds], axis=0)
            found[direction] = (slots, _spread(total, _sun(slots) * noise, slots))
        elif kinds:
            shape = _habits(slots, is_business=drawn.is_business) * noise
            parts = [
                _spread(drawn.daily_wh[kind], shape * _window(kind, slots), slots) for kind in kinds
            ]
            found[direction] = (slots, _hold_peaks(np.sum(parts, axis=0), slots, drawn.peaks_w))
    return found


def _noise(position: int, slots: DaySlots) -> FloatArray:
    """No quarter-hour is like the next; a day has one answer whenever it is asked for."""
    parts = [
        np.random.default_rng([SEED, 15, position, day]).gamma(2.5, 0.4, length)
        for day, length in zip(slots.days, slots.lengths.tolist(), strict=True)
    ]
    return np.concatenate(parts)


def _days_of(contract: ContractRow, today: date) -> DayRange:
    until = day_number(min(today, contract.until or today))
    return DayRange(max(day_number(contract.from_), until - _YEARS_DAYS), until)


def _hours(slots: DaySlots) -> FloatArray:
    return np.asarray((slots.wall_seconds() % _DAY_SECONDS) / _HOUR_SECONDS, dtype=np.float64)


def _bump(hours: FloatArray, at: float, width: float) -> FloatArray:
    return np.asarray(np.exp(-(((hours - at) / width) ** 2)), dtype=np.float64)


def _habits(slots: DaySlots, *, is_business: bool) -> FloatArray:
    """Up in the morning, cooking, an evening; or a working day."""
    hours = _hours(slots)
    if is_business:
        works = weekday_of(slots.day_numbers) < _SATURDAY
        return 0.5 + 1.4 * works * (_bump(hours, 10.5, 3.0) + 0.8 * _bump(hours, 15.0, 2.5))
    return (
        0.3 + 0.5 * _bump(hours, 7.5, 1.2) + 0.4 * _bump(hours, 12.5, 1.4) + _bump(hours, 19.2, 2.1)
    )


def _sun(slots: DaySlots) -> FloatArray:
    """Between sunrise and sunset, which the season moves; the clock of summer is an hour ahead."""
    season = np.cos((slots.day_numbers % 365.25 - 171) / 365.25 * 2 * np.pi)
    half_day = 6.1 + 2.1 * season
    height = np.cos((_hours(slots) - 13.2) / half_day * np.pi / 2)
    is_light = np.abs(_hours(slots) - 13.2) < half_day
    return np.asarray(np.where(is_light, np.maximum(height, 0.0) ** 1.3, 0.0), dtype=np.float64)


def _window(kind: str, slots: DaySlots) -> FloatArray:
    """Where a register counts: 1, elsewhere 0."""
    by_day = _NIGHTS.get(kind, kind)
    if by_day not in _HOURS:
        return np.ones(slots.count)
    first, last = _HOURS[by_day]
    hours = _hours(slots)
    inside = (hours >= first) & (hours < last)
    if kind not in _EVERY_DAY:
        inside &= weekday_of(slots.day_numbers) < _SATURDAY
    return np.asarray(inside if kind == by_day else ~inside, dtype=np.float64)


def _spread(daily_wh: FloatArray, weights: FloatArray, slots: DaySlots) -> IntArray:
    """Whole Wh that come to each day's, by cumulative rounding: what is cut off is carried on."""
    sums = np.add.reduceat(weights, slots.positions[:-1])
    per_weight = np.divide(daily_wh, sums, out=np.zeros_like(sums), where=sums > 0)
    running = np.cumsum(weights * np.repeat(per_weight, slots.lengths))
    return np.diff(np.floor(np.concatenate(([0.0], running)) + 1e-6)).astype(np.int64)


def _hold_peaks(values: IntArray, slots: DaySlots, peaks_w: Mapping[date, int]) -> IntArray:
    """Let the highest quarter-hour of each month be the one that was delivered; the month's sum stays."""
    for month, peak_w in peaks_w.items():
        ends = [day_number(month), day_number((month + timedelta(days=32)).replace(day=1))]
        inside = DayRange(*ends).overlap(slots.days)
        if inside is None:
            continue
        part = values[slots.slots_over(inside)]
        highest, total = peak_w // 4, int(part.sum())
        place = int(part.argmax())
        np.minimum(part, highest - 1, out=part)
        part[place] = highest
        _level(part, total, place, highest)
    return values


def _level(part: IntArray, total: int, place: int, highest: int) -> None:
    """Bring a month back to its sum, where there is room below the peak, but for the peak itself."""
    room = highest - 1 - part
    room[place] = 0
    lacking = total - int(part.sum())
    source = room if lacking >= 0 else np.where(np.arange(part.size) == place, 0, part)
    running = np.cumsum(source) * (lacking / max(int(source.sum()), 1))
    part += np.diff(np.round(np.concatenate(([0.0], running)))).astype(np.int64)


def _consent(account: AccountInfo, contract: ContractRow, day: date) -> None:
    give_consent(
        account=account,
        supply_point_id=contract.supply_point_id,
        purpose=Purpose.DISPLAY,
        text_version=read_consent_text(Purpose.DISPLAY).version,
        channel=ConsentChannel.PORTAL,
        actor=Actor(kind=ActorKind.SYSTEM, name=account.name),
        today=day,
        now=morning_of(day),
    )


def _load_years(brand: BrandInfo, drawn: Drawn, login: str, *, today: date) -> None:
    """All that the operator delivered until now; of some, what it corrected since comes after it."""
    true = _list_series(drawn)
    if login not in FALTERING_LOGINS:
        _load(brand, drawn, true, today=today)
        return
    day = drawn.days.until - _CORRECTED_BEFORE
    corrected = [_only_on(series, DayRange(day, day + 1), drawn) for series in true]
    _load(brand, drawn, [_falter(series, drawn, login) for series in true], today=today)
    _load(brand, drawn, corrected, today=today)


def _list_series(drawn: Drawn) -> list[Series]:
    return [
        Series(
            code=drawn.contract.code,
            direction=direction,
            step_minutes=drawn.step_minutes,
            starts=slots.starts,
            values_wh=values,
            states=np.full(slots.count, ValueState.VALIDATED, dtype=np.uint8),
            lines=np.arange(slots.count, dtype=np.int64),
            register="",
        )
        for direction, (slots, values) in draw_values(drawn).items()
    ]


def _falter(series: Series, drawn: Drawn, login: str) -> Series:
    """A series as it came at first: one day estimated, one with a gap, one estimated wrongly."""
    slots = _slots(drawn)
    values, states = series.values_wh.copy(), series.states.copy()
    until = drawn.days.until
    states[slots.slots_on(until - _ESTIMATED_BEFORE)] = ValueState.ESTIMATED
    wrong = slots.slots_on(until - _CORRECTED_BEFORE)
    values[wrong] = int(values[wrong].mean())
    states[wrong] = ValueState.ESTIMATED
    if login in GAPPED_LOGINS:
        gapped = slots.slots_on(until - _GAPPED_BEFORE)
        first, last = (gapped.start + hour * 60 // drawn.step_minutes for hour in _GAP_HOURS)
        values[first:last], states[first:last] = MISSING_WH, ValueState.MISSING
    return replace(series, values_wh=values, states=states)


def _only_on(series: Series, days: DayRange, drawn: Drawn) -> Series:
    """The days of a series, as the operator corrects them."""
    part = _slots(drawn).slots_over(days)
    return replace(
        series,
        starts=series.starts[part],
        values_wh=series.values_wh[part],
        states=np.full(part.stop - part.start, ValueState.CORRECTED, dtype=np.uint8),
        lines=series.lines[part],
    )


def _slots(drawn: Drawn) -> DaySlots:
    return slots_of(
        drawn.days,
        step_minutes=drawn.step_minutes,
        timezone=drawn.contract.supply_point.timezone_name,
    )


def _load(brand: BrandInfo, drawn: Drawn, series: Sequence[Series], *, today: date) -> None:
    load_file(
        brand=brand,
        content=open_csv.write(series, timezone=drawn.contract.supply_point.timezone_name),
        name=f"{drawn.contract.code}.csv",
        door=LoadDoor.COMMAND,
        actor=SYSTEM,
        now=morning_of(today),
    )

"""Whether a watch is passed, by the rules of the kernel: what was found, since when, beside what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from energycore.clocks import date_of, day_number
from energycore.intervals import (
    Unusual,
    Use,
    find_high_spell,
    find_leak,
    find_unusual_use,
    month_peaks,
    peaks_above,
    restless_since,
)
from kwartier.alerts._series import (
    Watched,
    lay_out_days,
    lay_out_slots,
    rests_on_finer,
    window_from,
)
from kwartier.alerts.types import Outcome
from kwartier.billing.bulk_types import BulkForecast
from kwartier.billing.types import RecommendationReason
from rulebooks.alerts import AlertRules

_QUARTER = (15,)
_NIGHT_STEPS = (5, 10, 15, 30, 60)
_CENTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something to be told once: under the name of its cause; `is_spell`: not again while it goes on."""

    cause: str
    from_day: date
    last_day: date
    found: int
    usual: int | None = None
    rests_on_finer: bool = False
    is_spell: bool = False


type Judged = tuple[Outcome, list[Found]]

_QUIET: Judged = (Outcome.QUIET, [])
_TOO_LITTLE: Judged = (Outcome.TOO_LITTLE, [])


def judge_use(watched: Watched, limit: int, rules: AlertRules, *, today: date) -> Judged:
    """Whether the newest days took so many percent more than the same weekday before."""
    span, daily = lay_out_days(watched.stored)
    rule = Unusual(
        weeks=rules.history_weeks,
        least_weeks=rules.least_weeks,
        spread_times=rules.spread_times,
        percent=limit,
        slack_wh=rules.slack_wh,
    )
    judged = find_unusual_use(daily, rule)
    fresh = span.days >= day_number(today) - rules.fresh_days
    if (judged.uses[fresh] == Use.UNKNOWN).all():
        return _TOO_LITTLE
    spell = find_high_spell(judged)
    if spell is None or not fresh[spell[1] - 1]:
        return _QUIET
    first, until = span.from_ + spell[0], span.from_ + spell[1]
    behind = first - 7 * rules.history_weeks
    found = Found(
        cause=date_of(first).isoformat(),
        from_day=date_of(first),
        last_day=date_of(until - 1),
        found=int(daily[spell[0]]),
        usual=int(judged.usual_wh[spell[0]]),
        rests_on_finer=rests_on_finer(watched.stored, behind, until),
        is_spell=True,
    )
    return Outcome.RAISED, [found]


def judge_leak(watched: Watched, limit: int, rules: AlertRules, *, today: date) -> Judged:
    """Whether the last nights never rested; the days before the month before are not asked."""
    if not watched.may_look:
        return Outcome.NO_CONSENT, []
    laid = lay_out_slots(watched, window_from(today), steps=_NIGHT_STEPS)
    if laid is None:
        return _TOO_LITTLE
    slots, values = laid
    last = slots.days.until - 1
    if last < day_number(today) - rules.fresh_days:
        return _TOO_LITTLE
    leak = find_leak(slots, values, never_below_w=limit, nights=rules.nights_count)
    if leak.is_leak is None:
        return _TOO_LITTLE
    since = restless_since(slots, values, never_below_w=limit)
    if not leak.is_leak or since is None:
        return _QUIET
    # The last nights said that it is one; the lowest is that of all nights since the first.
    whole = find_leak(slots, values, never_below_w=limit, nights=last - since + 1)
    found = Found(
        cause=date_of(since).isoformat(),
        from_day=date_of(since),
        last_day=date_of(last),
        found=whole.lowest_w,
        rests_on_finer=True,
        is_spell=True,
    )
    return Outcome.RAISED, [found]


def judge_peak(watched: Watched, told: Mapping[date, int], limit: int, *, today: date) -> Judged:
    """Whether a quarter-hour of this month or the last lay above a limit.

    ``told`` are the peaks of months that the grid operator told: without quarter-hours they are all
    that is known.
    """
    first = window_from(today)
    peaks = _list_peaks(watched, first)
    finer = {month for month, _day, _watts in peaks}
    told_too = [(month, month, watts) for month, watts in told.items() if month not in finer]
    if not peaks and not told_too:
        return _TOO_LITTLE
    found = [
        Found(
            cause=f"{month:%Y-%m}",
            from_day=month,
            last_day=day,
            found=watts,
            rests_on_finer=month in finer,
        )
        for month, day, watts in sorted([*peaks, *told_too])
        if watts > limit
    ]
    return (Outcome.RAISED if found else Outcome.QUIET), found


def _list_peaks(watched: Watched, first: date) -> list[tuple[date, date, int]]:
    """The months since a day with the day and the watts of their highest quarter-hour."""
    laid = lay_out_slots(watched, first, steps=_QUARTER)
    if laid is None:
        return []
    slots, values = laid
    peaks = month_peaks(slots, values)
    places = np.searchsorted(slots.starts, peaks.peak_starts)
    known = np.flatnonzero(peaks_above(peaks, limit_w=0))
    return [
        (
            date_of(int(peaks.months[at])).replace(day=1),
            date_of(int(slots.day_numbers[places[at]])),
            int(peaks.peaks_w[at]),
        )
        for at in known.tolist()
    ]


def judge_reading(read_on: date | None, began: date, limit: int, *, today: date) -> Judged:
    """Whether so many days passed since the last reading, once for each time that they pass."""
    since = read_on or began
    passed = (today - since).days // limit
    if passed < 1:
        return _QUIET
    due = since + timedelta(days=passed * limit)
    found = Found(cause=due.isoformat(), from_day=since, last_day=due, found=(today - since).days)
    return Outcome.RAISED, [found]


def judge_advance(forecast: BulkForecast | None, limit: int, *, today: date) -> Judged:
    """Whether the advance lies further from the recommended one than so many euro.

    Once a year for an advance of so much, until it is changed.
    """
    if forecast is None or not forecast.is_known:
        return _TOO_LITTLE
    if forecast.recommendation_reason == RecommendationReason.TOO_LITTLE_KNOWN:
        return _TOO_LITTLE
    if abs(forecast.recommended_cents - forecast.current_cents) <= limit * _CENTS:
        return _QUIET
    way = "up" if forecast.recommended_cents > forecast.current_cents else "down"
    found = Found(
        cause=f"{today.year}:{forecast.current_cents}:{way}",
        from_day=today,
        last_day=today,
        found=forecast.recommended_cents,
        usual=forecast.current_cents,
    )
    return Outcome.RAISED, [found]

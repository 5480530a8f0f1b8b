"""The whole advance page with a pencil: volumes, cost, band, settlement, bounds, recommendation."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from pathlib import Path

from pencil.bill import cost_cents
from pencil.days import Shares
from pencil.facts import GIVES, Facts
from pencil.prices import DayPrice, card_prices, fee_vat_rate, prices_of, vat_rate

CALIBRATION = Path(__file__).parents[2] / "src" / "rulebooks" / "calibration"
YEAR = timedelta(days=365)
LEAST_PRIOR_SHARE = Decimal("0.75")
WHOLE_PRIOR_SHARE = Decimal("0.98")
WH = Decimal("0.001")
EURO = 100

type SharesOf = Callable[[str, str], Shares]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the page must say, in cents; `is_known` False leaves the rest without meaning."""

    is_known: bool
    expected_cost_cents: int
    low_cost_cents: int
    high_cost_cents: int
    settlement_cents: int
    recommended_cents: int
    lower_cents: int
    upper_cents: int
    balance_today_cents: int


@dataclass(frozen=True, kw_only=True)
class Register:
    """One register over the period: what is known, what a year would be, and its shares."""

    kind: str
    shares: Shares
    known: Decimal
    known_share: Decimal
    rest_share: Decimal
    prior: Decimal | None
    annual: Decimal

    @property
    def rest(self) -> Decimal:
        return whole_wh(self.annual * self.rest_share)


def whole_wh(kwh: Decimal) -> Decimal:
    """Rounded to a watt-hour."""
    return kwh.quantize(WH, ROUND_HALF_EVEN)


def answer(facts: Facts, shares_of: SharesOf, today: date) -> Answer:
    """Everything that the page says of a contract; `shares_of(profile_key, part)`."""
    known_until = _known_until(facts)
    table = _calibration(facts.connection.energy)
    registers = [
        _register(facts, kind, shares_of, known_until, Decimal(str(table["prior_weight_years"])))
        for kind in facts.connection.registers
    ]
    offtake = [register for register in registers if register.kind not in GIVES]
    fraction = offtake[0].known_share
    has_prior = all(register.prior is not None for register in offtake)
    curve = table["with_prior" if has_prior else "without_prior"]
    errors = [_interpolated(curve, side, fraction) for side in ("low", "high")]
    prices = prices_by_day(facts)
    expected = _cost(facts, registers, prices, known_until, Decimal(0))
    low, high = (_cost(facts, registers, prices, known_until, error) for error in errors)
    low, high = min(low, high, expected), max(low, high, expected)
    invoiced = sum(cents for _, cents in facts.invoiced)
    left = len(facts.left)
    lower, upper = _bounds(facts, low - invoiced, high - invoiced)
    return Answer(
        is_known=fraction > 0 or has_prior,
        expected_cost_cents=expected,
        low_cost_cents=low,
        high_cost_cents=high,
        settlement_cents=expected - invoiced - left * facts.amount_cents,
        recommended_cents=_recommended(facts, expected - invoiced, lower, upper),
        lower_cents=lower,
        upper_cents=upper,
        balance_today_cents=_cost(facts, registers, prices, known_until, Decimal(0), stop=today)
        - invoiced,
    )


def _known_days(facts: Facts) -> int:
    own = [each for each in facts.intervals if each.until > facts.known_from]
    if not own:
        return 0
    first = max(facts.known_from, min(each.first for each in own))
    return (max(each.until for each in own) - first).days


def _known_until(facts: Facts) -> date:
    """The last day that every register tells, within the period."""
    last: dict[str, date] = {}
    for each in facts.intervals:
        if each.until > facts.known_from:
            last[each.kind] = max(each.until, last.get(each.kind, each.until))
    earliest = min(last.values(), default=facts.period[0])
    known_until = min(max(earliest, facts.period[0]), facts.period[1])
    is_whole = known_until == facts.period[1]
    return facts.period[0] if facts.turns_back and not is_whole else known_until


def _register(
    facts: Facts, kind: str, shares_of: SharesOf, known_until: date, weight: Decimal
) -> Register:
    first, until = facts.period
    is_injection = kind in GIVES
    key = facts.injection_profile_key or facts.profile_key if is_injection else facts.profile_key
    divides = kind in ("day", "night") and key.startswith("rlp0n.")
    shares = shares_of(key, kind if divides else "")
    known, _ = _told(facts, kind, shares, first, known_until)
    known = max(whole_wh(known), Decimal(0))
    prior_from = max(facts.known_from, first - YEAR)
    volume, told = _told(facts, kind, shares, prior_from, first)
    least = WHOLE_PRIOR_SHARE if facts.turns_back else LEAST_PRIOR_SHARE
    prior = max(whole_wh(volume / told), Decimal(0)) if told >= least else None
    share = shares.of(first, known_until)
    if prior is not None:
        annual = (known + weight * prior) / (share + weight)
    else:
        annual = known / share if share else Decimal(0)
    return Register(
        kind=kind, shares=shares, known=known, known_share=share,
        rest_share=shares.of(known_until, until), prior=prior, annual=annual,
    )  # fmt: skip


def _told(
    facts: Facts, kind: str, shares: Shares, first: date, until: date
) -> tuple[Decimal, Decimal]:
    """The kWh that readings tell of [first, until), and the share of a year they tell it of."""
    volume = told = Decimal(0)
    for each in facts.intervals:
        start, end = max(each.first, first), min(each.until, until)
        if each.kind != kind or start >= end or each.until <= facts.known_from:
            continue
        inside, whole = shares.of(start, end), shares.of(each.first, each.until)
        by_days = Decimal((end - start).days) / (each.until - each.first).days
        volume += each.kwh * (inside / whole if whole else by_days)
        told += inside
    return volume, told


def prices_by_day(facts: Facts) -> Callable[[date], list[DayPrice]]:
    """Every price of a contract on a day, the supplier's and the market's."""

    def of_day(day: date) -> list[DayPrice]:
        vat, fee_vat = vat_rate(facts.connection, day), fee_vat_rate(facts.connection, day)
        card = card_prices(facts.card, day, vat, fee_vat)
        return [*prices_of(facts.connection, day), *card]

    return cache(of_day)


def _cost(
    facts: Facts,
    registers: list[Register],
    prices: Callable[[date], list[DayPrice]],
    known_until: date,
    error: Decimal,
    *,
    stop: date | None = None,
) -> int:
    first, until = facts.period
    volumes = {}
    annual = Decimal(0)
    for register in registers:
        rest = register.rest
        if register.kind not in GIVES:
            whole = register.known + register.annual * register.rest_share
            if error:
                rest = whole_wh(
                    max(register.annual * register.rest_share + whole * error, Decimal(0))
                )
            years = register.known_share + register.rest_share
            annual += (register.known + rest) / years
        volumes[register.kind] = _by_day(register, rest, known_until)
    return cost_cents(
        prices, volumes, first=first, until=min(stop or until, until),
        annual_kwh=whole_wh(annual), peak_kw=facts.peak_kw,
    )  # fmt: skip


def _by_day(register: Register, rest: Decimal, known_until: date) -> Callable[[date], Decimal]:
    known, rest_share = register.known, register.rest_share

    def on(day: date) -> Decimal:
        if day < known_until:
            return known * register.shares.by_day[day] / register.known_share
        return rest * register.shares.by_day[day] / rest_share if rest_share else Decimal(0)

    return on


@cache
def _calibration(energy: str) -> dict:
    return json.loads((CALIBRATION / f"{energy}.json").read_text("utf-8"))


def _interpolated(curve: dict[str, list[float]], side: str, fraction: Decimal) -> Decimal:
    points = [
        (Decimal(str(x)), Decimal(str(y)))
        for x, y in zip(curve["fractions"], curve[side], strict=True)
    ]
    if fraction >= points[-1][0]:
        return points[-1][1]
    right = next(n for n, (x, _) in enumerate(points) if x > fraction)
    (x0, y0), (x1, y1) = points[right - 1], points[right]
    return y0 + (y1 - y0) * (fraction - x0) / (x1 - x0)


def _bounds(facts: Facts, low_need: int, high_need: int) -> tuple[int, int]:
    """In whole euros: the lower one down, the upper one up."""
    rules, left = facts.rules, len(facts.left)
    lower = Decimal(facts.amount_cents * rules["lower_percent"]) / 100
    upper = Decimal(facts.amount_cents * rules["upper_percent"]) / 100
    if left:
        lower_band = max(low_need // left, 0) * Decimal(rules["lower_band_percent"]) / 100
        upper_band = max(-(-high_need // left), 0) * Decimal(rules["upper_band_percent"]) / 100
        lower, upper = min(lower, lower_band), max(upper, upper_band)
    smallest = rules["smallest_cents"]
    least = max(math.floor(lower / EURO) * EURO, smallest)
    most = max(math.ceil(upper / EURO) * EURO, smallest)
    return least, max(min(most, rules["agent_cap_cents"]), least)


def _recommended(facts: Facts, need: int, lower: int, upper: int) -> int:
    left = len(facts.left)
    if not left or _known_days(facts) < facts.rules["minimum_known_days"]:
        return facts.amount_cents
    amount = max(-(-need // left), 0)
    step = facts.rules["step_cents"]
    return min(max(-(-amount // step) * step, lower), upper)

"""Who lives where with which meters: drawn from the seed, one home at a time, always the same."""

from dataclasses import dataclass, field

import numpy as np

from kwartier.demo.generator import names
from kwartier.demo.generator.places import BELGIAN_PLACES, Place

SEED = 20261121
_EAN_PREFIX = "5414990000"  # an operator that does not exist: recognisable as invented
_LAST_MONTH = 10
_LATE_DAYS = {4: 24, 8: 19, 9: 19}
GAS_CALORIFIC_MICRO_KWH_PER_M3 = 11_560_000


@dataclass(frozen=True, slots=True)
class RegisterPlan:
    """A register of a meter: its kind, its dials, and where it stood on the first day."""

    kind: str
    dials: int
    start_index: int


@dataclass(frozen=True, slots=True)
class Point:
    """A supply point: its number, meter, and how much it uses in a normal year."""

    position: int
    code: str
    energy: str
    profile_key: str
    annual_wh: int
    meter_kind: str
    registers: tuple[RegisterPlan, ...]
    pv_kwp: float = 0.0
    night_share: float = 0.42
    days_late: int = 0  # until the operator has delivered what it read

    @property
    def is_read_monthly(self) -> bool:
        """Whether the operator reads it each month at a distance."""
        return self.meter_kind == "digital"


@dataclass(frozen=True, slots=True)
class Home:
    """A customer of the demonstration, before anything is written."""

    position: int
    number: str
    kind: str
    language: str
    name: str
    place: Place
    street: str
    house_number: str
    points: tuple[Point, ...]
    settlement_month: int
    reads_own_meter: bool
    temperament: float = field(default=1.0)


def ean_of(position: int) -> str:
    """The invented EAN-18 of the n-th supply point, with its right check digit."""
    body = f"{_EAN_PREFIX}{position:07d}"
    weighted = sum(int(digit) * (3, 1)[i % 2] for i, digit in enumerate(reversed(body)))
    return f"{body}{-weighted % 10}"


def draw_homes(count: int, *, seed: int = SEED) -> list[Home]:
    """The first ``count`` Belgian homes of this seed."""
    return [draw_home(position, seed=seed) for position in range(count)]


def draw_home(position: int, *, seed: int = SEED) -> Home:
    """One home, drawn from the seed and its position alone."""
    draw = np.random.default_rng([seed, position])
    place = BELGIAN_PLACES[int(draw.integers(len(BELGIAN_PLACES)))]
    language = place.language if draw.random() > 0.08 else "en"
    business = bool(draw.random() < 0.08)
    person = f"{draw.choice(names.FIRST_NAMES[language])} {draw.choice(names.LAST_NAMES[language])}"
    points = [_draw_electricity(draw, position * 4, place, business=business)]
    if draw.random() < 0.45:
        points.append(_draw_gas(draw, position * 4 + 1, business=business))
    return Home(
        position=position,
        number=f"M-{100_001 + position}",
        kind="business" if business else "household",
        language="fr" if business and language == "en" else language,
        name=str(draw.choice(names.BUSINESSES)) if business else person,
        place=place,
        street=str(draw.choice(names.STREETS[place.language])),
        house_number=str(int(draw.integers(1, 180))),
        points=tuple(points),
        settlement_month=_settlement_month(draw, place),
        reads_own_meter=bool(draw.random() < 0.5),
        temperament=float(draw.normal(0.0, 0.12)),
    )


def _settlement_month(draw: np.random.Generator, place: Place) -> int:
    """Any month; but last year's period must not begin before the tariffs of its operator."""
    month = int(draw.integers(1, 13))
    return month - 2 if place.tariffs_from_2025 and month > _LAST_MONTH else month


def _draw_electricity(
    draw: np.random.Generator, position: int, place: Place, *, business: bool
) -> Point:
    annual_kwh = float(np.clip(draw.lognormal(8.05, 0.42), 900, 14_000)) * (2.4 if business else 1)
    kinds = ("digital", "digital", "digital", "electronic", "ferraris")
    meter_kind = str(draw.choice(kinds))
    pv_kwp = round(float(draw.uniform(2.5, 6.5)), 1) if draw.random() < 0.25 else 0.0
    two_registers = meter_kind == "digital" or draw.random() < 0.4
    kinds_of_registers = ["day", "night"] if two_registers else ["total"]
    if pv_kwp and meter_kind == "electronic":
        meter_kind = "digital"
        kinds_of_registers = ["day", "night"]
    if pv_kwp and meter_kind == "ferraris":
        kinds_of_registers = ["total"]
        annual_kwh = max(
            annual_kwh, pv_kwp * 1_150
        )  # over a year it still takes more than it gives
    if meter_kind == "digital" and pv_kwp:
        kinds_of_registers += ["injection_day", "injection_night"]
    dials = 6 if meter_kind == "digital" else 5
    return Point(
        position=position,
        code=ean_of(position),
        energy="electricity",
        profile_key=f"rlp0n.{place.region}",
        annual_wh=int(annual_kwh * 1000),
        meter_kind=meter_kind,
        registers=tuple(
            RegisterPlan(kind, dials, int(draw.integers(100, 10**dials - 60_000)))
            for kind in kinds_of_registers
        ),
        pv_kwp=pv_kwp,
        night_share=float(np.clip(draw.normal(0.43, 0.06), 0.25, 0.62)),
        days_late=0 if meter_kind == "digital" else _draw_lateness(position),
    )


def _draw_gas(draw: np.random.Generator, position: int, *, business: bool) -> Point:
    annual_kwh = float(np.clip(draw.lognormal(9.5, 0.4), 4_000, 45_000)) * (1.8 if business else 1)
    return Point(
        position=position,
        code=ean_of(position),
        energy="gas",
        profile_key="gas.demo",
        annual_wh=int(annual_kwh * 1000),
        meter_kind="gas",
        registers=(RegisterPlan("total", 5, int(draw.integers(100, 80_000))),),
        days_late=_draw_lateness(position),
    )


def _draw_lateness(position: int) -> int:
    """A quarter of the meters that are read once a year: the operator takes weeks."""
    return _LATE_DAYS.get(position % 12, 0)

"""The same meters billed by Kwartier and by its peers, side by side, amount by amount.

Three bills, each of a year of quarter-hours; the arrays go to `peer_programs.py` as one .npz:

`dynamic`: every quarter-hour at its own price, by month (`wh` int[N, Q], `nano_eur_per_kwh` int64[Q]).
`year`: a yearly fee, a price by day and one by night, and a price for the highest kW of each month.
  NREL's SAM knows no VAT, no levies by the year, no mean of peaks, and begins every year on a Monday:
  day and night are the same on every day here, and its price of a kW-month is ours of a year by days.
`flemish`: the whole bill of a household with injection in each Fluvius area. energy-cost brings grid,
  levies and VAT of its own; the monthly peaks are handed to both, all above the floor of 2.5 kW
  (energy-cost lays the floor under the mean, the tariff under each month).

The peers count in floating point and round nothing. Kwartier is exact to the pico-euro, with four
roundings that are its rules: a slice to a Wh, a mean peak to a watt (half a watt at 57 EUR is 3 cents a
year), a base to a cent per rate, and its VAT to a cent. `Bill.tolerance_eur` says what may differ for
that reason; every other amount of a year agrees to a hundred-thousandth of a euro.
"""

import json
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from energycore.charges import Peaks, charge_dynamic_parts, rolling_mean_peaks
from energycore.clocks import DayRange, midnight_at
from energycore.statement import Statements, make_statements
from energycore.tariff import (
    CapacityTerm,
    CardPrices,
    CardVat,
    FixedTerm,
    Tariff,
    UnitTerm,
    card_terms,
    compile_tariff,
)
from rulebooks.be.terms import build_terms

type Euro = dict[str, float]

SEED = 20261122
PICO = 1e12
SECONDS_PER_QUARTER = 900
QUARTERS_PER_DAY, QUARTERS_PER_HOUR = 96, 4
FLOOR_W = 2_500
EXACT_EUR, CAPACITY_EUR, VAT_EUR = 1e-5, 0.03, 0.011
AREAS = ("antwerpen", "halle_vilvoorde", "imewo", "kempen", "limburg")
AREAS += ("midden_vlaanderen", "west", "zenne_dijle")
DAY_HOURS = (7, 22)
FEE_MICRO_EUR = 60_000_000
DAY, NIGHT, PER_KW_YEAR = 121_000_000, 98_000_000, 49_403_656_300
VAT = CardVat(fee_bp=600, unit_bp=600, injection_bp=0)
CARD = {"energy": 121_000_000, "green": 11_000_000, "injection": 32_000_000}


@dataclass(frozen=True)
class Bill:
    """One kind of bill: what the peers get, how Kwartier makes it, and what may differ."""

    given: Mapping[str, Any]
    make: Callable[[], list[Euro]]
    tolerance_eur: Mapping[str, float]


@dataclass(frozen=True)
class Answer:
    """What one peer said: its time, and where it differs by more than rounding."""

    program: str
    seconds: float
    differences: tuple[str, ...]


def ask_peers(python: Path, bill: Bill, *, times: int = 3) -> list[Answer]:
    """Let every installed peer make the bill, some times over, and lay its amounts beside ours."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "loads.npz")
        np.savez(path, times=times, **bill.given)
        script = Path(__file__).with_name("peer_programs.py")
        said = subprocess.run([python, script, path], stdout=subprocess.PIPE, text=True, check=True)
    ours = bill.make()
    return [
        Answer(
            program=answer["name"],
            seconds=answer["seconds"],
            differences=tuple(_differences(ours, answer["meters_eur"], bill.tolerance_eur)),
        )
        for answer in map(json.loads, said.stdout.splitlines())
    ]


def _differences(
    ours: list[Euro], theirs: list[Euro], tolerance_eur: Mapping[str, float]
) -> list[str]:
    return [
        f"meter {meter}, {name}: {mine.get(name)} EUR here, {eur} EUR there"
        for meter, (mine, others) in enumerate(zip(ours, theirs, strict=True))
        for name, eur in others.items()
        if name not in mine or abs(mine[name] - eur) > tolerance_eur.get(name, EXACT_EUR)
    ]


def month_days(year: int) -> np.ndarray:
    """The first days of the months of a year and of the next January, as day numbers."""
    months = np.arange(f"{year}-01", f"{year + 1}-02", dtype="datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64)


def dynamic_bill(wh: np.ndarray, prices: np.ndarray, *, year: int = 2026) -> Bill:
    """Quarter-hours int[N, Q] at a price each, by month."""
    days = month_days(year)
    ends = (days - days[0]) * QUARTERS_PER_DAY

    def make() -> list[Euro]:
        by_month = charge_dynamic_parts(wh, prices, ends) / PICO
        return [{f"month_{place}": eur for place, eur in enumerate(row, 1)} for row in by_month]

    given = {"bill": "dynamic", "wh": wh, "nano_eur_per_kwh": prices}
    return Bill(given=given, make=make, tolerance_eur={})


def year_bill(wh: np.ndarray, *, year: int = 2026) -> Bill:
    """A fee, day and night, and the peak of each month, without VAT."""
    days = DayRange.of_year(year)
    about: dict[str, Any] = {"component": "energy", "vat_bp": 0, "valid": days}
    tariff = compile_tariff(
        [
            FixedTerm(code="fee", micro_eur_per_year=FEE_MICRO_EUR, **about),
            UnitTerm(code="day", nano_eur_per_kwh=DAY, registers=("day",), **about),
            UnitTerm(code="night", nano_eur_per_kwh=NIGHT, registers=("night",), **about),
            CapacityTerm(code="capacity", nano_eur_per_kw_year=PER_KW_YEAR, floor_w=0, **about),
        ],
        ("day", "night"),
        days.from_,
        days.until,
    )
    months = month_days(year)

    def make() -> list[Euro]:
        statements = _state_year(tariff, wh, months)
        return [{"year": eur} for eur in (statements.pico_eur.sum(axis=0) / PICO).tolist()]

    given = {
        "bill": "year",
        "wh": wh,
        "day_hours": np.array(DAY_HOURS),
        "day_night_nano_eur_per_kwh": np.array([DAY, NIGHT]),
        "fee_micro_eur_per_year": FEE_MICRO_EUR,
        "eur_per_kw_by_month": np.diff(months) * PER_KW_YEAR / 1e9 / days.days_count,
    }
    return Bill(given=given, make=make, tolerance_eur={})


def _state_year(tariff: Tariff, wh: np.ndarray, months: np.ndarray) -> Statements:
    hour = np.arange(wh.shape[1]) // QUARTERS_PER_HOUR % 24
    in_day = (hour >= DAY_HOURS[0]) & (hour < DAY_HOURS[1])
    by_day = wh @ in_day.astype(np.int64)
    volumes = np.stack([by_day, wh.sum(axis=1, dtype=np.int64) - by_day], axis=1)
    starts = (months[:-1] - months[0]) * QUARTERS_PER_DAY
    highest = np.maximum.reduceat(wh, starts, axis=1).T.astype(np.int64)
    return make_statements(
        tariff,
        volumes[:, :, None],
        annual_wh=volumes.sum(axis=1),
        peaks=Peaks(months, highest * QUARTERS_PER_HOUR),
    )


def flemish_bill(year: int, *, areas: tuple[str, ...] = AREAS) -> Bill:
    """A household with injection in each area, for a calendar year."""
    rng = np.random.default_rng(SEED + year)
    days = DayRange.of_year(year)
    shape = (len(areas), days.days_count * QUARTERS_PER_DAY)
    wh, injected = (rng.integers(0, most, shape, dtype=np.int32) for most in (1_200, 300))
    peaks = rng.integers(FLOOR_W, 6_000, (len(areas), 23))
    operators = [f"fluvius_{area}" for area in areas]
    tariffs = [_flemish_tariff(operator, days) for operator in operators]
    months = month_days(year)

    def make() -> list[Euro]:
        return [
            _flemish_amounts(tariff, wh[[row]], injected[[row]], months, peaks[row])
            for row, tariff in enumerate(tariffs)
        ]

    given = {
        "bill": "flemish",
        "year": year,
        "areas": np.array(operators),
        "wh": wh,
        "injected_wh": injected,
        "month_peaks_w": peaks,
        "fee_micro_eur_per_year": FEE_MICRO_EUR,
        **CARD,
    }
    return Bill(given=given, make=make, tolerance_eur={"capacity": CAPACITY_EUR, "vat": VAT_EUR})


def _flemish_tariff(operator: str, days: DayRange) -> Tariff:
    registers = ("total", "injection")
    card = CardPrices(
        fixed_fee_micro_eur=FEE_MICRO_EUR,
        offtake={"total": CARD["energy"]},
        injection={"injection": CARD["injection"]},
        contributions={"green": CARD["green"]},
    )
    network = build_terms(
        region="flanders",
        operator=operator,
        energy="electricity",
        category="residential",
        meter_kind="digital",
        register_kinds=registers,
        from_day=days.from_,
        until_day=days.until,
    )
    terms = [*network, *card_terms(card, days, vat=VAT, source="peers")]
    return compile_tariff(terms, registers, days.from_, days.until)


def _quarters_before(days: np.ndarray) -> np.ndarray:
    """How many quarter-hours lie between the first of some days and each, on the Belgian clock."""
    starts = [midnight_at(day, "Europe/Brussels").timestamp() for day in days.tolist()]
    seconds = np.array(starts, dtype=np.int64)
    return (seconds - seconds[0]) // SECONDS_PER_QUARTER


def _flemish_amounts(
    tariff: Tariff, wh: np.ndarray, injected: np.ndarray, months: np.ndarray, peaks: np.ndarray
) -> Euro:
    ends = _quarters_before(tariff.boundaries)
    every = np.ones(wh.shape[1], dtype=np.int64)
    volumes = np.stack([charge_dynamic_parts(each, every, ends) for each in (wh, injected)], axis=1)
    means = rolling_mean_peaks(peaks[:, None], floor_w=FLOOR_W)
    statements = make_statements(
        tariff,
        volumes,
        annual_wh=volumes[:, 0].sum(axis=1),
        peaks=Peaks(months, means),
    )
    bill = statements.of(0)
    euro: Euro = {"vat": sum(each.vat_cents for each in bill.vat) / 100}
    for line in bill.lines:
        euro[line.code] = euro.get(line.code, 0.0) + float(line.net_cents) / 100
    return euro

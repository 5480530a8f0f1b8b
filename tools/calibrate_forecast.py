"""Make the calibration tables of the forecast band from folders of real meters.

    python tools/calibrate_forecast.py --eemeter FOLDER [--csv-out FOLDER] [--write]
    python tools/calibrate_forecast.py --electricity FILE... --gas FILE... [--write]

Nothing is fetched. FOLDER is the `eemeter/eemeter/samples` folder of the package eemeter 4.1.1
(Apache-2.0), unpacked: `pip download --no-deps eemeter==4.1.1`, then unzip. Files are CSV with
`meter,start,end,value_wh`. Without --write the tables are printed. --csv-out writes the meters as
CSV files that `kwartier forecast backtest` reads.
"""

import argparse
import csv
import gzip
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from energycore.clocks import date_of, day_number
from energycore.forecast.backtest import (
    back_test,
    list_each,
    list_halves,
    score_line,
    table_lines,
)
from energycore.forecast.calibration import (
    calibrate,
    score,
    table_content,
    usable,
    without_prior,
)
from energycore.forecast.cases import Cases, MeterSeries, list_cases, profile_from
from energycore.forecast.meter_rows import HEADER, read_meters, series_of
from rulebooks.be.profiles import get_profile
from rulebooks.calibration import profile_source

SEED = 20261121
SHAPES = {"electricity": "rlp0n.belgium", "gas": "gas.demo"}
WH_PER_KWH = 1_000
WH_PER_THERM = 29_307
EEMETER = {
    "electricity": {
        "uk-electricity-hdd-only-hourly-sample-0.csv.gz": WH_PER_KWH,
        "uk-electricity-hdd-only-hourly-sample-1.csv.gz": WH_PER_KWH,
        "uk-electricity-hdd-only-hourly-sample-2.csv.gz": WH_PER_KWH,
        "il-electricity-cdd-hdd-daily.csv.gz": WH_PER_KWH,
        "il-electricity-cdd-only-daily.csv.gz": WH_PER_KWH,
    },
    "gas": {
        "il-gas-hdd-only-daily.csv.gz": WH_PER_THERM,
        "il-gas-intercept-only-daily.csv.gz": WH_PER_THERM,
        "uk-gas-hdd-only-hourly-sample-0.csv.gz": WH_PER_KWH,
    },
}
STRANGERS = {"il-electricity-cdd-only-daily"}
"""Left out of the table, scored apart: a home that uses nearly ten times more in August than in
January, for cooling. No Belgian profile knows of such a home, and it alone would double the band of all."""

SOURCE = "{count} sample meters of eemeter 4.1.1 (Apache-2.0), shape {shape}"
TARGET = Path(__file__).resolve().parent.parent / "src" / "rulebooks" / "calibration"


def read_eemeter(path: Path, wh_per_unit: int) -> MeterSeries:
    """Read one sample: `start,value`, the day being the first ten characters of `start`."""
    volumes: dict[int, float] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            value = float(row["value"] or "nan")
            if value == value:  # noqa: PLR0124 - a missing value is written nan
                day = day_number(date.fromisoformat(row["start"][:10]))
                volumes[day] = volumes.get(day, 0.0) + value * wh_per_unit
    return series_of(path.name.removesuffix(".csv.gz"), volumes)


def read_files(paths: Iterable[Path]) -> list[MeterSeries]:
    """Read the meters of CSV files."""
    return [m for path in paths for m in read_meters(path.read_text("utf-8").splitlines())]


def cases_of(meters: list[MeterSeries], energy: str) -> Cases:
    """Cut the meters' years, with the shape of the profile that the program itself uses."""
    shape = profile_source(get_profile(SHAPES[energy]))
    return list_cases(meters, [profile_from([shape], meter) for meter in meters])


def write_csv(meters: list[MeterSeries], path: Path) -> None:
    """Write meters as rows of days."""
    lines = [HEADER]
    for meter in meters:
        for place, wh in enumerate(meter.daily_wh.tolist()):
            day = date_of(meter.first_day + place)
            lines.append(f"{meter.meter},{day},{day + timedelta(days=1)},{wh:.0f}")
    path.write_text("\n".join(lines) + "\n", "utf-8")


def calibrate_energy(meters: list[MeterSeries], energy: str) -> tuple[str, str]:
    """Return the table and the back-test of an energy as texts, and print how it does held out."""
    cases = cases_of(meters, energy)
    names = np.array([meter.meter in STRANGERS for meter in meters])
    is_strange = names[cases.meter]
    own = cases.where(~is_strange)
    count = len(np.unique(own.meter))
    table = calibrate(own, energy=energy, source=SOURCE.format(shape=SHAPES[energy], count=count))
    numbers = np.unique(own.meter)
    print(f"\n{energy}: each of {count} meters held out in turn")
    each = back_test(own, list_each(numbers), energy=energy)
    print("\n".join(table_lines(each)))
    print(f"\n{energy}: half of the meters held out, {SEED=}")
    halves = list_halves(numbers, SEED)
    print("\n".join(table_lines(back_test(own, halves, energy=energy))))
    if is_strange.any():
        strange = cases.where(is_strange)
        print(f"\n{energy}: left out of the table, {', '.join(sorted(STRANGERS))}")
        print("year before known  ", score_line(score(strange.where(strange.has_prior), table)))
        print("year before unknown", score_line(score(usable(without_prior(strange)), table)))
    rows = json.dumps([asdict(row) for row in each], indent=1)
    return json.dumps(table_content(table), indent=1), rows


def main() -> None:
    """Calibrate both energies and print or write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eemeter", type=Path)
    parser.add_argument("--electricity", type=Path, nargs="*", default=[])
    parser.add_argument("--gas", type=Path, nargs="*", default=[])
    parser.add_argument("--csv-out", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    for energy, files in (("electricity", options.electricity), ("gas", options.gas)):
        meters = read_files(files)
        if options.eemeter:
            meters += [read_eemeter(options.eemeter / n, u) for n, u in EEMETER[energy].items()]
        if not meters:
            continue
        if options.csv_out:
            options.csv_out.mkdir(parents=True, exist_ok=True)
            write_csv(meters, options.csv_out / f"{energy}.csv")
        text, rows = calibrate_energy(meters, energy)
        if options.write:
            (TARGET / f"{energy}.json").write_text(text + "\n", "utf-8")
            (TARGET / f"{energy}_backtest.json").write_text(rows + "\n", "utf-8")
        else:
            sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()

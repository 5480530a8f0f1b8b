"""Pack the Belgian profiles into `rulebooks/be/profiles/files` from two CSV files.

    python tools/pack_profiles.py rlp0n=rlp0n_2022_2026.csv.xz spp=spp_2022_2026.csv.xz

Each CSV (plain or .xz) has the columns `timestamp` (ISO 8601 with offset) and one per region, one
row per quarter-hour, whole calendar years. The same input gives the same files.
"""

import csv
import lzma
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from energycore.clocks import QUARTER_SECONDS, local_midnights, year_start  # noqa: E402
from energycore.units import FloatArray, IntArray  # noqa: E402
from rulebooks.packing import (  # noqa: E402
    detail_of,
    pack_daily,
    pack_quarters,
    unpack_quarters,
)

TARGET = ROOT / "src" / "rulebooks" / "be" / "profiles" / "files"
TIMEZONE = "Europe/Brussels"
HOURS_PER_VALUE = {"rlp0n": 1.0, "spp": 0.25}


def read_columns(path: Path) -> tuple[IntArray, dict[str, FloatArray]]:
    """Return the Unix seconds of the rows and the values per column."""
    content = path.read_bytes()
    text = (lzma.decompress(content) if path.suffix == ".xz" else content).decode()
    header, *lines = csv.reader(text.splitlines())
    names = header[1:]
    instants = np.array([int(datetime.fromisoformat(line[0]).timestamp()) for line in lines])
    values = np.array([[float(text) for text in line[1:]] for line in lines])
    if set(np.diff(instants)) != {QUARTER_SECONDS}:
        sys.exit(f"{path}: the rows are not consecutive quarter-hours")
    return instants, {name: values[:, place].copy() for place, name in enumerate(names)}


def pack_family(family: str, path: Path) -> None:
    """Write the two files of one family."""
    instants, columns = read_columns(path)
    zone = ZoneInfo(TIMEZONE)
    first_year = datetime.fromtimestamp(int(instants[0]), zone).year
    until_year = datetime.fromtimestamp(int(instants[-1]) + QUARTER_SECONDS, zone).year
    bounds = {
        year: int(local_midnights(year_start(year), year_start(year), TIMEZONE)[0])
        for year in range(first_year, until_year + 1)
    }
    years = {}
    for year in range(first_year, until_year):
        inside = (instants >= bounds[year]) & (instants < bounds[year + 1])
        years[year] = {name: values[inside] for name, values in columns.items()}
    packed = pack_quarters(years, bounds)
    (TARGET / f"{family}.quarters.npz").write_bytes(packed)
    totals = {}
    for name in columns:
        detail = detail_of(unpack_quarters(packed, name), hours_per_value=HOURS_PER_VALUE[family])
        totals[name] = detail.at_midnights(year_start(first_year), year_start(until_year), TIMEZONE)
    daily = pack_daily(totals, first_day=year_start(first_year))
    (TARGET / f"{family}.daily.npz").write_bytes(daily)
    print(f"{family}: {len(packed):,} bytes of quarters, {len(daily):,} bytes of days")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        name, _, file = argument.partition("=")
        pack_family(name, Path(file))

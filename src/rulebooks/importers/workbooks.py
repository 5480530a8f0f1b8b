"""The Belgian federation's yearly workbooks: RLP0N, SLP-EX, SPP, and the hourly gas profile.

The layout, as inspected on public files: a few header rows (model, operator, GLN), the first
column an instant, then Year, Month, Day, hour, minute (and Date), then values.

The trap of these files: the first column runs without summer time, in UTC or in "CET" meaning
UTC+1 all year round, as its header says, while Year ... Min are the wall clock, with 92 rows on
the March Sunday and 100 on the October one. So the instant is derived from the first column and
its header alone; the clock beside it is only compared with it, never joined on. (Where a sheet
repeats the fixed clock in those columns, that is as good.)
"""

from collections.abc import Iterable
from typing import Final

import numpy as np

from rulebooks.importers.body import check_instants, check_year, read_values
from rulebooks.importers.cells import Row
from rulebooks.importers.errors import BadProfileFile
from rulebooks.importers.layout import find_layout
from rulebooks.importers.series import PublishedSeries

_SUM_NOISE: Final = 1e-6


def read_rlp0n(rows: Iterable[Row], *, sheet: str) -> list[PublishedSeries]:
    """Return the columns of an RLP0N workbook's sheet, one per operator (GLN).

    Sheet `RLP96UbyDGO` of the yearly file: about 25 operator columns of a calendar year by
    quarter-hour, each adding up to 1. Older files of one operator have a single column without
    GLN, named by its header. A GLN that comes twice is taken once, if both are equal. Raises
    BadProfileFile.
    """
    return _read(rows, sheet=sheet, step_seconds=900, adds_up=True)


def read_slp_ex(rows: Iterable[Row], *, sheet: str) -> PublishedSeries:
    """Return the profile of exclusive-night registers: sheet `ENU_UTC` or `ENU_CET`, column ENU.

    A calendar year by quarter-hour, adding up to 1. Raises BadProfileFile.
    """
    return _read(rows, sheet=sheet, step_seconds=900, adds_up=True, wanted="ENU")[0]


def read_spp(rows: Iterable[Row], *, sheet: str) -> list[PublishedSeries]:
    """Return the columns of an SPP workbook's sheet (`SPP_ex-ante_2026`): kW per kWp.

    One national column (`SPPExanteBE`) since 2026, one per operator (GLN) before. By quarter-hour,
    not normalised. Raises BadProfileFile.
    """
    return _read(rows, sheet=sheet, step_seconds=900, adds_up=False)


def read_gas_gos(rows: Iterable[Row], *, sheet: str) -> PublishedSeries:
    """Return the national gas profile: by hour, column `GOS_TOTU`, gas days from 06:00.

    A year from 1 January 06:00 to 1 January 06:00 local time, adding up to 1. Raises
    BadProfileFile.
    """
    return _read(
        rows, sheet=sheet, step_seconds=3600, adds_up=True, wanted="GOS_TOTU", day_start_hour=6
    )[0]


def _read(
    rows: Iterable[Row],
    *,
    sheet: str,
    step_seconds: int,
    adds_up: bool,
    wanted: str = "",
    day_start_hour: int = 0,
) -> list[PublishedSeries]:
    sheet_rows = list(rows)
    layout = find_layout(sheet_rows, sheet, wanted)
    body = sheet_rows[layout.first_row :]
    while body and body[-1][0] is None:
        body.pop()
    starts_at = check_instants(body, layout, sheet, step_seconds)
    check_year(starts_at, len(body) * step_seconds, layout, sheet, day_start_hour)
    found: dict[str, PublishedSeries] = {}
    for column, (name, label) in layout.columns.items():
        values = read_values(body, column, layout, sheet)
        if adds_up and abs(float(values.sum()) - 1.0) > _SUM_NOISE:
            sentence = f"the shares of a year must add up to 1, these add up to {values.sum():.9f}"
            raise BadProfileFile(sentence, sheet=sheet, column=column)
        if name in found and not np.array_equal(found[name].values, values):
            sentence = f"the operator {name} comes twice with different values"
            raise BadProfileFile(sentence, sheet=sheet, column=column)
        found.setdefault(name, PublishedSeries(name, label, starts_at, step_seconds, values, sheet))
    return list(found.values())

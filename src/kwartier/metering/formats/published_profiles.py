"""The market's published profile files, by kind: bytes become load profiles with their keys."""

from collections.abc import Callable
from typing import Final

from energycore.profiles import LoadProfile
from kwartier.metering.formats.workbooks import list_sheets, read_delimited_rows, read_rows
from rulebooks.importers import (
    average_regions,
    build_imported,
    read_coefficients,
    read_gas_gos,
    read_rlp0n,
    read_slp_ex,
    read_spp,
)

# How the sheet with the values starts, in the yearly workbooks; else the first sheet is taken.
_SHEETS: Final = {
    "rlp0n": "RLP96UbyDGO",
    "slp_ex": "ENU_UTC",
    "spp": "SPP_ex-ante",
    "gas_gos": "",
}


def read_profiles(kind: str, content: bytes, *, source: str, sheet: str = "") -> list[LoadProfile]:
    """Return the load profiles of a published file.

    kind      "rlp0n": rlp0n.<region> and rlp0n.<GLN>; "slp_ex": slp_ex.belgium;
              "spp": spp.<region>; "gas_gos": gas.gos; "coefficients": fr.<sub-profile>, one
              profile per complete year
    sheet     the sheet of a workbook, where it is not the usual one

    Raises KeyError for another kind, UnreadableWorkbook, BadProfileFile, and ValueError for an
    operator of no known region.
    """
    return _READERS[kind](content, source, sheet)


def list_kinds() -> tuple[str, ...]:
    """Return the kinds of file that `read_profiles` takes."""
    return tuple(_READERS)


def _read_rlp0n(content: bytes, source: str, sheet: str) -> list[LoadProfile]:
    name = _pick_sheet("rlp0n", content, sheet)
    columns = read_rlp0n(read_rows(content, sheet=name), sheet=name)
    return [
        build_imported(series, key=f"rlp0n.{series.name}", source=source)
        for series in (*average_regions(columns), *columns)
    ]


def _read_slp_ex(content: bytes, source: str, sheet: str) -> list[LoadProfile]:
    name = _pick_sheet("slp_ex", content, sheet)
    series = read_slp_ex(read_rows(content, sheet=name), sheet=name)
    return [build_imported(series, key="slp_ex.belgium", source=source)]


def _read_spp(content: bytes, source: str, sheet: str) -> list[LoadProfile]:
    name = _pick_sheet("spp", content, sheet)
    columns = read_spp(read_rows(content, sheet=name), sheet=name)
    return [
        build_imported(series, key=f"spp.{series.name}", source=source, unit="kwh_per_kwp")
        for series in average_regions(columns)
    ]


def _read_gas_gos(content: bytes, source: str, sheet: str) -> list[LoadProfile]:
    name = _pick_sheet("gas_gos", content, sheet)
    series = read_gas_gos(read_rows(content, sheet=name), sheet=name)
    return [build_imported(series, key="gas.gos", source=source, day_start_hour=6)]


def _read_coefficients(content: bytes, source: str, sheet: str) -> list[LoadProfile]:
    years = read_coefficients(read_delimited_rows(content), sheet=sheet or "coefficients")
    return [
        build_imported(
            series, key=f"fr.{series.name.lower()}", source=source, timezone="Europe/Paris"
        )
        for series in years
    ]


def _pick_sheet(kind: str, content: bytes, sheet: str) -> str:
    """Return the sheet asked for, else the usual one of a kind, else the first."""
    if sheet:
        return sheet
    names = list_sheets(content)
    return next((name for name in names if name.startswith(_SHEETS[kind])), names[0])


_READERS: Final[dict[str, Callable[[bytes, str, str], list[LoadProfile]]]] = {
    "rlp0n": _read_rlp0n,
    "slp_ex": _read_slp_ex,
    "spp": _read_spp,
    "gas_gos": _read_gas_gos,
    "coefficients": _read_coefficients,
}

"""The shelf of Belgian profiles: reading the packed files, once."""

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from energycore.profiles import LoadProfile, as_shares
from energycore.units import FloatArray
from rulebooks.degree_days import NormalYear, build_profile
from rulebooks.packing import detail_of, unpack_daily, unpack_quarters
from rulebooks.profile_errors import UnknownProfile

REGIONS: Final = ("belgium", "flanders", "wallonia", "brussels")
TIMEZONE: Final = "Europe/Brussels"

_GAS_DEMO: Final = "gas.demo"
_UNITS: Final[dict[str, Literal["years", "kwh_per_kwp"]]] = {
    "rlp0n": "years",
    "spp": "kwh_per_kwp",
}
# SPP is published as power; a quarter of an hour of it is a quarter as much energy.
_HOURS_PER_VALUE: Final = {"rlp0n": 1.0, "spp": 0.25}
_SOURCES: Final = {
    "rlp0n": "Synergrid RLP0N 2022-2026, quarter-hours, mean of the region's operators; "
    "by way of energy_cost 0.8.5 (EnergieID, MIT), retrieved 2026-11-21",
    "spp": "Synergrid SPP 2022-2026, quarter-hours, mean of the region's operators; "
    "by way of energy_cost 0.8.5 (EnergieID, MIT), retrieved 2026-11-21",
}


def list_profiles() -> tuple[str, ...]:
    """Return the keys of the Belgian profiles, in order."""
    shares = tuple(f"spp.{region}.share" for region in REGIONS)
    families = tuple(f"{family}.{region}" for family in _UNITS for region in REGIONS)
    return tuple(sorted((*families, *shares, _GAS_DEMO)))


def get_profile(key: str, *, quarters: bool = False) -> LoadProfile:
    """Return a Belgian profile; with `quarters`, also its quarter-hour detail.

    The detail is decoded on the first call that asks for it (some 20 ms) and takes 1.4 MB.
    `gas.demo` and the solar shares have none. The same object every time. Raises UnknownProfile.
    """
    if key not in list_profiles():
        raise UnknownProfile(key=key, known=list_profiles())
    return _load(key, quarters)


@cache
def _load(key: str, quarters: bool) -> LoadProfile:  # noqa: FBT001  # a cache key, not an interface
    if key == _GAS_DEMO:
        return _build_gas_demo()
    family, region, *share = key.split(".")
    if share:
        return as_shares(_load(f"{family}.{region}", False), key=key)
    if quarters:
        return _with_quarters(_load(key, False), family, region)
    first_day, totals = _load_daily(family)
    return LoadProfile(
        key=key,
        first_day=first_day,
        cumulative=totals[region],
        unit=_UNITS[family],
        source=_SOURCES[family],
        timezone=TIMEZONE,
    )


def get_quarter_values(key: str) -> dict[int, FloatArray]:
    """Return the published quarter values of an `rlp0n` or `spp` profile, by calendar year.

    float64[35040] or [35136], as published: shares of a year for RLP0N, kW per kWp for SPP.
    Decoded anew at each call. Raises UnknownProfile.
    """
    family, _, region = key.partition(".")
    if family not in _UNITS or region not in REGIONS:
        raise UnknownProfile(key=key, known=list_profiles())
    years = unpack_quarters(_read(f"{family}.quarters.npz"), region)
    return {year: series.values for year, series in years.items()}


def _with_quarters(profile: LoadProfile, family: str, region: str) -> LoadProfile:
    years = unpack_quarters(_read(f"{family}.quarters.npz"), region)
    detail = detail_of(years, hours_per_value=_HOURS_PER_VALUE[family])
    return replace(profile, quarters=detail)


@cache
def _load_daily(family: str) -> tuple[int, dict[str, FloatArray]]:
    return unpack_daily(_read(f"{family}.daily.npz"))


def _read(name: str) -> bytes:
    return files("rulebooks.be.profiles.files").joinpath(name).read_bytes()


def _build_gas_demo() -> LoadProfile:
    settings = tomllib.loads(_read("gas_demo.toml").decode())
    about = settings["about"]
    return build_profile(
        NormalYear(**settings["normal_year"]),
        key=_GAS_DEMO,
        first_year=about["from"].year,
        until_year=about["until"].year,
        timezone=TIMEZONE,
        source=about["source"],
        day_start_hour=6,
    )

"""The French load profiles: the rule by which a bill is divided, and a made one to forecast with.

`fr.days` gives every day the same weight: what was counted between two readings is divided over old
and new prices in proportion to the days, as code de l'énergie, art. R337-24 has it for the regulated
tariffs and suppliers write it into their contracts ("prorata temporis"). It is a rule and no measured
shape, so it holds on every day. `fr.res1.demo` is a made shape of the demonstration, for forecasts
alone: the operator publishes its coefficients as open data, which are imported (`rulebooks.importers`)
rather than packed here.

Guarantees: the same file gives the same profile; what is made says `demonstration=True`.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from energycore.clocks import year_start
from energycore.profiles import LoadProfile
from rulebooks.degree_days import NormalYear, build_profile
from rulebooks.profile_errors import UnknownProfile

TIMEZONE: Final = "Europe/Paris"

BY_DAYS: Final = "fr.days"
"""The key of the rule that every day weighs the same."""

_DEMO: Final = "fr.res1.demo"
_DAYS_OF_A_YEAR: Final = 365
_RULE_FROM, _RULE_UNTIL = year_start(2022), year_start(2060)
_RULE_SOURCE: Final = (
    "Code de l'énergie, art. R337-24 (décret 2015-1823 du 30 décembre 2015): in proportion to the "
    "number of days of each period"
)


def list_profiles() -> tuple[str, ...]:
    """Return the keys of the French profiles."""
    return (BY_DAYS, _DEMO)


def get_profile(key: str) -> LoadProfile:
    """Return a French profile, the made one with its quarters; the same object every time.

    Raises UnknownProfile.
    """
    if key == BY_DAYS:
        return _build_by_days()
    if key != _DEMO:
        raise UnknownProfile(key=key, known=list_profiles())
    return _build_demo()


@cache
def _build_by_days() -> LoadProfile:
    """Every day weighs the same, in leap years too: 365 of them are a year."""
    return LoadProfile(
        key=BY_DAYS,
        first_day=_RULE_FROM,
        cumulative=np.arange(_RULE_UNTIL - _RULE_FROM + 1) / _DAYS_OF_A_YEAR,
        source=_RULE_SOURCE,
        timezone=TIMEZONE,
    )


@cache
def _build_demo() -> LoadProfile:
    written = files("rulebooks.fr.profiles").joinpath("res1_demo.toml").read_text("utf-8")
    settings = tomllib.loads(written)
    about = settings["about"]
    return build_profile(
        NormalYear(**settings["normal_year"]),
        key=_DEMO,
        first_year=about["from"].year,
        until_year=about["until"].year,
        timezone=TIMEZONE,
        source=about["source"],
    )

"""The French load profiles: one made profile for the demonstration.

The network operator publishes its coefficients as open data, which are imported (see
`rulebooks.importers`) rather than packed here. Keys: `fr.res1.demo`.

Guarantees: the same file gives the same profile; it says `demonstration=True`.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from energycore.profiles import LoadProfile
from rulebooks.degree_days import NormalYear, build_profile
from rulebooks.profile_errors import UnknownProfile

TIMEZONE: Final = "Europe/Paris"

_DEMO: Final = "fr.res1.demo"


def list_profiles() -> tuple[str, ...]:
    """Return the keys of the French profiles."""
    return (_DEMO,)


def get_profile(key: str) -> LoadProfile:
    """Return a French profile, with its quarters; the same object every time.

    Raises UnknownProfile.
    """
    if key != _DEMO:
        raise UnknownProfile(key=key, known=list_profiles())
    return _build_demo()


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

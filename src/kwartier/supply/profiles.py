"""Load profiles along which registers count, carried on where the published days end.

A forecast always reaches beyond them; a bill does in a demonstration alone.
"""

from functools import lru_cache

from holidays import country_holidays

from energycore.clocks import day_number, year_of, year_start
from energycore.profiles import LoadProfile, RegisterShape, extend, extend_shape
from rulebooks.profiles import find_register_shape, get_register_profile


def continue_profile(
    profile_key: str, register: str, *, injection_key: str, country: str, until_year: int
) -> LoadProfile:
    """The profile along which a register counts, reaching to the end of a year.

    Raises UnknownProfile.
    """
    shape = find_register_shape(profile_key, register)
    if shape is not None:
        return _extended_part(shape, register, country, until_year)
    own = get_register_profile(profile_key, register, injection_key=injection_key)
    return _extended(own, country, until_year)


@lru_cache(maxsize=256)
def _extended(profile: LoadProfile, country: str, until_year: int) -> LoadProfile:
    days = _holidays(country, profile.first_day, until_year)
    return extend(profile, year_start(until_year + 1), days)


@lru_cache(maxsize=256)
def _extended_part(
    shape: RegisterShape, register: str, country: str, until_year: int
) -> LoadProfile:
    """The part of a register; all parts of a day stay together, beyond the published days too."""
    days = _holidays(country, shape.whole.first_day, until_year)
    return extend_shape(shape, year_start(until_year + 1), days).profile_of(register)


def _holidays(country: str, first_day: int, until_year: int) -> frozenset[int]:
    years = range(year_of(first_day), until_year + 1)
    return frozenset(day_number(day) for day in country_holidays(country, years=years))

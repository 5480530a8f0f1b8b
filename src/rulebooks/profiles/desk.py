"""Finding a profile by its key, and registering imported ones."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache

import numpy as np

from energycore.clocks import day_number
from energycore.profiles import (
    LoadProfile,
    RegisterShape,
    as_shares,
    join,
    split_registers,
    weekly_windows,
)
from energycore.tariff import INJECTION_KINDS
from energycore.units import BoolArray
from rulebooks.be import profiles as belgian
from rulebooks.be.connection import IMPACT
from rulebooks.fr import profiles as french
from rulebooks.hours import find_register
from rulebooks.parameters import get_parameter
from rulebooks.profile_errors import UnknownProfile

_imported: dict[str, LoadProfile] = {}
_PARTS_OF_A_DAY = frozenset({"day", "night"})
_BY_QUARTER = "rlp0n."
_CLOCK = "be.wallonia.electricity.clock.impact"
_CLOCK_FROM = day_number(date(2026, 1, 1))
_QUARTERS_PER_HOUR = 4
_DAY_AND_NIGHT = (("day", "night"), ("injection_day", "injection_night"))
_NIGHT_FROM, _NIGHT_UNTIL = 22, 7
_DIVIDED_BY = {"FR": french.BY_DAYS}


def list_profiles() -> tuple[str, ...]:
    """Return every key there is, packed or imported, in order."""
    packed = (*belgian.list_profiles(), *french.list_profiles())
    return tuple(sorted({*packed, *_imported}))


def get_profile(key: str, *, quarters: bool = False) -> LoadProfile:
    """Return the profile `key`, with its quarter detail when asked and when there is any.

    An imported profile answers first: it continues or replaces the packed one. Raises
    UnknownProfile with the keys that exist.
    """
    if key in _imported:
        return _imported[key]
    if key in belgian.list_profiles():
        return belgian.get_profile(key, quarters=quarters)
    if key in french.list_profiles():
        return french.get_profile(key)
    raise UnknownProfile(key=key, known=list_profiles())


@cache
def get_night_shape(
    key: str,
    *,
    from_hour: float = _NIGHT_FROM,
    until_hour: float = _NIGHT_UNTIL,
    weekend: bool = True,
) -> RegisterShape:
    """Return how a profile divides over a `day` and a `night` register, imported years included.

    The hours are wall-clock; the default is the common Belgian night, 22:00 to 07:00 and whole
    weekends, in which a public holiday on a weekday is an ordinary day; some municipalities keep
    21:00 to 06:00. Not for the exclusive night register, which has a profile of its own. Raises
    UnknownProfile, and ValueError for a profile without quarters.
    """
    night = weekly_windows(from_hour=from_hour, until_hour=until_hour, weekend=weekend)
    return split_registers(get_profile(key, quarters=True), {"night": night}, rest="day")


@cache
def get_slot_shape(key: str) -> RegisterShape:
    """Return how a profile divides over the slots of the Walloon IMPACT tariff, on every day alike.

    The hours are those of its clock. Raises UnknownProfile, and ValueError for a profile without
    quarters.
    """
    return split_registers(get_profile(key, quarters=True), _slot_windows(), rest=IMPACT[-1])


def _slot_windows() -> dict[str, BoolArray]:
    """The hours of the IMPACT slots but the last, which has the rest."""
    hours = [
        find_register(get_parameter(_CLOCK, _CLOCK_FROM), weekday=0, hour=h) for h in range(24)
    ]
    return {
        slot: np.tile(np.repeat([each == slot for each in hours], _QUARTERS_PER_HOUR), (7, 1))
        for slot in IMPACT[:-1]
    }


def find_register_windows(
    registers: Collection[str],
) -> tuple[Mapping[str, BoolArray], str] | None:
    """Return when each of a meter's registers of one direction counts, where that is known.

    Weekly windows, bool[7, 96], of all registers but one, and the one that has the rest: a single
    register always counts; a `day` and a `night` one, of offtake or of injection, keep the hours of
    `get_night_shape`; the IMPACT slots keep their clock. None of others: their hours are agreed
    meter by meter, as those of French off-peak hours are.
    """
    names = frozenset(registers)
    if len(names) == 1:
        return {}, next(iter(names))
    for by_day, by_night in _DAY_AND_NIGHT:
        if names == {by_day, by_night}:
            night = weekly_windows(from_hour=_NIGHT_FROM, until_hour=_NIGHT_UNTIL, weekend=True)
            return {by_night: night}, by_day
    return (_slot_windows(), IMPACT[-1]) if names == set(IMPACT) else None


def find_register_shape(key: str, register: str) -> RegisterShape | None:
    """Return the division of a profile in which a register counts; None where it counts all of it.

    Raises UnknownProfile.
    """
    if register in _PARTS_OF_A_DAY and key.startswith(_BY_QUARTER):
        return get_night_shape(key)
    if register in IMPACT and key.startswith(_BY_QUARTER):
        return get_slot_shape(key)
    return None


@cache
def get_register_profile(key: str, register: str, *, injection_key: str = "") -> LoadProfile:
    """Return the profile along which a register counts: its part of a day, or the whole profile.

    A register of injection follows `injection_key` where there is one.

    A `day` and a `night` register divide a profile that is published by the quarter (RLP0N), and
    so do the three slots of the Walloon IMPACT tariff; every other register follows the profile as it is. The same object each time, so that
    registers of one profile share a look-up. Raises UnknownProfile.
    """
    if register in INJECTION_KINDS and injection_key:
        return get_profile(injection_key)
    shape = find_register_shape(key, register)
    return get_profile(key) if shape is None else shape.profile_of(register)


def choose_billing_keys(key: str, *, country: str, injection_key: str = "") -> tuple[str, str]:
    """Return the profiles along which a bill divides what was taken and given between two readings.

    They are those of the supply point, but where the law or the contracts of a country divide by
    days (France), whatever shape its forecasts follow.
    """
    rule = _DIVIDED_BY.get(country)
    return (key, injection_key) if rule is None else (rule, rule)


def register_profile(profile: LoadProfile) -> LoadProfile:
    """Make an imported profile answer under its key from now on; return what will answer.

    Where the key is already known the imported days continue it, and win where both have a day:
    the workbook of a new year is registered on top of the packed years. Quarters are joined where
    both sides have them. A demonstration profile is not continued but replaced. Raises
    ValueError when the two leave a gap or measure different things.
    """
    if profile.key in list_profiles():
        known = get_profile(profile.key, quarters=profile.quarters is not None)
        if not known.demonstration:
            profile = join(known, profile)
    _imported[profile.key] = profile
    get_night_shape.cache_clear()
    get_slot_shape.cache_clear()
    get_register_profile.cache_clear()
    if profile.unit == "kwh_per_kwp":
        # How a year's injection is spread follows the production that it is the share of.
        shares = as_shares(profile, key=f"{profile.key}.share")
        _imported[shares.key] = shares
    return profile


def forget_imported() -> None:
    """Forget every registered profile; the packed ones answer again."""
    _imported.clear()
    get_night_shape.cache_clear()
    get_slot_shape.cache_clear()
    get_register_profile.cache_clear()

"""What a brand decided, and when: the value of a day, and every value, those to come included."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kwartier.brand_settings._kept import forget_parameters, read_parameters
from kwartier.brand_settings.models import BrandParameter
from kwartier.brand_settings.refusals import BrandParameterMissing
from kwartier.brand_settings.types import SETTINGS, BrandSetting
from kwartier.platform.marks import Since, is_since
from kwartier.platform.prepared import fetch_rows

__all__ = [
    "DecidedValue",
    "SettingView",
    "are_parameters_written",
    "find_parameter",
    "forget_parameters",
    "get_parameter",
    "list_settings",
]

_WRITTEN = f"""
SELECT EXISTS (SELECT FROM {BrandParameter._meta.db_table} b
               WHERE b.brand_id = %(brand)s::bigint AND {is_since("b")})
"""  # noqa: S608, SLF001 - a table of this room


@dataclass(frozen=True, slots=True)
class DecidedValue:
    """A value from a day on, with who decided it and where that stands."""

    from_day: date
    value: bool | int
    source: str

    def __str__(self) -> str:
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        return str(self.value)


@dataclass(frozen=True, slots=True)
class SettingView:
    """A setting of a brand: what holds on a day, and everything that was decided, oldest first."""

    setting: BrandSetting
    now: DecidedValue | None
    decided: tuple[DecidedValue, ...]


def get_parameter(*, brand_id: int, key: str, on: date) -> Any:
    """The value of one parameter of a brand on a day: the latest that began by then.

    Raises:
        BrandParameterMissing: it has no value on that day.
    """
    for known_key, from_day, value in read_parameters(brand_id):
        if known_key == key and from_day <= on:
            return value
    raise BrandParameterMissing(params={"key": key, "day": on})


def find_parameter(*, brand_id: int, key: str, on: date) -> Any:
    """As `get_parameter`; None where it has no value on that day."""
    try:
        return get_parameter(brand_id=brand_id, key=key, on=on)
    except BrandParameterMissing:
        return None


def are_parameters_written(*, brand_id: int, since: Since) -> bool:
    """Whether a parameter of a brand was written since a mark (see `platform.marks`)."""
    ((found,),) = fetch_rows(_WRITTEN, {"brand": brand_id, **since})
    return bool(found)


def list_settings(*, brand_id: int, on: date) -> list[SettingView]:
    """Every setting that there is, as a brand has it on a day. One question."""
    decided: dict[str, list[DecidedValue]] = {}
    for row in BrandParameter.objects.filter(brand_id=brand_id).order_by("from_day"):
        decided.setdefault(row.key, []).append(DecidedValue(row.from_day, row.value, row.source))
    return [_view_of(setting, tuple(decided.get(key, ())), on) for key, setting in SETTINGS.items()]


def _view_of(setting: BrandSetting, decided: tuple[DecidedValue, ...], on: date) -> SettingView:
    begun = [each for each in decided if each.from_day <= on]
    return SettingView(setting, begun[-1] if begun else None, decided)

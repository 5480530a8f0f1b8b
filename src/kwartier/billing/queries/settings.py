"""What a brand decided, and when: every value of every setting, those to come included."""

from dataclasses import dataclass
from datetime import date

from kwartier.billing._brand_settings import SETTINGS, BrandSetting
from kwartier.billing.models import BrandParameter


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


def list_settings(*, brand_id: int, on: date) -> list[SettingView]:
    """Every setting that there is, as a brand has it on a day. One question."""
    decided: dict[str, list[DecidedValue]] = {}
    for row in BrandParameter.objects.filter(brand_id=brand_id).order_by("from_day"):
        decided.setdefault(row.key, []).append(DecidedValue(row.from_day, row.value, row.source))
    return [_view_of(setting, tuple(decided.get(key, ())), on) for key, setting in SETTINGS.items()]


def _view_of(setting: BrandSetting, decided: tuple[DecidedValue, ...], on: date) -> SettingView:
    begun = [each for each in decided if each.from_day <= on]
    return SettingView(setting, begun[-1] if begun else None, decided)

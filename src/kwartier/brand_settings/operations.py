"""The brand's dated settings: a new value is a new row from a day on, with its source."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kwartier.brand_settings._kept import forget_parameters
from kwartier.brand_settings.checking import find_check
from kwartier.brand_settings.models import BrandParameter
from kwartier.brand_settings.refusals import (
    SettingDecidedAlready,
    SettingInThePast,
    SettingsContradict,
    SettingUnknown,
    SettingValueInvalid,
    SettingWithoutSource,
)
from kwartier.brand_settings.types import SETTINGS
from kwartier.platform import audit
from kwartier.platform.types import Actor


@transaction.atomic
def set_brand_parameter(
    *,
    brand_id: int,
    key: str,
    value: Any,
    from_day: date,
    source: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Set a parameter of the brand from a day on; ``source`` says who decided it, and where.

    Raises:
        IntegrityError: the key already has a value from this very day.
    """
    row = BrandParameter.objects.create(
        brand_id=brand_id, key=key, value=value, from_day=from_day, source=source
    )
    audit.record(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="brand_parameter.set",
        subject_kind="brand_parameter",
        subject_id=row.pk,
        account_id=None,
        after={"key": key, "value": value, "from_day": from_day.isoformat()},
    )
    forget_parameters()


@transaction.atomic
def set_brand_parameters(*, values: Mapping[str, Any], **shared: Any) -> None:
    """Set several parameters as `set_brand_parameter` sets each: all of them, or none.

    Raises:
        IntegrityError: one of them already has a value from this very day.
    """
    for key, value in values.items():
        set_brand_parameter(key=key, value=value, **shared)


@transaction.atomic
def decide_setting(
    *,
    brand_id: int,
    key: str,
    written: str,
    from_day: date,
    source: str,
    actor: Actor,
    today: date,
    now: datetime,
) -> None:
    """Set a parameter of the brand as somebody writes it, checked: see `SETTINGS`.

    Raises:
        SettingUnknown: no room reads the key.
        SettingValueInvalid: another kind of value, or beyond its bounds.
        SettingWithoutSource: nobody decided it.
        SettingInThePast: the day is over.
        SettingDecidedAlready: the key has a value from this very day.
        SettingsContradict: the rules about advances could not be followed together.
    """
    setting = SETTINGS.get(key)
    if setting is None:
        raise SettingUnknown(params={"key": key, "known": ", ".join(SETTINGS)})
    value = setting.read(written)
    if value is None:
        told = {"key": key, "value": written, "expected": setting.expected}
        raise SettingValueInvalid(params=told)
    if not source.strip():
        raise SettingWithoutSource
    if from_day < today:
        raise SettingInThePast(params={"from_day": from_day})
    of_key = BrandParameter.objects.filter(brand_id=brand_id, key=key, from_day=from_day)
    if of_key.exists():
        raise SettingDecidedAlready(params={"key": key, "from_day": from_day})
    set_brand_parameter(
        brand_id=brand_id,
        key=key,
        value=value,
        from_day=from_day,
        source=source.strip(),
        actor=actor,
        now=now,
    )
    _check(brand_id, key, written, from_day)


def _check(brand_id: int, key: str, written: str, from_day: date) -> None:
    """Raise SettingsContradict where settings that are read together do not fit, from a day on."""
    found = find_check(key)
    if found is None:
        return
    prefix, check = found
    later = BrandParameter.objects.filter(
        brand_id=brand_id, key__startswith=prefix, from_day__gt=from_day
    )
    for day in (from_day, *sorted(set(later.values_list("from_day", flat=True)))):
        try:
            check(brand_id=brand_id, on=day)
        except ValueError:
            forget_parameters()
            raise SettingsContradict(params={"key": key, "value": written, "day": day}) from None

"""The brand's dated settings: a new value is a new row from a day on, with its source."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from kwartier.billing import _rules
from kwartier.billing._brand_settings import SETTINGS
from kwartier.billing._runs.outliers import OutlierLimits
from kwartier.billing._setting_refusals import (
    SettingDecidedAlready,
    SettingInThePast,
    SettingsContradict,
    SettingUnknown,
    SettingValueInvalid,
    SettingWithoutSource,
)
from kwartier.billing.models import BrandParameter
from kwartier.billing.refusals import BrandParameterMissing
from kwartier.billing.types import AdvanceRules
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
    _rules.forget_rules()


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
    """Set a parameter of the brand as somebody writes it, checked: see `brand_settings`.

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
    _check_advances(brand_id, key, written, from_day)


def _check_advances(brand_id: int, key: str, written: str, from_day: date) -> None:
    """Raise SettingsContradict where the rules about advances do not fit together from a day on."""
    later = BrandParameter.objects.filter(
        brand_id=brand_id, key__startswith="advance.", from_day__gt=from_day
    )
    for day in (from_day, *sorted(set(later.values_list("from_day", flat=True)))):
        try:
            _rules.get_rules(brand_id=brand_id, on=day).bounds()
        except BrandParameterMissing:
            # A brand that is being set up: the last of them is checked with all others.
            continue
        except ValueError:
            _rules.forget_rules()
            raise SettingsContradict(params={"key": key, "value": written, "day": day}) from None


@transaction.atomic
def set_advance_rules(
    *,
    brand_id: int,
    rules: AdvanceRules,
    from_day: date,
    source: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Set every rule about advances of a brand from a day on.

    Raises:
        ValueError: the bounds could shut out today's amount.
        IntegrityError: one of them already has a value from this very day.
    """
    rules.bounds()  # The kernel refuses bounds that shut out today's amount.
    _set_each(
        rules,
        prefix="advance.",
        brand_id=brand_id,
        from_day=from_day,
        source=source,
        actor=actor,
        now=now,
    )


@transaction.atomic
def set_outlier_limits(
    *,
    brand_id: int,
    limits: OutlierLimits,
    from_day: date,
    source: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Set from a day on which bills of a run are out of line with the period before.

    Raises:
        IntegrityError: one of them already has a value from this very day.
    """
    _set_each(
        limits,
        prefix="run.outlier_",
        brand_id=brand_id,
        from_day=from_day,
        source=source,
        actor=actor,
        now=now,
    )


def _set_each(values: AdvanceRules | OutlierLimits, *, prefix: str, **shared: Any) -> None:
    """Set a parameter for each field, named after it."""
    for name in values.__dataclass_fields__:
        set_brand_parameter(key=f"{prefix}{name}", value=getattr(values, name), **shared)

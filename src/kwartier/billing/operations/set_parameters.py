"""The brand's dated settings: a new value is a new row from a day on, with its source."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from kwartier.billing import _rules
from kwartier.billing._runs.outliers import OutlierLimits
from kwartier.billing.models import BrandParameter
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

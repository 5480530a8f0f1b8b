"""Which bills of a run are out of line, as the brand sets it from a day on."""

from datetime import date, datetime

from django.db import transaction

from kwartier.billing._runs.outliers import OutlierLimits
from kwartier.brand_settings.operations import set_brand_parameters
from kwartier.platform.types import Actor


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
    set_brand_parameters(
        values={
            f"run.outlier_{name}": getattr(limits, name) for name in limits.__dataclass_fields__
        },
        brand_id=brand_id,
        from_day=from_day,
        source=source,
        actor=actor,
        now=now,
    )

"""The rules about advances, as the brand sets them together from a day on."""

from datetime import date, datetime

from django.db import transaction

from kwartier.billing.types import AdvanceRules
from kwartier.brand_settings.operations import set_brand_parameters
from kwartier.platform.types import Actor


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
    set_brand_parameters(
        values={f"advance.{name}": getattr(rules, name) for name in rules.__dataclass_fields__},
        brand_id=brand_id,
        from_day=from_day,
        source=source,
        actor=actor,
        now=now,
    )

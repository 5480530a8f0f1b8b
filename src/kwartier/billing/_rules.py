"""The brand's dated rules about advances, read together."""

from datetime import date

from kwartier.billing.types import AdvanceRules
from kwartier.brand_settings.queries import get_parameter
from kwartier.brand_settings.refusals import BrandParameterMissing


def get_rules(*, brand_id: int, on: date) -> AdvanceRules:
    """The rules of a brand on a day.

    Raises:
        BrandParameterMissing: one of them has no value on that day.
    """
    return AdvanceRules(
        **{
            name: get_parameter(brand_id=brand_id, key=f"advance.{name}", on=on)
            for name in AdvanceRules.__dataclass_fields__
        }
    )


def check_rules(*, brand_id: int, on: date) -> None:
    """Raise ValueError where the rules of a brand on a day could not be followed together."""
    try:
        get_rules(brand_id=brand_id, on=on).bounds()
    except BrandParameterMissing:
        # A brand that is being set up: the last of them is checked with all others.
        return

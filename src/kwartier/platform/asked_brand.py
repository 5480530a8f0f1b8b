"""The brand that a command is about."""

from django.core.management.base import CommandError

from kwartier.platform import brands
from kwartier.platform.types import BrandInfo


def get_asked_brand(key: str) -> BrandInfo:
    """The brand of a key as it was typed.

    Raises:
        CommandError: there is none; says which there are.
    """
    known = {brand.key: brand for brand in brands.list_brands()}
    if key not in known:
        raise CommandError(
            f"There is no brand {key}. Give --brand one of: "
            f"{', '.join(known) or 'none is there yet'}."
        )
    return known[key]

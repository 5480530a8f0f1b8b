"""What the sign-in page of a demonstration lists."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kwartier.demo.logins import PASSWORD, list_logins


def demonstration(request: HttpRequest) -> dict[str, Any]:
    """``demo_logins`` and ``demo_password`` on a demonstration's pages; nothing elsewhere."""
    brand = getattr(request, "brand", None)
    if brand is None or not brand.is_demonstration:
        return {}
    return {
        "demo_logins": SimpleLazyObject(lambda: list_logins(brand.key)),
        "demo_password": PASSWORD,
    }

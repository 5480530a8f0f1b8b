"""What ``kwartier manage check --deploy`` says about this room."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's
from django.core.exceptions import ImproperlyConfigured

from kwartier.parties._sealing import seal


@register(Tags.security, deploy=True)
def check_factor_keys(**_named: Any) -> list[CheckMessage]:
    """The keys of second factors are there, and can be used."""
    try:
        seal("")
    except ImproperlyConfigured as wrong:
        return [Error(str(wrong), id="kwartier.E001")]
    if not settings.KWARTIER_FACTOR_KEYS:
        return [
            Warning(
                "Second factors are sealed with a key made from SECRET_KEY.",
                hint="Set KWARTIER_FACTOR_KEYS, so that either can be changed alone.",
                id="kwartier.W001",
            )
        ]
    return []

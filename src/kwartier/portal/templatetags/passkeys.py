"""What a page says when a passkey did not work."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django import template
from django.http import HttpRequest
from django.template import Context

register = template.Library()


@register.inclusion_tag("portal/account/passkey_failed.html", takes_context=True)
def passkey_failed(context: Context, *, has_password: bool = False) -> dict[str, Any]:
    """Why, where it cannot work, and what to do then: hidden until the browser's part fails.

    A passkey belongs to a name (WebAuthn: the relying party's id is a domain): at an address of
    digits, as a demonstration has it, every browser refuses one.
    """
    request = context["request"]
    where = urlsplit(f"//{request.get_host()}")
    return {
        "has_digits": _has_digits(where.hostname or ""),
        "named": _name_this_machine(request, where),
        "path": request.get_full_path(),
        "has_password": has_password,
    }


def _has_digits(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _name_this_machine(request: HttpRequest, where: SplitResult) -> str:
    """The same site under the name that every machine has for itself; empty for another machine."""
    host = where.hostname or ""
    if not _has_digits(host) or not ip_address(host).is_loopback:
        return ""
    port = f":{where.port}" if where.port else ""
    return f"{request.scheme}://localhost{port}"

"""Outgoing mail from ``EMAIL_URL``: ``smtp://user:password@host:587/?tls=starttls``.

Without it nothing leaves the machine: mails wait in the outbox, which a demonstration opens in the
browser.
"""

import os
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def read_mailers(address: str) -> dict[str, dict[str, Any]]:
    """Django's mailers for a mail server's address; none for an empty one.

    Raises:
        ImproperlyConfigured: the address is not one of a mail server.
    """
    if not address:
        return {}
    url = urlsplit(address)
    if url.scheme not in {"smtp", "smtps"}:
        raise ImproperlyConfigured(
            f"EMAIL_URL must begin with smtp:// or smtps://, not {url.scheme or 'nothing'}://."
        )
    options: dict[str, Any] = {
        "host": url.hostname or "localhost",
        "port": _read_port(url) or (465 if url.scheme == "smtps" else 587),
        "use_ssl": url.scheme == "smtps",
        "use_tls": parse_qs(url.query).get("tls", [""])[0] == "starttls",
        "timeout": 20,
    }
    if url.username:
        options |= {"username": unquote(url.username), "password": unquote(url.password or "")}
    return {
        "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
    }


def _read_port(url: SplitResult) -> int | None:
    try:
        return url.port
    except ValueError as cause:  # Not quoted: a password with a `:` or `/` in it may be meant.
        raise ImproperlyConfigured(
            "EMAIL_URL has no whole number as its port. A password with signs such as : / @ # is "
            "written with %3A %2F %40 %23."
        ) from cause


MAILERS = read_mailers(os.environ.get("EMAIL_URL", ""))
DEFAULT_FROM_EMAIL = os.environ.get("KWARTIER_MAIL_FROM", "Kwartier <no-reply@kwartier.example>")

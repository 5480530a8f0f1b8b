"""What the process reads from its environment, with a clear sentence when something is wrong."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_EXAMPLE = "For example: DATABASE_URL=postgres://user:password@host:5432/kwartier."


def read_flag(name: str, *, default: bool = False) -> bool:
    """A yes-or-no variable: 1, true, yes and on mean yes."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def read_list(name: str, default: str = "") -> list[str]:
    """A comma-separated variable as a list without empty parts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def read_number(name: str, default: str) -> int:
    """A variable that is a whole number.

    Raises:
        ImproperlyConfigured: it is something else.
    """
    value = os.environ.get(name, default)
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def find_database_url() -> str:
    """``DATABASE_URL``, or the address that a running embedded server left in its data folder."""
    url = os.environ.get("DATABASE_URL", "")
    if url:
        return url
    folder = Path(os.environ.get("KWARTIER_DATA", ".demo"))
    role = os.environ.get("KWARTIER_ROLE", "owner")
    address = folder / f"database-{role}.url"
    return address.read_text().strip() if address.exists() else ""


def parse_database_url(url: str) -> dict[str, Any]:
    """Turn ``postgres://user:password@host:port/name?host=/socket`` into Django's settings.

    Raises:
        ImproperlyConfigured: the address is not one of a PostgreSQL server.
    """
    if not url:
        return {"ENGINE": "django.db.backends.postgresql", "NAME": "kwartier"}
    try:
        parts = urlsplit(url)
    except ValueError as cause:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {cause}. {_EXAMPLE}") from cause
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL must begin with postgres://, not {parts.scheme or 'nothing'}://. {_EXAMPLE}"
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    port = options.pop("port", None) or _read_port(parts)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "kwartier",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": options,
    }


def _read_port(parts: SplitResult) -> str:
    try:
        return str(parts.port or "")
    except ValueError as cause:  # Never quoted: a password with a `:` or `/` in it may be meant.
        raise ImproperlyConfigured(
            "DATABASE_URL has no whole number as its port. A password with signs such as : / @ # "
            f"is written with %3A %2F %40 %23. {_EXAMPLE}"
        ) from cause

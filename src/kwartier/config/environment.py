"""What the process reads from its environment, with a clear sentence when something is wrong."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def read_flag(name: str, *, default: bool = False) -> bool:
    """A yes-or-no variable: 1, true, yes and on mean yes."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def read_list(name: str, default: str = "") -> list[str]:
    """A comma-separated variable as a list without empty parts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


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
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL must begin with postgres://, not {parts.scheme or 'nothing'}://."
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    port = options.pop("port", None) or (str(parts.port) if parts.port else "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "kwartier",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": options,
    }

"""Logs: one line a fact, with personal data masked before anything is written."""

import logging
import os
import re
from typing import Any, override

from django.core.exceptions import ImproperlyConfigured

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_LONG_NUMBER = re.compile(r"\b\d{12,18}\b")
# The shortest, of Norway, has fifteen characters.
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
# As people type it: beyond the code of the bank every group has a digit, and words have none.
_TYPED_IBAN = re.compile(
    r"\b[a-z]{2}\d{2}[ .-]?[a-z0-9]{4}(?:[ .-]?(?=[a-z]{0,3}\d)[a-z0-9]{4}){1,6}"
    r"(?:[ .-]?(?=[a-z]{0,2}\d)[a-z0-9]{1,3})?\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\b\d{3}/\d{4}/\d{5}\b")
# What the database quotes of a row that it refuses is somebody's name, too.
_QUOTED = re.compile(r"(Failing row contains |JSON data, line \d+: |COPY \w+, line \d+[^:\n]*: ).*")


def mask(text: str) -> str:
    """Hide e-mail addresses, bank accounts and references, quoted rows, and the start of meter points."""
    text = _QUOTED.sub(r"\1***", text)
    text = _MAIL.sub("***@***", text)
    text = _TYPED_IBAN.sub("IBAN***", _IBAN.sub("IBAN***", text))
    text = _REFERENCE.sub("***", text)
    return _LONG_NUMBER.sub(lambda found: "*" * (len(found[0]) - 4) + found[0][-4:], text)


class MaskPersonalData(logging.Filter):
    """Masks the finished message of every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the message by its masked form; never drops a record."""
        record.msg, record.args = mask(record.getMessage()), ()
        return True


class MaskedLine(logging.Formatter):
    """Masks the traceback too: a failure quotes values, such as the address that exists already."""

    @override
    def formatException(self, ei: Any) -> str:
        """The traceback without personal data."""
        return mask(super().formatException(ei))


class WithoutTraceback(logging.Filter):
    """For what a stranger can cause at will, such as a wrong ``Host``: one line says all of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Drop the traceback; never the record."""
        record.exc_info = record.exc_text = None
        return True


def read_level(name: str) -> str:
    """The name of a kind of message, in whatever case it was written.

    Raises:
        ImproperlyConfigured: there is no such kind.
    """
    if name.upper() not in LEVELS:
        raise ImproperlyConfigured(
            f"KWARTIER_LOG must be one of {', '.join(LEVELS)}, not {name!r}."
        )
    return name.upper()


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask": {"()": MaskPersonalData}, "one_line": {"()": WithoutTraceback}},
    "formatters": {
        "line": {"()": MaskedLine, "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["mask"], "formatter": "line"},
    },
    "loggers": {"django.security.DisallowedHost": {"filters": ["one_line"]}},
    "root": {
        "handlers": ["console"],
        "level": read_level(os.environ.get("KWARTIER_LOG", "WARNING")),
    },
}

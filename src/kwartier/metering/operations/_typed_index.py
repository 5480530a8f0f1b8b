"""From what a person typed to an index, or the refusal that says what is the matter."""

import re

from kwartier.metering.models import Register
from kwartier.metering.refusals import (
    ReadingHasDecimals,
    ReadingHasTooManyDigits,
    ReadingIsMissing,
    ReadingIsNegative,
    ReadingIsNotANumber,
)
from kwartier.platform.errors import Refusal

# Plain, no-break and narrow no-break spaces, which also come in by copying from another page.
_SPACES = re.compile(r"[ \u00a0\u202f\t]+")
_MINUS = ("-", "\u2212", "\u2013")
_DECIMALS = re.compile(r"[0-9]*[.,][0-9]*")
# Enough to recognize what one typed, not enough to fill a page with.
_LONGEST_ECHO = 20


def parse_index(typed: str, register: Register) -> int | Refusal:
    """The index, or why it is none; leading zeros may stand there as on the meter."""
    field = str(register.pk)
    text = _SPACES.sub("", str(typed))
    if not text:
        return ReadingIsMissing(field=field)
    if text.startswith(_MINUS) and _is_number(text[1:]):
        return ReadingIsNegative(field=field)
    if _DECIMALS.fullmatch(text) and any(character.isdigit() for character in text):
        return ReadingHasDecimals(field=field)
    if not (text.isascii() and text.isdigit()):
        return ReadingIsNotANumber(field=field, params={"typed": str(typed)[:_LONGEST_ECHO]})
    digits = text.lstrip("0") or "0"
    if len(digits) > register.dials:
        return ReadingHasTooManyDigits(
            field=field, params={"dials": register.dials, "count": len(text)}
        )
    return int(digits)


def _is_number(text: str) -> bool:
    return (text.isascii() and text.isdigit()) or bool(
        _DECIMALS.fullmatch(text) and text.strip(".,")
    )

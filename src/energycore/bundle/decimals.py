"""Exact integers as decimals in euro, and back: nothing is rounded on the way."""

from collections.abc import Iterable
from decimal import Decimal

from energycore.bundle.errors import DocumentInvalid

_MOST_DIGITS = 40
_LARGEST = 10**9  # With nine decimals an int64 still holds it.


def to_decimal(number: int, places: int) -> str:
    """Return number / 10**places in plain notation, without zeros that say nothing.

    >>> to_decimal(23_449_200, 9)
    '0.0234492'
    """
    digits = str(abs(number)).rjust(places + 1, "0")
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :].rstrip("0")
    sign = "-" if number < 0 else ""
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def to_decimals(numbers: Iterable[int], places: int) -> list[str]:
    """Return `to_decimal` of many numbers: a bill has some forty, a run ten million.

    >>> to_decimals([1250, 5, 0], 2)
    ['12.5', '0.05', '0']
    """
    written = []
    padded = f"%0{places + 1}d"
    for number in numbers:
        if number > 0 and places:
            digits = padded % number
            part = digits[-places:].rstrip("0")
            written.append(f"{digits[:-places]}.{part}" if part else digits[:-places])
        else:
            written.append(to_decimal(number, places) if number else "0")
    return written


def from_decimal(text: object, places: int, place: str) -> int:
    """Return a decimal x 10**places, which must be whole.

    Raises DocumentInvalid, naming `place`, for what is no decimal text, is not finite, is absurdly
    long, has more decimals than `places`, or more than nine digits before the point.

    >>> from_decimal("0.0234492", 9, "eur_per_kwh")
    23449200
    """
    if not isinstance(text, str) or len(text) > _MOST_DIGITS:
        raise DocumentInvalid(place, "a decimal in quotes is expected")
    if not _is_plain(text):
        told = f"{text!r} is no number: digits and a point are expected, such as 0.1312"
        raise DocumentInvalid(place, told)
    value = Decimal(text)
    if abs(value) >= _LARGEST:
        raise DocumentInvalid(place, f"{text!r} is too large")
    scaled = value.scaleb(places)
    if scaled != scaled.to_integral_value():
        raise DocumentInvalid(place, f"{text!r} has more than {places} decimals")
    return int(scaled)


def _is_plain(text: str) -> bool:
    """Whether a text is digits of ASCII, with a sign and a point at the most."""
    unsigned = text[1:] if text[:1] in {"+", "-"} else text
    whole, point, part = unsigned.partition(".")
    return text.isascii() and whole.isdigit() and (part.isdigit() if point else True)

"""Amounts as people type them."""

import re

from django.utils.translation import get_language

from kwartier.billing.refusals import AdvanceNotANumber, AmountReadTwoWays

_LONGEST_SHOWN = 40
_CENTS_DIGITS = 2
_MOST_EURO_DIGITS = 7
# Thousands may be grouped by spaces; one comma or one point makes decimals.
_AMOUNT = re.compile(r"([0-9]{1,7}|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]{1,2}))?")
# Or by the sign that makes no decimals where the reader's language is spoken: "1.180,50" in Dutch,
# "1,180.50" in English. Where it is not the language's own way, "1.180" could mean either.
_GROUPED = re.compile(r"([0-9]{1,3}(?:([.,])[0-9]{3})(?:\2[0-9]{3})*)(?:(?!\2)([.,])([0-9]{1,2}))?")
_POINT_GROUPS = {"nl", "de"}
_POINT_DECIMALS = {"en"}
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def parse_amount(text: str, *, language: str | None = None) -> int:
    """The cents of an amount in euro: "118", "118,50", "118.50", "1 180", "€ 118", "118 EUR".

    Thousands may be grouped as in the ``language`` of who typed it, by default the active one:
    "1.180" and "1.180,50" in Dutch and German, "1,180" and "1,180.50" in English, "1.180,50" in
    French, where "1.180" alone is nobody's way to write.

    Raises:
        AmountReadTwoWays: it is grouped in another language's way.
        AdvanceNotANumber: it is zero, negative, above ten million, or no amount at all.
    """
    plain = _SPACES.sub(" ", text).strip()
    bare = re.sub(r"^(€|EUR)|(€|EUR)$", "", plain, flags=re.IGNORECASE).strip()
    match = _AMOUNT.fullmatch(bare)
    if match is not None:
        return _count(plain, match[1].replace(" ", ""), match[2] or "")
    grouped = _GROUPED.fullmatch(bare)
    if grouped is None:
        raise AdvanceNotANumber(field="amount", params={"typed": _show(plain)})
    euros, decimals = re.sub("[.,]", "", grouped[1]), grouped[4] or ""
    spoken = (language or get_language() or "en")[:2]
    mark = "." if spoken in _POINT_DECIMALS else ","
    if grouped[2] == mark or not (grouped[3] or _groups_by_sign(spoken)):
        written = f"{euros}{mark}{decimals}" if decimals else euros
        raise AmountReadTwoWays(field="amount", params={"typed": _show(plain), "plain": written})
    return _count(plain, euros, decimals)


def _groups_by_sign(language: str) -> bool:
    return language in _POINT_GROUPS or language in _POINT_DECIMALS


def _count(typed: str, euros: str, decimals: str) -> int:
    cents = int(euros) * 100 + int(decimals.ljust(_CENTS_DIGITS, "0"))
    if not cents or len(euros) > _MOST_EURO_DIGITS:
        raise AdvanceNotANumber(field="amount", params={"typed": _show(typed)})
    return cents


def _show(typed: str) -> str:
    return typed[:_LONGEST_SHOWN].replace("\0", "")


def write_amount(cents: int) -> str:
    """An amount as `parse_amount` reads it back to the same cent: "118", "118.5", "12345.67"."""
    euros, rest = divmod(cents, 100)
    return f"{euros}.{rest:02d}".rstrip("0").rstrip(".")

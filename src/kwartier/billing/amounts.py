"""Amounts as people type them."""

import re

from kwartier.billing.refusals import AdvanceNotANumber

_LONGEST_SHOWN = 40
_CENTS_DIGITS = 2
# Thousands may be grouped by spaces; one comma or one point makes decimals. "1.180" could mean
# either, and "1.180,50" uses both: neither is guessed at.
_AMOUNT = re.compile(r"([0-9]{1,7}|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]{1,2}))?")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def parse_amount(text: str) -> int:
    """The cents of an amount in euro: "118", "118,50", "118.50", "1 180", "€ 118", "118 EUR".

    Raises:
        AdvanceNotANumber: it is zero, negative, ambiguous, above ten million, or no amount at all.
    """
    plain = _SPACES.sub(" ", text).strip()
    bare = re.sub(r"^(€|EUR)|(€|EUR)$", "", plain, flags=re.IGNORECASE).strip()
    match = _AMOUNT.fullmatch(bare)
    if match is None:
        raise _refused(plain)
    euros, decimals = match.groups()
    cents = int(euros.replace(" ", "")) * 100 + int((decimals or "").ljust(_CENTS_DIGITS, "0"))
    if not cents or len(euros.replace(" ", "")) > 7:  # noqa: PLR2004 - as in the pattern
        raise _refused(plain)
    return cents


def write_amount(cents: int) -> str:
    """An amount as `parse_amount` reads it back to the same cent: "118", "118.5", "12345.67"."""
    euros, rest = divmod(cents, 100)
    return f"{euros}.{rest:02d}".rstrip("0").rstrip(".")


def _refused(typed: str) -> AdvanceNotANumber:
    return AdvanceNotANumber(
        field="amount", params={"typed": typed[:_LONGEST_SHOWN].replace("\0", "")}
    )

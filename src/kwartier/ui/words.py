"""Wording that must be the same everywhere: what a settlement means for the person's purse."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from kwartier.ui.formats import format_money

Tone = Literal["debit", "credit", "even"]


@dataclass(frozen=True, slots=True)
class SettlementWords:
    """An amount with its word: ``text`` to show, ``tone`` for the third signal (the color)."""

    text: str
    tone: Tone

    def __str__(self) -> str:
        return self.text


def settlement_words(
    cents: int,
    locale: str,
    *,
    about: bool = False,
    decimals: int = 0,
    to_agent: bool = False,
) -> SettlementWords:
    """Say a settlement: a positive amount is to pay, a negative one is in the customer's favor.

    The text is in the active language, the amount in the form of ``locale``; ``about`` marks a
    forecast; ``to_agent`` speaks of the customer, and not to them. An amount that rounds to zero is said in words.
    """
    if format_money(abs(cents), locale, decimals) == format_money(0, locale, decimals):
        return SettlementWords(_("nothing to pay"), "even")
    amount = format_money(abs(cents), locale, decimals)
    if cents > 0:
        text = _("about %(amount)s to pay") if about else _("%(amount)s to pay")
        return SettlementWords(text % {"amount": amount}, "debit")
    if to_agent:
        text = (
            _("about %(amount)s in the customer's favor")
            if about
            else _("%(amount)s in the customer's favor")
        )
    else:
        text = _("about %(amount)s in your favor") if about else _("%(amount)s in your favor")
    return SettlementWords(text % {"amount": amount}, "credit")


def settlement_band_words(low_cents: int, high_cents: int, locale: str) -> str:
    """Say a band of settlements from the better end to the worse.

    ``low_cents <= high_cents``; the word is written once when both ends have the same sign.
    """
    better, worse = settlement_words(low_cents, locale), settlement_words(high_cents, locale)
    first = format_money(abs(low_cents), locale, 0) if better.tone == worse.tone else better.text
    return _("between %(better)s and %(worse)s") % {"better": first, "worse": worse.text}

"""Money and days inside a sentence, as the active language writes them (Babel, never by hand)."""

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency
from django.utils.translation import get_language

_LOCALES = {"fr": "fr_BE", "nl": "nl_BE", "de": "de_BE"}


def active_locale() -> str:
    """The Babel locale of the active language; English is written as in Ireland, a euro country."""
    return _LOCALES.get((get_language() or "en")[:2], "en_IE")


def speak_money(cents: int) -> str:
    """An amount with its cents: ``118,00 €``, ``€118.00``."""
    return str(format_currency(Decimal(cents) / 100, "EUR", locale=active_locale()))


def speak_day(day: date) -> str:
    """A day in prose: ``10 novembre 2026``, ``1er décembre 2026``."""
    locale = active_locale()
    spoken = str(format_date(day, "long", locale=locale))
    is_french_first = day.day == 1 and locale.startswith("fr")
    # French says "1er" for the first of a month, which CLDR's patterns cannot express.
    return f"1er{spoken[1:]}" if is_french_first else spoken

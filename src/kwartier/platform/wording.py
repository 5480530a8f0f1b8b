"""Money and days inside a sentence, as the active language writes them (Babel, never by hand)."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency
from django.utils.translation import get_language

_LOCALES = {"fr": "fr_BE", "nl": "nl_BE", "de": "de_BE"}


def active_locale() -> str:
    """The Babel locale of the active language; English is written as in Ireland, a euro country."""
    return _LOCALES.get((get_language() or "en")[:2], "en_IE")


def speak_money(cents: int) -> str:
    """An amount with its cents: ``118,00 €``, ``€118.00``."""
    return str(format_currency(Decimal(cents) / 100, "EUR", locale=active_locale()))


def round_to_euro(cents: int) -> int:
    """Whole euros, half away from zero: how a forecast is said."""
    return int((Decimal(cents) / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def speak_euros(euros: int) -> str:
    """An amount of whole euros: ``118 €``, ``€ 118``, ``€118``."""
    locale = active_locale()
    pattern = Locale.parse(locale).currency_formats["standard"].pattern.replace("0.00", "0")
    return str(
        format_currency(Decimal(euros), "EUR", format=pattern, locale=locale, currency_digits=False)
    )


def speak_day(day: date) -> str:
    """A day in prose: ``10 novembre 2026``, ``1er décembre 2026``."""
    locale = active_locale()
    spoken = str(format_date(day, "long", locale=locale))
    is_french_first = day.day == 1 and locale.startswith("fr")
    # French says "1er" for the first of a month, which CLDR's patterns cannot express.
    return f"1er{spoken[1:]}" if is_french_first else spoken


def speak_month(month: date) -> str:
    """A month in prose: ``octobre 2026``."""
    return str(format_skeleton("yMMMM", month, locale=active_locale()))


def speak_instant(instant: datetime, timezone_name: str) -> str:
    """A day and a time on the clock of a place: ``21 novembre 2026, 11:00``."""
    return speak_moment(instant.astimezone(ZoneInfo(timezone_name)))


def speak_moment(local: datetime) -> str:
    """A day and a time on the clock that the instant itself names."""
    hour = format_time(local.time(), "HH:mm", locale=active_locale())
    return f"{speak_day(local.date())}, {hour}"

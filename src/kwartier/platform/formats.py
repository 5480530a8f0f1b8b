"""Numbers, money and dates as people write them, by an explicit locale (Babel, never by hand).

Amounts come in as integers (cents, Wh, micro-euro per kWh) and are rounded half away from zero when
fewer decimals are asked for. A minus is U+2212 so that it reads as a sign; narrow no-break spaces of
French numbers are kept.
"""

import re
from copy import copy
from datetime import date, datetime, time, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_skeleton
from babel.dates import format_time as babel_time
from babel.numbers import NumberPattern, get_currency_symbol

from energycore.units import divide_half_away

# A page writes the same amounts and days over and over, and so does everybody's.
_kept = lru_cache(maxsize=8_192)

MINUS = "\u2212"
NBSP = "\u00a0"

_LOCALES = {
    ("fr", "BE"): "fr_BE",
    ("nl", "BE"): "nl_BE",
    ("de", "BE"): "de_BE",
    ("fr", "FR"): "fr_FR",
    ("nl", "FR"): "nl_NL",
    ("de", "FR"): "de_DE",
}
_BASIS_POINTS = 10_000
DEFAULT_LOCALE = "en_IE"  # English in a euro country: sign before, point as decimal sign


def locale_for(language: str, country: str) -> str:
    """The Babel locale of a person's language at a brand of this country.

    English is written as in Ireland whatever the country: the euro sign first, a decimal point.
    """
    return _LOCALES.get((language[:2].lower(), country.upper()), DEFAULT_LOCALE)


@cache
def _locale(locale: str) -> Locale:
    return Locale.parse(locale)


@cache
def _pattern(locale: str, kind: str, decimals: int) -> NumberPattern:
    known = _locale(locale)
    if kind == "money":
        source = known.currency_formats["standard"]
    elif kind == "percent":
        source = known.percent_formats[None]
    else:
        source = known.decimal_formats[None]
    pattern: NumberPattern = copy(source)
    pattern.frac_prec = (decimals, decimals)
    return pattern


def _quantize(number: Decimal, decimals: int) -> Decimal:
    rounded = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded  # never "-0"


def _apply(number: Decimal, *, locale: str, kind: str, decimals: int, signed: bool) -> str:
    pattern = _pattern(locale, kind, decimals)
    plus = signed and number > 0
    # the plus takes the place that the locale gives to its minus: "+57,20 EUR", "EUR +57,20"
    shown = -number if plus else number
    # the currency is put in afterwards: Babel would look up plural rules for its name each time
    text = str(pattern.apply(shown, _locale(locale)))
    if kind == "money":
        text = text.replace("\u00a4", _euro(locale))
    return text.replace("-", "+" if plus else MINUS)


@cache
def _euro(locale: str) -> str:
    return str(get_currency_symbol("EUR", locale=locale))


def format_money(cents: int, locale: str, decimals: int = 2, *, signed: bool = False) -> str:
    """An amount in euro: ``1 234,50 €`` (fr), ``€ 1.234,50`` (nl), ``€1,234.50`` (en).

    With ``decimals=0`` the amount is rounded half away from zero; ``signed`` also writes the plus.
    """
    # Rounded first: customers share whole euros, not cents.
    return _money(divide_half_away(cents, 10 ** (2 - decimals)), locale, decimals, signed)


def format_exact(cents: int, locale: str) -> str:
    """An agreed amount, to the cent: ``118 €``, but ``118,50 €``; never rounded."""
    return format_money(cents, locale, 2 if cents % 100 else 0)


@_kept
def _money(units: int, locale: str, decimals: int, signed: bool) -> str:  # noqa: FBT001 - part of a key
    number = Decimal(units).scaleb(-decimals)
    return _apply(number, locale=locale, kind="money", decimals=decimals, signed=signed)


@_kept
def format_number(
    number: Decimal | float, locale: str, decimals: int = 0, *, signed: bool = False
) -> str:
    """A plain number with this many decimals, grouped as the locale does."""
    exact = _quantize(number if isinstance(number, Decimal) else Decimal(str(number)), decimals)
    return _apply(exact, locale=locale, kind="number", decimals=decimals, signed=signed)


def format_energy(wh: int, locale: str, decimals: int = 0, *, signed: bool = False) -> str:
    """An energy in kWh from Wh: ``1 742 kWh``."""
    return f"{format_number(Decimal(wh) / 1000, locale, decimals, signed=signed)}{NBSP}kWh"


def format_power(watts: int, locale: str, decimals: int = 1) -> str:
    """A power in kW from W: ``3,4 kW``."""
    return f"{format_number(Decimal(watts) / 1000, locale, decimals)}{NBSP}kW"


def format_unit_price(micro_eur_per_kwh: int, locale: str) -> str:
    """A unit price in eurocent per kWh with 4 decimals, exact: ``13,9160 c€/kWh``."""
    return f"{format_number(Decimal(micro_eur_per_kwh) / 10_000, locale, 4)}{NBSP}c€/kWh"


def count_decimals(number: Decimal) -> int:
    """As many decimals as a figure has that say something: 2 for 1.250."""
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


@_kept
def format_percent(
    ratio: Decimal | float, locale: str, decimals: int = 0, *, signed: bool = False
) -> str:
    """A share as a percentage: ``0.124`` is ``12,4 %`` with one decimal."""
    exact = _quantize(ratio if isinstance(ratio, Decimal) else Decimal(str(ratio)), decimals + 2)
    return _apply(exact, locale=locale, kind="percent", decimals=decimals, signed=signed)


def format_rate(vat_bp: int, locale: str) -> str:
    """A rate in basis points, with a decimal where it has one: ``6 %``, ``5,5 %``."""
    return format_percent(Decimal(vat_bp) / _BASIS_POINTS, locale, 1 if vat_bp % 100 else 0)


_FRENCH_FIRST = re.compile(r"(?<![\d])1 (?=\D)")


def _first(text: str, day: date, locale: str) -> str:
    # French says "1er" for the first of a month, which CLDR's patterns cannot express
    return (
        _FRENCH_FIRST.sub("1er ", text, count=1)
        if day.day == 1 and locale.startswith("fr")
        else text
    )


@_kept
def format_day(day: date, locale: str) -> str:
    """A day in prose: ``9 mars 2026``, ``1er décembre 2026``."""
    return _first(babel_date(day, "long", locale=locale), day, locale)


@_kept
def format_day_short(day: date, locale: str) -> str:
    """A day without its year, for lists under a year's heading: ``9 mars``."""
    return _first(format_skeleton("MMMMd", day, locale=locale), day, locale)


@_kept
def format_day_axis(day: date, locale: str) -> str:
    """A day on an axis, as short as can be: ``1 nov.``."""
    return format_skeleton("MMMd", day, locale=locale)


@_kept
def format_day_medium(day: date, locale: str) -> str:
    """A day with its year where there is little room: ``9 mars 2026``, ``1 okt. 2025``."""
    return _first(format_skeleton("yMMMd", day, locale=locale), day, locale)


@_kept
def format_weekday(day: date, locale: str) -> str:
    """A day with its weekday, for promises: ``mercredi 25 novembre 2026``."""
    return _first(babel_date(day, "full", locale=locale), day, locale)


@_kept
def format_weekday_short(day: date, locale: str) -> str:
    """The weekday on an axis: ``mer.``."""
    return babel_date(day, "ccc", locale=locale)


@_kept
def format_month(day: date, locale: str) -> str:
    """The month of a day: ``mars 2026``."""
    return format_skeleton("yMMMM", day, locale=locale)


@_kept
def format_month_name(day: date, locale: str) -> str:
    """The name of the month alone: ``mars``."""
    return babel_date(day, "LLLL", locale=locale)


@_kept
def format_month_short(day: date, locale: str) -> str:
    """The month on an axis: ``janv.``, ``mrt``, ``Mär``."""
    return babel_date(day, "LLL", locale=locale)


def format_instant(instant: datetime, locale: str, timezone: tzinfo) -> str:
    """A day and a time on the clock of ``timezone``: ``20 novembre 2026, 18:45``."""
    local = instant.astimezone(timezone)
    return f"{format_day(local.date(), locale)}, {_clock(local.hour, local.minute, locale)}"


def format_time(local: datetime, locale: str) -> str:
    """A time on the clock that it stands for: ``18:45``."""
    return _clock(local.hour, local.minute, locale)


@_kept
def _clock(hour: int, minute: int, locale: str) -> str:
    return babel_time(time(hour, minute), "HH:mm", locale=locale)


def group_in_fours(number: str) -> str:
    """A long number in groups of four, as an account number is written."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def mask_email(address: str) -> str:
    """An address of which only its owner learns something: ``j…@example.org``."""
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}…@{host}" if name else ""

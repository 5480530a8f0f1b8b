"""Numbers, money and dates by locale: what a person of each language reads."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kwartier.ui import formats

NARROW, HARD = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("locale", "shown", "negative"),
    [
        ("fr_BE", f"1{NARROW}234,50{HARD}€", f"−57,27{HARD}€"),
        ("nl_BE", f"€{HARD}1.234,50", f"€{HARD}−57,27"),
        ("de_BE", f"1.234,50{HARD}€", f"−57,27{HARD}€"),
        ("en_IE", "€1,234.50", "−€57.27"),
        ("fr_FR", f"1{NARROW}234,50{HARD}€", f"−57,27{HARD}€"),
    ],
)
def test_money_in_each_locale(locale, shown, negative):
    assert formats.format_money(123_450, locale) == shown
    assert formats.format_money(-5_727, locale) == negative


@pytest.mark.parametrize(
    ("cents", "shown"), [(150, "€2"), (149, "€1"), (-150, "−€2"), (-49, "€0"), (0, "€0")]
)
def test_whole_euro_round_half_away_from_zero_and_never_show_minus_zero(cents, shown):
    assert formats.format_money(cents, "en_IE", 0) == shown


@pytest.mark.parametrize(
    ("locale", "plus"),
    [("fr_BE", f"+12,00{HARD}€"), ("nl_BE", f"€{HARD}+12,00"), ("en_IE", "+€12.00")],
)
def test_a_signed_amount_puts_its_plus_where_the_minus_would_be(locale, plus):
    assert formats.format_money(1_200, locale, signed=True) == plus
    assert formats.format_money(-1_200, locale, signed=True) == plus.replace("+", "−")
    assert "+" not in formats.format_money(0, locale, signed=True)


@given(
    st.integers(min_value=-(10**12), max_value=10**12),
    st.sampled_from(["fr_BE", "nl_BE", "de_BE", "en_IE"]),
)
def test_money_keeps_every_cent(cents, locale):
    text = formats.format_money(cents, locale)
    digits = int("".join(mark for mark in text if mark.isdigit()))
    assert (-digits if "−" in text else digits) == cents


@given(st.integers(min_value=0, max_value=10**9))
def test_a_unit_price_shows_four_decimals_exactly(micro_eur):
    text = formats.format_unit_price(micro_eur, "fr_BE")
    number = text.removesuffix(f"{HARD}c€/kWh").replace(NARROW, "").replace(",", ".")
    assert Decimal(number) == Decimal(micro_eur) / 10_000


def test_energy_power_and_percent():
    assert formats.format_energy(1_742_000, "nl_BE") == f"1.742{HARD}kWh"
    assert formats.format_energy(8_649, "fr_BE", 1) == f"8,6{HARD}kWh"
    assert formats.format_power(3_420, "en_IE", 2) == f"3.42{HARD}kW"
    assert formats.format_percent(0.124, "en_IE", 1) == "12.4%"
    assert formats.format_rate(600, "en_IE") == "6%"
    assert formats.format_rate(550, "en_IE") == "5.5%"
    assert formats.format_percent(Decimal("-0.09"), "fr_BE", signed=True).startswith("−9")


def test_days_in_prose():
    assert formats.format_day(date(2026, 3, 9), "fr_BE") == "9 mars 2026"
    assert formats.format_day(date(2026, 12, 1), "fr_BE") == "1er décembre 2026"
    assert formats.format_day(date(2026, 12, 1), "nl_BE") == "1 december 2026"
    assert formats.format_day(date(2026, 12, 1), "de_BE") == "1. Dezember 2026"
    assert formats.format_day_short(date(2026, 12, 1), "fr_FR") == "1er décembre"
    assert formats.format_weekday(date(2026, 11, 25), "fr_BE") == "mercredi 25 novembre 2026"
    assert formats.format_month(date(2026, 11, 25), "de_BE") == "November 2026"
    assert formats.format_day(date(2026, 12, 11), "fr_BE") == "11 décembre 2026"


def test_an_instant_is_shown_on_the_clock_of_its_place():
    instant = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert (
        formats.format_instant(instant, "fr_BE", ZoneInfo("Europe/Brussels"))
        == "21 novembre 2026, 00:30"
    )


@pytest.mark.parametrize(
    ("language", "country", "locale"),
    [
        ("fr", "BE", "fr_BE"),
        ("nl", "BE", "nl_BE"),
        ("de", "BE", "de_BE"),
        ("en", "BE", "en_IE"),
        ("fr", "FR", "fr_FR"),
        ("fr-be", "be", "fr_BE"),
    ],
)
def test_the_locale_follows_language_and_country(language, country, locale):
    assert formats.locale_for(language, country) == locale


@pytest.mark.parametrize(
    ("cents", "text"), [(11_800, "118 €"), (11_950, "119,50 €"), (5, "0,05 €")]
)
def test_an_agreed_amount_is_never_rounded(cents, text):
    assert formats.format_exact(cents, "fr_BE").replace("\u00a0", " ") == text

"""Prices as they are shown: without VAT, with it, and at which rate."""

from datetime import date

import pytest

from kwartier.pricing.queries import show_prices
from kwartier.pricing.schema import prices_from_euro

PRICES = prices_from_euro(
    fixed_fee="61.32",
    offtake={"total": "0.131245678"},
    injection={"injection": "0.0312"},
    contributions={"green": "0.01104"},
)
TODAY = date(2026, 11, 21)


def show(country="BE", category="residential", on=TODAY):
    return show_prices(PRICES, country=country, energy="electricity", category=category, on=on)


@pytest.mark.parametrize(
    ("category", "rate", "fee", "energy"),
    [
        ("residential", 600, 64_999_200, 139_120_419),  # 131 245 678 x 1.06 = 139 120 418.68
        ("professional", 2_100, 74_197_200, 158_807_270),  # x 1.21 = 158 807 270.38
    ],
)
def test_a_belgian_price_with_the_vat_of_its_category(category, rate, fee, energy):
    shown = show(category=category)
    assert (shown.fixed_fee.excluding, shown.fixed_fee.including) == (61_320_000, fee)
    assert shown.offtake["total"].excluding == 131_245_678
    assert shown.offtake["total"].including == energy
    assert shown.offtake["total"].vat_bp == shown.contributions["green"].vat_bp == rate


def test_an_injection_credit_stands_outside_vat():
    credit = show().injection["injection"]
    assert (credit.excluding, credit.including, credit.vat_bp) == (31_200_000, 31_200_000, 0)


def test_what_a_business_injects_is_taxed_in_belgium_and_by_the_buyer_in_france():
    belgian = show(category="professional").injection["injection"]
    assert (belgian.including, belgian.vat_bp) == (37_752_000, 2_100)  # 31 200 000 x 1.21
    assert show("FR", category="professional").injection["injection"].vat_bp == 0


def test_france_taxed_the_subscription_at_a_lower_rate_until_august_2025():
    before, after = show("FR", on=date(2025, 7, 31)), show("FR", on=date(2025, 8, 1))
    assert (before.rates.fee_bp, before.rates.unit_bp) == (550, 2_000)
    assert (after.rates.fee_bp, after.rates.unit_bp) == (2_000, 2_000)
    assert before.fixed_fee.including == 64_692_600

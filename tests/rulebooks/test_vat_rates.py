"""Rates of VAT: by country and category, dated, loud where they are not known."""

import itertools
from datetime import date

import pytest

from energycore.clocks import DayRange, day_number
from rulebooks.parameters import MissingParameter
from rulebooks.vat import VatRates, list_vat_rates


def rates(from_, until, country="BE", energy="electricity", category="residential", **more):
    period = DayRange(day_number(from_), day_number(until))
    found = list_vat_rates(country=country, energy=energy, category=category, period=period, **more)
    return [(each.valid.from_ - period.from_, each.fee_bp, each.unit_bp) for each in found]


def test_a_belgian_household_and_a_business():
    assert rates(date(2026, 1, 1), date(2027, 1, 1))[-1][1:] == (600, 600)
    assert rates(date(2026, 1, 1), date(2027, 1, 1), category="professional")[-1][1:] == (
        2_100,
        2_100,
    )


@pytest.mark.parametrize(
    ("energy", "reduced_on"), [("electricity", date(2022, 3, 1)), ("gas", date(2022, 4, 1))]
)
def test_a_belgian_household_before_and_after_the_reduced_rate(energy, reduced_on):
    until = date(2024, 1, 1)
    found = rates(date(2022, 1, 1), until, energy=energy)
    reduced = (reduced_on - date(2022, 1, 1)).days
    for_good = (date(2023, 4, 1) - date(2022, 1, 1)).days
    assert found == [(0, 2_100, 2_100), (reduced, 600, 600), (for_good, 600, 600)]


def test_the_french_subscription_joined_the_energy_in_august_2025():
    found = rates(date(2025, 7, 1), date(2025, 9, 1), country="FR")
    assert found == [(0, 550, 2_000), (31, 2_000, 2_000)]


@pytest.mark.parametrize(
    ("country", "category", "rate"),
    [
        ("BE", "residential", 0),
        ("BE", "professional", 2_100),
        ("FR", "residential", 0),
        ("FR", "professional", 0),
    ],
)
def test_the_credit_for_injection_has_a_rate_with_its_source(country, category, rate):
    period = DayRange(day_number(date(2026, 1, 1)), day_number(date(2026, 2, 1)))
    (found,) = list_vat_rates(
        country=country, energy="electricity", category=category, period=period
    )
    assert found.injection_bp == found.on.injection_bp == rate
    assert found.on.injection_key == f"{country.lower()}.vat.injection.{category}"
    assert found.on.unit_key.startswith(f"{country.lower()}.vat.")


def test_rates_follow_each_other_without_a_gap():
    period = DayRange(day_number(date(2025, 1, 1)), day_number(date(2026, 1, 1)))
    found = list_vat_rates(
        country="FR", energy="electricity", category="residential", period=period
    )
    assert found[0].valid.from_ <= period.from_
    assert found[-1].valid.until >= period.until
    assert all(
        earlier.valid.until == later.valid.from_ for earlier, later in itertools.pairwise(found)
    )
    assert isinstance(found[0], VatRates)


def test_a_country_without_rates_is_named_with_those_that_have_them():
    with pytest.raises(ValueError, match="known for NL, only for BE, FR"):
        rates(date(2026, 1, 1), date(2027, 1, 1), country="NL")


def test_before_the_first_known_rate_there_is_none():
    with pytest.raises(MissingParameter):
        rates(date(1999, 1, 1), date(1999, 2, 1))

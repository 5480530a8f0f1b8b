"""The tariff of a contract: one for the forecast and for a bill, kept, and honest about its end."""

from dataclasses import replace
from datetime import date

import pytest

from advance_factory import TODAY, make_household
from energycore.clocks import DayRange
from kwartier.billing._advances.facts import get_facts
from kwartier.pricing.refusals import RegisterWithoutPrice
from kwartier.supply import tariffs as shelf
from rulebooks.parameters import ExpiredParameter

pytestmark = pytest.mark.django_db

KNOWN = DayRange.of_dates(date(2026, 1, 1), date(2026, 12, 31))
BEYOND = DayRange.of_dates(date(2026, 7, 1), date(2027, 7, 1))


@pytest.fixture
def kept(monkeypatch):
    """Nothing is kept yet, and what this test keeps is forgotten after it."""
    kept: dict = {}
    monkeypatch.setattr(shelf, "_kept", kept)
    return kept


def tell_tariff():
    """The key and the card of an ordinary household."""
    facts = get_facts(make_household().contract.id, today=TODAY)
    return shelf.key_of(facts.contract, facts.registers, facts.card), facts.card


def test_a_bill_and_a_forecast_have_the_same_prices_while_they_are_known(kept):
    key, card = tell_tariff()
    bill = shelf.get_tariff(key, card, KNOWN, carry_forward=False)
    forecast = shelf.get_tariff(key, card, KNOWN, carry_forward=True)
    assert bill.rows == forecast.rows
    assert bill.versions == forecast.versions
    assert not any(term.provisional for versions in bill.versions for term in versions)


def test_only_a_forecast_goes_past_the_last_known_figure(kept):
    key, card = tell_tariff()
    forecast = shelf.get_tariff(key, card, BEYOND, carry_forward=True)
    assert any(term.provisional for versions in forecast.versions for term in versions)
    with pytest.raises(ExpiredParameter, match="known until 2026-12-31"):
        shelf.get_tariff(key, card, BEYOND, carry_forward=False)


def test_tariffs_are_kept_but_not_without_end(kept, monkeypatch):
    monkeypatch.setattr(shelf, "_MOST_KEPT", 3)
    key, card = tell_tariff()
    tariffs = [
        shelf.get_tariff(key, card, DayRange(KNOWN.from_ + shift, KNOWN.until), carry_forward=True)
        for shift in range(5)
    ]
    assert list(kept.values()) == tariffs[2:]
    newest = DayRange(KNOWN.from_ + 4, KNOWN.until)
    assert shelf.get_tariff(key, card, newest, carry_forward=True) is tariffs[4]


def test_a_register_that_the_card_forgot_is_refused_by_name(kept):
    key, card = tell_tariff()
    first = card.dated[0]
    only_day = replace(first.prices, offtake={"day": 100_000_000})
    forgetful = replace(card, dated=(replace(first, prices=only_day),))
    two_registers = replace(key, registers=("day", "night"))
    with pytest.raises(RegisterWithoutPrice) as refused:
        shelf.get_tariff(two_registers, forgetful, KNOWN, carry_forward=True)
    assert refused.value.params == {"card": card.version, "register": "night"}
    assert two_registers not in {place[0] for place in kept}

"""One recommendation everywhere: the page, the list of an account and the bulk run say the same."""

from datetime import date

import pytest
from django.utils import translation

from advance_factory import TODAY, make_household
from kwartier.billing import queries
from kwartier.billing.types import RecommendationReason
from kwartier.ui.advance_sums import AdvanceSums
from kwartier.ui.advance_words import AdvanceWords

pytestmark = pytest.mark.django_db

A_WEEK_AGO = date(2026, 11, 14)


def say_everywhere(household, today=TODAY):
    """The amount and ground that each way to ask gives; they must be one."""
    page = queries.get_advance_page(contract_id=household.contract.id, today=today)
    (listed,) = queries.list_account_advances(account_id=household.account.pk, today=today)
    (bulk,) = queries.simulate_many(contract_ids=[household.contract.id], today=today)
    told = page.simulation.recommendation
    said = {
        (told.amount_cents, told.reason),
        (listed.forecast.recommended_cents, listed.forecast.recommendation_reason),
        (bulk.recommended_cents, bulk.recommendation_reason),
    }
    (only,) = said
    with translation.override("en"):
        words = AdvanceWords(page.simulation, "en_IE").recommendation
        summed = AdvanceSums.of([listed.forecast]).say("en_IE")
    return page.simulation, only, words, summed


def test_an_advance_that_brings_the_settlement_to_zero():
    simulation, (amount, reason), words, summed = say_everywhere(make_household())
    assert reason is RecommendationReason.AROUND_ZERO
    assert -500 <= simulation.settlement_at(amount) <= 0
    assert "around zero" in words
    assert "around zero" in summed


def test_who_has_paid_enough_reads_the_smallest_advance_and_where_it_leads():
    household = make_household(amount_cents=30_000)
    simulation, (amount, reason), words, summed = say_everywhere(household)
    assert reason is RecommendationReason.SMALLEST_ADVANCE
    assert amount == simulation.lower.cents > simulation.recommendation.exact_cents == 0
    assert simulation.recommendation.settlement_cents == simulation.settlement_at(amount) < 0
    assert "nothing is left to pay in" in words
    assert "in your favor" in words
    for sentence in (words, summed):
        assert "around zero" not in sentence
        assert "€0" not in sentence


def test_who_is_advised_to_keep_the_advance_reads_no_other():
    household = make_household(
        moved_in=date(2026, 10, 1),
        read_on=(date(2026, 10, 1), A_WEEK_AGO),
        period=(date(2026, 10, 1), date(2027, 10, 1)),
    )
    simulation, (amount, reason), _words, summed = say_everywhere(household)
    assert [
        each.code for each in queries.list_obstacles(contract_id=household.contract.id, today=TODAY)
    ] == ["advance.consumption_too_short"]
    assert reason is RecommendationReason.TOO_LITTLE_KNOWN
    assert amount == simulation.current_cents
    assert "Keep it" in summed


def test_without_an_advance_left_the_amount_stays():
    household = make_household(period=(date(2025, 12, 1), date(2026, 12, 1)))
    _simulation, (amount, reason), _words, summed = say_everywhere(household)
    assert reason is RecommendationReason.NO_ADVANCE_LEFT
    assert amount == 11_800
    assert "No advance is left" in summed

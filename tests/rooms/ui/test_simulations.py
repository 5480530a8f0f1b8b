"""What billing simulates is what the page draws, to the cent."""

from dataclasses import replace
from datetime import date

from kwartier.billing.types import (
    AdvanceSimulation,
    Bound,
    BoundReason,
    PathPoint,
    PlanView,
    Recommendation,
    RecommendationReason,
    SimulationBasis,
)
from kwartier.ui import charts
from kwartier.ui.advance_words import AdvanceWords
from kwartier.ui.simulations import balance_of, dial_of

FROM, UNTIL, TODAY = date(2026, 4, 15), date(2027, 4, 15), date(2026, 11, 21)


def path_point(day, *, cost, intercept, spread=0, left=0):
    return PathPoint(
        day=day, kind="forecast", advances_cents=cost - intercept + left * 11_800, cost_cents=cost,
        balance_cents=intercept - left * 11_800, current_balance_cents=intercept - left * 11_800,
        low_cents=intercept - spread - left * 11_800, high_cents=intercept + spread - left * 11_800,
        advances_left_count=left, intercept_cents=intercept, low_intercept_cents=intercept - spread,
        high_intercept_cents=intercept + spread,
    )  # fmt: skip


def sample_simulation():
    """Five advances left; 734 EUR still to be covered by them, give or take 80."""
    plan = PlanView(
        id=1, brand_id=1, account_id=1, contract_id=1, period_from=FROM, period_until=UNTIL, amount_cents=11_800,
        rhythm="monthly", issue_day=1, term_days=15, version=3, instalments=(), left=(date(2026, 12, 1),), invoiced_cents=82_600,
    )  # fmt: skip
    recommendation = Recommendation(
        amount_cents=14_700, reason=RecommendationReason.AROUND_ZERO, settlement_cents=-100, exact_cents=14_680, expected_cost_cents=156_000, invoiced_cents=82_600, advances_left_count=5,
        since_on=None, volume_effect_cents=None, price_effect_cents=None, even_cents=13_000, catch_up_cents=1_700,
    )  # fmt: skip
    basis = SimulationBasis(
        known_from=FROM, known_until=date(2026, 11, 1), known_days=200, known_percent=50, prior_year=True, last_reading_id=1,
        profile_key="be", profile_is_demonstration=False, price_card="1", product_name="Merel", expected_wh={}, annual_wh=3_000_000,
    )  # fmt: skip
    path = (
        path_point(FROM, cost=0, intercept=0),
        path_point(date(2026, 11, 1), cost=49_300, intercept=-21_500),
        path_point(date(2026, 12, 1), cost=66_300, intercept=-16_300, spread=200),
        path_point(UNTIL, cost=156_000, intercept=73_400, spread=8_000, left=5),
    )
    return AdvanceSimulation(
        contract_id=1, account_id=1, energy="electricity", today=TODAY, plan=plan, is_known=True, provisional=False,
        current_cents=11_800, amount_cents=13_500, expected_cost_cents=156_000, low_cost_cents=148_000, high_cost_cents=164_000,
        settlement_cents=5_900, low_settlement_cents=-2_100, high_settlement_cents=13_900, current_settlement_cents=14_400,
        current_low_settlement_cents=6_400, current_high_settlement_cents=22_400, intercept_cents=73_400,
        low_intercept_cents=65_400, high_intercept_cents=81_400, advances_left_count=5, invoiced_cents=82_600,
        balance_today_cents=-18_000, recommendation=recommendation,
        lower=Bound(cents=9_400, reason=BoundReason.SHARE_OF_AMOUNT, percent=80, settlement_cents=26_400),
        upper=Bound(cents=16_300, reason=BoundReason.SHARE_OF_FORECAST, percent=100, settlement_cents=-8_100),
        step_cents=100, next_effective_on=date(2026, 12, 1), settlement_on=UNTIL, path=path, basis=basis, seen_version="3",
    )  # fmt: skip


def test_the_dial_says_the_settlement_that_billing_computed():
    simulation = sample_simulation()
    dial = dial_of(simulation, "en_IE")
    assert dial.settlement.text == "about €59 to pay"
    assert dial.band == "between €21 in your favor and €139 to pay"
    assert (dial.lowest, dial.highest, dial.step) == ("94", "163", "1")


def test_the_dial_follows_another_amount_as_billing_would():
    simulation = sample_simulation()
    for amount in (9_400, 11_800, 14_680, 16_300):
        due = simulation.settlement_at(amount)
        dial = dial_of(replace(simulation, amount_cents=amount), "en_IE")
        assert dial.settlement.tone == (
            "debit" if due >= 50 else "credit" if due <= -50 else "even"
        )


def test_the_last_point_of_the_balance_is_the_settlement():
    simulation = sample_simulation()
    chart = balance_of(simulation, "en_IE")
    last = chart.points[-1]
    assert last.ahead(simulation.amount_cents) == -simulation.settlement_cents
    assert last.band(simulation.amount_cents) == (
        -simulation.high_settlement_cents,
        -simulation.low_settlement_cents,
    )


def test_points_are_measured_until_the_last_reading():
    chart = balance_of(sample_simulation(), "en_IE")
    assert [point.is_measured for point in chart.points] == [True, True, False, False]
    assert chart.forecast[0].on == date(2026, 11, 1)
    assert charts.balance_table(chart).rows[-1][1:4] == (150_100, 156_000, -5_900)


def test_what_is_checked_before_it_is_confirmed_is_said_to_the_cent():
    simulation = replace(sample_simulation(), amount_cents=11_950)
    answers = [value for _label, value in AdvanceWords(simulation, "en_IE").list_answers()]
    assert answers[:2] == ["€118", "€119.50"]

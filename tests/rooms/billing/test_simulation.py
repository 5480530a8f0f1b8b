"""What an advance leads to: the figures agree with one another, and move as they should."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest

from advance_factory import (
    MOVED_IN,
    NOW,
    PERIOD_FROM,
    PERIOD_UNTIL,
    READ_ON,
    RULES,
    TODAY,
    change_before,
    index_on,
    make_household,
    make_priced_card,
    read_along,
)
from house_factory import make_brand
from kwartier.billing import operations, queries
from kwartier.billing._advances import forecasting as _forecasting
from kwartier.billing._advances.facts import list_facts
from kwartier.billing.types import BoundReason, PlanDraft
from kwartier.metering.operations import exchange_meter
from kwartier.metering.types import Energy, MeterKind, MeterSpec, RegisterKind, RegisterSpec
from kwartier.platform.types import SYSTEM
from kwartier.pricing.operations import publish_indexed_price
from kwartier.pricing.schema import prices_from_euro
from kwartier.pricing.types import PriceKind
from supply_factory import make_contract, read, registers_of

pytestmark = pytest.mark.django_db

DAY_NIGHT = (
    RegisterSpec(RegisterKind.DAY),
    RegisterSpec(RegisterKind.NIGHT),
    RegisterSpec(RegisterKind.INJECTION_DAY),
    RegisterSpec(RegisterKind.INJECTION_NIGHT),
)


def test_the_settlement_is_cost_less_advances_at_any_amount():
    simulation = make_household().simulate(13_500)
    assert simulation.is_known
    assert simulation.advances_left_count == 5
    assert simulation.invoiced_cents == 82_600
    expected = simulation.expected_cost_cents - 82_600 - 5 * 13_500
    assert simulation.settlement_cents == expected == simulation.settlement_at(13_500)
    assert simulation.current_settlement_cents == simulation.settlement_at(11_800)
    assert simulation.is_change


def test_without_an_amount_the_candidate_is_the_amount_of_today():
    simulation = make_household().simulate()
    assert simulation.amount_cents == simulation.current_cents == 11_800
    assert not simulation.is_change
    assert simulation.settlement_cents == simulation.current_settlement_cents


def test_the_band_holds_the_expectation():
    simulation = make_household().simulate(13_500)
    assert (
        simulation.low_settlement_cents
        < simulation.settlement_cents
        < simulation.high_settlement_cents
    )
    left = 5 * 13_500
    assert simulation.low_settlement_cents == simulation.low_intercept_cents - left
    assert simulation.high_settlement_cents == simulation.high_intercept_cents - left
    assert simulation.low_settlement_cents == simulation.low_cost_cents - 82_600 - left


def test_the_last_point_of_the_chart_is_the_settlement():
    simulation = make_household().simulate(13_500)
    last = simulation.path[-1]
    assert last.day == PERIOD_UNTIL == simulation.settlement_on
    assert last.balance_cents == simulation.settlement_cents
    assert last.current_balance_cents == simulation.current_settlement_cents
    assert last.low_cents == simulation.low_settlement_cents
    assert last.high_cents == simulation.high_settlement_cents


def test_the_chart_can_be_redrawn_for_any_amount_to_the_cent():
    household = make_household()
    here, there = household.simulate(11_800), household.simulate(16_300)
    for before, after in zip(here.path, there.path, strict=True):
        count = before.advances_left_count
        assert after.balance_cents == before.intercept_cents - count * 16_300
        assert after.low_cents == before.low_intercept_cents - count * 16_300
        assert after.high_cents == before.high_intercept_cents - count * 16_300
        assert after.cost_cents - after.advances_cents == after.balance_cents


def test_the_chart_knows_what_was_measured_and_where_today_is():
    simulation = make_household().simulate()
    kinds = {point.day: point.kind for point in simulation.path}
    assert kinds[READ_ON] == "measured"
    assert kinds[TODAY] == kinds[PERIOD_UNTIL] == "forecast"
    today = next(point for point in simulation.path if point.day == TODAY)
    assert simulation.balance_today_cents == today.cost_cents - 82_600


def test_a_reading_entered_today_changes_the_forecast_today():
    household = make_household(read_on=[MOVED_IN, PERIOD_FROM])
    before = household.simulate()
    assert before.basis.known_until == PERIOD_FROM
    read_along(household.home, [TODAY], 4_200)
    after = household.simulate()
    assert after.basis.known_until == TODAY
    assert after.settlement_cents > before.settlement_cents
    width = [s.high_settlement_cents - s.low_settlement_cents for s in (before, after)]
    assert width[1] < width[0]
    assert before.seen_version != after.seen_version


def test_what_it_rests_on_is_told():
    basis = make_household().simulate().basis
    assert (basis.known_from, basis.known_until) == (MOVED_IN, READ_ON)
    assert basis.known_days == (READ_ON - MOVED_IN).days
    assert basis.known_percent == 60
    assert basis.prior_year
    assert basis.profile_key == "rlp0n.flanders"
    assert not basis.profile_is_demonstration
    assert (basis.product_name, basis.price_card) == ("Steady", "2025-04")
    assert 3_450_000 < basis.expected_wh["total"] < 3_550_000


def test_without_a_reading_nothing_is_known():
    simulation = make_household(read_on=[]).simulate()
    assert not simulation.is_known
    assert simulation.basis.known_until is None
    assert simulation.basis.known_days == 0
    assert simulation.basis.last_reading_id is None


def test_a_short_year_before_does_not_stand_for_a_year():
    moved_in = date(2025, 12, 1)
    household = make_household(moved_in=moved_in, read_on=[moved_in, PERIOD_FROM, READ_ON])
    assert not household.simulate().basis.prior_year


def test_what_was_used_before_moving_in_was_somebody_elses():
    moved_in = date(2026, 3, 1)
    household = make_household(moved_in=moved_in, read_on=[MOVED_IN, PERIOD_FROM, READ_ON])
    basis = household.simulate().basis
    assert basis.known_from == moved_in
    assert not basis.prior_year


def test_a_new_contract_of_the_same_customer_continues_the_old_one():
    household = make_household(issue=False, paid=False)
    other = make_household(
        household.brand, moved_in=MOVED_IN, ends_on=date(2026, 6, 1), issue=False, paid=False
    )
    second = make_contract(
        other.account,
        other.home,
        starts_on=date(2026, 6, 1),
        card=make_priced_card(household.brand, Energy.ELECTRICITY),
        brand=household.brand,
    )
    other.contract = second
    operations.open_plan(
        PlanDraft(
            contract_id=second.id,
            period_from=date(2026, 6, 1),
            period_until=PERIOD_UNTIL,
            amount_cents=10_000,
        ),
        today=date(2026, 6, 1),
        now=NOW,
    )
    basis = other.simulate().basis
    assert basis.known_from == MOVED_IN
    assert basis.prior_year


def test_the_recommendation_brings_the_settlement_to_zero_or_just_below():
    household = make_household(annual=(4_600,))
    recommendation = household.simulate().recommendation
    settlement = household.simulate(recommendation.amount_cents).settlement_cents
    assert -5 * 100 < settlement <= 0
    left = recommendation.advances_left_count
    missing = recommendation.expected_cost_cents - recommendation.invoiced_cents
    assert recommendation.exact_cents == missing // left
    assert recommendation.amount_cents == -(-missing // (left * 100)) * 100


def test_what_the_year_would_have_cost_evenly_and_what_must_be_caught_up():
    recommendation = make_household(annual=(4_600,)).simulate().recommendation
    assert recommendation.even_cents == -(-recommendation.expected_cost_cents // 1_200) * 100
    assert recommendation.catch_up_cents == (
        recommendation.amount_cents - recommendation.even_cents
    )
    # Seven advances were a little too low, or too high: five make up for it.
    assert recommendation.catch_up_cents != 0


def test_more_consumption_since_the_last_decision_is_a_volume_effect():
    household = make_household(read_on=[MOVED_IN, PERIOD_FROM])
    read(household.home, READ_ON, index_on(household.home, READ_ON, annual=3_500) + 600)
    recommendation = household.simulate().recommendation
    assert recommendation.since_on == PERIOD_FROM
    assert recommendation.volume_effect_cents > 10_000
    assert abs(recommendation.price_effect_cents) < 1_500


def test_a_dearer_index_since_the_last_decision_is_a_price_effect():
    brand = make_brand()
    card = make_priced_card(
        brand, Energy.ELECTRICITY, price_kind=PriceKind.VARIABLE, known_until=date(2026, 7, 1)
    )
    household = make_household(brand, card=card)
    publish_indexed_price(
        card_id=card.id,
        valid_from=date(2026, 10, 1),
        known_until=date(2027, 1, 1),
        prices=prices_from_euro(
            fixed_fee="60",
            offtake=dict.fromkeys(["total", "day", "night", "exclusive_night"], "0.19"),
            injection=dict.fromkeys(["injection", "injection_day", "injection_night"], "0.05"),
            contributions={"green": "0.0117", "cogeneration": "0.0039"},
        ),
        actor=SYSTEM,
        now=NOW,
    )
    simulation = household.simulate()
    assert simulation.provisional
    recommendation = simulation.recommendation
    assert recommendation.price_effect_cents > 7_000
    assert abs(recommendation.volume_effect_cents) < 1_500


def test_without_a_simulation_before_no_change_is_told():
    household = make_household()
    change_before(household, on=date(2026, 8, 3))
    recommendation = household.simulate().recommendation
    assert recommendation.since_on is None
    assert recommendation.volume_effect_cents is None


def test_the_bounds_have_their_reasons():
    household = make_household()
    simulation = household.simulate()
    lower, upper = simulation.lower, simulation.upper
    assert lower.cents <= simulation.recommendation.amount_cents <= upper.cents
    assert lower.reason in {BoundReason.SHARE_OF_AMOUNT, BoundReason.SHARE_OF_FORECAST}
    assert upper.cents == 14_200
    assert (upper.reason, upper.percent) == (BoundReason.SHARE_OF_AMOUNT, 120)
    assert upper.settlement_cents == simulation.settlement_at(14_200)


def test_a_high_forecast_opens_the_way_up_and_a_low_one_down():
    much = make_household(annual=(6_000,)).simulate()
    assert much.upper.reason == BoundReason.SHARE_OF_FORECAST
    assert much.upper.cents > 14_200
    little = make_household(annual=(1_200,)).simulate()
    assert little.lower.reason == BoundReason.SMALLEST_ADVANCE
    assert (little.lower.cents, little.lower.percent) == (1_000, 0)


def test_the_cap_of_the_brand_is_the_last_bound():
    brand = make_brand()
    make_household(brand)
    operations.set_advance_rules(
        brand_id=brand.id,
        rules=replace(RULES, agent_cap_cents=13_000, step_cents=500),
        from_day=date(2026, 1, 1),
        source="tests",
        actor=SYSTEM,
        now=NOW,
    )
    simulation = make_household(brand, annual=(6_000,)).simulate()
    assert (simulation.upper.cents, simulation.upper.reason) == (
        13_000,
        BoundReason.LARGEST_ADVANCE,
    )
    assert simulation.recommendation.amount_cents == 13_000
    assert simulation.step_cents == 500
    assert simulation.recommendation.even_cents % 500 == 0


def test_day_night_and_injection_count_each_along_their_own_profile():
    household = make_household(
        annual=(2_000, 1_600, 1_500, 600), home={"registers": DAY_NIGHT, "has_production": True}
    )
    simulation = household.simulate()
    expected = simulation.basis.expected_wh
    assert set(expected) == {"day", "night", "injection_day", "injection_night"}
    assert 1_900_000 < expected["day"] < 2_100_000
    assert 1_400_000 < expected["injection_day"] < 1_600_000
    # What is given to the grid earns 3 cents a kWh.
    alone = make_household(annual=(2_000, 1_600), home={"registers": DAY_NIGHT[:2]}).simulate()
    earned = alone.expected_cost_cents - simulation.expected_cost_cents
    assert 5_500 < earned < 7_100


def test_gas_is_converted_and_its_demonstration_profile_is_named():
    household = make_household(energy=Energy.GAS, annual=(1_300,), amount_cents=11_000)
    simulation = household.simulate()
    assert simulation.energy == "gas"
    assert simulation.basis.profile_is_demonstration
    assert 14_000_000 < simulation.basis.expected_wh["total"] < 16_000_000


def test_a_meter_exchanged_for_another_kind_keeps_what_was_used():
    household = make_household(read_on=[MOVED_IN, PERIOD_FROM], issue=False)
    exchanged_on = date(2026, 9, 1)
    exchange_meter(
        supply_point_id=household.home.id,
        removed_serial=registers_of(household.home)[0].meter_serial,
        installed=MeterSpec("N1", MeterKind.DIGITAL, exchanged_on, DAY_NIGHT[:2]),
        actor=SYSTEM,
        now=NOW,
    )
    last = index_on(household.home, exchanged_on, annual=3_500)
    read(household.home, exchanged_on, last, 0, 0)
    basis = household.simulate(today=date(2026, 9, 2)).basis
    assert basis.known_until == exchanged_on
    assert set(basis.expected_wh) == {"day", "night"}
    assert 3_400_000 < sum(basis.expected_wh.values()) < 3_600_000


def test_beyond_the_last_published_profile_the_forecast_is_provisional():
    assert make_household().simulate().provisional


def test_many_contracts_give_what_each_gives_alone():
    brand = make_brand()
    card = make_priced_card(brand, Energy.ELECTRICITY)
    households = [
        make_household(brand, card=card, annual=(3_500 + 300 * number,)) for number in range(4)
    ]
    households.append(make_household(brand, energy=Energy.GAS, annual=(1_300,)))
    households.append(make_household(brand, read_on=[]))
    by_id = {
        row.contract_id: row
        for row in queries.simulate_many(
            contract_ids=[each.contract.id for each in households], today=TODAY, batch_size=4
        )
    }
    assert len(by_id) == 6
    for household in households:
        alone, row = household.simulate(), by_id[household.contract.id]
        assert row.is_known == alone.is_known
        assert row.settlement_cents == alone.settlement_cents
        assert row.low_settlement_cents == alone.low_settlement_cents
        assert row.high_settlement_cents == alone.high_settlement_cents
        assert row.expected_cost_cents == alone.expected_cost_cents
        assert row.advances_left_count == alone.advances_left_count
        assert (row.current_cents, row.provisional) == (alone.current_cents, alone.provisional)


def test_contracts_of_one_tariff_are_one_group():
    brand = make_brand()
    card = make_priced_card(brand, Energy.ELECTRICITY)
    ids = [make_household(brand, card=card).contract.id for _ in range(3)]
    assert len(_forecasting.group_facts(list_facts(ids, today=TODAY))) == 1


def test_many_leaves_out_who_has_no_advances():
    later = make_household(period=(TODAY + timedelta(days=9), PERIOD_UNTIL), issue=False)
    assert list(queries.simulate_many(contract_ids=[later.contract.id], today=TODAY)) == []
    assert list(queries.simulate_many(contract_ids=[], today=TODAY)) == []


def test_a_page_asks_the_database_few_questions(django_assert_max_num_queries):
    household = make_household()
    household.simulate()
    with django_assert_max_num_queries(9):
        page = queries.get_advance_page(
            contract_id=household.contract.id, today=TODAY, amount_cents=13_000
        )
    assert page.obstacles == ()
    assert page.simulation.amount_cents == 13_000
    assert len(page.changes) == 1


def test_many_contracts_cost_no_more_questions_than_one(django_assert_max_num_queries):
    brand = make_brand()
    card = make_priced_card(brand, Energy.ELECTRICITY)
    ids = [make_household(brand, card=card).contract.id for _ in range(5)]
    with django_assert_max_num_queries(8):
        assert len(list(queries.simulate_many(contract_ids=ids, today=TODAY))) == 5


def test_a_period_that_is_over_waits_for_its_settlement():
    household = make_household(today=PERIOD_UNTIL)
    simulation = household.simulate(today=PERIOD_UNTIL + timedelta(days=10))
    assert simulation.advances_left_count == 0
    assert simulation.next_effective_on is None
    assert simulation.balance_today_cents == simulation.settlement_cents


def test_a_period_read_to_its_end_costs_what_a_clerk_adds_up():
    """January to June 2026 in Antwerp: no price changes within, so that pencil and paper do."""
    start, end = date(2026, 1, 1), date(2026, 7, 1)
    household = make_household(moved_in=start, period=(start, end), read_on=[start, end], today=end)
    kwh = Decimal(
        index_on(household.home, end, annual=3_500) - index_on(household.home, start, annual=3_500)
    )
    half_year = Decimal(181) / 365
    per_mwh = (
        Decimal("130.00")  # energy
        + Decimal("11.70")  # green certificates
        + Decimal("3.90")  # cogeneration certificates
        + Decimal("23.4492")  # distribution
        + Decimal("25.4845")  # public service obligations
        + Decimal("1.5690")  # surcharges
        + Decimal("47.48")  # excise, the same up to 20 MWh a year
        + Decimal("1.9261")  # energy contribution
    )
    per_year = (
        Decimal(60)  # the supplier's fixed fee
        + Decimal("17.85")  # meter data
        + Decimal("2.5") * Decimal("49.4036563")  # capacity, at the least peak there is
    )
    base = (kwh * per_mwh / 1000 + per_year * half_year).quantize(Decimal("0.01"))
    vat = (base * Decimal("0.06")).quantize(Decimal("0.01"), ROUND_HALF_UP)
    simulation = household.simulate(today=end)
    assert simulation.expected_cost_cents == int((base + vat) * 100)
    assert simulation.low_cost_cents == simulation.high_cost_cents
    assert simulation.settlement_cents == simulation.expected_cost_cents - 6 * 11_800


def test_the_recommendation_says_what_it_leads_to():
    household = make_household(annual=(4_600,))
    recommendation = household.simulate().recommendation
    simulated = household.simulate(recommendation.amount_cents)
    assert recommendation.settlement_cents == simulated.settlement_cents

"""Every amount of the advance page, for every contract of the demonstration, against a pencil."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pytest
from django.db import connection

from kwartier.billing.queries import simulate_advance, simulate_many
from kwartier.demo.generator.stories import FIRST_TODAY
from pencil.advance import Answer, answer, prices_by_day
from pencil.bill import cost_cents
from pencil.days import Shares, continued, continued_part, days_between, shares_of_quarters
from pencil.facts import Facts, Interval, read_facts
from rulebooks.be.profiles import get_quarter_values
from rulebooks.profiles import get_profile

pytestmark = [pytest.mark.django_db, pytest.mark.one_server]

UNTIL_YEAR = 2028
EPOCH = date(1970, 1, 1)
# Volumes are rounded to a watt-hour where a price changes, so a cent may fall the other way, and a
# cent of its VAT with it.
CENTS = 2


@cache
def shares_of(profile_key: str, part: str) -> Shares:
    """Shares per day: from the published quarters where there are any."""
    if profile_key in {"gas.demo", "fr.res1.demo"}:
        country = "FR" if profile_key.startswith("fr.") else "BE"
        return continued(made_shares(profile_key), UNTIL_YEAR, country)
    quarters = get_quarter_values(profile_key.removesuffix(".share"))
    lists = {year: values.tolist() for year, values in quarters.items()}
    whole = shares_of_quarters(lists)
    if not part:
        return continued(whole, UNTIL_YEAR)
    return continued_part(whole, shares_of_quarters(lists, part), UNTIL_YEAR)


def made_shares(profile_key: str) -> Mapping[date, Decimal]:
    profile = get_profile(profile_key)
    totals = [Decimal(total) for total in profile.cumulative.tolist()]
    first = EPOCH + timedelta(days=profile.first_day)
    return {first + timedelta(days=n): totals[n + 1] - totals[n] for n in range(len(totals) - 1)}


def every_contract() -> list[Facts]:
    """Those with advances; the pencil knows no promises of a card and no social tariff."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.contract_id FROM billing_advanceplan p"
            " JOIN supply_contract c ON c.id = p.contract_id"
            " JOIN pricing_pricecard k ON k.id = c.price_card_id"
            " WHERE lower(p.period) <= %s AND p.rhythm <> 'actual' AND NOT k.terms ? 'promises'"
            " AND NOT EXISTS (SELECT FROM supply_protection s WHERE s.contract_id = c.id)"
            " ORDER BY 1",
            [FIRST_TODAY],
        )
        numbers = [number for (number,) in cursor.fetchall()]
        return [read_facts(cursor, number, FIRST_TODAY) for number in numbers]


def said_of(contract_id: int) -> Answer:
    """What the page says."""
    said = simulate_advance(contract_id=contract_id, today=FIRST_TODAY)
    return Answer(
        is_known=said.is_known,
        expected_cost_cents=said.expected_cost_cents,
        low_cost_cents=said.low_cost_cents,
        high_cost_cents=said.high_cost_cents,
        settlement_cents=said.settlement_cents,
        recommended_cents=said.recommendation.amount_cents,
        lower_cents=said.lower.cents,
        upper_cents=said.upper.cents,
        balance_today_cents=said.balance_today_cents,
    )


def test_the_page_says_what_the_pencil_says(demonstration):
    differences, exact_count = [], 0
    contracts = every_contract()
    for facts in contracts:
        expected = asdict(answer(facts, shares_of, FIRST_TODAY))
        said = asdict(said_of(facts.contract_id))
        if not expected["is_known"]:
            assert not said["is_known"]
            continue
        apart = {
            name: (said[name], expected[name]) for name in said if said[name] != expected[name]
        }
        exact_count += not apart
        if any(abs(mine - theirs) > CENTS for mine, theirs in apart.values()):
            differences.append((facts.contract_id, facts.connection, apart))
    assert differences == []
    assert exact_count >= len(contracts) * 9 // 10
    kinds = {(f.connection.region, f.connection.energy) for f in contracts}
    assert {region for region, _ in kinds} == {"flanders", "wallonia", "brussels", "france"}
    assert {energy for _, energy in kinds} == {"electricity", "gas"}
    registers = {register for f in contracts for register in f.connection.registers}
    assert registers >= {"total", "day", "night", "exclusive_night", "injection_day"}
    assert registers >= {"base", "peak_hours", "off_peak_hours"}
    assert {f.connection.category for f in contracts} == {"residential", "professional"}


def test_french_bills_are_what_the_pencil_says(demonstration):
    """Day by day: what was counted between two readings is divided by days, prices are of the day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.contract_id, lower(b.period), upper(b.period), b.total_cents, b.kind"
            " FROM billing_bill b JOIN platform_brand r ON r.id = b.brand_id"
            " WHERE r.country = 'FR' ORDER BY b.id"
        )
        bills = cursor.fetchall()
        facts = {bill[0]: read_facts(cursor, bill[0], bill[1]) for bill in bills}
    assert {kind for *_, kind in bills} == {"settlement", "closing", "monthly"}
    assert {each.connection.category for each in facts.values()} == {"residential", "professional"}
    for contract, first, until, total_cents, _kind in bills:
        known = facts[contract]
        with connection.cursor() as cursor:
            intervals = read_facts(cursor, contract, until).intervals
        registers = known.connection.registers
        by_day = {name: divided_by_days(intervals, name) for name in registers}
        cost = cost_cents(
            prices_by_day(known),
            {name: by_day[name].__getitem__ for name in registers},
            first=first,
            until=until,
            annual_kwh=Decimal(0),
            peak_kw=Decimal(0),
        )
        assert cost == total_cents, (contract, first)


def divided_by_days(intervals: list[Interval], kind: str) -> dict[date, Decimal]:
    """The kWh of each day of the intervals of a register."""
    return {
        day: each.kwh / (each.until - each.first).days
        for each in intervals
        if each.kind == kind
        for day in days_between(each.first, each.until)
    }


def test_the_list_says_what_the_page_says(demonstration):
    numbers = [facts.contract_id for facts in every_contract()]
    for row in simulate_many(contract_ids=numbers, today=FIRST_TODAY):
        said = simulate_advance(contract_id=row.contract_id, today=FIRST_TODAY)
        assert row.expected_cost_cents == said.expected_cost_cents
        assert row.settlement_cents == said.current_settlement_cents
        assert row.low_settlement_cents == said.current_low_settlement_cents
        assert row.high_settlement_cents == said.current_high_settlement_cents
        assert row.recommended_cents == said.recommendation.amount_cents
        assert row.current_cents == said.current_cents
        assert row.is_known == said.is_known


def test_the_pencil_would_notice(demonstration):
    """One kilowatt of peak, one euro invoiced, one reading more or less: each moves the answer."""
    flemish = next(
        f for f in every_contract() if f.peak_kw > 3 and f.connection.region == "flanders"
    )
    right = answer(flemish, shares_of, FIRST_TODAY)
    peak = replace(flemish, peak_kw=flemish.peak_kw - 1)
    invoiced = replace(flemish, invoiced=[*flemish.invoiced, (FIRST_TODAY, 100)])
    unread = replace(flemish, intervals=flemish.intervals[:-1])
    for wrong in (peak, invoiced, unread):
        assert answer(wrong, shares_of, FIRST_TODAY) != right

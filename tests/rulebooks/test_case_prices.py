"""The prices of a case alone: the same terms as its bill, whatever else the case says left aside."""

import tomllib
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from energycore.bundle import DocumentInvalid
from energycore.clocks import DayRange
from rulebooks.cases import read_case, read_prices
from rulebooks.vat import list_vat_rates

CASES = Path(__file__).resolve().parents[2] / "docs" / "reference" / "cases"
YEAR = DayRange.of_dates(date(2025, 1, 1), date(2026, 1, 1))
CLOCK = DayRange.of_dates(date(2025, 10, 25), date(2025, 10, 27))
CARD = {"name": "Calm", "from": "2024-01-01", "fixed_fee_eur_per_year": "60"}
PLAIN = {"cards": [CARD | {"eur_per_kwh": {"total": "0.13"}}]}


def prices_of(document, *, days=YEAR, country="BE", energy="electricity", category="residential"):
    asked = {"country": country, "energy": energy}
    rates = list_vat_rates(**asked, category=category, period=days)
    return read_prices(document, **asked, rates=rates, period=days)


def example(name):
    return tomllib.loads((CASES / name).read_text(encoding="utf-8"))


def refused(document, **asked):
    with pytest.raises(DocumentInvalid) as refusal:
        prices_of(document, **asked)
    return refusal.value.place, refusal.value.problem


def test_the_terms_are_those_of_the_bill_of_the_case():
    case = example("business.toml")
    found = prices_of(case, category="professional")
    bill = read_case(case)
    assert [term for term in bill.terms if "Demonstration card" in term.source] == list(found.terms)
    assert found.name == case["title"]
    assert found.left_aside == ("volumes", "peaks", "lines")


def test_a_card_gives_its_name_where_the_case_has_no_title():
    assert prices_of(PLAIN).name == "Calm"
    assert prices_of({"terms": [{"kind": "fixed", "code": "fee", "eur_per_year": "9"}]}).name == ""


def test_hours_of_an_index_are_laid_on_the_quarter_hours_of_a_day_of_25_hours():
    case = example("dynamic-hours.toml")
    days = DayRange.of_dates(*(case["period"][name] for name in ("from", "until")))
    total, injection = prices_of(case, days=days).series
    written = case["intervals"][0]["index_eur_per_kwh"]
    assert total.nano_eur_per_kwh[::4].tolist() == [round(float(each) * 1e9) for each in written]
    assert len(total.nano_eur_per_kwh) == 4 * len(written)
    assert np.array_equal(total.nano_eur_per_kwh, injection.nano_eur_per_kwh)


def test_quarter_hours_of_an_index_need_no_volumes():
    series = {"index": "day-ahead", "from": "2025-10-26", "until": "2025-10-27"}
    told = PLAIN | {"intervals": [series | {"index_eur_per_kwh": ["0.1"] * 100}]}
    (found,) = prices_of(told, days=CLOCK).series
    assert (found.days.days_count, len(found.nano_eur_per_kwh)) == (1, 100)
    unnamed = PLAIN | {"intervals": [{"index": "day-ahead", "index_eur_per_kwh": ["0.1"] * 196}]}
    assert prices_of(unnamed, days=CLOCK).series[0].days == CLOCK


def test_each_fault_is_named_with_its_place():
    assert refused({})[0] == "cards"
    assert refused({"card": []})[0] == "card"
    assert refused(PLAIN | {"supply_point": {"energy": "gas"}})[0] == "supply_point.energy"
    assert refused(PLAIN | {"supply_point": {"country": "FR"}})[0] == "supply_point.country"
    assert refused({"cards": [CARD | {"eur_per_kwh": {"total": "13"}}]})[0] == (
        "cards[0].eur_per_kwh.total"
    )
    short = [{"index": "x", "index_eur_per_kwh": ["0.1"] * 24}]
    assert refused(PLAIN | {"intervals": short})[0] == "intervals[0].index_eur_per_kwh"
    assert refused(PLAIN | {"intervals": short}, days=CLOCK) == (
        "intervals[0].index_eur_per_kwh",
        "24 prices are neither the 196 quarter-hours nor the 49 hours of its days",
    )


def test_one_index_has_one_price_at_a_time():
    hours = {"index": "x", "index_eur_per_kwh": ["0.1"] * 49}
    same = PLAIN | {"intervals": [hours | {"register": "total"}, hours | {"register": "injection"}]}
    assert len(prices_of(same, days=CLOCK).series) == 2
    other = PLAIN | {"intervals": [hours, hours | {"index_eur_per_kwh": ["0.2"] * 49}]}
    assert refused(other, days=CLOCK)[0] == "intervals[1]"
    apart = PLAIN | {
        "intervals": [hours, hours | {"index": "y", "index_eur_per_kwh": ["0.2"] * 49}]
    }
    assert len(prices_of(apart, days=CLOCK).series) == 2

"""Cases: what a person writes becomes the inputs of a bill, and what is wrong is named with its place."""

import tomllib
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest

from energycore.bundle import DocumentInvalid, recompute, state, write_bundle
from rulebooks.cases import read_case
from rulebooks.parameters import ExpiredParameter

CASES = Path(__file__).resolve().parents[2] / "docs" / "reference" / "cases"
GAS = {
    "supply_point": {
        "country": "BE",
        "region": "flanders",
        "operator": "fluvius_imewo",
        "energy": "gas",
        "category": "residential",
        "meter": "gas",
        "registers": ["total"],
        "profile": "gas.demo",
    },
    "period": {"from": "2026-01-01", "until": "2026-03-01"},
    "cards": [
        {
            "from": "2026-01-01",
            "fixed_fee_eur_per_year": "50",
            "eur_per_kwh": {"total": "0.04"},
        }
    ],
    "volumes": [{"register": "total", "m3": "412.5", "kwh_per_m3": "11.5432"}],
}
SOCIAL = {
    "supply_point": {
        "country": "BE",
        "region": "flanders",
        "operator": "fluvius_imewo",
        "energy": "electricity",
        "category": "residential",
        "meter": "digital",
        "protected": True,
        "registers": ["total"],
        "profile": "rlp0n.flanders",
    },
    "period": {"from": "2026-01-01", "until": "2026-03-01"},
    "volumes": [{"register": "total", "kwh": "500"}],
}


def case_of(name):
    return tomllib.loads((CASES / f"{name}.toml").read_text())


def changed(document, path, value):
    """A copy of a case with one field set, or taken away (None)."""
    copy = deepcopy(document)
    place = copy
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return copy


@pytest.mark.parametrize("path", sorted(CASES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_case_of_the_reference_is_a_bill_that_recomputes(path):
    inputs = read_case(tomllib.loads(path.read_text()))
    assert recompute(write_bundle(inputs, state(inputs))).differences == ()


def test_gas_is_counted_in_cubic_metres_of_its_own_calorific_value():
    inputs = read_case(GAS)
    # 412.5 x 11.5432 = 4,761.57 kWh.
    assert [each.volume_wh for each in inputs.measured] == [4_761_570]
    # Two winter months are far more than two twelfths of a year.
    assert 4_761_570 * 2 < inputs.annual_wh < 4_761_570 * 4


def test_a_year_counts_for_itself_and_a_case_may_say_otherwise():
    year = case_of("flemish-capacity")
    assert read_case(year).annual_wh == 3_500_000
    assert read_case(year | {"annual_kwh": "4100.5"}).annual_wh == 4_100_500


def test_a_protected_customer_needs_no_card():
    codes = {line.code for line in state(read_case(SOCIAL)).lines}
    assert not any(code.startswith("supplier") for code in codes)
    assert codes


def test_a_formula_tells_how_its_price_came_about():
    lines = state(read_case(case_of("flemish-three-registers"))).lines
    first = next(line for line in lines if line.code == "energy_day")
    # 1.234 x 0.09575 + 0.040785 euro per kWh.
    assert first.price == 158_940_500
    assert "1.234 x demonstration index 2026-Q1 0.09575 + 0.040785" in first.source


def test_an_injection_may_follow_an_index_too():
    case = case_of("flemish-capacity")
    card = case["cards"][0]
    del card["injection_eur_per_kwh"]
    card["injection_formulas"] = {
        "injection": {"index": "spp", "factor": "0.481", "value": "0.06", "addend": "-0.006392"}
    }
    credit = next(line for line in state(read_case(case)).lines if line.rule == "injection")
    assert credit.price == -(28_860_000 - 6_392_000)


def french_network():
    """A case on the network's own terms, with a card from July and one from August 2025."""
    case = case_of("french-peak-hours")
    point = case["supply_point"]
    del point["price_list"]
    point["formula"] = "mudt"
    case["period"] = {"from": date(2025, 7, 1), "until": date(2025, 10, 1)}
    case["cards"] = [
        {
            "from": first,
            "fixed_fee_eur_per_year": "60",
            "eur_per_kwh": {"peak_hours": "0.10", "off_peak_hours": "0.08"},
        }
        for first in (date(2025, 7, 1), date(2025, 8, 1))
    ]
    return case


def test_the_network_of_a_french_household_can_be_asked_with_a_card():
    statement = state(read_case(french_network()))
    assert {"turpe_power", "cta", "electricity_excise", "energy_peak_hours"} <= {
        line.code for line in statement.lines
    }
    fees = [(line.vat_bp, line.quantity) for line in statement.lines if line.code == "supplier_fee"]
    assert fees == [(550, 31), (2_000, 61)]


BROKEN = [
    (("colour",), "red", "colour"),
    (("supply_point",), None, "supply_point"),
    (("supply_point", "country"), "NL", "supply_point.country"),
    (("supply_point", "colour"), "red", "supply_point.colour"),
    (("supply_point", "operator"), "fluvius_moon", "supply_point.operator"),
    (("supply_point", "operator"), "ores", "supply_point.operator"),
    (("supply_point", "region"), "vlaanderen", "supply_point.region"),
    (("supply_point", "energy"), "heat", "supply_point.energy"),
    (("supply_point", "category"), "household", "supply_point.category"),
    (("supply_point", "meter"), "smart", "supply_point.meter"),
    (("supply_point", "domicile"), "yes", "supply_point.domicile"),
    (("supply_point", "subscribed_kva"), "nine", "supply_point.subscribed_kva"),
    (("supply_point", "subscribed_kva"), "NaN", "supply_point.subscribed_kva"),
    (("supply_point", "registers"), ["total", "total"], "supply_point.registers"),
    (("supply_point", "registers"), ["week"], "supply_point.registers"),
    (("supply_point", "profile"), "moon", "supply_point.profile"),
    (("supply_point", "injection_profile"), "moon", "supply_point.injection_profile"),
    (("supply_point", "injection_profile"), None, "supply_point.injection_profile"),
    (("period", "from"), "1 July", "period.from"),
    (("period", "from"), 2025, "period.from"),
    (("period", "until"), date(2025, 7, 1), "period"),
    (("cards",), [], "cards"),
    (("cards", 0, "from"), date(2025, 7, 2), "cards"),
    (("cards", 0, "colour"), "red", "cards[0].colour"),
    (("cards", 0, "eur_per_kwh"), None, "cards[0].eur_per_kwh"),
    (("cards", 0, "eur_per_kwh", "total"), 0.13, "cards[0].eur_per_kwh.total"),
    (("cards", 0, "fixed_fee_eur_per_year"), "1.0000001", "cards[0].fixed_fee_eur_per_year"),
    (("volumes", 0, "register"), "night", "volumes[0].register"),
    (("volumes", 0, "kwh"), "-1", "volumes[0]"),
    (("volumes", 0, "m3"), "1", "volumes[0]"),
    (("volumes", 0), {"register": "total", "m3": "9", "kwh_per_m3": "11"}, "volumes[0].m3"),
    (("volumes", 0, "until"), date(2027, 1, 1), "volumes[0].from"),
    (("cards", 0, "eur_per_kwh"), {"day": "0.13"}, "cards"),
    (("cards", 0, "eur_per_kwh", "total"), "0,13", "cards[0].eur_per_kwh.total"),
    (("volumes", 0, "register"), "injection", "volumes"),
    (("volumes", 1, "register"), "total", "volumes[1]"),
    (("volumes",), [], "volumes"),
    (("peaks", 0, "mean_kw"), "4.1234", "peaks[0].mean_kw"),
    (("peaks", 0, "mean_kw"), "-1", "peaks[0].mean_kw"),
    (("peaks", 0, "from"), date(2025, 8, 1), "peaks[0].from"),
    (("peaks", 0, "until"), date(2025, 12, 1), "peaks[1].from"),
    (("peaks", 0, "until"), date(2026, 2, 1), "peaks[1].from"),
    (("peaks", 1, "until"), date(2026, 6, 1), "peaks"),
    (("peaks",), None, "peaks"),
    (("lines",), [{"code": "x", "on": date(2026, 8, 1), "vat_percent": "6"}], "lines[0].on"),
    (
        ("lines",),
        [{"code": "x", "on": date(2026, 1, 1), "vat_percent": "210"}],
        "lines[0].vat_percent",
    ),
    (("lines",), [{"code": "x", "on": date(2026, 1, 1)}], "lines[0].vat_percent"),
    (
        ("lines",),
        [{"code": "x", "on": date(2026, 1, 1), "vat_percent": "6", "component": "gift"}],
        "lines[0].component",
    ),
    (("lines",), [{"code": "x", "on": date(2026, 1, 1), "euro": "5"}], "lines[0].euro"),
    (
        ("lines",),
        [{"code": "a\nTotal: 0", "on": date(2026, 1, 1), "vat_percent": "6"}],
        "lines[0].code",
    ),
    (("title",), ["a"], "title"),
    (("annual_kwh",), "-1", "annual_kwh"),
    (("period", "till"), date(2026, 1, 1), "period.till"),
    (("supply_point", "registers"), [], "supply_point.registers"),
    (("supply_point", "subscribed_kva"), "-5", "supply_point.subscribed_kva"),
    (("supply_point", "subscribed_kva"), "1e30", "supply_point.subscribed_kva"),
    (("volumes", 0, "kwh"), "1000000000000000000", "volumes[0].kwh"),
    (("volumes", 0, "kwh"), "1_000", "volumes[0].kwh"),
    (("volumes", 0, "kWh"), "1000", "volumes[0].kWh"),
    (("volumes", 0, "kwh_per_m3"), "11.2", "volumes[0].kwh_per_m3"),
    (("peaks", 0, "max_kw"), "4.1", "peaks[0].max_kw"),
]


@pytest.mark.parametrize(("path", "value", "place"), BROKEN)
def test_what_is_wrong_with_a_case_is_named_with_its_place(path, value, place):
    with pytest.raises(DocumentInvalid) as caught:
        read_case(changed(case_of("flemish-capacity"), path, value))
    assert caught.value.place == place


def test_a_volume_outside_the_period_is_refused():
    case = case_of("walloon-hours")
    case["volumes"][0]["from"] = date(2025, 9, 1)
    with pytest.raises(DocumentInvalid, match="outside the period"):
        read_case(case)


def refuse(case):
    """The place and the problem of a case that cannot be read."""
    with pytest.raises(DocumentInvalid) as caught:
        read_case(case)
    return caught.value.place, caught.value.problem


@pytest.mark.parametrize(
    ("name", "value", "place"),
    [
        ("eur_per_kwh", {"total": "13.12"}, "cards[0].eur_per_kwh.total"),
        ("fixed_fee_eur_per_year", "10000.01", "cards[0].fixed_fee_eur_per_year"),
    ],
)
def test_a_price_in_cents_is_a_slip(name, value, place):
    case = case_of("flemish-capacity")
    case["cards"][0][name] = value
    assert refuse(case)[0] == place


def test_cards_must_follow_each_other():
    case = case_of("flemish-three-registers")
    case["cards"][1]["from"] = case["cards"][0]["from"]
    place, problem = refuse(case)
    assert place == "cards[1].from"
    assert "it must begin after the card before it, which begins on 2026-01-01" in problem


def test_a_register_that_only_one_card_prices_is_named_with_its_day():
    case = case_of("flemish-three-registers")
    del case["cards"][1]["formulas"]["night"]
    assert refuse(case) == (
        "cards",
        "the term energy_night has no price on 2026-04-01; let one card or term hold it on every day",
    )


def test_an_index_that_is_not_published_is_no_price():
    case = case_of("flemish-three-registers")
    del case["cards"][1]["formulas"]["night"]["value"]
    place, problem = refuse(case)
    assert place == "cards[1].formulas.night.value"
    assert "without the published value of its index" in problem


def test_a_day_without_a_volume_is_named_and_nothing_is_free():
    case = case_of("walloon-hours")
    (place, problem) = refuse(case | {"volumes": case["volumes"][1:]})
    assert place == "volumes"
    assert "the register day has none from 2025-10-01 until 2026-01-01" in problem
    gap = [volume for volume in case["volumes"] if volume["from"] == date(2025, 10, 1)]
    assert "none from 2026-01-01 until 2026-04-01" in refuse(case | {"volumes": gap})[1]


def test_a_day_that_is_measured_twice_is_named():
    case = case_of("walloon-hours")
    case["volumes"][2]["from"] = date(2025, 12, 1)
    assert refuse(case) == ("volumes[2]", "day on 2025-12-01 is in volumes[0] already")


def test_peaks_that_begin_before_the_period_are_known_well():
    case = case_of("flemish-capacity")
    whole = state(read_case(case)).total_cents
    case["peaks"][0]["from"] = date(2025, 6, 1)
    case["peaks"][1]["until"] = date(2026, 8, 1)
    assert state(read_case(case)).total_cents == whole


def with_months(**peaks):
    """Three months of a year; a mean of twelve months is charged, its own last."""
    case = changed(case_of("flemish-capacity"), ("peaks",), None)
    case["period"] = {"from": "2026-01-01", "until": "2026-04-01"}
    case["cards"][0]["from"] = "2026-01-01"
    return case | {
        "monthly_peaks": {
            name.removeprefix("m").replace("_", "-"): kw for name, kw in peaks.items()
        }
    }


def test_monthly_peaks_are_charged_by_the_mean_of_twelve():
    case = with_months(m2025_06="6.1", m2026_01="5.2", m2026_02="1.9", m2026_03="4")
    # (5.2 + 6.1 + 10 x 2.5) / 12 = 3.025, twice; (5.2 + 2.5 + 4 + 6.1 + 8 x 2.5) / 12 = 3.15.
    assert [each.mean_w for each in read_case(case).peaks] == [3_025, 3_025, 3_150]
    lines = state(read_case(case)).lines
    # 49.4036563 x (59 x 3.025 + 31 x 3.15) / 365.
    assert round(sum(float(line.net_cents) for line in lines if line.code == "capacity")) == 3_737


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        ({"m2026_01": "5", "m2026_03": "4"}, "monthly_peaks", "the peak of 2026-02 is missing"),
        ({"m2026_13": "5"}, "monthly_peaks.2026-13", "'2026-13-01' is no date"),
        ({"m2026": "5"}, "monthly_peaks.2026", "'2026' is no month, such as 2026-01"),
        ({"m2026_01": "-5"}, "monthly_peaks.2026-01", "a peak cannot be below zero"),
    ],
)
def test_monthly_peaks_that_cannot_be_read_are_named(change, place, said):
    assert refuse(with_months(**change)) == (place, said)


def test_peaks_are_told_once():
    both = case_of("flemish-capacity") | {"monthly_peaks": {"2025-07": "4"}}
    assert refuse(both)[0] == "monthly_peaks"


@pytest.mark.parametrize("facts", [{"meter": "gas"}, {"energy": "gas"}])
def test_a_meter_of_another_energy_is_refused(facts):
    case = case_of("flemish-capacity")
    case["supply_point"] |= facts
    assert refuse(case)[0] == "supply_point.meter"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "electricity with a digital meter in flanders"),
        ({"energy": "gas", "meter": "gas"}, "gas with a gas meter in flanders"),
        (
            {
                "region": "brussels",
                "operator": "sibelga",
                "meter": "ferraris",
                "subscribed_kva": "9.2",
            },
            "electricity with a ferraris meter in brussels",
        ),
        ({"meter": "ferraris", "protected": True}, "a protected customer pays no prosumer tariff"),
    ],
)
def test_an_inverter_that_nobody_charges_is_refused(facts, said):
    case = case_of("flemish-capacity")
    case["period"] |= {"from": "2026-01-01", "until": "2026-06-01"}
    case["supply_point"] |= {"registers": ["total"], "prosumer_kva": "5", **facts}
    place, told = refuse(case)
    assert (place, said in told) == ("supply_point.prosumer_kva", True)


def test_french_words_are_checked_like_belgian_ones():
    case = case_of("french-peak-hours")
    for name, wrong in (("energy", "gas"), ("category", "household")):
        place, _ = refuse(changed(case, ("supply_point", name), wrong))
        assert place == f"supply_point.{name}"


def test_registers_of_another_formula_are_refused():
    """Their kWh would have had no price of the grid."""
    told = "the formula mudt has peak_hours, off_peak_hours, not base"
    case = changed(case_of("french-base"), ("supply_point", "formula"), "mudt")
    assert refuse(case) == ("supply_point.registers", told)
    place, said = refuse(changed(case, ("supply_point", "formula"), "cu9"))
    assert (place, said.startswith("'cu9' is not one of")) == ("supply_point.formula", True)


def test_cards_after_the_period_count_for_nothing():
    case = case_of("flemish-three-registers")
    case["period"]["until"] = date(2026, 3, 1)
    prices = {line.price for line in state(read_case(case)).lines if line.code == "energy_day"}
    assert prices == {158_940_500}


@pytest.mark.parametrize("value", ["0", "-3"])
def test_gas_needs_a_calorific_value(value):
    with pytest.raises(DocumentInvalid, match="above zero"):
        read_case(changed(GAS, ("volumes", 0, "kwh_per_m3"), value))


def test_french_power_must_be_said_and_known():
    case = case_of("french-peak-hours")
    with pytest.raises(DocumentInvalid, match="subscribed_kva: it is missing"):
        read_case(changed(case, ("supply_point", "subscribed_kva"), None))
    with pytest.raises(DocumentInvalid, match="48 kVA is not one of 3, 6, 9, 12"):
        read_case(changed(case, ("supply_point", "subscribed_kva"), "48"))


def test_a_case_never_carries_a_figure_past_its_last_day():
    case = changed(case_of("flemish-capacity"), ("period", "until"), date(2027, 7, 1))
    with pytest.raises(ExpiredParameter):
        read_case(case)

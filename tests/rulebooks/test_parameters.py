"""Parameter files: every value has a source, and what is missing or expired is an error."""

from datetime import date
from decimal import Decimal

import pytest

from energycore.clocks import DayRange, day_number
from rulebooks.parameters import (
    COUNTRIES,
    Band,
    ExpiredParameter,
    MissingParameter,
    get_parameter,
    list_demonstrations,
    list_keys,
    list_versions,
    load_parameters,
    parse_parameters,
    timeline,
)

WEST = "be.fluvius_west.electricity.kwh"


def on(*parts):
    return day_number(date(*parts))


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_value_says_what_it_is_and_where_it_comes_from(country):
    keys = list_keys(country)
    assert keys
    for key in keys:
        assert key.startswith(f"{country}.")
        for value in timeline(key):
            assert value.unit
            assert len(value.source) > 20
            assert value.valid.from_ < value.valid.until
            if value.source.startswith("No source"):
                assert value.is_demonstration


def test_a_value_holds_from_its_day_until_the_next_one():
    key = "be.electricity.energy_contribution.residential"
    assert get_parameter(key, on(2026, 7, 31)).number() == Decimal("1.9261")
    assert get_parameter(key, on(2026, 8, 1)).number() == 0


def test_before_the_first_value_there_is_none():
    with pytest.raises(MissingParameter, match="2024-12-31; the first is of 2025-01-01") as caught:
        get_parameter("be.fluvius_kempen.electricity.kwh", on(2024, 12, 31))
    assert caught.value.first_on == on(2025, 1, 1)
    with pytest.raises(MissingParameter, match="first is of"):
        list_versions("be.fluvius_kempen.electricity.kwh", on(2024, 1, 1), on(2026, 1, 1))


def test_unknown_keys_and_countries_are_named():
    with pytest.raises(MissingParameter, match=r"be\.no\.such"):
        get_parameter("be.no.such", 20_000)
    with pytest.raises(MissingParameter, match="xx"):
        timeline("xx.vat")


def test_past_its_review_a_value_is_expired_and_names_its_file():
    assert get_parameter(WEST, on(2026, 12, 31)).number() == Decimal("28.0823")
    with pytest.raises(ExpiredParameter) as caught:
        get_parameter(WEST, on(2027, 1, 1))
    assert caught.value.key == WEST
    assert caught.value.last_known_on == on(2026, 12, 31)
    assert "until 2026-12-31, not on 2027-01-01: review flanders_electricity.toml" in str(
        caught.value
    )


def test_a_bill_stops_where_a_forecast_carries_on():
    with pytest.raises(ExpiredParameter):
        list_versions(WEST, on(2026, 6, 1), on(2027, 6, 1))
    with pytest.raises(ExpiredParameter, match="not on 2028-01-01"):
        list_versions(WEST, on(2028, 1, 1), on(2028, 6, 1))
    known, carried = list_versions(WEST, on(2026, 6, 1), on(2027, 6, 1), carry_forward=True)
    assert (known.provisional, carried.provisional) == (False, True)
    assert (carried.number(), carried.valid.until) == (known.number(), on(2027, 6, 1))
    (alone,) = list_versions(WEST, on(2028, 1, 1), on(2028, 6, 1), carry_forward=True)
    assert alone.valid.from_ == on(2028, 1, 1)


HOLE = """
["be.h"]
unit = "EUR/MWh"
source = "the law"
review_by = 2027-12-31
values = [
  { from = 2024-01-01, until = 2025-01-01, value = "1" },
  { from = 2025-04-01, value = "2", demonstration = true },
]
"""


def test_a_hole_between_two_values_is_named_and_never_skipped(monkeypatch):
    found = parse_parameters(HOLE, "h.toml")
    monkeypatch.setattr("rulebooks.parameters.load_parameters", lambda _: found)
    sentence = r"be\.h has no value on 2025-01-01; the next is of 2025-04-01, in h\.toml"
    for first, until in ((on(2024, 6, 1), on(2025, 6, 1)), (on(2025, 1, 1), on(2025, 1, 2))):
        with pytest.raises(MissingParameter, match=sentence):
            list_versions("be.h", first, until, carry_forward=True)
    assert len(list_versions("be.h", on(2024, 6, 1), on(2025, 1, 1))) == 1
    assert get_parameter("be.h", on(2025, 4, 1)).number() == 2


def test_values_without_a_source_are_listed_for_the_days_they_are_used(monkeypatch):
    found = parse_parameters(HOLE, "h.toml")
    monkeypatch.setattr("rulebooks.parameters.load_parameters", lambda _: found)
    (value,) = list_demonstrations(["be.h", "be.h"], DayRange(on(2024, 1, 1), on(2026, 1, 1)))
    assert value.valid.from_ == on(2025, 4, 1)
    assert list_demonstrations(["be.h"], DayRange(on(2024, 1, 1), on(2025, 4, 1))) == []


def test_what_is_announced_is_provisional():
    (value,) = list_versions("be.electricity.excise.residential", on(2027, 2, 1), on(2027, 3, 1))
    assert value.provisional
    assert value.bands == (Band(None, Decimal(43)),)


def test_a_scale_is_not_a_figure():
    with pytest.raises(ValueError, match="scale of bands"):
        get_parameter("be.electricity.excise.residential", on(2026, 1, 1)).number()


GOOD = """
[defaults]
source = "the law"
review_by = 2027-12-31
["be.x"]
unit = "EUR/MWh"
values = [
  { from = 2026-01-01, value = "1" },
  { from = 2027-01-01, until = 2027-06-01, value = "2" },
]
"""


def test_defaults_serve_all_keys_and_an_end_is_an_end():
    values = parse_parameters(GOOD, "x.toml")["be.x"]
    assert [v.source for v in values] == ["the law", "the law"]
    assert values[1].valid.until == on(2027, 6, 1)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('unit = "EUR/MWh"', "", "lacks unit"),
        ('source = "the law"', "", "lacks source"),
        ("from = 2027-01-01", "from = 2026-01-01", "do not rise"),
        ('value = "1"', 'note = "x"', "one of value, bands, slots"),
        ('value = "1"', 'bands = [["", "1"]]', "lack a unit"),
        ('unit = "EUR/MWh"', 'unit = "EUR/MWh"\nedge_unit = "MWh/year"\nbands = []', None),
        (
            'value = "1"',
            'edge_unit = "MWh/year", bands = [["5", "1"], ["3", "1"], ["", "1"]]',
            "do not rise",
        ),
        ('value = "1"', 'edge_unit = "MWh/year", bands = [["5", "1"]]', "open end"),
        ('value = "1"', 'edge_unit = "kVA", bands = [["", "1"], ["", "1"]]', "open end"),
        ('value = "1"', 'slots = [["every_day", 0, 23, "day"]]', "cover a weekday hour by hour"),
        ('value = "1"', 'slots = [["weekday", 0, 24, "day"]]', "cover a weekend hour by hour"),
        (
            'value = "1"',
            'slots = [["every_day", 0, 24, "day"], ["weekend", 0, 1, "day"]]',
            "cover a weekend hour by hour",
        ),
        (
            'value = "1"',
            'slots = [["every_day", 0, 24, "day"], ["feast", 0, 24, "day"]]',
            "days that are none",
        ),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(before, after, sentence):
    text = GOOD.replace(before, after)
    if sentence is None:
        assert parse_parameters(text, "x.toml")
        return
    with pytest.raises(ValueError, match=sentence) as caught:
        parse_parameters(text, "x.toml")
    assert "x.toml" in str(caught.value)


def test_one_key_stands_in_one_file(tmp_path, monkeypatch):
    folder = tmp_path / "be" / "parameters"
    folder.mkdir(parents=True)
    (folder / "a.toml").write_text(GOOD)
    (folder / "b.toml").write_text(GOOD)
    (folder / "readme.txt").write_text("not a parameter file")
    monkeypatch.setattr("rulebooks.parameters.resources.files", lambda _: tmp_path)
    with pytest.raises(ValueError, match=r"be\.x stands in b\.toml and in a\.toml"):
        load_parameters.__wrapped__("be")

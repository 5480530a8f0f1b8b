"""Bundles: what is written and read again makes the same bill, and a changed one is noticed."""

import json
from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
from bill_samples import random_bill, volumes_of
from random_tariffs import REGISTERS

from energycore.bundle import (
    DocumentInvalid,
    Measured,
    ShareMissing,
    annual_offtake_wh,
    keep_shares,
    read_bundle,
    recompute,
    state,
    term_from_json,
    term_to_json,
    write_bundle,
)
from energycore.bundle.decimals import from_decimal, to_decimal
from energycore.charges import MeasuredIntervals, place_volumes
from energycore.clocks import DayRange
from energycore.profiles import LoadProfile
from energycore.tariff import CapacityTerm, FixedTerm, UnitTerm

YEAR = DayRange.of_year(2026)


def document_of(seed):
    bill = random_bill(seed)
    return json.loads(json.dumps(write_bundle(bill, state(bill), {"number": f"T-{seed}"})))


@pytest.mark.parametrize("seed", range(60))
def test_a_bundle_recomputes_to_the_pico_euro(seed):
    found = recompute(document_of(seed))
    assert found.differences == ()
    assert found.statement == state(random_bill(seed)) or found.statement.lines


@pytest.mark.parametrize("seed", range(20))
def test_intervals_add_up_to_the_lines(seed):
    bill = random_bill(seed)
    statement = state(bill)
    for code in ("day", "night"):
        lines = [line for line in statement.lines if line.code == code and line.rule == "unit"]
        assert sum(line.quantity for line in lines) == volumes_of(bill)[code]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("statement", "total_eur"), "1.00"),
        (("statement", "lines", 0, "amount_eur"), "0"),
        (("statement", "lines", 0, "quantity"), 1),
        (("statement", "vat", 0, "base_eur"), "-3"),
        (("measured", 0, "wh"), 7_999_999),
        (("annual_wh",), 39_000_000),
    ],
)
def test_what_was_changed_is_named(path, value):
    document = document_of(3)
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    found = recompute(document)
    assert found.differences
    if path[0] == "statement":
        (difference,) = found.differences
        named = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")
        assert difference.place == named
        assert difference.written == value


def test_a_line_too_many_and_a_field_unknown_are_differences():
    document = document_of(4)
    document["statement"]["lines"].append({"code": "gift"})
    document["statement"]["note"] = "kept"
    places = [each.place for each in recompute(document).differences]
    count = len(document["statement"]["lines"])
    assert places == [f"statement.lines[{count - 1}]", "statement.note"]


BROKEN = [
    (("format",), "other", "format"),
    (("version",), 2, "version"),
    (("rounding",), None, "rounding"),
    (("period", "from"), "2026-13-01", "period.from"),
    (("period", "until"), "1970-01-01", "period"),
    (("period",), [], "period"),
    (("registers",), "day", "registers"),
    (("annual_wh",), "many", "annual_wh"),
    (("annual_wh",), 2**63, "annual_wh"),
    (("peaks",), 4_000, "peaks"),
    (("peaks", 0, "mean_w"), True, "peaks[0].mean_w"),
    (("measured", 0, "register"), "week", "measured[0].register"),
    (("measured", 0, "wh"), 1.5, "measured[0].wh"),
    (("shares", "day"), 3, "shares.day"),
    (("terms", 0, "kind"), "gift", "terms[0].kind"),
    (("terms", 0, "code"), 7, "terms[0].code"),
    (("terms", 0, "colour"), "red", "terms[0].colour"),
    (("terms", 0, "component"), "gifts", "terms[0].component"),
    (("terms", 0, "required"), "yes", "terms[0].required"),
    (("terms", 0, "vat_percent"), "6.005", "terms[0].vat_percent"),
    (("terms", 0, "vat_percent"), "100", "terms[0]"),
    (("terms", 1, "eur_per_kwh"), 0.13, "terms[1].eur_per_kwh"),
    (("terms", 1, "eur_per_kwh"), "NaN", "terms[1].eur_per_kwh"),
    (("terms", 1, "eur_per_kwh"), "1e900", "terms[1].eur_per_kwh"),
    (("terms", 1, "eur_per_kwh"), "ten", "terms[1].eur_per_kwh"),
    (("terms", 1, "registers"), "day", "terms[1].registers"),
    (("terms", 1, "eur_per_kwh"), "1e-3", "terms[1].eur_per_kwh"),
    (("terms", 1, "eur_per_kwh"), "0.1_3", "terms[1].eur_per_kwh"),
    (("terms", 1, "eur_per_kwh"), "\u0663", "terms[1].eur_per_kwh"),
    (("terms", 1, "eur_per_kwh"), "9999999999999999", "terms[1].eur_per_kwh"),
    (("peek",), [], "peek"),
    (("facts",), "none", "facts"),
    (("period", "till"), "2026-01-01", "period.till"),
    (("peaks", 0, "kw"), 4, "peaks[0].kw"),
    (("peaks", 0, "mean_w"), -1, "peaks[0].mean_w"),
    (("measured", 0, "wh"), -1, "measured[0].wh"),
    (("annual_wh",), -1, "annual_wh"),
]


@pytest.mark.parametrize(("path", "value", "named"), BROKEN)
def test_a_document_that_is_none_is_refused_with_its_place(path, value, named):
    document = document_of(5)
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(DocumentInvalid) as caught:
        read_bundle(document)
    assert caught.value.place == named
    assert caught.value.problem in str(caught.value)


@pytest.mark.parametrize("name", ["format", "period", "registers", "measured", "shares", "terms"])
def test_a_missing_part_is_named(name):
    document = document_of(5)
    del document[name]
    with pytest.raises(DocumentInvalid, match=name):
        read_bundle(document)


def test_a_missing_field_is_named_with_its_term():
    document = document_of(5)
    del document["terms"][1]["eur_per_kwh"]
    with pytest.raises(DocumentInvalid, match=r"terms\[1\].eur_per_kwh: it is missing"):
        read_bundle(document)


@pytest.mark.parametrize("value", [True, "much", float("inf")])
def test_a_share_must_be_a_running_total(value):
    document = document_of(5)
    day = next(iter(document["shares"]["day"]))
    document["shares"]["day"][day] = value
    with pytest.raises(DocumentInvalid, match="running total"):
        read_bundle(document)


def test_inputs_that_make_no_statement_say_why():
    document = document_of(6)
    document["shares"]["night"] = {}
    with pytest.raises(DocumentInvalid, match=r"shares\.night has no value for"):
        recompute(document)
    document = document_of(6)
    document["measured"][0]["until"] = "2090-01-01"
    with pytest.raises(DocumentInvalid, match="outside the days of the tariff"):
        recompute(document)


def test_peaks_must_follow_each_other():
    document = document_of(6)
    document["peaks"] = [
        {"from": "2000-01-01", "until": "2024-06-01", "mean_w": 3_000},
        {"from": "2024-06-02", "until": "2090-01-01", "mean_w": 3_000},
    ]
    with pytest.raises(DocumentInvalid, match="without a gap"):
        recompute(document)


def test_a_share_that_was_not_kept_is_an_error_and_not_a_guess():
    bill = random_bill(7)
    with pytest.raises(ShareMissing) as caught:
        state(replace(bill, shares={}))
    assert caught.value.register == "day"


def test_a_term_reads_like_a_price_card():
    term = UnitTerm(
        code="grid_kwh",
        component="network",
        vat_bp=600,
        valid=DayRange(0, 40_000),
        nano_eur_per_kwh=23_449_200,
        registers=("total",),
        source="VREG 2026",
    )
    written = term_to_json(term, YEAR)
    assert written == {
        "kind": "unit",
        "code": "grid_kwh",
        "from": "2026-01-01",
        "until": "2027-01-01",
        "component": "network",
        "vat_percent": "6",
        "source": "VREG 2026",
        "eur_per_kwh": "0.0234492",
        "registers": ["total"],
    } | {"code": "grid_kwh"}
    assert term_from_json(written, "term") == replace(term, valid=YEAR)


def test_a_promise_that_may_have_holes_stays_one():
    term = FixedTerm(
        code="gift",
        component="energy",
        vat_bp=0,
        valid=YEAR,
        micro_eur_per_year=-5_000_000,
        day_count="actual",
        required=False,
        provisional=True,
    )
    assert term_from_json(term_to_json(term, YEAR), "term") == term


def test_a_term_outside_the_period_cannot_be_written():
    term = FixedTerm(
        code="fee", component="energy", vat_bp=0, valid=DayRange(0, 9), micro_eur_per_year=1
    )
    with pytest.raises(ValueError, match="not valid on a day"):
        term_to_json(term, YEAR)


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        (0, 9, "0"),
        (5, 2, "0.05"),
        (-12_300, 2, "-123"),
        (600, 2, "6"),
        (10**20 + 1, 12, "100000000.000000000001"),
    ],
)
def test_decimals_go_and_come_exactly(number, places, text):
    assert to_decimal(number, places) == text
    assert from_decimal(text, places, "there") == number


def test_many_points_are_placed_as_each_alone():
    rng = np.random.default_rng(8)
    profile = LoadProfile(
        key="test", first_day=YEAR.from_, cumulative=np.cumsum(np.r_[0.0, rng.random(365)])
    )
    boundaries = np.array([YEAR.from_, YEAR.from_ + 90, YEAR.from_ + 200, YEAR.until])
    count = 50
    starts = rng.integers(YEAR.from_, YEAR.until - 20, (count, 2))
    lengths = rng.integers(1, 19, (count, 2))
    volumes = rng.integers(0, 900_000, (count, 2))
    columns = np.tile([0, 1], count)
    rows = np.repeat(np.arange(count), 2)
    together = place_volumes(
        MeasuredIntervals(
            rows=rows,
            columns=columns,
            from_days=starts.ravel(),
            until_days=(starts + lengths).ravel(),
            volumes_wh=volumes.ravel(),
        ),
        boundaries,
        [profile, profile],
        count=count,
    )
    assert together.sum() == volumes.sum()
    for row in range(count):
        alone = place_volumes(
            MeasuredIntervals(
                rows=np.zeros(2, dtype=np.int64),
                columns=np.array([0, 1]),
                from_days=starts[row],
                until_days=starts[row] + lengths[row],
                volumes_wh=volumes[row],
            ),
            boundaries,
            [profile, profile],
            count=1,
        )
        assert (alone[0] == together[row]).all()


def test_an_interval_without_a_share_is_divided_by_days():
    flat = LoadProfile(key="flat", first_day=YEAR.from_, cumulative=np.zeros(366))
    placed = place_volumes(
        MeasuredIntervals(
            rows=np.array([0]),
            columns=np.array([0]),
            from_days=np.array([YEAR.from_]),
            until_days=np.array([YEAR.from_ + 10]),
            volumes_wh=np.array([1_000]),
        ),
        np.array([YEAR.from_, YEAR.from_ + 4, YEAR.from_ + 300, YEAR.until]),
        [flat],
        count=1,
    )
    assert placed[0, 0].tolist() == [400, 600, 0]


def test_facts_are_carried_and_never_needed():
    document = document_of(9)
    assert document["facts"] == {"number": "T-9"}
    assert document["measured"][0]["meter"] == "1-A"
    assert dict(read_bundle(document).measured[0].about) == {"meter": "1-A"}
    bare = deepcopy(document)
    del bare["facts"]
    assert recompute(bare).differences == ()


def test_a_register_without_readings_needs_no_share():
    bill = random_bill(10)
    only_day = tuple(each for each in bill.measured if each.register == "day")
    statement = state(replace(bill, measured=only_day, shares={"day": bill.shares["day"]}))
    assert not any(line.quantity for line in statement.lines if line.code == "night")
    assert set(REGISTERS) == set(bill.registers)


def test_what_a_register_counted_is_kept_by_day():
    profile = LoadProfile(key="p", first_day=10, cumulative=np.array([0.0, 0.25, 1.0]))
    assert keep_shares(profile, np.array([10, 12])) == {10: 0.0, 12: 1.0}
    assert Measured(register="day", days=DayRange(1, 2), volume_wh=1).about == {}


def test_a_bill_without_a_capacity_term_needs_no_peak():
    bill = random_bill(11)
    terms = tuple(term for term in bill.terms if not isinstance(term, CapacityTerm))
    assert state(replace(bill, terms=terms, peaks=())) == state(replace(bill, terms=terms))


def test_a_year_is_taken_as_it_is_and_a_part_is_brought_to_one():
    profile = LoadProfile(key="p", first_day=YEAR.from_, cumulative=np.linspace(0.0, 1.0, 366))
    winter = DayRange(YEAR.from_, YEAR.from_ + 73)
    year = Measured(register="day", days=YEAR, volume_wh=1_000)
    part = Measured(register="day", days=winter, volume_wh=1_000)
    given = Measured(register="injection", days=winter, volume_wh=9_000)
    measures = {"day": profile}
    assert annual_offtake_wh([year], measures, YEAR) == 1_000
    assert annual_offtake_wh([part, given], measures, winter) == 5_000


def test_days_without_a_share_tell_no_year():
    flat = LoadProfile(key="p", first_day=YEAR.from_, cumulative=np.zeros(366))
    winter = DayRange(YEAR.from_, YEAR.from_ + 73)
    part = Measured(register="day", days=winter, volume_wh=1_000)
    with pytest.raises(ValueError, match="register day gives its days no share"):
        annual_offtake_wh([part], {"day": flat}, winter)


def test_a_reading_in_between_does_not_double_the_year():
    winter, middle = DayRange(YEAR.from_, YEAR.from_ + 90), YEAR.from_ + 40
    flat = LoadProfile(key="p", first_day=YEAR.from_, cumulative=np.linspace(0.0, 1.0, 366))
    measures = dict.fromkeys(("day", "night"), flat)
    whole = Measured(register="day", days=winter, volume_wh=900_000)
    parts = [
        Measured(register="day", days=DayRange(winter.from_, middle), volume_wh=500_000),
        Measured(register="day", days=DayRange(middle, winter.until), volume_wh=400_000),
    ]
    once = annual_offtake_wh([whole], measures, winter)
    assert annual_offtake_wh(parts, measures, winter) == once
    exchanged = [parts[0], replace(parts[1], register="night")]
    assert annual_offtake_wh(exchanged, measures, winter) == once


COUNTED = {"from_index": 99_990, "until_index": 99_995, "index_unit": "kWh"}
GAS = {"from_index": 100, "until_index": 110, "index_unit": "m3"}


@pytest.mark.parametrize(
    ("about", "facts", "wh", "by_index"),
    [
        (COUNTED, {}, 5_000, None),
        (COUNTED, {}, 6_000, 5_000),
        (COUNTED | {"until_index": 7}, {}, 17_000, None),
        (COUNTED | {"until_index": 7}, {}, 0, None),
        (COUNTED | {"until_index": 7}, {}, 18_000, 0),
        (COUNTED | {"until_index": None}, {}, 18_000, None),
        (COUNTED | {"from_index": True}, {}, 18_000, None),
        (COUNTED | {"index_unit": "MJ"}, {}, 18_000, None),
        (GAS, {"kwh_per_m3": "11.5432"}, 115_432, None),
        (GAS, {"kwh_per_m3": "11.5432"}, 115_433, 115_432),
        (GAS, {}, 115_433, None),
    ],
)
def test_a_volume_is_the_difference_of_its_indexes(about, facts, wh, by_index):
    document = document_of(5)
    for each in document["measured"]:
        each["wh"] = 0
    document["measured"][0] |= about | {"wh": wh}
    document["facts"] = facts
    told = [each for each in recompute(document).differences if each.place == "measured[0].wh"]
    assert [(each.written, each.computed) for each in told] == (
        [] if by_index is None else [(wh, by_index)]
    )


def test_a_calorific_value_of_nothing_is_refused():
    document = document_of(5)
    document["measured"][0] |= GAS
    document["facts"] = {"kwh_per_m3": "0"}
    with pytest.raises(DocumentInvalid, match=r"facts\.kwh_per_m3: it must be above zero"):
        recompute(document)

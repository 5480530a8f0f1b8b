"""Facts that do not fit together: one sentence per code, the same on a gap, in a run and in a refusal."""

import ast
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

import rulebooks
from kwartier.billing.gap_types import BillGap, GapKind, name_gap
from kwartier.supply.refusals import RulesUnclear
from kwartier.supply.unclear import SENTENCES, say_unclear
from kwartier.ui.bills.gaps import say_gap

DAY = date(2026, 1, 1)
CLASSES = {"ConnectionUnclear", "SupplyUnclear"}


def raised_codes():
    """Every code that the rulebooks raise, with the names of its figures, as it stands in the source."""
    for path in Path(rulebooks.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CLASSES:
                code = node.args[0]
                assert isinstance(code, ast.Constant), path
                yield code.value, {keyword.arg for keyword in node.keywords}


@pytest.mark.parametrize(("code", "told"), sorted(raised_codes(), key=str))
def test_every_code_has_a_sentence_that_its_figures_fill(code, told):
    gap = BillGap(kind=GapKind.FACTS, what=code, day=DAY, told=dict.fromkeys(told, "sevenfold"))
    assert name_gap(gap).casefold().count("sevenfold") == len(told)
    assert BillGap.from_json(gap.as_json()) == gap


def test_no_sentence_is_for_nobody():
    assert set(SENTENCES) == {code for code, _ in raised_codes()}


def test_a_refusal_and_a_gap_say_it_in_the_reader_s_language():
    told = {"power": "7", "known": "3, 6, 9"}
    refusal = RulesUnclear(params={"unclear": "power_not_sold", "told": told})
    gap = BillGap(kind=GapKind.FACTS, what="power_not_sold", day=DAY, told=told)
    with translation.override("en"):
        assert refusal.say() == (
            "The rules of this supply point cannot be determined. "
            "A power of 7 kVA is not sold, only 3, 6, 9."
        )
        assert "A power of 7 kVA is not sold" in say_gap(gap)


@pytest.mark.parametrize(
    ("code", "told", "said"),
    [
        ("no_region", {"region": "mars", "known": "flanders, brussels"},
         "There is no region mars, only Flanders, Brussels."),
        ("no_operator", {"operator": "moon", "region": "wallonia", "known": "ores, fluvius_west"},
         "There is no grid operator MOON in Wallonia, only ORES, Fluvius West."),
        ("no_meter", {"meter": "linky", "known": "digital, gas"},
         "This kind of meter is not known here: Linky meter. Known are: digital meter, gas meter."),
        ("no_formula_of_registers", {"registers": "day, night", "known": "base; peak_hours, off_peak_hours"},
         "The grid has no formula for the registers day + night, only for base; peak hours + off-peak hours."),
        ("no_rules_of_energy", {"energy": "gas"}, "For gas no rules are known here."),
    ],
)  # fmt: skip
def test_codes_are_words_in_a_sentence(code, told, said):
    with translation.override("en"):
        assert say_unclear(code, told) == said


def test_codes_are_words_of_the_reader_s_language():
    with translation.override("fr"):
        assert "Wallonie" in say_unclear(
            "no_operator", {"operator": "x", "region": "wallonia", "known": "y"}
        )

"""Facts that do not fit together: one sentence per code, the same on a gap, in a run and in a refusal."""

import ast
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

import rulebooks
from kwartier.billing.gap_types import BillGap, GapKind
from kwartier.billing.refusals import RulesUnclear
from kwartier.billing.unclear import SENTENCES, name_gap
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
    gap = BillGap(kind=GapKind.FACTS, what=code, day=DAY, told=dict.fromkeys(told, "seven"))
    assert name_gap(gap).count("seven") == len(told)
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

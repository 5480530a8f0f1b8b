"""Decisions are numbered without a gap, and each says what, why and at what price."""

import re

from house_files import ROOT, list_texts

DECISIONS = sorted(path for path in list_texts() if path.parent == ROOT / "docs" / "decisions")


def test_numbers_have_no_gap_and_agree_with_the_titles():
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))
    for number, path in zip(numbers, DECISIONS, strict=True):
        assert path.read_text("utf-8").startswith(f"# {number}. ")


def test_each_says_what_and_why():
    for path in DECISIONS:
        text = path.read_text("utf-8")
        assert re.findall(r"^\*\*(Decision|Why)\.\*\*", text, re.MULTILINE) == [
            "Decision",
            "Why",
        ], path.name

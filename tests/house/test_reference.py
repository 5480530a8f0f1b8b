"""The pages of docs/reference say what the code says today."""

import ast
import re
from xml.etree import ElementTree as ET

import parameter_graphs
import pytest
import reference
import reference_parameters
import reference_settings

from rulebooks.parameters import COUNTRIES, list_keys, parse_parameters


@pytest.mark.parametrize("name", sorted(reference.PAGES))
def test_the_page_is_current(name):
    written = (reference.FOLDER / name).read_text("utf-8")
    assert written == reference.PAGES[name](), "run: python tools/reference.py"


def test_a_variable_without_a_sentence_is_an_error(tmp_path):
    (tmp_path / "code.py").write_text("import os\nos.environ.get('KWARTIER_NEW')\n")
    with pytest.raises(ValueError, match="KWARTIER_NEW"):
        reference_settings.list_settings(tmp_path)


def test_every_way_of_reading_a_variable_is_seen():
    code = ast.parse(
        "os.environ.get('A', 'a'); os.environ['B']; read_flag('C'); read_list('D', 'd')\n"
        "os.environ['WRITTEN'] = '1'; other.get('NOT_OURS')"
    )
    found = dict(reference_settings._find_reads_in(code))
    assert found == {"A": "a", "B": None, "C": None, "D": "d"}


def test_a_stale_page_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    monkeypatch.setattr(reference, "PAGES", {"settings.md": reference.render_settings})
    monkeypatch.setattr("sys.argv", ["reference.py", "--check"])
    assert reference.main() == 1
    assert "settings.md is not current" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["reference.py"])
    assert reference.main() == 0
    assert reference.list_stale() == []


def test_what_tells_of_nothing_is_named_and_removed(tmp_path, monkeypatch, capsys):
    left_over = tmp_path / "parameters" / "graphs" / "old.svg"
    left_over.parent.mkdir(parents=True)
    left_over.write_text("<svg/>")
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    monkeypatch.setattr(reference, "PAGES", {})
    monkeypatch.setattr("sys.argv", ["reference.py", "--check"])
    assert reference.main() == 1
    assert "parameters/graphs/old.svg tells of nothing" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["reference.py"])
    assert reference.main() == 0
    assert not left_over.exists()


def test_nothing_written_about_parameters_is_left_over():
    assert reference.list_left_over() == []


GRAPHS = sorted(name for name in reference.PAGES if name.endswith(".svg"))


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_tells_its_values_in_words_and_needs_nothing_else(name):
    drawn = ET.fromstring(reference.PAGES[name]())  # noqa: S314  our own drawing
    assert drawn.get("role") == "img"
    words = {
        child.get("id"): child.text for child in drawn if child.tag.endswith(("title", "desc"))
    }
    assert list(words) == drawn.get("aria-labelledby").split()
    names = [text.text for text in drawn.iter() if text.get("class") == "name"]
    assert all(f"{panel}: " in words["told"] for panel in names)
    text = reference.PAGES[name]()
    assert "prefers-color-scheme" in text
    assert not re.search(r"<(script|image|use|foreignObject)|href|url\(", text)


def test_every_key_has_a_row():
    families = reference_parameters.list_families()
    drawn = [
        value.key
        for family in families
        for group in family.groups
        for panel in group.panels
        for value in panel.values[:1]
    ]
    keys = [key for country in COUNTRIES for key in list_keys(country)]
    assert sorted(drawn) == sorted(keys)
    rows = "".join(reference_parameters.render_family(family) for family in families)
    assert all(f"| `{key}` |" in rows for key in keys)


def test_a_line_without_a_source_is_dashed_and_a_scale_has_a_line_per_band():
    text = """
["be.x.y"]
unit = "EUR/MWh"
edge_unit = "MWh/year"
source = "the law"
review_by = 2025-12-31
values = [
  { from = 2024-01-01, bands = [["5", "1"], ["", "2"]], demonstration = true },
  { from = 2025-01-01, bands = [["5", "1"], ["", "2"]] },
]
"""
    values = parse_parameters(text, "x.toml")["be.x.y"]
    drawn = parameter_graphs.draw_panels("A scale", [parameter_graphs.Panel("y", values)])
    assert drawn.count('class="line unsourced"') == 2
    assert drawn.count('class="line"') == 2
    assert "y: 1 / 2 from 2024-01-01, 1 / 2 from 2025-01-01." in drawn


def test_a_bar_does_not_break_a_table():
    table = reference.render_table(("one", "two"), [("a|b", "c\nd")])
    assert table.splitlines()[-1] == "| a\\|b | c d |"

"""The pages of docs/reference say what the code says today."""

import ast

import pytest
import reference
import reference_settings


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


def test_a_bar_does_not_break_a_table():
    table = reference.render_table(("one", "two"), [("a|b", "c\nd")])
    assert table.splitlines()[-1] == "| a\\|b | c d |"

"""Every command that a document names exists: `make ...`, `kwartier ...` and their files."""

import re
import tomllib

import pytest
from house_files import ROOT, list_texts, show

from kwartier.config.command import find_entry, list_entries, main, render_map

# In running text a command stands in backticks; in a block it begins a line.
MAKE = re.compile(r"(?:`|^\s*(?:\$ )?)make ([a-z]+)", re.MULTILINE)
KWARTIER = re.compile(
    r"(?:`|^\s*(?:\$ )?)(?:\.venv/bin/)?kwartier ([a-z][a-z-]*(?: [a-z_]+)?)", re.MULTILINE
)


def list_documents():
    """README and everything under docs."""
    return [
        path
        for path in list_texts()
        if path.suffix == ".md" and (path.parent == ROOT or path.is_relative_to(ROOT / "docs"))
    ]


def list_make_targets() -> set[str]:
    """What `make` knows."""
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_make_commands_exist():
    targets = list_make_targets()
    assert {"demo", "test", "check", "lock", "bench", "clean", "help"} <= targets
    unknown = [
        f"{show(path)}: make {name}"
        for path in list_documents()
        for name in MAKE.findall(path.read_text())
        if name not in targets
    ]
    assert unknown == []


def test_kwartier_commands_exist():
    unknown = [
        f"{show(path)}: kwartier {words}"
        for path in list_documents()
        for words in KWARTIER.findall(path.read_text())
        if find_entry(words.split()) is None
    ]
    assert unknown == []


def test_the_map_shows_every_command_that_exists():
    shown = render_map()
    assert list_entries()
    for entry in list_entries():
        assert f"kwartier {entry.shown or entry.words}\n      {entry.summary}" in shown


@pytest.mark.parametrize(
    ("arguments", "code"), [([], 0), (["--help"], 0), (["nonsense"], 2), (["database"], 2)]
)
def test_the_command_answers(arguments, code, capsys):
    assert main(arguments) == code
    said = capsys.readouterr()
    assert ("kwartier demo" in said.out) if code == 0 else ("There is no command" in said.err)


def test_an_unfinished_command_is_completed(capsys):
    main(["database"])
    assert "database start, database stop, database url" in capsys.readouterr().err


def test_the_version_is_that_of_the_project(capsys):
    assert main(["--version"]) == 0
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert capsys.readouterr().out == f"kwartier {project['version']}\n"

"""The core and the rulebooks ask no clock, draw no number, reach no network and open no file.

import-linter sees packages; it does not look into the standard library. This does.
"""

import ast
import re

import pytest
from house_files import ROOT, list_python, parse, show

CALCULATION = {
    *("abc", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal", "enum"),
    *("fractions", "functools", "hashlib", "itertools", "json", "math", "operator"),
    *("types", "typing"),
    "zoneinfo",
    "numpy",
}
OWN_PARAMETER_FILES = {"csv", "importlib", "io", "lzma", "tomllib", "zipfile"}
ALLOWED = {
    "energycore": CALCULATION | {"energycore"},
    "rulebooks": CALCULATION | OWN_PARAMETER_FILES | {"energycore", "rulebooks"},
}
IMPURE_CALLS = {
    "now",
    "today",
    "utcnow",
    "open",
    "read_text",
    "write_text",
    "random",
    "eval",
    "exec",
}
# A rulebook reads what stands beside it in the package, and nothing else.
READS_ITS_PACKAGE = re.compile(r"\bimportlib\.resources\b|from importlib import resources")


def list_imports(tree: ast.Module) -> list[tuple[str, int]]:
    """Top-level package names with their lines, relative imports left out: they stay inside."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name.split(".")[0], node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.append((str(node.module).split(".")[0], node.lineno))
    return found


def name_of_call(node: ast.Call) -> str:
    """The last part of what is called: ``date.today()`` is ``today``."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


@pytest.mark.parametrize("floor", sorted(ALLOWED))
def test_only_allowed_packages_are_imported(floor):
    files = list_python(f"src/{floor}", with_migrations=True)
    assert files
    strangers = [
        f"{show(path, line)}: {name}"
        for path in files
        for name, line in list_imports(parse(path))
        if name not in ALLOWED[floor]
    ]
    assert strangers == []


@pytest.mark.parametrize("floor", sorted(ALLOWED))
def test_nothing_impure_is_called(floor):
    calls = []
    for path in list_python(f"src/{floor}", with_migrations=True):
        reads_its_package = READS_ITS_PACKAGE.search(path.read_text()) and floor == "rulebooks"
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and name_of_call(node) in IMPURE_CALLS:
                reading = name_of_call(node) in {"open", "read_text"}
                if not (reading and reads_its_package):
                    calls.append(f"{show(path, node.lineno)}: {name_of_call(node)}()")
            if isinstance(node, ast.Attribute) and node.attr == "random":
                calls.append(f"{show(path, node.lineno)}: .random")
    assert calls == []


def test_the_check_sees_an_offence():
    offender = ast.parse("import time, os.path\nfrom random import choice\nfrom . import units\n")
    names = [name for name, _ in list_imports(offender)]
    assert names == ["time", "os", "random"]
    assert not set(names) & ALLOWED["energycore"]
    assert (ROOT / "src" / "energycore").is_dir()

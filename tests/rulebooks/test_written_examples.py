"""Every example in the explanation pages and in the docstrings of the core gives what it says."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import energycore

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "explanation").glob("*.md"))
MODULES = sorted(
    module.name for module in pkgutil.walk_packages(energycore.__path__, "energycore.")
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_give_what_they_say(page):
    assert doctest.testfile(str(page), module_relative=False).failed == 0


@pytest.mark.parametrize("name", ["money.md", "forecast.md", "profiles.md", "time.md"])
def test_the_pages_about_numbers_have_examples(name):
    assert doctest.testfile(str(ROOT / "docs/explanation" / name), module_relative=False).attempted


@pytest.mark.parametrize("name", MODULES)
def test_docstrings_give_what_they_say(name):
    module = importlib.import_module(name)
    found = doctest.testmod(module)
    assert found.failed == 0

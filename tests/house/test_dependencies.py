"""What the program needs to run is what it uses: a library that nothing names is not installed."""

import re
import tomllib
from importlib.metadata import packages_distributions

from house_files import ROOT, list_python

# Named to Django by a class of its own that needs the library.
BEHIND_A_NAME = {"argon2-cffi": "Argon2PasswordHasher"}


def list_required():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [re.split(r"[\[<>=~ ]", line)[0] for line in settings["project"]["dependencies"]]


def is_named(library, modules, code):
    """Imported, or standing as a dotted name or a program's name in a string."""
    names = "|".join(re.escape(name) for name in modules)
    return bool(
        re.search(rf"^\s*(?:from|import) (?:{names})\b|[\"'](?:{names})[\"'.]", code, re.MULTILINE)
        or (library in BEHIND_A_NAME and BEHIND_A_NAME[library] in code)
    )


def list_unused(libraries):
    code = "\n".join(path.read_text("utf-8") for path in list_python("src"))
    modules_of = {}
    for module, distributions in packages_distributions().items():
        for distribution in distributions:
            modules_of.setdefault(distribution.lower(), []).append(module)
    return [
        library
        for library in libraries
        if not is_named(library, modules_of.get(library, [library]), code)
    ]


def test_every_library_is_used():
    assert list_unused(list_required()) == []


def test_one_that_is_not_is_seen():
    assert list_unused(["numpy", "pytest"]) == ["pytest"]

"""Which Python the bootstrap takes, on machines made of small shell scripts."""

import ast
import json
import os
import stat
import sys
from pathlib import Path

import find_python as search
import pytest

ROOT = Path(__file__).resolve().parents[3]
STANDARD_LIBRARY_ONLY = ("bootstrap.py", "find_python.py")


@pytest.fixture
def machine(tmp_path):
    """A folder with a home, a password entry's home, and a PATH."""
    for name in ("home", "entry", "bin", "own"):
        (tmp_path / name).mkdir()
    return tmp_path


def surroundings_of(machine, **environ):
    return search.Surroundings(
        environ={"PATH": str(machine / "bin"), **environ},
        homes=[str(machine / "home"), str(machine / "entry")],
        prefixes=[str(machine / "usr")],
        own_folder=str(machine / "own"),
    )


def add_python(path, version, *, implementation="cpython", free_threaded=False, code=0):
    """A program that answers the probe as a Python of this version would."""
    answer = {
        "implementation": implementation,
        "version": [int(part) for part in version.split(".")],
        "executable": str(path),
        "free_threaded": free_threaded,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{json.dumps(answer)}'\nexit {code}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_an_old_default_is_passed_over_for_a_newer_one_beside_it(machine):
    add_python(machine / "bin" / "python3", "3.11.2")
    newer = add_python(machine / "usr" / "bin" / "python3.13", "3.13.5")
    assert search.find_python(surroundings_of(machine)).path == newer


def test_the_versions_the_tests_run_on_come_first(machine):
    add_python(machine / "bin" / "python3.14", "3.14.0")
    thirteen = add_python(machine / "bin" / "python3.13", "3.13.1")
    assert search.find_python(surroundings_of(machine)).path == thirteen
    twelve = add_python(machine / "entry/.pyenv/versions/3.12.4/bin/python3", "3.12.4")
    assert search.find_python(surroundings_of(machine)).path == twelve


def test_a_shim_that_fails_is_ignored(machine):
    add_python(machine / "bin" / "python3.12", "3.12.1", code=127)
    (machine / "bin" / "python3").write_text("#!/bin/sh\necho not a number\n")
    (machine / "bin" / "python3").chmod(0o755)
    assert search.find_python(surroundings_of(machine)) is None


@pytest.mark.parametrize("home", ["home", "entry"])
def test_both_homes_are_looked_into(machine, home):
    path = machine / home / ".local/share/uv/python/cpython-3.13.2-linux/bin/python3.13"
    found = add_python(path, "3.13.2")
    assert search.find_python(surroundings_of(machine)).path == found


def test_pyenv_elsewhere_and_the_newest_patch(machine):
    root = machine / "elsewhere"
    add_python(root / "versions/3.12.9/bin/python3", "3.12.9")
    newest = add_python(root / "versions/3.12.10/bin/python3", "3.12.10")
    found = search.find_python(surroundings_of(machine, PYENV_ROOT=str(root)))
    assert (found.path, found.version) == (newest, (3, 12, 10))


def test_what_uv_fetched_for_this_folder_is_found(machine):
    fetched = add_python(machine / "own/cpython-3.13.7-linux/bin/python3.13", "3.13.7")
    assert search.find_python(surroundings_of(machine)).path == fetched


@pytest.mark.parametrize(
    "strange",
    [{"implementation": "pypy"}, {"free_threaded": True}, {"version": "3.11.9"}, {"code": 1}],
)
def test_what_only_looks_right_is_not_taken(machine, strange):
    add_python(machine / "bin" / "python3.12", **{"version": "3.12.1", **strange})
    assert search.find_python(surroundings_of(machine)) is None


def test_the_named_one_is_taken_or_refused(machine):
    add_python(machine / "bin" / "python3.12", "3.12.1")
    named = add_python(machine / "mine", "3.14.1")
    found = search.find_python(surroundings_of(machine, KWARTIER_PYTHON=named))
    assert found.path == named
    with pytest.raises(search.NoPython, match="KWARTIER_PYTHON is /nowhere/python"):
        search.find_python(surroundings_of(machine, KWARTIER_PYTHON="/nowhere/python"))


def test_this_machine_has_one():
    found = search.find_python(search.describe_surroundings(str(ROOT / ".tools" / "python")))
    assert found is not None
    assert os.access(found.path, os.X_OK)


@pytest.mark.parametrize("name", STANDARD_LIBRARY_ONLY)
def test_the_bootstrap_is_read_by_python_3_9(name):
    text = (ROOT / "tools" / name).read_text()
    tree = ast.parse(text, feature_version=(3, 9))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [node.names[0].name])
    }
    assert imported - {"find_python"} <= sys.stdlib_module_names
    assert "tomllib" not in imported  # Only since 3.11.

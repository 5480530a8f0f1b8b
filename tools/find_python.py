"""Find a Python that Kwartier runs on. Standard library only; runs on Python 3.9 and later.

A machine's default `python3` may be too old while a newer one stands beside it, under a name, in
pyenv's folder or in uv's. Every candidate is started once and asked what it is, because a name
proves nothing: a pyenv shim without a selected version exits with 127.
"""

import contextlib
import glob
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
from typing import Dict, Iterator, List, NamedTuple, Optional, Tuple

# The order of preference: the two that the tests run on, then the newest that is accepted.
ACCEPTED_MINORS = (12, 13, 14)
WHAT_TO_INSTALL = (
    "Kwartier needs Python 3.12, 3.13 or 3.14 and found none: install one (Debian 13 has it as "
    "python3, elsewhere pyenv or uv bring it), or name it: KWARTIER_PYTHON=/path/to/python3.12."
)
_PROBE = """
import ctypes, json, ssl, sys, sysconfig, zlib
print(json.dumps({
    "implementation": sys.implementation.name,
    "version": list(sys.version_info[:3]),
    "executable": getattr(sys, "_base_executable", "") or sys.executable,
    "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
}))
"""


class Python(NamedTuple):
    """One interpreter that was started and said what it is."""

    path: str
    version: Tuple[int, int, int]


class Surroundings(NamedTuple):
    """Where to look: replaced by a folder of fakes in the tests."""

    environ: Dict[str, str]
    homes: List[str]
    prefixes: List[str]
    own_folder: str  # Where our own uv puts a Python that it fetched.


class NoPython(Exception):
    """No accepted Python; the text is one sentence for the person at the terminal."""


def describe_surroundings(own_folder: str) -> Surroundings:
    """The real machine's: HOME may be unset or empty, the password entry's home counts too."""
    environ = dict(os.environ)
    homes = [environ.get("HOME", "")]
    with contextlib.suppress(KeyError):  # A container may run under a uid without an entry.
        homes.append(pwd.getpwuid(os.getuid()).pw_dir)
    prefixes = ["/usr", "/usr/local", "/opt/homebrew"]
    prefixes += sorted(glob.glob("/opt/python*"), reverse=True)
    prefixes += sorted(glob.glob("/opt/python/*"), reverse=True)
    return Surroundings(environ, [home for home in homes if home], prefixes, own_folder)


def list_candidates(surroundings: Surroundings) -> Iterator[str]:
    """Paths that may be an accepted Python, best first, without repetition."""
    seen = set()
    for path in _list_places(surroundings):
        if path and path not in seen and os.path.exists(path):
            seen.add(path)
            yield path


def _list_places(surroundings: Surroundings) -> Iterator[str]:
    search_path = surroundings.environ.get("PATH", os.defpath)
    for minor in ACCEPTED_MINORS:
        yield shutil.which("python3.%d" % minor, path=search_path) or ""
        for pattern in _list_patterns(surroundings, minor):
            yield from sorted(glob.glob(pattern), key=_order_naturally, reverse=True)
    for name in ("python3", "python"):
        yield shutil.which(name, path=search_path) or ""


def _list_patterns(surroundings: Surroundings, minor: int) -> List[str]:
    environ, escape = surroundings.environ, glob.escape
    pyenv_roots = [environ.get("PYENV_ROOT", "")]
    pyenv_roots += [os.path.join(home, ".pyenv") for home in surroundings.homes]
    uv_folders = [environ.get("UV_PYTHON_INSTALL_DIR", ""), surroundings.own_folder]
    if environ.get("XDG_DATA_HOME"):
        uv_folders.append(os.path.join(environ["XDG_DATA_HOME"], "uv", "python"))
    uv_folders += [
        os.path.join(home, ".local", "share", "uv", "python") for home in surroundings.homes
    ]
    patterns = [
        os.path.join(escape(root), "versions", "3.%d.*" % minor, "bin", "python3")
        for root in pyenv_roots
        if root
    ]
    patterns += [
        os.path.join(escape(folder), "cpython-3.%d.*" % minor, "bin", "python3.%d" % minor)
        for folder in uv_folders
        if folder
    ]
    patterns += [
        os.path.join(escape(prefix), "bin", "python3.%d" % minor)
        for prefix in surroundings.prefixes
    ]
    return patterns


def _order_naturally(path: str) -> List[int]:
    return [int(number) for number in re.findall(r"\d+", path)]


def probe(path: str) -> Optional[Python]:
    """Start `path` and ask; None when it fails, is no CPython, or is not an accepted version."""
    try:
        answer = subprocess.run(
            [path, "-I", "-c", _PROBE],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=20,
            check=False,
        )
        told = json.loads(answer.stdout) if answer.returncode == 0 else {}
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    version = tuple(told.get("version", ()))
    accepted = (
        told.get("implementation") == "cpython"
        and not told.get("free_threaded")
        and version[:1] == (3,)
        and version[1] in ACCEPTED_MINORS
    )
    return Python(str(told["executable"]), version) if accepted else None  # type: ignore[arg-type]


def find_python(surroundings: Surroundings) -> Optional[Python]:
    """The best Python of the machine, or None. Raises NoPython when KWARTIER_PYTHON names none."""
    named = surroundings.environ.get("KWARTIER_PYTHON")
    if named:
        resolved = shutil.which(named, path=surroundings.environ.get("PATH", os.defpath)) or named
        found = probe(resolved)
        if found is None:
            raise NoPython(
                "KWARTIER_PYTHON is %s, which is not a working Python 3.12, 3.13 or 3.14." % named
            )
        return found
    for path in list_candidates(surroundings):
        found = probe(path)
        if found:
            return found
    return None


if __name__ == "__main__":
    try:
        answer = find_python(describe_surroundings(os.path.join(".tools", "python")))
    except NoPython as missing:
        sys.exit(str(missing))
    print(answer.path if answer else WHAT_TO_INSTALL)
    sys.exit(0 if answer else 1)

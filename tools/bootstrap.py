#!/usr/bin/env python3
"""Build what Kwartier runs on, in this folder: `.tools` (uv) and `.venv` (the libraries).

Standard library only; runs on Python 3.9 and later. Nothing outside the folder is changed. A
second run with nothing changed takes a few milliseconds: what was built is stamped by the
content of what it was built from. The stamp is taken away before anything is touched and
written last, so an interrupted run is begun anew and never half trusted.

    python3 tools/bootstrap.py          what the product needs
    python3 tools/bootstrap.py --dev    what its tests need, too (more libraries, same versions)
"""

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from typing import Dict, Iterator, List, Optional

from find_python import WHAT_TO_INSTALL, NoPython, Python, describe_surroundings, find_python

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
EDITION = "2"  # Raised when this file builds something else from the same requirements.
TOOLS, VENV = os.path.join(ROOT, ".tools", "uv"), os.path.join(ROOT, ".venv")
CACHE = os.path.join(ROOT, ".cache")
LOG = os.path.join(CACHE, "bootstrap.log")
STAMP = os.path.join(VENV, "kwartier-stamp.json")
CATALOGUES = os.path.join(ROOT, "src", "kwartier", "locale")
REQUIREMENTS = {name: os.path.join(ROOT, "requirements", name + ".txt") for name in ("run", "dev")}
UV_REQUIREMENTS = os.path.join(ROOT, "requirements", "tools.txt")
# `exec` through the shell: a folder's name may hold a space or be longer than a #! line may.
COMMAND = """#!/bin/sh
'''exec' "$(dirname -- "$0")/python" "$0" "$@"
' '''
import sys

from kwartier.config.command import main

sys.exit(main())
"""


class StepFailed(Exception):
    """A step did not succeed; the text is the sentence to show."""


def main(arguments: List[str]) -> int:
    """Bring the folder up to date; 0, or 1 after one sentence on what went wrong."""
    parser = argparse.ArgumentParser(description="Build what Kwartier runs on, in this folder.")
    parser.add_argument("--dev", action="store_true", help="with what the tests need")
    dev = parser.parse_args(arguments).dev
    if is_up_to_date(read_stamp(), dev=dev):
        return 0
    try:
        os.makedirs(CACHE, exist_ok=True)
        with only_one():
            build(dev=dev)
    except (StepFailed, NoPython) as failed:
        print(failed, file=sys.stderr)
        return 1
    except OSError as failed:
        print("Setting up in %s failed: %s." % (ROOT, failed), file=sys.stderr)
        return 1
    return 0


def build(*, dev: bool) -> None:
    """Do what is missing: libraries first, then the compiled translations."""
    stamp = read_stamp()
    if is_up_to_date(stamp, dev=dev):  # Another run did it while this one waited.
        return
    with open(LOG, "w", encoding="utf-8"):
        pass
    if not are_libraries_current(stamp, dev=dev):
        # Libraries of the tests stay where they are: taking them away could only disturb.
        dev = dev or bool(stamp.get("dev"))
        if stamp.get("root") == ROOT and os.access(python_of_venv(), os.X_OK):
            os.unlink(STAMP)
            python = None
        else:
            python = choose_python()
            shutil.rmtree(VENV, ignore_errors=True)
        install_libraries(python, dev=dev)
        stamp = {"root": ROOT, "run": digest("run"), "dev": digest("dev") if dev else ""}
    compile_catalogues()
    stamp["catalogues"] = digest_catalogues()
    write_stamp(stamp)


# What is there already


def is_up_to_date(stamp: Dict[str, str], *, dev: bool) -> bool:
    """Whether libraries and translations are those that the files ask for."""
    return are_libraries_current(stamp, dev=dev) and are_catalogues_current(stamp)


def are_libraries_current(stamp: Dict[str, str], *, dev: bool) -> bool:
    """Whether `.venv` was built here, from the present requirements, and its Python still runs."""
    return (
        stamp.get("root") == ROOT
        and stamp.get("run") == digest("run")
        and (not dev or stamp.get("dev") == digest("dev"))
        and os.access(python_of_venv(), os.X_OK)
    )


def are_catalogues_current(stamp: Dict[str, str]) -> bool:
    """Whether every catalogue is compiled from its present text."""
    return stamp.get("catalogues") == digest_catalogues() and all(
        os.path.exists(path[:-3] + ".mo") for path in list_catalogues()
    )


def read_stamp() -> Dict[str, str]:
    """What the last complete run left; empty when there is none or it cannot be read."""
    try:
        with open(STAMP, encoding="utf-8") as opened:
            return dict(json.load(opened))
    except (OSError, ValueError):
        return {}


def write_stamp(stamp: Dict[str, str]) -> None:
    """In one step, after everything it vouches for."""
    with open(STAMP + ".new", "w", encoding="utf-8") as opened:
        json.dump(stamp, opened)
    os.replace(STAMP + ".new", STAMP)


def digest(name: str) -> str:
    """Fingerprint of a requirements file and of what this program makes of it."""
    with open(REQUIREMENTS[name], "rb") as opened:
        return hashlib.sha256(EDITION.encode() + opened.read()).hexdigest()


def digest_catalogues() -> str:
    """Fingerprint of all texts in translation."""
    fingerprint = hashlib.sha256(EDITION.encode())
    for path in list_catalogues():
        with open(path, "rb") as opened:
            fingerprint.update(path.encode() + b"\0" + opened.read())
    return fingerprint.hexdigest()


def list_catalogues() -> List[str]:
    """Every `.po` file of the product."""
    found = []
    for place, _folders, files in os.walk(CATALOGUES):
        found += [os.path.join(place, name) for name in files if name.endswith(".po")]
    return sorted(found)


def python_of_venv() -> str:
    """The interpreter that everything runs on afterwards."""
    return os.path.join(VENV, "bin", "python")


# The steps


def choose_python() -> Python:
    """A Python of the machine, else one that uv fetches, else a sentence on what to install."""
    own_folder = os.path.join(ROOT, ".tools", "python")
    surroundings = describe_surroundings(own_folder)
    found = find_python(surroundings)
    if found is None:
        tell("No Python 3.12 to 3.14 on this machine: asking uv to fetch one.")
        try:
            fetch_python(own_folder)
        except StepFailed as failed:
            raise NoPython("%s (%s)" % (WHAT_TO_INSTALL, failed)) from None
        found = find_python(surroundings)
    if found is None:
        raise NoPython(WHAT_TO_INSTALL)
    return found


def fetch_python(folder: str) -> None:
    """Let uv put a Python of its own into `folder`; the machine's stay untouched."""
    uv = install_uv(None)
    run(
        [uv, "python", "install", "--no-bin", "3.13"],
        "Fetching Python 3.13",
        {"UV_PYTHON_INSTALL_DIR": folder, "UV_PYTHON_DOWNLOADS": "manual"},
    )


def install_libraries(python: Optional[Python], *, dev: bool) -> None:
    """Fill `.venv` with exactly the listed libraries, each checked by its hash."""
    if python:
        tell(
            "Setting up with Python %s (%s); the first time takes a minute."
            % (".".join(map(str, python.version)), python.path)
        )
    uv = install_uv(python)
    if python:
        run([uv, "venv", "--no-project", "--python", python.path, VENV], "Making .venv")
    tell("Installing the libraries%s." % (" of product and tests" if dev else ""))
    run(
        [
            *(uv, "pip", "sync", "--require-hashes", "--python", python_of_venv()),
            REQUIREMENTS["dev" if dev else "run"],
        ],
        "Installing the libraries",
    )
    install_project()


def install_project() -> None:
    """Make `src` importable and put the command `kwartier` beside Python: two small files.

    An editable install would have to fetch a build system for the same result.
    """
    library = os.path.join(VENV, "lib")
    for name in os.listdir(library):
        site = os.path.join(library, name, "site-packages")
        if os.path.isdir(site):
            with open(os.path.join(site, "kwartier.pth"), "w", encoding="utf-8") as opened:
                # From there on: a path with an umlaut could not be read under the locale C.
                opened.write(os.path.join(*[os.pardir] * 4, "src") + "\n")
    command = os.path.join(VENV, "bin", "kwartier")
    with open(command, "w", encoding="utf-8") as opened:
        opened.write(COMMAND)
    os.chmod(command, 0o755)  # noqa: S103 - a command is there to be run


def install_uv(python: Optional[Python]) -> str:
    """The pinned uv, in a place of its own: a sync of `.venv` would remove it from there.

    An environment is the usual way; a Python without `ensurepip` (Debian splits it off) may
    still have pip; and a uv on the PATH is better than none.
    """
    stamp, uv = os.path.join(TOOLS, "kwartier-stamp"), os.path.join(TOOLS, "bin", "uv")
    with open(UV_REQUIREMENTS, "rb") as opened:
        wanted = hashlib.sha256(opened.read()).hexdigest()
    if os.access(uv, os.X_OK) and os.path.exists(stamp):
        with open(stamp, encoding="utf-8") as opened:
            if opened.read() == wanted:
                return uv
    pythons = [python.path] if python else []
    pythons += [sys.executable, "/usr/bin/python3"]
    for candidate in pythons:
        if install_uv_with(candidate):
            with open(stamp, "w", encoding="utf-8") as opened:
                opened.write(wanted)
            return uv
    found = shutil.which("uv")
    if found:
        return found
    raise StepFailed(
        "Installing uv, which installs everything else, failed. On Debian `apt install "
        "python3-venv` helps when its part is missing; else look whether the package index can "
        "be reached: %s" % explain_log()
    )


def install_uv_with(python: str) -> bool:
    """Whether uv could be put into `.tools` with this Python."""
    pip_install = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    with_venv = [
        [python, "-m", "venv", "--clear", TOOLS],
        [os.path.join(TOOLS, "bin", "python"), "-m", "pip", *pip_install, "-r", UV_REQUIREMENTS],
    ]
    with_pip = [
        [python, "-m", "pip", *pip_install, "--upgrade", "--target", TOOLS, "-r", UV_REQUIREMENTS]
    ]
    for commands in (with_venv, with_pip):
        try:
            for command in commands:
                run(command, "Installing uv")
        except StepFailed:
            continue
        return True
    return False


def compile_catalogues() -> None:
    """Turn the translations into what the product reads, with Babel: no gettext needed."""
    if list_catalogues():
        tool = os.path.join(ROOT, "tools", "compile_catalogues.py")
        run([python_of_venv(), tool, CATALOGUES], "Compiling the translations")


# How a step is run


def run(command: List[str], step: str, extra: Optional[Dict[str, str]] = None) -> None:
    """Run with the log as output; a failure becomes one sentence that says where the log is."""
    with open(LOG, "a", encoding="utf-8") as log:
        log.write("$ %s\n" % " ".join(command))
        log.flush()
        try:
            code = subprocess.run(
                command,
                cwd=ROOT,
                env={**describe_environment(), **(extra or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
            ).returncode
        except OSError as failed:
            log.write("%s\n" % failed)
            code = 1
    if code:
        raise StepFailed("%s failed: %s" % (step, explain_log()))


def explain_log() -> str:
    """The last line that tells something, and the place of the rest."""
    with open(LOG, encoding="utf-8", errors="replace") as log:
        lines = [line.strip() for line in log if line.strip() and not line.startswith("$ ")]
    last = next((line for line in reversed(lines) if "rror" in line), (lines or [""])[-1])
    return "%s (the whole log: %s)" % (last.rstrip("."), LOG)


def describe_environment() -> Dict[str, str]:
    """The caller's, without what would lead Python or uv to another environment."""
    misleading = ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "PYTHONHOME", "UV_PYTHON")
    environ = {name: value for name, value in os.environ.items() if name not in misleading}
    environ.setdefault("UV_PYTHON_DOWNLOADS", "never")
    environ.setdefault("UV_SYSTEM_CERTS", "1")  # A company's own certificates count.
    if environ.get("PIP_INDEX_URL"):  # A mirror that pip was told of is meant for uv as well.
        environ.setdefault("UV_DEFAULT_INDEX", environ["PIP_INDEX_URL"])
    if not can_write_to_home(environ):
        environ.setdefault("UV_CACHE_DIR", os.path.join(CACHE, "uv"))
        environ.setdefault("PIP_CACHE_DIR", os.path.join(CACHE, "pip"))
    return environ


def can_write_to_home(environ: Dict[str, str]) -> bool:
    """Whether a cache can be kept where it usually is; a service user often has no home."""
    home = environ.get("HOME") or os.path.expanduser("~")
    return os.path.isdir(home) and os.access(home, os.W_OK)


def tell(sentence: str) -> None:
    """Say what is going on, at once, also into a pipe."""
    print(sentence, flush=True)


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Let parallel runs wait for each other; the kernel frees the lock of a killed one."""
    with open(os.path.join(CACHE, "bootstrap.lock"), "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("Another set-up is running in this folder: waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

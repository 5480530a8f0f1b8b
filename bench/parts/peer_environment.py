"""The environment of the programs that the benches compare with: `.cache/bench/peers`.

It is made on demand from `peers.txt`, outside the project's lock, with uv where it is and pip else.
What cannot be had (no network, no build for this Python) is a sentence on stderr, and the bench goes
on without: a peer is never a reason to fail.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".cache" / "bench" / "peers"
REQUIREMENTS = Path(__file__).with_name("peers.txt")
STAMP = FOLDER / "kwartier-stamp"
SECONDS_TO_INSTALL = 300


def find_peers() -> Path | None:
    """The Python of the environment, when it stands as `peers.txt` says."""
    python = FOLDER / "bin" / "python"
    is_current = STAMP.exists() and STAMP.read_text("utf-8") == _wanted()
    return python if is_current and python.exists() else None


def prepare_peers() -> Path | None:
    """The Python of the environment, made when it is missing; None, and a sentence, without it."""
    python = find_peers()
    if python is not None:
        return python
    _say("Installing NREL PySAM and energy-cost in .cache/bench/peers, once (60 MB).")
    python = FOLDER / "bin" / "python"
    install = _make_environment(python)
    if install is None:
        return None
    missing = [
        name
        for name in _list_requirements()
        if not _run([*install, name], f"{name} could not be installed, and is not compared with")
    ]
    if not missing:
        STAMP.write_text(_wanted(), "utf-8")
    return python if len(missing) < len(_list_requirements()) else None


def _make_environment(python: Path) -> list[str] | None:
    """Make the folder; the command that installs into it, or None when it cannot be made."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    uv = shutil.which("uv", path=f"{ROOT}/.tools/uv/bin{os.pathsep}{os.environ.get('PATH', '')}")
    if uv:
        make = [uv, "venv", "--quiet", "--no-project", "--python", sys.executable, str(FOLDER)]
        install = [
            uv,
            "pip",
            "install",
            "--quiet",
            "--only-binary",
            ":all:",
            "--python",
            str(python),
        ]
    else:
        make = [sys.executable, "-m", "venv", "--clear", str(FOLDER)]
        install = [str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:"]
        install += ["--retries", "1", "--timeout", "15"]
    failed = "The environment of the peers could not be made, and nothing is compared with them"
    return install if _run(make, failed) else None


def _run(command: list[str], failed: str) -> bool:
    """Whether a step went well; else say which did not, and the last line of what it said."""
    try:
        ended = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS_TO_INSTALL,
            env=_environment(),
        )
    except (OSError, subprocess.TimeoutExpired) as wrong:
        _say(f"{failed}: {wrong}")
        return False
    if ended.returncode:
        said = [line.strip() for line in ended.stderr.splitlines() if line.strip()]
        _say(f"{failed}: {said[-1] if said else f'exit code {ended.returncode}'}")
    return not ended.returncode


def _environment() -> dict[str, str]:
    """The caller's, without what would lead to another environment, and with its mirror."""
    misleading = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "UV_PYTHON")
    kept = {name: value for name, value in os.environ.items() if name not in misleading}
    kept.setdefault("UV_SYSTEM_CERTS", "1")
    if kept.get("PIP_INDEX_URL"):
        kept.setdefault("UV_DEFAULT_INDEX", kept["PIP_INDEX_URL"])
    return kept


def _list_requirements() -> list[str]:
    lines = REQUIREMENTS.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _wanted() -> str:
    """What the environment is made from: the versions, and the Python that they are built for."""
    return REQUIREMENTS.read_text("utf-8") + str(sysconfig.get_config_var("SOABI"))


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)

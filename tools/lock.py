"""Write `requirements/*.txt`: every library with its version and hashes, without any host name.

Run by `make lock` after `pyproject.toml` changed: versions that are already pinned stay where
they still fit. `make lock UPGRADE=1` takes the newest of everything. The lock file of uv names
the hosts it read, so it is made in a temporary folder and thrown away.
"""

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".tools" / "uv" / "bin" / "uv"
UV_REQUIREMENT = "uv==0.13.9"
HEADINGS = {
    "run": "# What the product runs on. Written by `make lock` from pyproject.toml.\n",
    "dev": "# What the product and its tests run on. Written by `make lock` from pyproject.toml.\n",
    "tools": "# What installs everything else, in an environment of its own. Written by `make lock`.\n",
}


def read_pins(direct: set[str]) -> list[str]:
    """Versions of the last lock, but for libraries that pyproject.toml itself speaks of."""
    known = ROOT / "requirements" / "dev.txt"
    if not known.exists():
        return []
    pins = re.findall(r"^([\w.-]+)==([^ ;\\]+)", known.read_text(), re.MULTILINE)
    return [f"{name}=={version}" for name, version in pins if name not in direct]


def list_direct(project: dict) -> set[str]:
    """Names in pyproject.toml, as a requirements file writes them."""
    named = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    return {re.split(r"[^\w.-]", text)[0].lower().replace("_", "-") for text in named}


def run_uv(folder: str, *arguments: str) -> str:
    """Uv's answer; its own complaints go to the terminal."""
    environ = {"UV_SYSTEM_CERTS": "1", "UV_PYTHON": sys.executable, **os.environ}
    return subprocess.run(
        [UV, *arguments], cwd=folder, env=environ, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def main(*, upgrade: bool) -> None:
    """Resolve once, write three files."""
    text = (ROOT / "pyproject.toml").read_text()
    pins = [] if upgrade else read_pins(list_direct(tomllib.loads(text)))
    with tempfile.TemporaryDirectory() as folder:
        constraints = f"\n[tool.uv]\nconstraint-dependencies = {pins!r}\n"
        Path(folder, "pyproject.toml").write_text(text + constraints)
        Path(folder, "README.md").touch()
        run_uv(folder, "lock", "--quiet")
        export = ["export", "--frozen", "--no-emit-project", "--no-header", "--no-annotate", "-q"]
        Path(folder, "tools.in").write_text(UV_REQUIREMENT)
        written = {
            "run": run_uv(folder, *export, "--no-dev"),
            "dev": run_uv(folder, *export, "--group", "dev"),
            "tools": run_uv(
                folder,
                "pip",
                "compile",
                "-q",
                "--generate-hashes",
                "--universal",
                "--no-header",
                "--no-annotate",
                "tools.in",
            ),
        }
    for name, content in written.items():
        target = ROOT / "requirements" / f"{name}.txt"
        target.parent.mkdir(exist_ok=True)
        target.write_text(HEADINGS[name] + content)


if __name__ == "__main__":
    main(upgrade="--upgrade" in sys.argv[1:])

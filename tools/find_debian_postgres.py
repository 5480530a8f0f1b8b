"""Find Debian's PostgreSQL for the second test run, or install it: `--install` as root.

The product promises any PostgreSQL from 15 on; the embedded one is newer, so the tests of the
database run once more on the oldest that Debian has.
"""

import os
import shutil
import subprocess
import sys

from kwartier.config.embedded import find_debian_binaries

PACKAGES = ("postgresql-15", "postgresql")  # The second is whatever this Debian has.


def install() -> None:
    """With apt, as root; a machine without either is left alone."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=environ, check=False)
    for package in PACKAGES:
        command = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", package]
        subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, check=False)
        if find_debian_binaries() is not None:
            return


def main() -> int:
    """Print the version and its place; 1 when there is none and none could be had."""
    if find_debian_binaries() is None and "--install" in sys.argv[1:]:
        install()
    found = find_debian_binaries()
    if found is None:
        print("No PostgreSQL of Debian's: `apt-get install postgresql-15` as root brings one.")
        return 1
    print(f"PostgreSQL {found.major} in {found.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

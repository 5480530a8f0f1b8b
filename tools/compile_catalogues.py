"""Compile every `.po` under a folder with Babel, beside it: run by the bootstrap in `.venv`."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogue(source: Path) -> None:
    """Write the `.mo` in one step: a server that starts meanwhile reads the old or the new."""
    with source.open("rb") as opened:
        catalogue = read_po(opened)
    fresh = source.with_suffix(".mo.new")
    with fresh.open("wb") as written:
        write_mo(written, catalogue)
    fresh.replace(source.with_suffix(".mo"))


if __name__ == "__main__":
    for path in sorted(Path(sys.argv[1]).rglob("*.po")):
        compile_catalogue(path)

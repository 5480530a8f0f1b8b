"""Compile every `.po` under a folder with Babel, beside it: run by the bootstrap in `.venv`.

The catalogue of one country (`fr_France`) holds only what is said differently there: the rest comes from the
catalogue of its language, and both go into one `.mo`, so that no library's words come in between.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogue(source: Path) -> None:
    """Write the `.mo` in one step: a server that starts meanwhile reads the old or the new."""
    catalogue = _read(source)
    fresh = source.with_suffix(".mo.new")
    with fresh.open("wb") as written:
        write_mo(written, catalogue)
    fresh.replace(source.with_suffix(".mo"))


def _read(source: Path) -> Catalog:
    with source.open("rb") as opened:
        catalogue = read_po(opened)
    language, _, country = source.parents[1].name.partition("_")
    whole = source.parents[2] / language / source.parent.name / source.name
    if not country or not whole.exists():
        return catalogue
    said_here = catalogue
    catalogue = _read(whole)
    for message in said_here:
        if message.id:
            catalogue.delete(message.id, message.context)
            catalogue.add(message.id, message.string, context=message.context)
    return catalogue


if __name__ == "__main__":
    for path in sorted(Path(sys.argv[1]).rglob("*.po")):
        compile_catalogue(path)

"""The page of worked quotes: every case of docs/reference/cases, as written and as it is priced."""

import contextlib
import io
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference" / "cases"


def list_quotes() -> list[tuple[str, str, str, str]]:
    """Name, title, the case as it is written, and what `kwartier bill quote` prints for it."""
    return [
        (path.stem, tomllib.loads(text)["title"], text, price_case(path))
        for path in sorted(FOLDER.glob("*.toml"))
        for text in [path.read_text("utf-8")]
    ]


def price_case(path: Path) -> str:
    """What the command prints for a case.

    Raises:
        RuntimeError: it refuses the case.
    """
    from kwartier.config.command_bills import quote_bill

    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = quote_bill([str(path)])
    if code:
        raise RuntimeError(f"{path.name} cannot be priced")
    return said.getvalue()

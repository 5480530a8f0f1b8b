"""The floors that must be covered whole: every line and every branch, by path.

Usage: coverage_gate.py FOLDER
Where money is computed or stored, an untried branch is a bill nobody has looked at. Every worker of the tests
leaves a report there; what is missing in each of them was never tried.
"""

import json
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

Missing = dict[str, tuple[set[int], set[tuple[int, int]]]]

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / ".cache" / "coverage"
WHOLE = (
    "src/energycore/*",
    "src/rulebooks/*",
    "src/kwartier/*/operations.py",
    "src/kwartier/*/operations/*",
)
# Beside a function that a protocol only describes, and what only the type checker reads.
UNTRIED = [r"^\s*\.\.\.\s*$", r":\s*\.\.\.\s*$"]


def is_whole(path: str) -> bool:
    """Whether a file, by its path in the repository, has to be covered whole."""
    return any(fnmatch(path, pattern) for pattern in WHOLE)


def list_modules(root: Path) -> list[str]:
    """The names of all modules that have to be covered whole."""
    paths = (path.relative_to(root) for path in (root / "src").rglob("*.py"))
    names = (path.with_suffix("").parts[1:] for path in paths if is_whole(str(path)))
    return sorted(".".join(name).removesuffix(".__init__") for name in names)


def find_missing(reports: list[dict[str, Any]]) -> Missing:
    """By file what no report has seen: the lines, and the branches as (from, to)."""
    missing: Missing = {}
    for report in reports:
        for path, found in report["files"].items():
            lines = set(found["missing_lines"])
            branches = {(begin, end) for begin, end in found["missing_branches"]}
            known = missing.get(path, (lines, branches))
            missing[path] = (known[0] & lines, known[1] & branches)
    return missing


def list_gaps(missing: Missing) -> list[str]:
    """One line per file that has gaps, with the lines and the branches that were never taken."""
    gaps = []
    for path, (lines, branches) in sorted(missing.items()):
        if is_whole(path) and (lines or branches):
            said = ", ".join(f"{begin}->{end or 'exit'}" for begin, end in sorted(branches))
            gaps.append(f"{path}: lines {sorted(lines)} branches [{said}]")
    return gaps


def main(arguments: list[str]) -> int:
    """Print what is missing; 1 when anything is, or when a file that counts was not watched."""
    reports = [json.loads(path.read_text()) for path in sorted(Path(arguments[0]).glob("*.json"))]
    missing = find_missing(reports)
    count = sum(is_whole(path) for path in missing)
    gaps = list_gaps(missing)
    print(f"{count} files have to be covered whole; {len(gaps)} are not.")
    print("\n".join(gaps))
    return 1 if gaps or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The floors that must be covered whole: every line and every branch, by path.

Usage: coverage_gate.py COVERAGE_JSON [PATTERN...]
Where money is computed or stored, an untried branch is a bill nobody has looked at.
"""

import json
import sys
from fnmatch import fnmatch
from pathlib import Path

WHOLE = (
    "src/energycore/*",
    "src/rulebooks/*",
    "src/kwartier/*/operations.py",
    "src/kwartier/*/operations/*",
)


def list_measured(root: Path) -> list[str]:
    """What has to be watched to know that: watching all else costs every tenth second of a test."""
    house = root / "src" / "kwartier"
    rooms = [*house.glob("*/operations.py"), *house.glob("*/operations")]
    modules = sorted(
        ".".join(path.relative_to(root / "src").with_suffix("").parts) for path in rooms
    )
    return ["src/energycore", "src/rulebooks", *modules]


def list_modules(root: Path) -> list[str]:
    """The names of all modules that have to be covered whole."""
    paths = {
        path.relative_to(root / "src").with_suffix("")
        for pattern in WHOLE
        for found in root.glob(pattern)
        for path in ([found] if found.suffix == ".py" else found.rglob("*.py"))
    }
    return sorted(".".join(path.parts).removesuffix(".__init__") for path in paths)


def list_gaps(report: dict, patterns: tuple[str, ...]) -> list[str]:
    """One line per file that has gaps, with the lines and the branches that were never taken."""
    gaps = []
    for path, found in sorted(report["files"].items()):
        if not any(fnmatch(path, pattern) for pattern in patterns):
            continue
        lines = ", ".join(str(line) for line in found["missing_lines"])
        branches = ", ".join(f"{begin}->{end}" for begin, end in found.get("missing_branches", []))
        if lines or branches:
            gaps.append(f"{path}: lines [{lines}] branches [{branches}]")
    return gaps


def main(arguments: list[str]) -> int:
    """Print what is missing; 1 when anything is, or when nothing was measured at all."""
    report = json.loads(Path(arguments[0]).read_text())
    patterns = tuple(arguments[1:]) or WHOLE
    count = sum(any(fnmatch(path, pattern) for pattern in patterns) for path in report["files"])
    gaps = list_gaps(report, patterns)
    print(f"{count} files have to be covered whole; {len(gaps)} are not.")
    print("\n".join(gaps))
    return 1 if gaps or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

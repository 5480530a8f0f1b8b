"""What the house tests look at: the committed files, and those about to be."""

import ast
import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = {".woff2", ".ttf", ".npz", ".png", ".jpg", ".ico", ".xlsx", ".pdf", ".mo", ".zip", ".gz"}


@functools.cache
def list_files() -> tuple[Path, ...]:
    """Every file of the project that git knows or would know; build products are left out."""
    answer = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in sorted(set(answer.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def list_texts() -> list[Path]:
    """Those that a person reads."""
    return [path for path in list_files() if path.suffix not in PICTURES]


def list_python(*folders: str, with_migrations: bool = False) -> list[Path]:
    """Python files under ``folders`` of the project."""
    return [
        path
        for path in list_files()
        if path.suffix == ".py"
        and any(path.is_relative_to(ROOT / folder) for folder in folders)
        and (with_migrations or "migrations" not in path.parts)
    ]


@functools.cache
def parse(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@functools.cache
def list_nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """Everything in a tree; finding it takes as long as parsing, and half a dozen tests ask."""
    return tuple(ast.walk(tree))


def show(path: Path, line: int | None = None) -> str:
    """A place that an editor can jump to."""
    place = str(path.relative_to(ROOT))
    return place if line is None else f"{place}:{line}"

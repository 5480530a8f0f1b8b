"""On which line of a TOML file something stands: what `tomllib` does not say."""

import re

_TABLE = re.compile(r"^\s*\[(\[?)\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"""^\s*("[^"]*"|'[^']*'|[A-Za-z0-9_.-]+)\s*=""")


def list_lines(text: str) -> dict[str, int]:
    """The line of every table and key, by its path: ``cards[1].promises[0].percent``, from 1 on.

    Keys inside a value that is written on one line have the line of that value.
    """
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, written in enumerate(text.splitlines(), start=1):
        found = _TABLE.match(written)
        if found:
            table = _open_table(found.group(2), is_list=bool(found.group(1)), counts=counts)
            lines.setdefault(table, number)
            continue
        key = _KEY.match(written)
        if key:
            name = key.group(1).strip("\"'")
            lines.setdefault(f"{table}.{name}" if table else name, number)
    return lines


def find_line(lines: dict[str, int], path: str) -> int:
    """The line of a path, or of the nearest thing around it that has one; 1 where nothing has.

    A list has the line of its first table.
    """
    while path:
        for place in (path, f"{path}[0]"):
            if place in lines:
                return lines[place]
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return 1


def _open_table(name: str, *, is_list: bool, counts: dict[str, int]) -> str:
    """The path of a table, in which each list that it lies in stands with its last place."""
    path = ""
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for place, part in enumerate(parts):
        path = f"{path}.{part}" if path else part
        is_new = is_list and place == len(parts) - 1
        if is_new:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path

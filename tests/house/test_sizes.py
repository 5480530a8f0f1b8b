"""A function is one screen, a file one idea: 500 lines and 70 lines are the walls."""

import ast

from house_files import list_nodes, list_python, parse, show

LONGEST_FILE, LONGEST_FUNCTION = 500, 70


def test_files_are_short():
    long = []
    for path in list_python("src", "tests", "tools", "bench"):
        count = len(path.read_text(encoding="utf-8").splitlines())
        if count > LONGEST_FILE:
            long.append(f"{show(path)}: {count} lines")
    assert long == []


def list_long_functions(tree: ast.Module) -> list[tuple[str, int, int]]:
    """(name, first line, count of lines) of the functions that do not fit."""
    return [
        (node.name, node.lineno, node.end_lineno - node.lineno + 1)
        for node in list_nodes(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]


def test_functions_are_short():
    long = [
        f"{show(path, line)}: {name} has {count} lines"
        for path in list_python("src", "tests", "tools", "bench")
        for name, line, count in list_long_functions(parse(path))
    ]
    assert long == []


def test_the_check_sees_an_offence():
    body = "".join(f"    step({number})\n" for number in range(LONGEST_FUNCTION))
    assert list_long_functions(ast.parse(f"def long():\n{body}")) == [("long", 1, 71)]
    assert list_long_functions(ast.parse(f"def fits():\n{body.partition(chr(10))[2]}")) == []

"""Names say what a thing is; those that could mean anything are not used."""

import ast
import re
from collections.abc import Iterator

import pytest
from house_files import list_files, list_nodes, list_python, parse, show

BANNED_FILES = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "stuff"}
BANNED_BARE = {"data", "info"}
BANNED_BEGINNINGS = ("process_", "handle_", "do_", "not_", "is_not_", "has_no_")
# Names that Django and its neighbours prescribe for what they call.
PRESCRIBED = {
    *("process_request", "process_view", "process_exception", "process_response"),
    *("process_template_response", "handle_label", "handle_noargs"),
}
# The ends of an interval, as in the formula that the function's documentation gives.
AGREED_PAIRS = {"index0", "index1"}
# A name and its number are two things: the second of two `price2` deserves a word of its own.
NUMBERED = re.compile(r"^(?P<stem>[a-z_]*[a-z])_?\d+$")


def list_names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Functions, classes, parameters and assigned variables; fields of a class are not judged.

    A field is always read with its owner's name before it: `refusal.data` is not bare.
    """
    fields = {
        id(statement)
        for node in list_nodes(tree)
        if isinstance(node, ast.ClassDef)
        for statement in ast.walk(ast.Module(list_class_statements(node), []))
    }
    for node in list_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif is_assigned(node) and id(node) not in fields:
            yield node.id, node.lineno


def is_assigned(node: ast.AST) -> bool:
    """Whether this is a variable at the place where it gets its value."""
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def list_class_statements(node: ast.ClassDef) -> list[ast.stmt]:
    """The assignments that stand directly in a class."""
    return [item for item in node.body if isinstance(item, ast.Assign | ast.AnnAssign)]


def find_offence(name: str) -> str | None:
    """Why a name is not used here, or None."""
    if name in BANNED_BARE:
        return "says nothing"
    if name not in PRESCRIBED and name.lower().startswith(BANNED_BEGINNINGS):
        return "begins with a word for anything, or with a negation"
    return None


def list_numbered(tree: ast.Module) -> list[str]:
    """Pairs that are told apart only by their numbers, within one function."""
    found = []
    for function in list_nodes(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        stems: dict[str, set[str]] = {}
        for node in ast.walk(function):
            name = node.id if is_assigned(node) else node.arg if isinstance(node, ast.arg) else ""
            matched = NUMBERED.match(name)
            if matched and name not in AGREED_PAIRS:
                stems.setdefault(matched["stem"], set()).add(name)
        for names in stems.values():
            if len(names) > 1:
                found.append(f"{function.name}: {', '.join(sorted(names))}")
    return found


def test_files_have_names_of_the_trade():
    banned = [show(path) for path in list_files() if BANNED_FILES & set(path.with_suffix("").parts)]
    assert banned == []


@pytest.mark.parametrize("folder", ["src/energycore", "src/rulebooks", "src/kwartier", "tools"])
def test_identifiers_say_what_they_are(folder):
    offences = [
        f"{show(path, line)}: {name} {find_offence(name)}"
        for path in list_python(folder)
        for name, line in list_names(parse(path))
        if find_offence(name)
    ]
    assert offences == []


def test_variables_are_not_numbered():
    offences = [
        f"{show(path)}: {offence}"
        for path in list_python("src", "tools")
        for offence in list_numbered(parse(path))
    ]
    assert offences == []


def test_the_check_sees_an_offence():
    tree = ast.parse(
        "class Refusal:\n    data: dict = {}\n"
        "def do_it(info):\n    price1 = price2 = 0\n    data = info\n    sha256 = 1\n"
    )
    assert sorted(name for name, _ in list_names(tree) if find_offence(name)) == [
        "data",
        "do_it",
        "info",
    ]
    assert list_numbered(tree) == ["do_it: price1, price2"]

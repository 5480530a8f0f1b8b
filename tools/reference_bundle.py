"""The page of the bundle, and its JSON Schema, read off the code that writes one."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from energycore.bundle import bundle_schema

type Schema = dict[str, Any]
type Table = Callable[[Sequence[str], Sequence[Sequence[object]]], str]

HEAD = ("field", "what it is", "must be there", "meaning")
LEAD = (
    "A bundle is one JSON document that holds everything a bill was made from: dated prices, measured "
    "volumes, the few values of the load profiles that divided them, and the statement that followed. "
    "`kwartier bill quote CASE --json` prints one, and `kwartier bill recompute BUNDLE` makes the "
    "statement again and names every field that differs; it needs the kernel and nothing else. "
    "[bundle.schema.json](bundle.schema.json) (JSON Schema, draft 2020-12) checks one with any validator. "
    "Money and prices are decimals in euro, in quotes, so that none is ever rounded on the way; energy is "
    "whole watt-hours; days are half-open. The schema knows every field, and allows others only among the "
    "facts and beside what a register counted."
)


def render_schema() -> str:
    """The schema as it is published."""
    return json.dumps(bundle_schema(), indent=2, ensure_ascii=False) + "\n"


def list_sections(table: Table) -> list[str]:
    """A section with its table for the document and for every object in it."""
    schema = bundle_schema()
    sections = [_section("The document", schema, table)]
    sections += [_section(f"`{place}`", each, table) for place, each in _list_objects(schema, "")]
    kinds = ", ".join(f"`{each}`" for each in schema["$defs"]["register"]["enum"])
    sections.append(f"## Kinds of register\n\n{kinds}.")
    for name, each in schema["$defs"].items():
        if "properties" not in each:
            continue
        heading = f"A term of the kind `{name.removeprefix('term_')}`"
        if name == "condition":
            heading = "A condition"
        sections.append(_section(heading, each, table))
        sections += [
            _section(f"`{place}`", inner, table) for place, inner in _list_objects(each, "terms[]")
        ]
    return sections


def _list_objects(schema: Schema, path: str) -> Iterator[tuple[str, Schema]]:
    """Every object with named fields inside another, by its place in the document."""
    for name, each in schema["properties"].items():
        place = f"{path}.{name}" if path else name
        inner = each.get("items", each)
        if "properties" in inner:
            found = f"{place}[]" if "items" in each else place
            yield found, inner
            yield from _list_objects(inner, found)


def _section(heading: str, schema: Schema, table: Table) -> str:
    rows = [
        (
            f"`{name}`",
            _kind(each),
            "yes" if name in schema["required"] else "",
            each["description"],
        )
        for name, each in schema["properties"].items()
    ]
    return f"## {heading}\n\n{schema['description']}\n\n{table(HEAD, rows)}"


_PATTERNS = {"date": "a date", "sha256": "64 hexadecimal digits"}


_REFERRED = {
    "#": "such a document",
    "condition": "a [condition](#a-condition)",
    "register": "a [kind of register](#kinds-of-register)",
}


def _kind(schema: Schema) -> str:
    if "$ref" in schema:
        return _REFERRED[schema["$ref"].rpartition("/")[2]]
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return "one of " + ", ".join(f"`{each}`" for each in schema["enum"])
    if schema["type"] == "array":
        items = schema["items"]
        return f"a list: {_kind(items)}" if "type" in items or "$ref" in items else "a list: terms"
    if "pattern" in schema:
        return _PATTERNS.get(schema.get("format", ""), "a decimal in quotes")
    names = {"integer": "a whole number", "string": "a text", "boolean": "true or false"}
    return names.get(schema["type"], "an object")

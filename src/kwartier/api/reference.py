"""The reference page of the API: short tables by resource, written from the OpenAPI document."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
_FIRST_ERROR = 400
_HEAD = """\
# The API

{summary} This page is written from `openapi.json` beside it by `kwartier manage export_openapi`;
every brand serves the document itself at `/<brand>/api/v1/openapi.json`. How to use it:
[../how-to/use-the-api.md](../how-to/use-the-api.md).

{description}
"""


def write_reference(document: Json) -> str:
    """The page as Markdown."""
    parts = [_HEAD.format(**document["info"])]
    for tag in document["tags"]:
        parts.append(f"## {tag['name']}\n\n{tag['description'].strip()}\n")
        parts.append(_write_routes(document, tag["name"]))
    parts.append(_write_problems(document))
    return "\n".join(parts)


def _write_routes(document: Json, tag: str) -> str:
    lines = [
        "| Request | What it does | Scope | Sends | Answers | Refuses with |",
        "|---|---|---|---|---|---|",
    ]
    for method, path, operation in _list_operations(document):
        if operation["tags"] == [tag]:
            lines.append(
                f"| `{method} {path}`{_write_query(operation)} | {operation['summary']} "
                f"| {_write_scope(operation)} | {_write_body(operation)} "
                f"| {_write_answer(operation)} | {_write_refusals(operation)} |"
            )
    return "\n".join(lines) + "\n"


def _write_problems(document: Json) -> str:
    """Every problem that some route documents, with its status and what it says."""
    lines = [
        "## Problems\n",
        "Each comes as `application/problem+json` with `type` `/errors/<code>`.\n",
        "| Code | Status | It says | What to do |",
        "|---|---|---|---|",
    ]
    for code, example in document["components"]["examples"].items():
        says = example["value"]
        lines.append(f"| `{code}` | {says['status']} | {says['detail']} | {says['next_step']} |")
    return "\n".join(lines) + "\n"


def _list_operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _write_query(operation: Json) -> str:
    names = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]
    return f" `?{'&'.join(names)}`" if names else ""


def _write_scope(operation: Json) -> str:
    scopes = [
        scope for entry in operation["security"] for names in entry.values() for scope in names
    ]
    return f"`{scopes[0]}`" if scopes else "no token"


def _write_body(operation: Json) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    return _name(next(iter(content.values()))["schema"]) if content else ""


def _write_answer(operation: Json) -> str:
    for status, response in operation["responses"].items():
        if int(status) < _FIRST_ERROR:
            content = response.get("content", {})
            return (
                f"{status} {_name(next(iter(content.values()))['schema'])}" if content else status
            )
    return ""


def _write_refusals(operation: Json) -> str:
    return ", ".join(status for status in operation["responses"] if int(status) >= _FIRST_ERROR)


def _name(schema: Json) -> str:
    if "$ref" in schema:
        return f"`{schema['$ref'].rpartition('/')[2]}`"
    if schema.get("type") == "array":
        return f"list of {_name(schema['items'])}"
    return f"`{schema.get('type', '')}`"

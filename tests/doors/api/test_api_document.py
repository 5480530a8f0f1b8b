"""The OpenAPI document is valid, complete, committed, and so is the page made from it."""

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from api_door import read
from api_routes import DOCUMENT, EVERY_ROUTE
from django.core.management import call_command
from schemathesis.specs.openapi.definitions import OPENAPI_31

from kwartier.api.door import RESOURCES
from kwartier.api.fields import Sent, Told
from kwartier.api.management.commands.export_openapi import render_document
from kwartier.api.reference import write_reference
from kwartier.platform.errors import CATALOGUE

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference"
REFRESH = "run `kwartier manage export_openapi` and commit what it writes"
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}

# It asks the database nothing of its own: every route does, in test_api_every_route.py.
pytestmark = pytest.mark.one_server


def test_the_committed_document_is_the_door_of_today():
    committed = (REFERENCE / "openapi.json").read_text(encoding="utf-8")
    assert json.loads(committed) == json.loads(render_document()), REFRESH
    assert committed == render_document(), REFRESH


def test_the_reference_page_is_made_from_it():
    document = json.loads((REFERENCE / "openapi.json").read_text(encoding="utf-8"))
    assert (REFERENCE / "api.md").read_text(encoding="utf-8") == write_reference(document), REFRESH


def test_the_command_writes_both(tmp_path, capsys):
    call_command("export_openapi", folder=tmp_path)
    for name in ("openapi.json", "api.md"):
        assert (tmp_path / name).read_text("utf-8") == (REFERENCE / name).read_text("utf-8"), (
            REFRESH
        )


def test_the_page_names_every_route():
    page = (REFERENCE / "api.md").read_text(encoding="utf-8")
    for route in EVERY_ROUTE:
        assert f"| `{route}`" in page


def test_the_document_is_openapi_31():
    assert DOCUMENT["openapi"] == "3.1.0"
    validator = jsonschema_rs.Draft202012Validator(OPENAPI_31)
    assert [error.message for error in validator.iter_errors(DOCUMENT)] == []
    broken = {**DOCUMENT, "paths": {"me": {}}}
    assert not validator.is_valid(broken)


def test_every_reference_leads_somewhere():
    def list_references(part):
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                yield part["$ref"]
            for value in part.values():
                yield from list_references(value)
        elif isinstance(part, list):
            for value in part:
                yield from list_references(value)

    references = set(list_references(DOCUMENT))
    assert len(references) > 50
    for reference in references:
        found = DOCUMENT
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_route_says_what_it_does(name):
    operation = OPERATIONS[name]
    assert operation["summary"]
    assert operation["description"]
    assert operation["tags"][0] in {resource.router.tags[0] for resource in RESOURCES}
    for parameter in operation.get("parameters", []):
        assert parameter["description"], parameter["name"]
        assert "example" in parameter, parameter["name"]
    statuses = set(operation["responses"])
    assert "500" in statuses
    assert {"401", "403", "429"} <= statuses or not operation["security"]
    assert "404" in statuses or "{" not in name
    assert {"400", "422"} <= statuses or "requestBody" not in operation
    assert not [member for member in operation if member.startswith("x-")]


def test_operations_have_names_of_their_own():
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", sorted(DOCUMENT["components"]["schemas"]))
def test_a_shape_is_described_field_by_field(name):
    shape = DOCUMENT["components"]["schemas"][name]
    assert shape["description"], name
    for field, described in shape.get("properties", {}).items():
        target = described.get("$ref", "").rpartition("/")[2]
        words = described.get("description") or (
            target and DOCUMENT["components"]["schemas"][target]["description"]
        )
        assert words, f"{name}.{field}"


def _is_open(shape):
    """A page of anything is sent by nobody: only a page of something is."""
    return bool(shape.__pydantic_generic_metadata__["parameters"])


def test_no_two_shapes_share_a_name():
    """The document keeps one of them, and tells of the other's answers what they do not have."""

    def list_below(shape):
        for below in shape.__subclasses__():
            yield below
            yield from list_below(below)

    shapes = {*list_below(Sent), *list_below(Told)}
    names = [shape.__name__ for shape in shapes if not _is_open(shape)]
    assert sorted(set(names)) == sorted(names)


def test_a_text_that_is_sent_has_a_form_that_keeps_nul_out():
    """PostgreSQL keeps no NUL: what lets it in fails in the database."""

    def list_texts(part, path):
        if "$ref" in part:
            part = DOCUMENT["components"]["schemas"][part["$ref"].rpartition("/")[2]]
        for each in part.get("anyOf", []):
            yield from list_texts(each, path)
        for field, each in part.get("properties", {}).items():
            yield from list_texts(each, f"{path}.{field}")
        if "items" in part:
            yield from list_texts(part["items"], path)
        if part.get("type") == "string" and not {"enum", "const", "format"} & part.keys():
            yield path, part.get("pattern", "")

    for name, operation in OPERATIONS.items():
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        holders = [
            each["schema"] for each in operation.get("parameters", []) if each["in"] != "path"
        ]
        for schema in [*holders, *([content["schema"]] if content else [])]:
            for path, pattern in list_texts(schema, name):
                assert pattern, path
                assert not re.search(pattern, "\0"), path


@pytest.mark.parametrize("name", sorted(DOCUMENT["components"]["schemas"]))
def test_numbers_are_bounded(name):
    def list_numbers(part, path):
        if isinstance(part, dict):
            if part.get("type") in ("integer", "number"):
                yield path, part
            for key, value in part.items():
                yield from list_numbers(value, f"{path}.{key}")
        elif isinstance(part, list):
            for value in part:
                yield from list_numbers(value, path)

    for path, number in list_numbers(DOCUMENT["components"]["schemas"][name], name):
        assert {"minimum", "maximum"} <= set(number), path


@pytest.mark.parametrize("name", OPERATIONS)
def test_examples_keep_their_own_schema(name):
    holders = [OPERATIONS[name].get("requestBody", {}), *OPERATIONS[name]["responses"].values()]
    contents = [content for holder in holders for content in holder.get("content", {}).values()]
    for content in contents:
        examples = [content["example"]] if "example" in content else []
        for example in content.get("examples", {}).values():
            code = example["$ref"].rpartition("/")[2]
            examples.append(DOCUMENT["components"]["examples"][code]["value"])
        assert examples
        schema = {**content["schema"], "components": DOCUMENT["components"]}
        validator = jsonschema_rs.Draft202012Validator(schema)
        for example in examples:
            assert [error.message for error in validator.iter_errors(example)] == []


def test_problems_are_those_of_the_catalogue_without_holes():
    for code, example in DOCUMENT["components"]["examples"].items():
        assert CATALOGUE[code].status == example["value"]["status"]
        assert "%(" not in json.dumps(example)


@pytest.mark.django_db
def test_each_brand_serves_it_at_its_own_address(door):
    served = read_document(door)
    assert served["servers"][0]["url"] == "/merel/api/v1"
    assert served["paths"] == json.loads(render_document())["paths"]
    from customer_factory import make_day_brand

    make_day_brand("plein-midi")
    served = read_document(door, brand="plein-midi")
    assert served["servers"][0]["url"] == "/plein-midi/api/v1"


def read_document(door, **more):
    answer = door.get("/openapi.json", token="", **more)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    return answer.json()


@pytest.mark.django_db
def test_there_is_no_page_that_loads_scripts_of_others(door):
    for path in ("/docs", "/redoc", "/"):
        assert door.get(path).status_code == 404
    assert read(door.get("/brand"))

"""The JSON Schema of a bundle: it holds every bundle, and nothing that is none."""

import json
from copy import deepcopy

import jsonschema_rs
import pytest
from bill_samples import random_bill

from energycore.bundle import bundle_schema, state, write_bundle

VALIDATOR = jsonschema_rs.Draft202012Validator(bundle_schema(), validate_formats=True)


def document_of(seed):
    bill = random_bill(seed)
    return json.loads(json.dumps(write_bundle(bill, state(bill), {"number": f"T-{seed}"})))


def test_the_schema_is_one():
    jsonschema_rs.meta.validate(bundle_schema())


@pytest.mark.parametrize("seed", range(60))
def test_every_bundle_is_as_the_schema_says(seed):
    VALIDATOR.validate(document_of(seed))


def test_every_rule_and_kind_was_among_them():
    documents = [document_of(seed) for seed in range(20)]
    kinds = {term["kind"] for each in documents for term in each["terms"]}
    rules = {line["rule"] for each in documents for line in each["statement"]["lines"]}
    schema = bundle_schema()
    line = schema["properties"]["statement"]["properties"]["lines"]["items"]
    assert {f"term_{kind}" for kind in kinds} == set(schema["$defs"]) - {"register", "condition"}
    assert rules == set(line["properties"]["rule"]["enum"])


BROKEN = [
    (("format",), "other"),
    (("version",), 2),
    (("note",), "unknown"),
    (("period", "from"), "2026-13-01"),
    (("period", "hour"), 3),
    (("registers", 0), "week"),
    (("annual_wh",), -1),
    (("annual_wh",), 2**63),
    (("peaks", 0, "mean_w"), "4000"),
    (("measured", 0, "wh"), 1.5),
    (("intervals", 0, "count"), 0),
    (("intervals", 0, "index_sha256"), "unknown"),
    (("shares", "week"), {}),
    (("shares", "day"), {"today": 1}),
    (("terms", 0, "kind"), "gift"),
    (("terms", 0, "colour"), "red"),
    (("terms", 0, "vat_percent"), 6),
    (("terms", 0, "vat_percent"), "6.005"),
    (("terms", 0, "day_count"), "360"),
    (("statement", "total_eur"), "1.001"),
    (("statement", "lines", 0, "eur_per_kwh"), "1"),
    (("statement", "lines", 0, "rule"), "gift"),
    (("statement", "vat", 0, "note"), ""),
]


@pytest.mark.parametrize(("path", "value"), BROKEN)
def test_what_no_bundle_says_is_refused(path, value):
    document = document_of(5)
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not VALIDATOR.is_valid(document)


def list_paths(value, path=()):
    """Every field of a document that must be there, with its place."""
    if isinstance(value, list) and value:
        yield from list_paths(value[0], (*path, 0))
    elif isinstance(value, dict) and path[:1] != ("shares",):
        for name, inner in value.items():
            yield (*path, name)
            yield from list_paths(inner, (*path, name))


OPTIONAL = {"facts", "peaks", "intervals", "number", "meter", "source", "day_count"}
OPTIONAL_IN_A_TERM = {"included_vat_percent"}


def test_every_field_must_be_there():
    whole = document_of(5)
    VALIDATOR.validate(whole)
    missing = []
    for path in list_paths(whole):
        document = deepcopy(whole)
        place = document
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]
        may_miss = OPTIONAL | OPTIONAL_IN_A_TERM if path[0] == "terms" else OPTIONAL
        if VALIDATOR.is_valid(document) and path[-1] not in may_miss:
            missing.append(path)
    assert missing == []


def describe(schema, place="bundle"):
    """The places of a schema without a sentence."""
    if "$ref" not in schema and "oneOf" not in schema and "description" not in schema:
        yield place
    for name, inner in schema.get("properties", {}).items():
        yield from describe(inner, f"{place}.{name}")
    if "items" in schema:
        yield from describe(schema["items"], f"{place}[]")


def test_every_field_has_its_sentence():
    schema = bundle_schema()
    assert list(describe(schema)) == []
    assert [place for each in schema["$defs"].values() for place in describe(each)] == []

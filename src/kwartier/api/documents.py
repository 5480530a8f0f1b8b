"""The OpenAPI 3.1 document: what the routes declare, completed with problems, examples, security."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import override
from ninja import NinjaAPI
from ninja.openapi.schema import get_schema
from ninja.responses import NinjaJSONEncoder

from kwartier.api.documented import PROBLEMS, SCOPE
from kwartier.api.examples import compose_example
from kwartier.api.problems import MEDIA_TYPE, describe
from kwartier.api.schemas.pages import Page
from kwartier.api.schemas.problems import Problem
from kwartier.metering.refusals import ReadingRefused
from kwartier.parties.types import AgentScope, ServiceScope, TokenScope
from kwartier.platform.errors import CATALOGUE, Refusal, template_of

Json = dict[str, Any]
SCHEME, SERVICE_SCHEME, AGENT_SCHEME = "PersonalToken", "ServiceToken", "AgentToken"
_REF = "#/components/schemas/{model}"
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_PAGE = re.compile(r"Page_([A-Za-z]+)_")
_DESCRIPTION = """\
Everything that a customer can do on the pages, as JSON: the same questions and the same acts, under
the same rules. Amounts are whole cents, energy is watt-hours, days are ISO 8601 in market time.

A request carries a personal token (`Authorization: Bearer kwt_...`), made in the customer area; a
token has scopes and never does more than the role of its person allows. What is not yours is not
found. A request that is refused changed nothing and is answered with a problem (RFC 9457) in the
language of `Accept-Language`, else in the person's. A token asks at most 300 times a minute.

What stands under `/office/` is for the supplier itself. Its programs, such as the connector of its
bank or its accounting, carry a service token (`kws_...`) with narrow scopes of its own, made in the
office. An agent who wants a program to see or act for them makes a token of their own (`kwa_...`) for
a working day: it does what the agent may do, under the agent's name."""
_DESCRIPTIONS = {
    400: "The body is not JSON.",
    401: "No token came with the request, or one that opens nothing here.",
    403: "The token or the role does not allow this.",
    404: "It is not there, or not yours to see.",
    409: "It cannot be done now; nothing was changed.",
    410: "It was there, and is kept no longer.",
    413: "The body is too large.",
    415: "The body is of a type that is not read here.",
    422: "A part of the request does not fit; nothing was changed.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    500: "Our fault; nothing was changed.",
}
_HEADERS = {
    401: ("WWW-Authenticate", "How to identify oneself.", "string"),
    429: ("Retry-After", "Seconds to wait.", "integer"),
}
# Ninja drops the description of what stands in a path or has a default.
_WORDS = {
    ("", "limit"): "How many entries to send at most.",
    ("", "segment"): "For whom the articles are; without it: for everybody.",
    ("contracts", "count"): "Instalments a year.",
    ("contracts", "due_day"): "The day of the month.",
    ("accounts", "number"): "The customer number, as on an invoice.",
    (
        "accounts",
        "code",
    ): "The EAN (18 digits) or PDL (14 digits) of a supply point of the account.",
    ("accounts", "reminder"): "The number of a reminder.",
    ("accounts", "scheme"): "`b2b` is for businesses.",
    ("accounts", "year"): "The calendar year in which the invoices were issued.",
    ("accounts", "member_id"): "The id of a member, from the list.",
    ("accounts", "kind"): "What is watched.",
    ("accounts", "consent_id"): "The id of a consent, from the list.",
    ("accounts", "load_id"): "The id of a file that was loaded, from the list.",
    ("accounts", "invitation_id"): "The id of an invitation, from the list.",
    ("accounts", "request_number"): "The number of a request.",
    ("contracts", "number"): "The number of the contract.",
    ("bills", "number"): "The number of the bill.",
    ("documents", "number"): "The number of a bill, a credit note or an advance invoice.",
    ("supply-points", "code"): "The EAN (18 digits) or PDL (14 digits) of the supply point.",
    ("supply-points", "read_on"): "The day of the reading.",
    ("supply-points", "photo_id"): "The id of a photo, from the reading.",
    ("help", "key"): "The key of an article, the same in every language.",
    ("office", "file_id"): "The id of a file that was brought, from the answer to it.",
    ("office", "number"): "A customer number, or the number of a batch from the list.",
    ("office", "case_id"): "The id of a case, from the customer's list.",
    ("office", "return_id"): "The id of a return, from the list.",
    ("office", "statement_id"): "The id of a statement, from the list.",
    ("office", "payment_id"): "The id of a payment, from the list of its statement.",
    ("office", "document"): "The number of the invoice that is disputed.",
    ("office", "reminder"): "The number of a letter, from the customer's list.",
    ("office", "person_id"): "The id of a member, from the list.",
    ("office", "contract"): "The number of the contract.",
    ("office", "count"): "Instalments a year.",
    ("office", "due_day"): "The day of the month.",
    ("office", "months"): "In how many monthly parts.",
    ("office", "first_on"): "The day on which the first part is due.",
    ("office", "show"): "`all` shows what is decided too.",
    ("office", "day"): "A day of the market.",
    ("office", "state"): "Where a file stands; without it: every file.",
    ("office", "code"): "The code of a weather station, or the EAN or PDL of a supply point.",
    ("office", "period"): "A month (`2026-10`) or a year (`2026`).",
    ("tokens", "prefix"): "The first characters of a token, from the list.",
}
# Values for the placeholders of the sentences in the examples.
_SAMPLES: Mapping[str, Any] = {
    "longest_name": 60,
    "longest_group": 40,
    "longest_tag": 30,
    "most_tags": 10,
    "most": 2_621_440,
    "chosen_limit": 5,
    "lowest_limit": 7,
    "highest_limit": 366,
    "unit": "days",
    "limit_mb": 20,
    "limit_megapixels": 64,
    "limit_lines": 5,
    "beginning": "date;amount",
    "place": "line 3",
    "expected": "a closing balance",
    "charset": "ISO 8859-1",
    "what": "credits",
    "told": "120.00",
    "summed": "110.00",
    "counted": 11,
    "currency": "USD",
    "file": "CB26-0000007",
    "line": 12,
    "reason": "The element ends too early.",
    "asked": 5_000,
    "bound": 9_440,
    "settlement": 23_100,
    "amount": 11_800,
    "due_on": date(2026, 11, 10),
    "changed_on": date(2026, 6, 1),
    "expires_on": date(2029, 11, 22),
    "ends_on": date(2026, 12, 20),
    "closed_on": date(2026, 4, 15),
    "later_on": date(2026, 11, 20),
    "read_on": date(2026, 11, 21),
    "days_count": 60,
    "known_days": 51,
    "needed_days": 91,
    "limit": 300,
    "wait_seconds": 12,
    "count": 4_210,
    "scope": "advance:write",
    "email": "jan@example.org",
    "number": "R-26-000001",
    "key": "0b1c6f1e",
    "found": "a telephone number",
    "character": "日",
    "code_point": "U+65E5",
    "text": "Bar 日本",
    "problems": "the enterprise number of the customer is missing",
    "findings": "BR-CO-16 at /Invoice/LegalMonetaryTotal: Amount due for payment",
    "day": date(2026, 11, 10),
    "issued_on": date(2015, 3, 31),
    "removed_on": date(2026, 1, 5),
    "address": "nadia@example",
    "from_day": date(2026, 12, 1),
    "moment": datetime(2026, 12, 1, 10, tzinfo=ZoneInfo("Europe/Brussels")),
    "product": "Steady",
    "iban": "BE71 **** **** 6769",
    "country": "BE",
    "station": "Uccle",
    "length": 16,
    "reference": "M-100234-M1",
    "document": "A-26-000001",
    "least": "€1.00",
    "code": "541448820000000013",
    "owed": 9_300,
    "part": 2_000,
    "months_most": 6,
    "months": 7,
    "offered": "12, 24",
    "problem": "it is beyond what a price can be",
    "earliest_on": date(2026, 11, 23),
    "latest_on": date(2026, 12, 22),
    "asked_on": date(2026, 11, 20),
    "decided_on": date(2026, 11, 20),
    "customer": "M-100234",
    "journal": 4711,
    "name": "Jo Maes",
    "state": "approved",
    "opened_on": date(2026, 11, 18),
    "ended_on": date(2026, 11, 20),
    "exchanged_on": date(2026, 11, 20),
    "serial": "1SAG1105",
}
_MONEY = {"asked", "bound", "settlement", "amount", "owed", "part"}


def describe_door(api: NinjaAPI, *, server: str, shelves: Mapping[str, str]) -> Json:
    """The whole document; ``shelves`` are the tags with what stands on them."""
    with override("en"):
        drawn = _rename_pages(get_schema(api, path_prefix=""))
        schemas: Json = drawn["components"]["schemas"]
        problem = Problem.model_json_schema(ref_template=_REF)
        schemas |= problem.pop("$defs")
        schemas["Problem"] = problem
        codes: set[str] = set()
        for path, method, operation in _list_operations(drawn["paths"]):
            codes |= set(operation[PROBLEMS])
            _complete(operation, path, schemas, is_reading=method == "get")
        problems = [CATALOGUE[code] for code in sorted(codes)]
        return {
            "openapi": "3.1.0",
            "info": {
                "title": "Kwartier",
                "version": "1",
                "summary": "What a customer of an energy supplier can do, and its own programs, as JSON.",
                "description": _DESCRIPTION,
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [_describe_server(server)],
            "tags": [{"name": name, "description": says} for name, says in shelves.items()],
            "paths": dict(sorted(drawn["paths"].items())),
            "components": {
                "schemas": dict(sorted(schemas.items())),
                "responses": {
                    each.code: _describe_problem(each.status, [each]) for each in problems
                },
                "examples": {each.code: _describe_example(each) for each in problems},
                "securitySchemes": _describe_schemes(),
            },
        }


def _rename_pages(drawn: Json) -> Json:
    """A copy in which a page of contracts is a ``ContractList``, not a ``Page_Contract_``."""
    renamed: Json = json.loads(_PAGE.sub(r"\1List", json.dumps(drawn, cls=NinjaJSONEncoder)))
    for name, schema in renamed["components"]["schemas"].items():
        if schema["title"].startswith("Page["):
            schema |= {"title": name, "description": Page.__doc__}
    return renamed


def _list_operations(paths: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in paths.items():
        for method, operation in methods.items():
            yield path, method, operation


def _describe_server(server: str) -> Json:
    described: Json = {"url": server, "description": "The API of a brand."}
    if "{brand}" in server:
        described["variables"] = {
            "brand": {"default": "merel", "description": "The brand, as in its address."}
        }
    return described


def _describe_schemes() -> Json:
    personal = "A personal token, made in the customer area. Its scopes: {}. Any includes `read`."
    service = "A service token, made in the office by an agent of operations. Its scopes: {}."
    agent = "An agent's own token, made in the office for a day. Its scopes: {}. Acting includes seeing."
    kinds = (
        (SCHEME, personal, TokenScope),
        (SERVICE_SCHEME, service, ServiceScope),
        (AGENT_SCHEME, agent, AgentScope),
    )
    return {
        name: {
            "type": "http",
            "scheme": "bearer",
            "description": says.format(
                "; ".join(f"`{each.value}`: {each.label}" for each in scopes)
            ),
        }
        for name, says, scopes in kinds
    }


def _secure(scope: str | None, *, is_reading: bool) -> list[dict[str, list[str]]]:
    """Which tokens open an operation: what opens to a program opens to an agent, too."""
    if scope is None:
        return []
    if scope in ServiceScope.values:
        of_agents = AgentScope.READ if is_reading else AgentScope.ACT
        return [{SERVICE_SCHEME: [scope]}, {AGENT_SCHEME: [of_agents.value]}]
    return [{AGENT_SCHEME if scope in AgentScope.values else SCHEME: [scope]}]


def _complete(operation: Json, path: str, schemas: Json, *, is_reading: bool) -> None:
    """Add what Ninja cannot know, take out what only this module reads."""
    scope, codes = operation.pop(SCOPE), operation.pop(PROBLEMS)
    operation["security"] = _secure(scope, is_reading=is_reading)
    for parameter in operation.get("parameters", []):
        _complete_parameter(parameter, path, schemas)
    if not operation.get("parameters"):
        operation.pop("parameters", None)
    if "requestBody" in operation:
        _add_example(operation["requestBody"], schemas)
    responses = {str(status): told for status, told in operation["responses"].items()}
    for status, response in responses.items():
        response["description"] = _describe_success(status)
        _add_example(response, schemas)
    refusals = sorted((CATALOGUE[code] for code in codes), key=lambda each: each.status)
    for status, group in groupby(refusals, key=lambda each: each.status):
        met = list(group)
        responses[str(status)] = (
            {"$ref": f"#/components/responses/{met[0].code}"}
            if len(met) == 1
            else _describe_problem(status, met)
        )
    operation["responses"] = dict(sorted(responses.items()))


def _complete_parameter(parameter: Json, path: str, schemas: Json) -> None:
    """A parameter that may be left out is not one that may be null."""
    schema: Json = parameter["schema"]
    if "anyOf" in schema:
        schema |= schema.pop("anyOf")[0]
    if schema.get("default", "") is None:
        schema.pop("default")
    schema.pop("title", None)
    name = parameter["name"]
    described = _WORDS.get((path.split("/")[1], name)) or _WORDS.get(("", name), "")
    parameter["description"] = schema.pop("description", described)
    parameter.pop("examples", None)
    parameter["example"] = compose_example(schema, schemas)
    schema.pop("examples", None)


def _add_example(holder: Json, schemas: Json) -> None:
    for content in holder.get("content", {}).values():
        content["example"] = compose_example(content["schema"], schemas)


def _describe_success(status: str) -> str:
    words = {"200": "What was asked for.", "202": "It was taken in, and is worked on soon."}
    return words.get(status, "It was done.")


def _describe_problem(status: int, refusals: list[type[Refusal]]) -> Json:
    """One response for a status, with an example of each problem that comes under it."""
    described: Json = {
        "description": _DESCRIPTIONS[status],
        "content": {
            MEDIA_TYPE: {
                "schema": {
                    "allOf": [
                        {"$ref": _REF.format(model="Problem")},
                        {"properties": {"code": {"enum": [each.code for each in refusals]}}},
                    ]
                },
                "examples": {
                    each.code: {"$ref": f"#/components/examples/{each.code}"} for each in refusals
                },
            }
        },
    }
    if status in _HEADERS:
        name, says, kind = _HEADERS[status]
        described["headers"] = {name: {"description": says, "schema": {"type": kind}}}
    return described


def _describe_example(refusal: type[Refusal]) -> Json:
    """The problem as it might be met: every placeholder of its sentences has a value."""
    names = _PLACEHOLDER.findall(
        f"{template_of(refusal.sentence)} {template_of(refusal.next_step)}"
    )
    met: Refusal = refusal([]) if issubclass(refusal, ReadingRefused) else refusal()
    met.params = {f"{name}_cents" if name in _MONEY else name: _SAMPLES[name] for name in names}
    return {"summary": str(refusal.title), "value": describe(met)}

"""The commands of the how-to page are sent in its order, and the answers are what it shows."""

import json
import re
import shlex
from datetime import date
from pathlib import Path

import pytest
from api_door import Door

from advance_factory import index_on

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "use-the-api.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```\n\n```(?:json)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
# What differs from customer to customer, and forecasts: their kind of value is compared.
VARYING = {
    *("number", "email", "scopes", "supply_point", "seen_version", "lowest_index"),
    *("highest_index", "settlement_cents", "amount_cents"),
}


def test_every_command_does_what_the_page_says(door: Door):
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert len(blocks) == 13
    words = {
        "API": "",
        "TOKEN": door.token,
        "ACCOUNT": door.household.account.number,
        "CONTRACT": door.household.contract.number,
        "SUPPLY_POINT": door.household.home.code,
        "INDEX": str(index_on(door.household.home, date(2026, 11, 21), annual=3_500)),
    }
    for command, expected in blocks:
        answer = run(door, command, words)
        if answer.status_code == 204:
            assert expected.startswith("204")
            continue
        told, shown = answer.json(), json.loads(expected)
        compare(told, shown, where=command)
        if isinstance(told, dict) and "seen_version" in told:
            words["SEEN"] = told["seen_version"]


def test_every_command_of_the_page_is_among_them():
    text = PAGE.read_text(encoding="utf-8")
    assert text.count("```sh\n") == len(BLOCK.findall(text)) == text.count("curl ")


def run(door: Door, command: str, words: dict[str, str]):
    """Send a ``curl`` command through the test client."""
    filled = re.sub(r"\$(\w+)", lambda match: words[match[1]], command.replace("\\\n", " "))
    program, *arguments = shlex.split(filled)
    assert program == "curl"
    method, body, headers, path = "GET", None, {}, ""
    rest = iter(arguments)
    for argument in rest:
        if argument == "-X":
            method = next(rest)
        elif argument == "-d":
            body = json.loads(next(rest))
        elif argument == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name.lower()] = value
        else:
            path = argument
    token = headers.pop("authorization", "").removeprefix("Bearer ")
    headers.pop("content-type", None)
    language = headers.pop("accept-language", "en")
    more = {name.replace("-", "_"): value for name, value in headers.items()}
    return door.call(method, path, body, token=token, language=language, **more)


def compare(told, shown, *, where: str, name: str = "", varying=VARYING) -> None:
    """Everything that the page shows is in the answer; what never varies is the same."""
    more = {"where": where, "varying": varying}
    if isinstance(shown, dict):
        for member, value in shown.items():
            assert member in told, f"{where}: {member} is not in {told}"
            compare(told[member], value, name=member, **more)
    elif isinstance(shown, list) and shown and isinstance(shown[0], dict):
        assert len(told) == len(shown), where
        for one, other in zip(told, shown, strict=True):
            compare(one, other, name=name, **more)
    elif name in varying:
        assert type(told) is type(shown), f"{where}: {name}"
    else:
        assert told == shown, f"{where}: {name}"

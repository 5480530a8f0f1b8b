"""The commands of the how-to page for programs are sent in its order, and the answers are what it shows."""

import json
import re
import shlex
from pathlib import Path

import pytest
from program_world import World, write_answer, write_statement
from test_api_how_to import compare

from kwartier.banking.operations import load_arrivals, place_details

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[3] / "docs" / "how-to"
PAGE = (DOCS / "connect-your-bank-and-accounting.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```sh\n(.*?)^```\n\n```(?:json)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
VARYING = {"id", "number"}


def work(world: World) -> None:
    """What a worker does within a minute."""
    load_arrivals(brand_id=world.brand.id, now=world.now)
    place_details(brand_id=world.brand.id, today=world.now.date(), now=world.now)


def test_every_command_does_what_the_page_says():
    blocks = BLOCK.findall(PAGE)
    assert len(blocks) == PAGE.count("curl ") == PAGE.count("```sh\n") == 11
    world = World()
    raw, _ = world.make_token()
    world.call("/office/bank-files", raw, write_statement(900))
    work(world)
    second = write_statement(4_200, 700, number=2, opening_cents=900)
    words = {"API": "/office", "TOKEN": raw, "COLLECTIONS": world.files["collection_batch"]}
    files = {
        "statement.xml": second,
        "broken.xml": second[:400],
        "answer.xml": write_answer(words["COLLECTIONS"], "ACTC"),
    }
    for command, expected in blocks:
        answer = run(world, command, words, files)
        if not expected.startswith("{"):
            content = answer.content if not answer.streaming else b"".join(answer)
            assert content.decode().lower().lstrip("\ufeff").startswith(expected.strip().lower())
            continue
        told = answer.json()
        compare(told, json.loads(expected), where=command, varying=VARYING)
        if told.get("format") == "camt.053" and told["state"] == "arrived":
            words["FILE"] = str(told["id"])
            work(world)


def run(world: World, command: str, words: dict[str, str], files: dict[str, bytes]):
    """Send a ``curl`` command through the test client."""
    filled = re.sub(r"\$(\w+)", lambda match: words[match[1]], command.replace("\\\n", " "))
    program, *arguments = shlex.split(filled)
    assert program == "curl"
    body, headers, path = None, {}, ""
    rest = iter(arguments)
    for argument in rest:
        if argument == "-X":
            assert next(rest) == "POST"
        elif argument == "--data-binary":
            body = files[next(rest).removeprefix("@")]
        elif argument == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name.lower()] = value
        else:
            path = argument
    token = headers["authorization"].removeprefix("Bearer ")
    return world.call(path, token, body, kind=headers.get("content-type", "text/plain"))

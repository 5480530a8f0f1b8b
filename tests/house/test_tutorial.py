"""The tutorial, played from top to bottom: what it quotes is what the product says."""

import io
import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from house_files import ROOT
from quotations import list_commands, list_quotations, read_page, read_sections

TUTORIAL = ROOT / "docs" / "tutorials" / "a-household-changes-its-advance.md"
MONEY = re.compile(r"€[\d,]+(?:\.\d\d)?")
LABEL = re.compile(r"(?<!\*)\*([A-Z][^*]+)\*(?!\*)")
HIDDEN = re.compile(r'<input type="hidden" name="(amount|seen|form_token)" value="([^"]*)"')


class Player:
    """Nadia's browser and terminal; each step returns what she reads."""

    def __init__(self) -> None:
        self.client = Client()
        self.raw = self.place = ""

    def open(self, address: str) -> str:
        answer = self.client.get(address, follow=True)
        assert answer.status_code == 200, address
        self.raw = answer.content.decode()
        return read_page(self.raw)

    def send(self, address: str, **form: str) -> str:
        answer = self.client.post(address, form, follow=True)
        assert answer.status_code == 200, address
        self.place = answer.redirect_chain[-1][0]
        self.raw = answer.content.decode()
        return read_page(self.raw)

    def find(self, pattern: str) -> str:
        found = re.search(pattern, self.raw)
        assert found, pattern
        return found[1]

    def start(self) -> str:
        return self.open("/")

    def sign_in(self) -> str:
        self.open("/merel/account/login/")
        login = {"login": "nadia@voorbeeld.example", "password": "kwartier-demo-2026"}
        self.send("/merel/account/login/", **login)
        return self.send("/merel/account/language/", language="en", next="/merel/")

    def look(self) -> str:
        self.open("/merel/")
        return self.open(self.find(r'href="(/merel/advance/[^"]*)"'))

    def move(self) -> str:
        self.open("/merel/advance/")
        self.dial = self.client.get("/merel/advance/").headers["Location"]
        return self.open(f"{self.dial}?amount=130")

    def confirm(self) -> str:
        check = self.open(f"{self.dial}?amount=130&next=check")
        done = self.send(f"{self.dial}confirm/", **dict(HIDDEN.findall(self.raw)))
        return f"{check} {done} {self.open(self.dial)}"

    def read_mail(self) -> str:
        self.open("/merel/demo/outbox/")
        return self.open(self.find(r'href="(/merel/demo/outbox/\d+/)"'))

    def enter_reading(self) -> str:
        self.open("/merel/readings/")
        form = self.open(self.find(r'href="(/merel/readings/\d+/enter/)"'))
        address, register = (
            self.find(r"(/merel/readings/\d+/enter/)"),
            self.find(r'"(register_\d+)"'),
        )
        self.send(address, read_on="2026-11-21", **{register: "142600"})
        assert self.place == address.replace("/enter/", "/2026-11-21/confirm/"), (
            "asked whether sure"
        )
        self.send(self.place, answer="correct")
        stored = self.send(address, read_on="2026-11-21", **{register: "14260"})
        return f"{form} {stored} {self.open(self.dial)}"

    def pass_time(self) -> str:
        said = io.StringIO()
        call_command("demo_pass", days=30, stdout=said)
        return f"{said.getvalue()} {self.open('/merel/payments/')} {self.open(self.dial)}"


def find_nearest(said: str, page: str) -> str:
    """A quotation beside what the page says in its place."""
    lengths = range(len(said), -1, -1)
    place = next(page.find(said[:length]) for length in lengths if said[:length] in page)
    return f"{said!r} is {page[place : place + len(said) + 20]!r}"


STEPS: dict[str, Callable[[Player], str]] = {
    "Start": Player.start,
    "Sign in as Nadia": Player.sign_in,
    "Look at the advance": Player.look,
    "Move the slider": Player.move,
    "Check, then confirm": Player.confirm,
    "Find the mail": Player.read_mail,
    "Enter a reading": Player.enter_reading,
    "Let a month pass": Player.pass_time,
}


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.one_server
def test_the_tutorial_tells_what_happens(demonstrated):
    sections = read_sections(TUTORIAL)
    assert [*sections] == [*STEPS, "Go on"]
    player, read = Player(), ""
    wrong = []
    for title, step in STEPS.items():
        page = " ".join(step(player).split())
        read += page
        quoted = list_quotations(sections[title])
        wrong += [find_nearest(said, page) for said in quoted if said not in page]
        wrong += [
            f"{title}: {amount}" for amount in MONEY.findall(sections[title]) if amount not in read
        ]
        wrong += [
            f"{title}: no {label}" for label in LABEL.findall(sections[title]) if label not in read
        ]
    assert not wrong, "\n".join(wrong)


def test_its_commands_are_those_that_are_played():
    assert list_commands(TUTORIAL.read_text("utf-8")) == [
        "make demo",  # what it does is tried by tests/scenarios/running and tools/check_demo.py
        ".venv/bin/kwartier demo pass --days 30",
    ]

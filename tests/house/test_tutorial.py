"""The tutorial of a household, played from top to bottom: what it quotes is what the product says."""

import re
from collections.abc import Callable

import pytest
from house_files import ROOT
from playing import Player, list_untrue
from quotations import list_commands

TUTORIAL = ROOT / "docs" / "tutorials" / "a-household-changes-its-advance.md"
HIDDEN = re.compile(r'<input type="hidden" name="(amount|seen|form_token)" value="([^"]*)"')


class Nadia(Player):
    """Nadia's browser and terminal; each step returns what she reads."""

    def start(self) -> str:
        return self.open("/")

    def sign_in(self) -> str:
        self.enter("nadia@voorbeeld.example")
        return self.speak_english("/merel/")

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
        said = self.run("demo_pass", days=30)
        return f"{said} {self.open('/merel/payments/')} {self.open(self.dial)}"


STEPS: dict[str, Callable[[Nadia], str]] = {
    "Start": Nadia.start,
    "Sign in as Nadia": Nadia.sign_in,
    "Look at the advance": Nadia.look,
    "Move the slider": Nadia.move,
    "Check, then confirm": Nadia.confirm,
    "Find the mail": Nadia.read_mail,
    "Enter a reading": Nadia.enter_reading,
    "Let a month pass": Nadia.pass_time,
}


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.one_server
def test_the_tutorial_tells_what_happens(demonstrated):
    wrong = list_untrue(TUTORIAL, Nadia(), STEPS)
    assert not wrong, "\n".join(wrong)


def test_its_commands_are_those_that_are_played():
    assert list_commands(TUTORIAL.read_text("utf-8")) == [
        "make demo",  # what it does is tried by tests/scenarios/running and tools/check_demo.py
        ".venv/bin/kwartier demo pass --days 30",
    ]

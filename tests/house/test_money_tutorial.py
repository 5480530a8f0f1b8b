"""The tutorial of the office, played from top to bottom: what it quotes is what the product says."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from house_files import ROOT
from playing import Player, list_untrue
from quotations import list_commands

TUTORIAL = ROOT / "docs" / "tutorials" / "a-day-of-money.md"
SECRET = "KWARTIERDEMOKWARTIERDEMOKWARTIER"
OFFICE = "/merel/office/"
FOUND = 302


class Agent(Player):
    """The browser of an agent, and later of a colleague; each step returns what they read."""

    def sign_in_to_office(self, login: str) -> str:
        self.enter(login)
        asked = self.speak_english("/merel/account/2fa/authenticate/")
        for _ in range(2):  # again where the half minute ended between the reading and the sending
            code = format_hotp_value(
                hotp_value(SECRET, next(iter(yield_hotp_counters_from_time())))
            )
            form = {"code": code, "next": OFFICE}
            if self.client.post("/merel/account/2fa/authenticate/", form).status_code == FOUND:
                break
        return f"{asked} {self.speak_english(OFFICE)}"

    def start(self) -> str:
        return self.open("/")

    def sign_in(self) -> str:
        return self.sign_in_to_office("agent@voorbeeld.example")

    def see_statements(self) -> str:
        return self.open(f"{OFFICE}bank/") + self.open(self.find(rf'href="({OFFICE}bank/\d+/)"'))

    def place(self) -> str:
        waiting = self.open(f"{OFFICE}bank/payments/")
        address = self.find(rf'href="({OFFICE}bank/payments/\d+/)"')
        page = self.open(address)
        form = {
            name: self.find(rf'name="{name}"[^>]*value="([^"]*)"')
            for name in ("place-customer", "place-documents")
        }
        return f"{waiting} {page} {self.send(address, step='place', **form)}"

    def answer(self) -> str:
        waiting = self.open(f"{OFFICE}arrears/")
        page = self.open(self.find(rf'href="({OFFICE}customers/M-\d+/arrears/)">(?:<b>)?Gilles'))
        address = self.find(rf'action="({OFFICE}customers/M-\d+/arrears/disputes/[^"]+)"')
        answer = "We looked at the photo of the meter: the reading is right, and so is the invoice."
        return f"{waiting} {page} {self.send(address, answer=answer)}"

    def approve(self) -> str:
        mine = self.open(f"{OFFICE}refunds/")
        address = self.find(rf'href="({OFFICE}refunds/RB26-\d+/)"')
        refused = self.open(address)
        self.client.post("/merel/account/logout/")
        self.sign_in_to_office("agent2@voorbeeld.example")
        return f"{mine} {refused} {self.open(address)} {self.send(address, step='approve')}"

    def prove(self) -> str:
        said = self.run("check_bank", brand="merel")
        return f"{self.open(f'{OFFICE}bank/check/')} {said}"

    def pass_time(self) -> str:
        said = self.run("demo_pass", days=3)
        return f"{said} {self.open(f'{OFFICE}refunds/')} {self.open(f'{OFFICE}bank/check/')}"


STEPS: dict[str, Callable[[Agent], str]] = {
    "Start": Agent.start,
    "Sign in to the office": Agent.sign_in,
    "Look at the bank": Agent.see_statements,
    "Place a payment": Agent.place,
    "Answer a customer who disputes": Agent.answer,
    "Let a colleague approve": Agent.approve,
    "Prove the day": Agent.prove,
    "Let the weekend pass": Agent.pass_time,
}


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.one_server
def test_the_day_of_money_is_as_it_is_told(demonstrated):
    wrong = list_untrue(TUTORIAL, Agent(), STEPS)
    assert not wrong, "\n".join(wrong)


def test_the_commands_of_the_day_are_those_that_are_played():
    assert list_commands(TUTORIAL.read_text("utf-8")) == [
        "make demo",
        ".venv/bin/kwartier bank check --brand merel",
        ".venv/bin/kwartier demo pass --days 3",
    ]


def test_the_secret_is_the_one_that_is_printed():
    assert re.search(rf"`{SECRET}`", TUTORIAL.read_text("utf-8"))

"""Who plays a tutorial: a browser without a screen, and what is held against the pages."""

import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from django.core.management import call_command
from django.test import Client
from quotations import list_quotations, read_page, read_sections

MONEY = re.compile(r"€[\d,]+(?:\.\d\d)?")
LABEL = re.compile(r"(?<!\*)\*([A-Z][^*]+)\*(?!\*)")


class Player:
    """A person's browser; what a step returns is what that person reads."""

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

    def enter(self, login: str) -> str:
        """Sign in to Merel with the password of everybody."""
        self.open("/merel/account/login/")
        return self.send("/merel/account/login/", login=login, password="kwartier-demo-2026")

    def speak_english(self, next_page: str) -> str:
        return self.send("/merel/account/language/", language="en", next=next_page)

    def run(self, command: str, **options: object) -> str:
        """What a command of the terminal says."""
        said = io.StringIO()
        call_command(command, stdout=said, **options)
        return said.getvalue()


def find_nearest(said: str, page: str) -> str:
    """A quotation beside what the page says in its place."""
    lengths = range(len(said), -1, -1)
    place = next(page.find(said[:length]) for length in lengths if said[:length] in page)
    return f"{said!r} is {page[place : place + len(said) + 20]!r}"


def list_untrue[P: Player](
    tutorial: Path, player: P, steps: Mapping[str, Callable[[P], str]]
) -> list[str]:
    """Play the sections in order; what they quote, sum up or name that no page says."""
    sections = read_sections(tutorial)
    assert [*sections] == [*steps, "Go on"]
    read, wrong = "", []
    for title, step in steps.items():
        page = " ".join(step(player).split())
        read += page
        wrong += [
            find_nearest(said, page)
            for said in list_quotations(sections[title])
            if said not in page
        ]
        wrong += [
            f"{title}: {amount}" for amount in MONEY.findall(sections[title]) if amount not in read
        ]
        wrong += [
            f"{title}: no {label}" for label in LABEL.findall(sections[title]) if label not in read
        ]
    return wrong

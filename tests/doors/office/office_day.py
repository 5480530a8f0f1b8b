"""An agent at work, for the tests of the office: a browser, a customer, and what the customer sees."""

import re
from typing import Any

from django.test import Client

from customer_factory import make_customer, make_day_brand
from house_factory import make_agent, sign_in
from kwartier.platform.language import LANGUAGE_COOKIE

REASON = "The customer moved to a heat pump and called us."


class OfficeDay:
    """An agent of Merel with a browser, and a customer of Merel with another."""

    def __init__(self, situation: str = "at_home", **changes: Any) -> None:
        self.brand = make_day_brand()
        self.home = make_customer(self.brand, situation, **changes)
        self.agent = make_agent(self.brand).person
        self.client = self.browser_of(self.agent, second_factor=True)

    @property
    def number(self) -> str:
        return str(self.home.account.number)

    @property
    def code(self) -> str:
        return str(self.home.contract.code)

    @property
    def contract(self) -> str:
        return str(self.home.contract.number)

    @staticmethod
    def browser_of(person: Any, *, second_factor: bool = False) -> Client:
        client = sign_in(person, second_factor=second_factor)
        client.cookies[LANGUAGE_COOKIE] = "en"
        return client

    def address(self, path: str) -> str:
        """The address of a page about the customer."""
        return f"/merel/office/customers/{self.number}/{path}"

    def read(self, path: str = "", **asked: Any) -> str:
        return text_of(self.client.get(self.address(path), asked))

    def send(self, path: str, **sent: Any) -> Any:
        return self.client.post(self.address(path), sent)

    def find(self, wanted: str) -> Any:
        """What the one box answers."""
        return self.client.get("/merel/office/", {"q": wanted})

    def customer_reads(self, path: str) -> str:
        """The same moment in the customer's own browser."""
        return text_of(self.browser_of(self.home.person).get(f"/merel/{path}"))


def text_of(answered: Any, status: int = 200) -> str:
    """The page as words: markup and repeated white space left out."""
    assert answered.status_code == status, answered.content.decode()[:400]
    page = re.sub(r"<(script|style).*?</\1>", "", answered.content.decode(), flags=re.DOTALL)
    words = re.sub(r"<[^>]+>", " ", page)
    return re.sub(r"[\s\u00a0\u202f\u2060]+", " ", words)

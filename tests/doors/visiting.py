"""The pages' customers in the tests' own database, and clients signed in as them."""

import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.internal.userkit import user_id_to_str
from django.test import Client

from advance_factory import TODAY
from customer_factory import add_supply, make_customer, make_day_brand
from house_factory import make_agent, sign_in
from kwartier.parties.models import Agent, Person
from kwartier.platform.types import BrandInfo
from page_list import Page, Who
from page_samples import BILLED, Customer, add_factors, find_customer, furnish

BEFORE = (*BILLED, date(2026, 11, 10))


@dataclass
class House:
    """A customer of a brand with something of everything, and an agent of that brand."""

    customer: Customer
    agent: Agent
    samples: dict[str, Any]

    @property
    def brand(self) -> BrandInfo:
        """The brand."""
        return self.customer.brand

    def url(self, page: Page) -> str:
        """The address of a page with this house's samples."""
        return f"/{self.brand.path_prefix}{page.path(self.samples)}"

    def enter(self, who: Who) -> Client:
        """A client as a page is opened by this kind of person."""
        if who is Who.CUSTOMER:
            return sign_in_afresh(self.customer.person)
        if who is Who.AGENT:
            return sign_in_afresh(self.agent.person, second_factor=True)
        return Client()


def sign_in_afresh(person: Person, *, second_factor: bool = False) -> Client:
    """Signed in, and confirmed a moment ago who it is: nothing asks for the password again."""
    client = sign_in(person, second_factor=second_factor)
    session = client.session
    confirmed = {"method": "password", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [confirmed]
    session["account_authentication_methods_user"] = user_id_to_str(person)
    session.save()
    return client


def furnish_house(key: str = "merel") -> House:
    """The house of one brand."""
    brand = make_day_brand(key, features={"advance": key == "merel", "readings": True})
    household = make_customer(brand, read_on=BEFORE if brand.country == "BE" else BEFORE[::3])
    if brand.country == "BE":
        add_supply(household)  # with one contract, the lists lead on to it
    customer = find_customer(brand, household.person, household.contract, TODAY)
    agent = make_agent(brand)
    samples = {**furnish(customer), **add_factors(agent.person)}
    return House(customer, agent, samples)

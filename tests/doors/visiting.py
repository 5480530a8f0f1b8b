"""The pages' customers in the tests' own database, and clients signed in as them."""

import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from allauth.account.internal.userkit import user_id_to_str
from django.test import Client

from advance_factory import TODAY, Household, make_household
from customer_factory import add_supply, make_customer, make_day_brand
from house_factory import make_agent, sign_in
from house_factory import make_customer as make_person_with_account
from kwartier.metering.types import MeterKind, RegisterKind, RegisterSpec
from kwartier.parties.models import Agent, Person
from kwartier.parties.types import AgentRole
from kwartier.platform.types import BrandInfo
from mandate_factory import add_bank_account
from page_customer import Customer
from page_kinds import Page, Who
from page_samples import BILLED, add_factors, find_customer, furnish
from supply_factory import make_card

BEFORE = (*BILLED, date(2026, 11, 10))


@dataclass
class House:
    """A customer of a brand with something of everything, and an agent of that brand."""

    customer: Customer
    agent: Agent
    unsigned: Person
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
        if who is Who.UNSIGNED:
            return sign_in_afresh(self.unsigned)
        if who is Who.AGENT:
            return sign_in_afresh(self.agent.person, second_factor=True)
        return Client()


def sign_in_afresh(person: Person, *, second_factor: bool = False) -> Client:
    """Signed in, and confirmed a moment ago who it is: no password, no second factor is asked for."""
    client = sign_in(person, second_factor=second_factor)
    session = client.session
    confirmed = {"method": "password", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [{**confirmed, "method": "mfa"}, confirmed]
    session["account_authentication_methods_user"] = user_id_to_str(person)
    session.save()
    return client


def make_french_household(brand: BrandInfo) -> Household:
    """One that pays advances, as those of Merel do."""
    return make_household(
        brand,
        read_on=BEFORE,
        card=make_card(brand),
        home={
            "meter": MeterKind.LINKY,
            "registers": (RegisterSpec(RegisterKind.BASE),),
            "injection_profile_key": "",
        },
        terms={"subscribed_kva": Decimal(9)},
    )


def furnish_house(key: str = "merel") -> House:
    """The house of one brand."""
    brand = make_day_brand(key, features={"advance": True, "readings": True})
    if brand.country == "BE":
        household = make_customer(brand, read_on=BEFORE)
        add_supply(household)  # with one contract, the lists lead on to it
    else:
        household = make_french_household(brand)
    customer = find_customer(brand, household.person, household.contract, TODAY)
    agent = make_agent(brand, role=AgentRole.OPERATOR)
    samples = {**furnish(customer), **add_factors(agent.person)}
    return House(customer, agent, make_unsigned(customer), samples)


def make_unsigned(beside: Customer) -> Person:
    """Another customer of the brand, with a bank account, no contract and no direct debit."""
    person, account = make_person_with_account(beside.brand, number="M-100999")
    add_bank_account(person, account, now=beside.now)
    return person

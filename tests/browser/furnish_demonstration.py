"""Run as a program on a fresh demonstration: gives one customer of each brand something of everything.

Prints the samples by brand, as JSON, for the tests that open every page.
"""

import json
import sys

import django

django.setup()

from django.db import transaction

from kwartier.demo.generator.stories import MAIL_DOMAIN
from kwartier.parties.models import Agent, Person
from kwartier.parties.queries import list_accounts
from kwartier.platform import brands
from kwartier.supply.queries import list_contracts
from page_samples import add_factors, find_customer, furnish

SHOWN = {"merel": "mila", "plein-midi": "camille"}


def furnish_brand(key: str, login: str) -> dict[str, object]:
    """The samples of one brand."""
    brand = brands.get_brand(key)
    person = Person.objects.get(brand_id=brand.id, email=f"{login}@{MAIL_DOMAIN}")
    contract = list_contracts(list_accounts(person.pk)[0].id)[0]
    customer = find_customer(brand, person, contract, brand.demo_today)
    agent = Agent.objects.filter(brand_id=brand.id).order_by("pk")[0].person
    with transaction.atomic():
        return {"login": login, **furnish(customer), **add_factors(agent)}


if __name__ == "__main__":
    json.dump(
        {key: furnish_brand(key, login) for key, login in SHOWN.items()}, sys.stdout, default=str
    )

"""Run as a program on a fresh demonstration: gives one customer of each brand something of everything.

Prints the samples by brand, as JSON, for the tests that open every page.
"""

import json
import sys
from datetime import timedelta
from types import SimpleNamespace

import django

django.setup()

from django.db import transaction

from arrears_factory import owe
from kwartier.demo.generator.stories import MAIL_DOMAIN
from kwartier.ledger.operations import charge_costs
from kwartier.ledger.types import Charge
from kwartier.parties.models import Agent, Person
from kwartier.parties.queries import list_accounts
from kwartier.platform import brands
from kwartier.platform.types import BrandInfo
from kwartier.supply.queries import list_contracts
from money_samples import add_reminder
from page_customer import Customer
from page_samples import add_factors, find_customer, furnish

SHOWN = {"merel": "mila", "plein-midi": "camille"}
# Who has a bank account and pays by transfer.
UNSIGNED = {"merel": "klara", "plein-midi": "julien"}
# Who owes something that is late, with a reminder that costs something: for the stories of money.
LATE = {"merel": ("famke", "gilles", "uwe"), "plein-midi": ("theo",)}
LATE_CENTS, LATE_DAYS = 12_000, 40


def furnish_brand(key: str, login: str) -> dict[str, object]:
    """The samples of one brand."""
    brand = brands.get_brand(key)
    agent = Agent.objects.filter(brand_id=brand.id).order_by("pk")[0].person
    with transaction.atomic():
        for late in LATE[key]:
            put_in_arrears(find_login(brand, late))
        return {
            "login": login,
            "unsigned": UNSIGNED[key],
            **furnish(find_login(brand, login)),
            **add_factors(agent),
        }


def find_login(brand: BrandInfo, login: str) -> Customer:
    """A customer of the demonstration, by the login of the story."""
    person = Person.objects.get(brand_id=brand.id, email=f"{login}@{MAIL_DOMAIN}")
    contract = list_contracts(list_accounts(person.pk)[0].id)[0]
    return find_customer(brand, person, contract, brand.demo_today)


def put_in_arrears(customer: Customer) -> None:
    """An invoice that is late for weeks, and today's reminder of it."""
    due_on = customer.today - timedelta(days=LATE_DAYS)
    account = SimpleNamespace(pk=customer.account.id)
    household = SimpleNamespace(brand=customer.brand, account=account)
    document = owe(household, LATE_CENTS, due_on)
    reminder = add_reminder(customer, document, LATE_CENTS, due_on=due_on)
    cost = Charge(
        brand_id=customer.brand.id,
        account_id=customer.account.id,
        document=reminder.number,
        amount_cents=reminder.cost_cents,
        booked_on=customer.today,
        due_on=customer.today,
        unique_key=f"cost:{reminder.number}",
    )
    charge_costs([cost], now=customer.now)


if __name__ == "__main__":
    json.dump(
        {key: furnish_brand(key, login) for key, login in SHOWN.items()}, sys.stdout, default=str
    )

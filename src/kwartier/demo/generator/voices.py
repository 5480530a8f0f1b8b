"""What some customers asked for before the demonstration begins: the office has work to do."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from django.utils.translation import override

from energycore.clocks import day_number
from kwartier.demo.generator.customers import Customer
from kwartier.demo.generator.days import morning_of
from kwartier.demo.generator.energy import indexes_at
from kwartier.demo.generator.people import find_agent
from kwartier.metering.operations import record_reading
from kwartier.metering.queries import list_current_registers
from kwartier.platform.types import Actor, ActorKind, BrandInfo
from kwartier.support.operations import open_request, stand_by_reading
from kwartier.support.types import RequestKind

# A question in each language: subject and text. The office answers the oldest promise first.
_QUESTIONS = {
    "nl": (
        "Mijn voorschot verlagen",
        "Aan de telefoon: “We hebben zonnepanelen. Kan het voorschot onder de grens van de website?”",
    ),
    "fr": (
        "Ma facture de décembre",
        "Au téléphone : « Absents en décembre, devons-nous encoder un index avant de partir ? »",
    ),
    "de": (
        "Umzug im Frühjahr",
        "Am Telefon: „Wir ziehen im März um. Wann sollen wir den Zähler ablesen?“",
    ),
    "en": (
        "My name",
        "On the telephone: “My name is spelled wrong on the contract. Can you correct it?”",
    ),
}
# The customer reads the reason in the access log, so it is written in the customer's language.
_BY_TELEPHONE = {
    "nl": "per telefoon",
    "fr": "par téléphone",
    "de": "telefonisch",
    "en": "by telephone",
}
_WRONG_BY = 9_000
_MOST_QUESTIONS = 4


def raise_voices(brand: BrandInfo, customers: Sequence[Customer], *, today: date) -> None:
    """Open a few requests, and let one customer stand by a reading that is out of line."""
    others = [customer for customer in customers if customer.story is None]
    for age, customer in enumerate(others[:_MOST_QUESTIONS]):
        subject, text = _QUESTIONS[customer.home.language]
        asked_on = today - timedelta(days=age)
        open_request(
            brand=brand,
            account=customer.account,
            kind=RequestKind.ADVANCE_CHANGE
            if customer.home.language == "nl"
            else RequestKind.CONTACT,
            subject=subject,
            text=text,
            actor=_by_telephone(brand, customer.home.language),
            today=asked_on,
            now=morning_of(asked_on),
        )
    classic = [
        customer
        for customer in others
        if customer.contracts[0][0].meter_kind == "electronic"
        and not customer.contracts[0][0].pv_kwp
    ]
    for customer in classic[:1]:
        _insist_on_reading(brand, customer, today=today)


def _by_telephone(brand: BrandInfo, language: str) -> Actor:
    """Who has no login calls, and an agent writes it down."""
    return find_agent(brand, reason=_BY_TELEPHONE[language])


def _insist_on_reading(brand: BrandInfo, customer: Customer, *, today: date) -> None:
    point, contract = customer.contracts[0]
    shown = indexes_at(customer.home, point, np.array([day_number(today)]))
    ids = {row.kind: row.id for row in list_current_registers([contract.supply_point_id], today)}
    actor = Actor(kind=ActorKind.CUSTOMER, name=customer.home.name)
    recorded = record_reading(
        supply_point_id=contract.supply_point_id,
        read_on=today,
        indexes={ids[kind]: str(int(index[0]) + _WRONG_BY) for kind, index in shown.items()},
        actor=actor,
        today=today,
        now=morning_of(today),
        account_id=customer.account.id,
    )
    if recorded.is_questioned:
        with override(customer.account.language):
            stand_by_reading(
                brand=brand,
                account=customer.account,
                supply_point_id=contract.supply_point_id,
                supply_point_code=contract.code,
                read_on=today,
                actor=_by_telephone(brand, customer.home.language),
                today=today,
                now=morning_of(today),
            )

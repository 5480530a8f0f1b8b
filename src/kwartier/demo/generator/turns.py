"""What happened to single customers: one became protected, a bill of another had to be corrected."""

from collections.abc import Sequence
from datetime import date, timedelta

from kwartier.billing.operations import correct_bill
from kwartier.billing.queries import list_bills
from kwartier.demo.generator.customers import Customer
from kwartier.demo.generator.days import anniversary, morning_of, period_start
from kwartier.demo.generator.stories import Situation
from kwartier.metering.operations import load_operator_readings
from kwartier.metering.queries import list_readings
from kwartier.metering.types import OperatorReading
from kwartier.platform.types import SYSTEM, Actor, ActorKind, BrandInfo
from kwartier.supply.operations import note_protection

_CERTIFICATE = "Attestation du CPAS / attest van het OCMW, 12"
_READ_AGAIN_AFTER_DAYS = 21
# Less than the month before counted: nobody is read backwards.
_TOO_MUCH = 120


def protect_households(customers: Sequence[Customer], *, today: date) -> None:
    """Who is protected has been so since the last settled period began, and still is."""
    for customer in customers:
        if customer.situation is not Situation.PROTECTED:
            continue
        first = anniversary(period_start(customer.home, today), -1)
        for _, contract in customer.contracts:
            note_protection(
                contract_id=contract.id,
                from_=first,
                until=None,
                document=_CERTIFICATE,
                actor=SYSTEM,
                now=morning_of(first),
            )


def correct_bills(brand: BrandInfo, customers: Sequence[Customer]) -> None:
    """The operator corrects the last reading of a settled period: a credit note and a new bill."""
    for customer in customers:
        if customer.situation is not Situation.CORRECTED:
            continue
        wrong = list_bills(account_id=customer.account.id, limit=1)[0]
        day = wrong.issued_on + timedelta(days=_READ_AGAIN_AFTER_DAYS)
        ((_, contract),) = customer.contracts
        read = next(
            reading
            for reading in list_readings(supply_point_id=contract.supply_point_id)
            if reading.read_on == wrong.period_until and reading.is_official
        )
        load_operator_readings(
            [
                OperatorReading(
                    each.register_id, read.read_on, each.index_value - _TOO_MUCH, corrects=True
                )
                for each in read.values
            ],
            brand_id=brand.id,
            now=morning_of(day),
        )
        correct_bill(
            brand_id=brand.id,
            number=wrong.number,
            today=day,
            now=morning_of(day),
            actor=Actor(
                kind=ActorKind.AGENT,
                name="Roos Reigershoek",
                reason="De netbeheerder heeft de meteropname van de laatste dag rechtgezet.",
            ),
        )

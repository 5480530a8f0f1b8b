"""Bank accounts and mandates for tests, made in a line: what a customer of *merel* pays from."""

from datetime import date
from typing import Any

from house_factory import NOW, acting
from kwartier.parties.models import CustomerAccount, Person
from kwartier.parties.queries import get_account_for
from kwartier.parties.types import AccountInfo
from kwartier.payments.models import Creditor
from kwartier.payments.operations import change_bank_account, sign_mandate
from kwartier.payments.types import (
    BankAccountInfo,
    MandateInfo,
    MandateScope,
    MandateTerms,
    Scheme,
)
from kwartier.platform.types import BrandInfo

# Account numbers of banks that exist; who has them is nobody of ours.
IBAN, OTHER_IBAN, FRENCH_IBAN, SWISS_IBAN = (
    "BE71096123456769",
    "BE43068999999501",
    "FR1420041010050500013M02606",
    "CH7809000000012345678",
)
EVERYTHING = MandateTerms(scope=MandateScope.ADVANCES_AND_SETTLEMENTS, ask_above_cents=None)
ADVANCES = MandateTerms(scope=MandateScope.ADVANCES, ask_above_cents=None)


def make_creditor(brand: BrandInfo, **changes: Any) -> Creditor:
    """What the brand is towards the banks, from 2020 on."""
    values: dict[str, Any] = {
        "name": f"{brand.name} NV",
        "creditor_identifier": f"BE68ZZZ{brand.id:010d}",
        "iban": "BE11363075001248",
        "bic": "BBRUBEBB",
        **changes,
    }
    creditor, _ = Creditor.objects.get_or_create(
        brand_id=brand.id, from_day=date(2020, 1, 1), defaults=values
    )
    return creditor


def mine(person: Person, account: CustomerAccount | AccountInfo) -> AccountInfo:
    """The account as the person has it, with their role."""
    return get_account_for(person.pk, account_id=account.id)


def add_bank_account(
    person: Person, account: CustomerAccount | AccountInfo, iban: str = IBAN, **changes: Any
) -> BankAccountInfo:
    """Enter a bank account, or replace one, as the customer."""
    wanted = {"holder": person.name, "actor": acting(person), "now": NOW, **changes}
    return change_bank_account(account=mine(person, account), iban=iban, **wanted)


def sign(person: Person, account: CustomerAccount | AccountInfo, **changes: Any) -> MandateInfo:
    """Sign a mandate online for all that is due, as the customer."""
    wanted: dict[str, Any] = {
        "scheme": Scheme.CORE,
        "terms": EVERYTHING,
        "language": "en",
        "signed_from": "192.0.2.0",
        "actor": acting(person),
        "now": NOW,
        **changes,
    }
    return sign_mandate(account=mine(person, account), **wanted)

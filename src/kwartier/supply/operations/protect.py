"""A household becomes a protected customer, and ceases to be one; each on the record."""

from datetime import date, datetime

from django.db import transaction

from kwartier.platform.errors import NotFound
from kwartier.platform.types import Actor
from kwartier.supply._stretches import begins_inside, keep, lock_contract, name_document
from kwartier.supply.models import Contract, Protection
from kwartier.supply.refusals import (
    ProtectionDoesNotFit,
    ProtectionsOverlap,
    ProtectionWithoutDocument,
)
from kwartier.supply.types import ContractRow, CustomerCategory

_COUNTRY = "BE"


@transaction.atomic
def note_protection(
    *,
    contract_id: int,
    from_: date,
    until: date | None,
    document: str,
    actor: Actor,
    now: datetime,
) -> ContractRow:
    """Note that a household is a protected customer on the days [from_, until), and why.

    The social tariff holds on these days, in place of the price card and the grid. What was billed
    for days before is not changed by it: an agent corrects that bill.

    Raises:
        NotAllowed: a customer asks; it is noted by an agent or the system, from a document.
        NotFound: there is no such contract.
        ProtectionWithoutDocument, ProtectionDoesNotFit, ProtectionsOverlap: as they say; nothing
            was stored.
    """
    contract = lock_contract(contract_id, actor)
    named = name_document(document, or_refuse=ProtectionWithoutDocument)
    _check(contract, from_, until)
    return keep(
        Protection(
            brand_id=contract.brand_id,
            account_id=contract.account_id,
            contract=contract,
            noted_at=now,
        ),
        from_=from_,
        until=until,
        document=named,
        action="contract.protected",
        overlap=ProtectionsOverlap,
        actor=actor,
        now=now,
    )


@transaction.atomic
def end_protection(
    *, contract_id: int, from_: date, until: date, actor: Actor, now: datetime
) -> ContractRow:
    """Set the first day on which the stretch that began on ``from_`` no longer protects.

    Raises:
        NotAllowed: a customer asks.
        NotFound: there is no such contract, or no stretch that began on that day.
        ProtectionDoesNotFit, ProtectionsOverlap: as they say; nothing was stored.
    """
    contract = lock_contract(contract_id, actor)
    protection = _get_protection(contract, from_)
    _check(contract, from_, until)
    return keep(
        protection,
        from_=from_,
        until=until,
        document=protection.document,
        action="contract.protection_ended",
        overlap=ProtectionsOverlap,
        actor=actor,
        now=now,
    )


@transaction.atomic
def correct_protection(
    *,
    contract_id: int,
    began_on: date,
    from_: date,
    until: date | None,
    document: str,
    actor: Actor,
    now: datetime,
) -> ContractRow:
    """Correct the stretch that began on ``began_on``: its days [from_, until), its document.

    Raises:
        NotAllowed: a customer asks.
        NotFound: there is no such contract, or no stretch that began on that day.
        ProtectionWithoutDocument, ProtectionDoesNotFit, ProtectionsOverlap: as they say; nothing
            was stored.
    """
    contract = lock_contract(contract_id, actor)
    protection = _get_protection(contract, began_on)
    named = name_document(document, or_refuse=ProtectionWithoutDocument)
    _check(contract, from_, until)
    return keep(
        protection,
        from_=from_,
        until=until,
        document=named,
        action="contract.protection_corrected",
        overlap=ProtectionsOverlap,
        actor=actor,
        now=now,
    )


def _get_protection(contract: Contract, began_on: date) -> Protection:
    found = contract.protections.filter(valid__startswith=began_on).first()
    if found is None:
        raise NotFound
    return found


def _check(contract: Contract, from_: date, until: date | None) -> None:
    is_household = contract.customer_category == CustomerCategory.RESIDENTIAL
    is_belgian = contract.supply_point.country == _COUNTRY
    if not (is_household and is_belgian and begins_inside(contract, from_, until)):
        raise ProtectionDoesNotFit(field="from", params={"number": contract.number})

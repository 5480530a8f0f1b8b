"""A household becomes a protected customer, and ceases to be one; each on the record."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from kwartier.platform import audit
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import Actor, ActorKind
from kwartier.supply.models import Contract, Protection
from kwartier.supply.queries import get_contract
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
    contract = _lock(contract_id, actor)
    named = document.strip()
    if not named:
        raise ProtectionWithoutDocument(field="document")
    _check(contract, from_, until)
    protection = Protection(
        brand_id=contract.brand_id,
        account_id=contract.account_id,
        contract=contract,
        valid=DateRange(from_, until),
        document=named,
        noted_at=now,
    )
    _save(protection, contract)
    _record(protection, contract, "contract.protected", actor=actor, now=now, before=None)
    return get_contract(contract_id)


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
    contract = _lock(contract_id, actor)
    protection = Protection.objects.filter(contract=contract, valid__startswith=from_).first()
    if protection is None:
        raise NotFound
    _check(contract, from_, until)
    before = _told(protection)
    protection.valid = DateRange(from_, until)
    _save(protection, contract)
    _record(protection, contract, "contract.protection_ended", actor=actor, now=now, before=before)
    return get_contract(contract_id)


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
    contract = _lock(contract_id, actor)
    protection = Protection.objects.filter(contract=contract, valid__startswith=began_on).first()
    if protection is None:
        raise NotFound
    named = document.strip()
    if not named:
        raise ProtectionWithoutDocument(field="document")
    _check(contract, from_, until)
    before = _told(protection)
    protection.valid, protection.document = DateRange(from_, until), named
    _save(protection, contract)
    happened = "contract.protection_corrected"
    _record(protection, contract, happened, actor=actor, now=now, before=before)
    return get_contract(contract_id)


def _lock(contract_id: int, actor: Actor) -> Contract:
    if actor.kind == ActorKind.CUSTOMER:
        raise NotAllowed
    locked = Contract.objects.select_for_update(no_key=True, of=("self",))
    contract = locked.select_related("supply_point").filter(pk=contract_id).first()
    if contract is None:
        raise NotFound
    return contract


def _check(contract: Contract, from_: date, until: date | None) -> None:
    is_household = contract.customer_category == CustomerCategory.RESIDENTIAL
    ends = contract.valid.upper
    is_inside = contract.valid.lower <= from_ and (ends is None or from_ < ends)
    has_a_day = until is None or from_ < until
    is_belgian = contract.supply_point.country == _COUNTRY
    if not (is_household and is_belgian and is_inside and has_a_day):
        raise ProtectionDoesNotFit(field="from", params={"number": contract.number})


def _save(protection: Protection, contract: Contract) -> None:
    try:
        with transaction.atomic():
            protection.save()
    except IntegrityError:
        # The days are in order and the document is there: what is left is another stretch.
        raise ProtectionsOverlap(field="from", params={"number": contract.number}) from None


def _told(protection: Protection) -> dict[str, str | None]:
    until = protection.valid.upper
    return {
        "from": protection.valid.lower.isoformat(),
        "until": until.isoformat() if until else None,
        "document": protection.document,
    }


def _record(
    protection: Protection,
    contract: Contract,
    action: str,
    *,
    actor: Actor,
    now: datetime,
    before: dict[str, str | None] | None,
) -> None:
    audit.record(
        brand_id=contract.brand_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="contract",
        subject_id=contract.pk,
        account_id=contract.account_id,
        before=before,
        after=_told(protection),
    )

"""What is arranged for a contract: that it is paid by direct debit, that its bills come by e-mail."""

from datetime import date, datetime

from django.db import transaction

from kwartier.platform.errors import NotFound
from kwartier.platform.types import Actor
from kwartier.supply._stretches import begins_inside, keep, lock_contract, name_document
from kwartier.supply.models import Arrangement, Contract
from kwartier.supply.refusals import (
    ArrangementDoesNotFit,
    ArrangementsOverlap,
    ArrangementWithoutDocument,
)
from kwartier.supply.types import ArrangementKind, ContractRow


@transaction.atomic
def note_arrangement(
    *,
    contract_id: int,
    kind: ArrangementKind,
    from_: date,
    until: date | None,
    document: str,
    actor: Actor,
    now: datetime,
) -> ContractRow:
    """Note what is arranged for a contract on the days [from_, until), and by what document.

    Discounts of its price card that hang on it count on these days. What was billed for days before
    is not changed by it: an agent corrects that bill.

    Raises:
        NotAllowed: a customer asks; it is noted by an agent or the system, from a document.
        NotFound: there is no such contract.
        ArrangementWithoutDocument, ArrangementDoesNotFit, ArrangementsOverlap: as they say;
            nothing was stored.
    """
    contract = lock_contract(contract_id, actor)
    named = name_document(document, or_refuse=ArrangementWithoutDocument)
    _check(contract, from_, until)
    return keep(
        Arrangement(
            brand_id=contract.brand_id,
            account_id=contract.account_id,
            contract=contract,
            kind=kind,
            noted_at=now,
        ),
        from_=from_,
        until=until,
        document=named,
        action="contract.arranged",
        overlap=ArrangementsOverlap,
        actor=actor,
        now=now,
    )


@transaction.atomic
def end_arrangement(
    *,
    contract_id: int,
    kind: ArrangementKind,
    from_: date,
    until: date,
    actor: Actor,
    now: datetime,
) -> ContractRow:
    """Set the first day on which what was arranged from ``from_`` on no longer holds.

    Raises:
        NotAllowed: a customer asks.
        NotFound: there is no such contract, or nothing of the kind that began on that day.
        ArrangementDoesNotFit, ArrangementsOverlap: as they say; nothing was stored.
    """
    contract = lock_contract(contract_id, actor)
    found = contract.arrangements.filter(kind=kind, valid__startswith=from_).first()
    if found is None:
        raise NotFound
    _check(contract, from_, until)
    return keep(
        found,
        from_=from_,
        until=until,
        document=found.document,
        action="contract.arrangement_ended",
        overlap=ArrangementsOverlap,
        actor=actor,
        now=now,
    )


def _check(contract: Contract, from_: date, until: date | None) -> None:
    if not begins_inside(contract, from_, until):
        raise ArrangementDoesNotFit(field="from", params={"number": contract.number})

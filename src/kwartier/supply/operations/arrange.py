"""What is arranged for a contract: that it is paid by direct debit, that its bills come by e-mail."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from kwartier.platform import audit
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import Actor, ActorKind
from kwartier.supply.models import Arrangement, Contract
from kwartier.supply.queries import get_contract
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
    contract = _lock(contract_id, actor)
    named = document.strip()
    if not named:
        raise ArrangementWithoutDocument(field="document")
    _check(contract, from_, until)
    arrangement = Arrangement(
        brand_id=contract.brand_id,
        account_id=contract.account_id,
        contract=contract,
        kind=kind,
        valid=DateRange(from_, until),
        document=named,
        noted_at=now,
    )
    _save(arrangement, contract)
    _record(arrangement, "contract.arranged", actor=actor, now=now, before=None)
    return get_contract(contract_id)


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
    contract = _lock(contract_id, actor)
    found = Arrangement.objects.filter(contract=contract, kind=kind, valid__startswith=from_)
    arrangement = found.first()
    if arrangement is None:
        raise NotFound
    _check(contract, from_, until)
    before = _told(arrangement)
    arrangement.valid = DateRange(from_, until)
    _save(arrangement, contract)
    _record(arrangement, "contract.arrangement_ended", actor=actor, now=now, before=before)
    return get_contract(contract_id)


def _lock(contract_id: int, actor: Actor) -> Contract:
    if actor.kind == ActorKind.CUSTOMER:
        raise NotAllowed
    locked = Contract.objects.select_for_update(no_key=True, of=("self",))
    contract = locked.filter(pk=contract_id).first()
    if contract is None:
        raise NotFound
    return contract


def _check(contract: Contract, from_: date, until: date | None) -> None:
    ends = contract.valid.upper
    is_inside = contract.valid.lower <= from_ and (ends is None or from_ < ends)
    if not is_inside or (until is not None and until <= from_):
        raise ArrangementDoesNotFit(field="from", params={"number": contract.number})


def _save(arrangement: Arrangement, contract: Contract) -> None:
    try:
        with transaction.atomic():
            arrangement.save()
    except IntegrityError:
        # The days are in order and the document is there: what is left is another stretch.
        raise ArrangementsOverlap(field="from", params={"number": contract.number}) from None


def _told(arrangement: Arrangement) -> dict[str, str | None]:
    until = arrangement.valid.upper
    return {
        "kind": arrangement.kind,
        "from": arrangement.valid.lower.isoformat(),
        "until": until.isoformat() if until else None,
        "document": arrangement.document,
    }


def _record(
    arrangement: Arrangement,
    action: str,
    *,
    actor: Actor,
    now: datetime,
    before: dict[str, str | None] | None,
) -> None:
    audit.record(
        brand_id=arrangement.brand_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="contract",
        subject_id=arrangement.contract_id,
        account_id=arrangement.account_id,
        before=before,
        after=_told(arrangement),
    )

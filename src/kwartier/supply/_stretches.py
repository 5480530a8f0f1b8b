"""Days of a contract on which something holds by a document: kept apart, and on the record."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from kwartier.platform import audit
from kwartier.platform.errors import NotAllowed, NotFound, Refusal
from kwartier.platform.types import Actor, ActorKind
from kwartier.supply.models import Arrangement, Contract, Protection
from kwartier.supply.queries import get_contract
from kwartier.supply.types import ContractRow

type AnyStretch = Protection | Arrangement


def lock_contract(contract_id: int, actor: Actor) -> Contract:
    """The contract with its supply point, held until the end of the transaction.

    Raises:
        NotAllowed: a customer asks; what holds is noted by an agent or the system.
        NotFound: there is no such contract.
    """
    if actor.kind == ActorKind.CUSTOMER:
        raise NotAllowed
    locked = Contract.objects.select_for_update(no_key=True, of=("self",))
    contract = locked.select_related("supply_point").filter(pk=contract_id).first()
    if contract is None:
        raise NotFound
    return contract


def name_document(document: str, *, or_refuse: type[Refusal]) -> str:
    """The document as it is kept, without blanks around it; refused when nothing is left."""
    named = document.strip()
    if not named:
        raise or_refuse(field="document")
    return named


def begins_inside(contract: Contract, from_: date, until: date | None) -> bool:
    """Whether [from_, until) is a day at least, and its first is a day of the contract."""
    ends = contract.valid.upper
    is_inside = contract.valid.lower <= from_ and (ends is None or from_ < ends)
    return is_inside and (until is None or from_ < until)


def keep(
    stretch: AnyStretch,
    *,
    from_: date,
    until: date | None,
    document: str,
    action: str,
    overlap: type[Refusal],
    actor: Actor,
    now: datetime,
) -> ContractRow:
    """Store a stretch, new or moved, with ``action`` on the record; the contract as it is then.

    Raises:
        Refusal: of the class ``overlap``; another stretch stands on some of the days.
    """
    contract = stretch.contract
    before = _tell(stretch) if stretch.pk else None
    stretch.valid, stretch.document = DateRange(from_, until), document
    try:
        with transaction.atomic():
            stretch.save()
    except IntegrityError:
        # The days are in order and the document is there: what is left is another stretch.
        raise overlap(field="from", params={"number": contract.number}) from None
    audit.record(
        brand_id=stretch.brand_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="contract",
        subject_id=contract.pk,
        account_id=stretch.account_id,
        before=before,
        after=_tell(stretch),
    )
    return get_contract(contract.pk)


def _tell(stretch: AnyStretch) -> dict[str, str | None]:
    until = stretch.valid.upper
    told = {
        "from": stretch.valid.lower.isoformat(),
        "until": until.isoformat() if until else None,
        "document": stretch.document,
    }
    return {"kind": stretch.kind, **told} if isinstance(stretch, Arrangement) else told

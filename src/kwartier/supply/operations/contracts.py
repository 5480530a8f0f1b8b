"""Contracts are signed and ended; each on the record, in one transaction."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from kwartier.metering.queries import get_supply_point
from kwartier.platform import audit
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.numbering import next_number
from kwartier.platform.types import Actor, ActorKind
from kwartier.pricing.queries import get_card
from kwartier.supply.models import Contract
from kwartier.supply.queries import get_contract
from kwartier.supply.refusals import (
    ContractEndsBeforeItStarts,
    ContractNumberIsTaken,
    ContractsOverlap,
    ProductDoesNotFit,
)
from kwartier.supply.types import (
    BillingRhythm,
    ContractRow,
    ContractSpec,
    ContractTerms,
    EndReason,
)

SERIES = "contract"
_BATCH = 1_000
_TERMS = tuple(ContractTerms.__dataclass_fields__)
_BREACHES: dict[str, type[ContractsOverlap | ContractNumberIsTaken]] = {
    "contract_no_overlap": ContractsOverlap,
    "contract_brand_number": ContractNumberIsTaken,
}


@transaction.atomic
def sign_contract(
    *,
    brand_id: int,
    account_id: int,
    supply_point_id: int,
    product_id: int,
    price_card_id: int,
    starts_on: date,
    signed_on: date,
    actor: Actor,
    now: datetime,
    ends_on: date | None = None,
    number: str = "",
    terms: ContractTerms | None = None,
) -> ContractRow:
    """Supply an account at a supply point on the days [starts_on, ends_on).

    Without ``number`` the brand's next one is given. ``terms`` is what is agreed besides the price
    card.

    Raises:
        NotAllowed: a customer asks; contracts are signed through an agent or the system.
        NotFound: the supply point or the price card does not exist.
        ContractEndsBeforeItStarts, ProductDoesNotFit, ContractsOverlap, ContractNumberIsTaken: as
            they say; nothing was stored.
    """
    _require_supplier(actor)
    _check_days(starts_on, ends_on)
    _check_product(
        supply_point_id=supply_point_id, product_id=product_id, price_card_id=price_card_id
    )
    spec = ContractSpec(
        account_id=account_id,
        supply_point_id=supply_point_id,
        product_id=product_id,
        price_card_id=price_card_id,
        number=number or f"C-{next_number(brand_id=brand_id, series=SERIES):06d}",
        starts_on=starts_on,
        ends_on=ends_on,
        signed_on=signed_on,
        terms=terms or ContractTerms(),
    )
    contract = _build(spec, brand_id)
    _save(contract)
    _record(
        contract,
        "contract.signed",
        actor=actor,
        now=now,
        before=None,
        after={
            "number": contract.number,
            "supply_point": supply_point_id,
            "price_card": price_card_id,
            "from": starts_on.isoformat(),
            "until": ends_on.isoformat() if ends_on else None,
        },
    )
    return get_contract(contract.pk)


@transaction.atomic
def end_contract(
    *,
    contract_id: int,
    ends_on: date,
    reason: EndReason,
    actor: Actor,
    now: datetime,
) -> ContractRow:
    """Set the first day on which a contract no longer holds; an earlier end is replaced.

    Raises:
        NotAllowed: a customer asks; contracts are ended through an agent or the system.
        NotFound: there is no such contract.
        ContractEndsBeforeItStarts: the end is not after the start.
        ContractsOverlap: a later contract of the supply point stands in the way.
    """
    _require_supplier(actor)
    contract = Contract.objects.select_for_update(no_key=True).filter(pk=contract_id).first()
    if contract is None:
        raise NotFound
    _check_days(contract.valid.lower, ends_on)
    before = {
        "until": contract.valid.upper.isoformat() if contract.valid.upper else None,
        "reason": contract.ends_reason,
    }
    contract.valid = DateRange(contract.valid.lower, ends_on)
    contract.ends_reason = reason
    _save(contract)
    _record(
        contract,
        "contract.ended",
        actor=actor,
        now=now,
        before=before,
        after={"until": ends_on.isoformat(), "reason": reason.value},
    )
    return get_contract(contract_id)


@transaction.atomic
def change_billing_rhythm(
    *, contract_id: int, rhythm: BillingRhythm, actor: Actor, now: datetime
) -> ContractRow:
    """Set how often the consumption of a contract is billed, from now on.

    Raises:
        NotAllowed: a customer asks; the billing carries it out.
        NotFound: there is no such contract.
    """
    _require_supplier(actor)
    contract = Contract.objects.select_for_update(no_key=True).filter(pk=contract_id).first()
    if contract is None:
        raise NotFound
    before: dict[str, str | None] = {"billing_rhythm": contract.billing_rhythm}
    contract.billing_rhythm = rhythm
    _save(contract)
    _record(
        contract,
        "contract.billing_changed",
        actor=actor,
        now=now,
        before=before,
        after={"billing_rhythm": rhythm.value},
    )
    return get_contract(contract_id)


@transaction.atomic
def load_contracts(
    specs: Sequence[ContractSpec], *, brand_id: int, actor: Actor, now: datetime
) -> list[int]:
    """Take over many contracts that were signed elsewhere; their ids, in the order of ``specs``.

    One entry goes on the record for the whole load. That product, card and energy fit is the
    source's word; the database still refuses overlaps and numbers that come twice.

    Raises:
        NotAllowed: a customer asks.
        ContractEndsBeforeItStarts, ContractsOverlap, ContractNumberIsTaken: nothing was stored.
    """
    _require_supplier(actor)
    for spec in specs:
        _check_days(spec.starts_on, spec.ends_on)
    contracts = [_build(spec, brand_id) for spec in specs]
    try:
        with transaction.atomic():
            Contract.objects.bulk_create(contracts, batch_size=_BATCH)
    except IntegrityError as error:
        raise _explain(error, number=_find_taken_number(contracts)) from None
    audit.record(
        brand_id=brand_id,
        at=now,
        actor=actor,
        action="contract.loaded",
        subject_kind="load",
        subject_id=now.isoformat(),
        account_id=None,
        after={"contract_count": len(contracts)},
    )
    return [contract.pk for contract in contracts]


def _require_supplier(actor: Actor) -> None:
    if actor.kind == ActorKind.CUSTOMER:
        raise NotAllowed


def _check_days(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on <= starts_on:
        raise ContractEndsBeforeItStarts(
            field="ends_on", params={"starts_on": starts_on, "ends_on": ends_on}
        )


def _check_product(*, supply_point_id: int, product_id: int, price_card_id: int) -> None:
    point = get_supply_point(supply_point_id)
    card = get_card(price_card_id)
    if card.product.id != product_id or card.product.energy != point.energy:
        raise ProductDoesNotFit(field="price_card", params={"card": card.version})


def _build(spec: ContractSpec, brand_id: int) -> Contract:
    return Contract(
        brand_id=brand_id,
        account_id=spec.account_id,
        supply_point_id=spec.supply_point_id,
        product_id=spec.product_id,
        price_card_id=spec.price_card_id,
        number=spec.number,
        valid=DateRange(spec.starts_on, spec.ends_on),
        signed_on=spec.signed_on,
        ends_reason=spec.ends_reason,
        **{name: getattr(spec.terms, name) for name in _TERMS},
    )


def _save(contract: Contract) -> None:
    try:
        with transaction.atomic():
            contract.save()
    except IntegrityError as error:
        raise _explain(error, number=contract.number) from None


def _find_taken_number(contracts: Sequence[Contract]) -> str:
    """The first number that comes twice, or is there already; empty when none is."""
    brand_ids = {contract.brand_id for contract in contracts}
    numbers = [contract.number for contract in contracts]
    there = Contract.objects.filter(brand_id__in=brand_ids, number__in=numbers)
    seen = set(there.values_list("number", flat=True))
    for number in numbers:
        if number in seen:
            return number
        seen.add(number)
    return ""


def _explain(error: IntegrityError, *, number: str) -> Exception:
    """The sentence for a breach of one of this table's constraints, or the error as it is."""
    diagnosis = getattr(error.__cause__, "diag", None)
    refusal = _BREACHES.get(getattr(diagnosis, "constraint_name", ""))
    return refusal(params={"number": number}) if refusal else error


def _record(
    contract: Contract,
    action: str,
    *,
    actor: Actor,
    now: datetime,
    before: dict[str, str | None] | None,
    after: dict[str, str | int | None],
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
        after=after,
    )

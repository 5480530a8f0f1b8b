"""Whose money a payment is: decided from what it says and what we know, for all at once, by rule.

Pure: it is handed what the books, the collections and earlier payments know, and decides. What is
certain is placed; what only fits is proposed; everything else says why it waits.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kwartier.banking.types import Method, PlacingState, Reason
from kwartier.ledger.references import (
    Reference,
    find_account_digits,
    find_references,
    is_creditor,
    is_structured,
    list_broken_references,
)

# Families of CODA: closing of the account, separate costs; and the operation 37, costs of anything.
_CODA_LENGTH, _CODA_COSTS, _CODA_COST_OPERATION = 8, ("35", "80"), "37"
# ISO 20022: sub-families of charges, interest and commissions.
_CAMT_COSTS = ("CHRG", "FEES", "INTR", "COMM", "COME")


@dataclass(slots=True)
class Payment:
    """A detail that waits, as matching sees it."""

    id: int
    amount_cents: int
    structured: str
    free_text: str
    end_to_end_id: str
    mandate: str
    counterpart_iban: str
    return_reason: str
    code: str


@dataclass(frozen=True, slots=True)
class Owed:
    """A document in the books: whose, what it came to, what of it is open."""

    account_id: int
    billed_cents: int
    open_cents: int


@dataclass(frozen=True, slots=True)
class Collected:
    """A collection of ours, by its end-to-end identifier."""

    account_id: int
    document: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class Refunded:
    """A refund of ours, by its end-to-end identifier."""

    account_id: int
    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What is known: documents, accounts by their digits, collections, refunds, payers.

    ``named`` says of a reference's code which documents it names, by their numbers.

    ``refunds`` are at the bank and may leave it, ``paid_refunds`` left it and may come back.

    ``payers`` says of an account number at a bank from which customers' accounts it paid, or is
    known; ``open_items`` what is open on these, as cents by document. ``mandates`` are named in
    capitals.
    """

    documents: Mapping[str, Owed] = field(default_factory=dict)
    named: Mapping[str, Sequence[str]] = field(default_factory=dict)
    accounts: Mapping[str, int] = field(default_factory=dict)
    collections: Mapping[str, Collected] = field(default_factory=dict)
    refunds: Mapping[str, Refunded] = field(default_factory=dict)
    paid_refunds: Mapping[str, Refunded] = field(default_factory=dict)
    mandates: Mapping[str, int] = field(default_factory=dict)
    payers: Mapping[str, Collection[int]] = field(default_factory=dict)
    open_items: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    places_proposals: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is to be done with a payment: placed, returned, refunded, cleared, or left waiting.

    A waiting one with an account is a proposal.
    """

    payment: Payment
    state: PlacingState
    method: str = ""
    reason: str = ""
    account_id: int | None = None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """The references in a payment: in the structured field, in the text, and whether one is broken."""

    structured: tuple[Reference, ...]
    in_text: tuple[Reference, ...]
    is_broken: bool


def read_said(payment: Payment) -> Said:
    """The references that a payment names."""
    field_text = payment.structured
    structured = find_references(field_text) if field_text else ()
    checks = is_structured(field_text) or is_creditor(field_text.replace(" ", "").upper())
    in_text = find_references(payment.free_text) if payment.free_text else ()
    is_broken = bool(field_text) and not checks and not structured
    return Said(structured, in_text, is_broken or _is_broken(payment.free_text, in_text))


def _is_broken(text: str, found: Sequence[Reference]) -> bool:
    return bool(text) and not found and bool(list_broken_references(text))


def decide(payments: Iterable[tuple[Payment, Said]], known: Knowledge) -> list[Decision]:
    """What is to be done with each payment."""
    return [
        _decide_credit(payment, said, known)
        if payment.amount_cents > 0
        else _decide_debit(payment, known)
        for payment, said in payments
    ]


def _decide_debit(payment: Payment, known: Knowledge) -> Decision:
    """Money that left: a collection that came back, a refund that we sent, costs; else it waits."""
    collection = known.collections.get(payment.end_to_end_id)
    if collection is not None:
        return Decision(
            payment=payment,
            state=PlacingState.RETURNED,
            method=Method.END_TO_END,
            account_id=collection.account_id,
            documents=(collection.document,),
        )
    if (refund := known.refunds.get(payment.end_to_end_id)) is not None:
        return _decide_refund(payment, refund)
    if is_cost(payment.code):
        return Decision(payment=payment, state=PlacingState.CLEARED, method=Method.CODE)
    is_return = bool(payment.return_reason or payment.mandate)
    return _wait(payment, Reason.NOT_OURS if is_return else Reason.DEBIT)


def _decide_refund(payment: Payment, refund: Refunded) -> Decision:
    """A refund of ours that left the bank, or came back; one of another amount is looked at."""
    if abs(payment.amount_cents) != refund.amount_cents:
        return _wait(payment, Reason.REFUSED, account_id=refund.account_id)
    return Decision(
        payment=payment,
        state=PlacingState.REFUNDED,
        method=Method.END_TO_END,
        account_id=refund.account_id,
    )


def is_cost(code: str) -> bool:
    """Whether the bank's own code says costs, or interest, of the account."""
    if len(code) == _CODA_LENGTH and code.isdecimal():
        return code[1:3] in _CODA_COSTS or code[3:5] == _CODA_COST_OPERATION
    return code.rpartition("-")[2] in _CAMT_COSTS


def _decide_credit(payment: Payment, said: Said, known: Knowledge) -> Decision:
    collection = known.collections.get(payment.end_to_end_id)
    if collection is not None and not payment.return_reason:
        return _place(payment, Method.END_TO_END, collection.account_id, (collection.document,))
    if (refund := known.paid_refunds.get(payment.end_to_end_id)) is not None:
        return _decide_refund(payment, refund)  # It came back: it lies on the account again.
    if is_cost(payment.code):
        return Decision(payment=payment, state=PlacingState.CLEARED, method=Method.CODE)
    for references, method in (
        (said.structured, Method.REFERENCE),
        (said.in_text, Method.FREE_TEXT),
    ):
        found = _by_references(payment, references, method, known)
        if found is not None:
            return found
    if (mandated := known.mandates.get(payment.mandate.upper())) is not None:
        return _place(payment, Method.MANDATE, mandated, ())
    return _propose(payment, said, known)


def _by_references(
    payment: Payment, references: Sequence[Reference], method: Method, known: Knowledge
) -> Decision | None:
    """What the references of a payment lead to; None where they lead nowhere.

    One that is certain outweighs those that only look like one; those have to fit by their amount.
    """
    for is_certain in (True, False):
        by_account: dict[int, list[str]] = {}
        for reference in references:
            if reference.is_certain == is_certain:
                _follow(reference, known, by_account)
        if not by_account:
            continue
        if len(by_account) > 1:
            return _wait(payment, Reason.AMBIGUOUS)
        ((account_id, documents),) = by_account.items()
        named = tuple(dict.fromkeys(documents))
        if is_certain or _fits(payment, named, known):
            return _place(payment, method, account_id, named)
        return _wait(payment, Reason.PROPOSED, account_id=account_id, documents=named)
    return None


def _follow(reference: Reference, known: Knowledge, into: dict[int, list[str]]) -> None:
    """Add the document, or the account, that a reference names."""
    for number in known.named.get(reference.code, ()):
        into.setdefault(known.documents[number].account_id, []).append(number)
    account_id = known.accounts.get(find_account_digits(reference) or "")
    if account_id is not None:
        into.setdefault(account_id, [])


def _fits(payment: Payment, documents: Sequence[str], known: Knowledge) -> bool:
    """Whether a payment is exactly what one of the documents came to, or what is open of all."""
    owed = [known.documents[each] for each in documents]
    is_one = any(payment.amount_cents in (each.billed_cents, each.open_cents) for each in owed)
    return is_one or payment.amount_cents == sum(each.open_cents for each in owed)


def _propose(payment: Payment, said: Said, known: Knowledge) -> Decision:
    """Who paid before from this account, if what is open there comes to this amount."""
    candidates = known.payers.get(payment.counterpart_iban, ())
    fitting = [
        (account_id, documents)
        for account_id in candidates
        if (documents := _find_fitting(payment.amount_cents, known.open_items.get(account_id, {})))
        is not None
    ]
    reason = Reason.CHECK_FAILS if said.is_broken else Reason.UNKNOWN
    if len(fitting) == 1:
        account_id, documents = fitting[0]
        if known.places_proposals and not said.is_broken:
            return _place(payment, Method.COUNTERPART, account_id, documents)
        if not said.is_broken:
            reason = Reason.PROPOSED
        return _wait(payment, reason, account_id=account_id, documents=documents)
    only = next(iter(candidates)) if len(candidates) == 1 else None
    return _wait(payment, reason, account_id=only)


def _find_fitting(cents: int, open_items: Mapping[str, int]) -> tuple[str, ...] | None:
    """The open item of exactly this amount (the one due longest), or all that is open."""
    for document, open_cents in open_items.items():
        if open_cents == cents:
            return (document,)
    if open_items and sum(open_items.values()) == cents:
        return tuple(open_items)
    return None


def _place(
    payment: Payment, method: Method, account_id: int, documents: tuple[str, ...]
) -> Decision:
    return Decision(
        payment=payment,
        state=PlacingState.PLACED,
        method=method,
        account_id=account_id,
        documents=documents,
    )


def _wait(
    payment: Payment,
    reason: Reason,
    *,
    account_id: int | None = None,
    documents: tuple[str, ...] = (),
) -> Decision:
    return Decision(
        payment=payment,
        state=PlacingState.WAITING,
        reason=reason,
        account_id=account_id,
        documents=documents,
    )


def remark_of(
    payment: Payment, owed: Sequence[Owed], *, open_cents: int, left_cents: int
) -> tuple[str, int]:
    """What an agent should know of a placed payment, and by how many cents it was too little.

    ``owed`` are the documents that it names, of which ``open_cents`` were open; ``left_cents`` is
    what of it nothing was open for: it lies on the account.
    """
    if left_cents:
        if not owed:
            return Reason.NOTHING_OPEN, 0
        is_repeat = not open_cents and payment.amount_cents in [each.billed_cents for each in owed]
        if is_repeat:
            return Reason.TWICE, 0
        return (Reason.OVER if open_cents else Reason.NOTHING_OPEN), 0
    short_cents = open_cents - payment.amount_cents
    return (Reason.SHORT, short_cents) if owed and short_cents > 0 else ("", 0)

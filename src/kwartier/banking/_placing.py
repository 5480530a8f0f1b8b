"""Carry out what was decided of payments: the books first, then where each stands."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import batched

from django.db import transaction

from kwartier.banking._lookups import WaitingRow
from kwartier.banking._matching import Decision, Knowledge, remark_of
from kwartier.banking.models import DetailPlacing
from kwartier.banking.types import Method, PlacingState, Reason
from kwartier.ledger.operations import (
    clear_entries,
    place_payments,
    release_refunds,
    return_payments,
    settle_refunds,
    write_off,
)
from kwartier.ledger.queries import list_taken_back
from kwartier.ledger.types import (
    Book,
    Clearing,
    PaymentMethod,
    PaymentReturn,
    Placing,
    RecordedPayment,
    RefundRelease,
    RefundSettlement,
    WritingOff,
)
from kwartier.payments.operations import (
    note_collections_paid,
    note_refunds_paid,
    record_returns,
)
from kwartier.payments.types import ReturnDraft
from kwartier.platform.errors import Refusal
from kwartier.platform.inserting import any_of, as_array
from kwartier.platform.prepared import fetch_rows
from kwartier.platform.types import SYSTEM

# The ledger locks accounts and entries while it posts: some thousands at once.
_AT_ONCE = 2_000


def ledger_key_of(detail_id: int, round_: int = 0) -> str:
    """Under which key the ledger knows the placing of a detail; by rule it is placed once."""
    return f"bank:{detail_id}:{round_}"


def detail_of(ledger_key: str) -> int:
    """The detail whose placing the ledger knows under a key."""
    return int(ledger_key.split(":")[1])


@dataclass(slots=True)
class Run:
    """One run of placing: for which brand, when, and with which small difference written off.

    ``used_cents`` says what its payments were used for so far, by document.
    """

    brand_id: int
    known: Knowledge
    today: date
    now: datetime
    small_difference_cents: int = 0
    used_cents: Counter[str] = field(default_factory=Counter)

    def open_cents(self, documents: Iterable[str]) -> dict[str, int]:
        """What is open now of documents; those that the books do not know are left out."""
        known = self.known.documents
        return {
            each: known[each].open_cents - self.used_cents[each]
            for each in documents
            if each in known
        }


Pair = tuple[WaitingRow, Decision]
Carry = Callable[[Run, Sequence[Pair]], list[Decision]]


def carry_out(run: Run, pairs: Sequence[Pair]) -> list[Decision]:
    """Post what was decided and write where each payment stands; the decisions as they came out.

    In transactions of some thousands, the books and the standing of a payment always together: who
    is stopped between two leaves the rest waiting.
    """
    done: list[Decision] = []
    for state, carry in _CARRY.items():
        chosen = [pair for pair in pairs if pair[1].state == state]
        for some in batched(chosen, _AT_ONCE):
            with transaction.atomic():
                waiting = _lock_waiting(run, some)
                carried = _carry_together(run, waiting, carry) if waiting else []
                _write(run, carried)
            done += carried
    left = [decision for _row, decision in pairs if decision.state == PlacingState.WAITING]
    with transaction.atomic():
        _write(run, left)
    return done + left


def _lock_waiting(run: Run, pairs: Sequence[Pair]) -> list[Pair]:
    """Those that still wait, locked: an agent may have placed one meanwhile."""
    ids = [decision.payment.id for _row, decision in pairs]
    rows = DetailPlacing.objects.select_for_update().filter(
        brand_id=run.brand_id, detail__in=any_of(ids), state=PlacingState.WAITING
    )
    waiting = set(rows.order_by("pk").values_list("detail_id", flat=True))
    return [pair for pair in pairs if pair[1].payment.id in waiting]


def _carry_together(run: Run, pairs: Sequence[Pair], carry: Carry) -> list[Decision]:
    """Carry some out at once; where the books refuse one of them, half and half until it is alone."""
    try:
        with transaction.atomic():
            return carry(run, pairs)
    except Refusal:
        if len(pairs) == 1:
            decision = pairs[0][1]
            return [_leave(decision, Reason.REFUSED)]
        middle = len(pairs) // 2
        halves = (pairs[:middle], pairs[middle:])
        return [each for half in halves for each in _carry_together(run, half, carry)]


def _leave(decision: Decision, reason: Reason) -> Decision:
    return replace(decision, state=PlacingState.WAITING, reason=reason, method="")


def _carry_payments(run: Run, pairs: Sequence[Pair]) -> list[Decision]:
    """Place payments; what is left of one, or of its document, is remarked."""
    placings = [_as_placing(run, row, decision) for row, decision in pairs]
    recorded = place_payments(placings, now=run.now)
    collected = [pair for pair in pairs if pair[1].method == Method.END_TO_END]
    _note_days(run, collected, note_collections_paid)
    return [
        _remark(run, row, decision, payment)
        for (row, decision), payment in zip(pairs, recorded, strict=True)
    ]


def _note_days(run: Run, pairs: Sequence[Pair], note: Callable[..., int]) -> None:
    """Note of collections, or of refunds, on which day the bank booked them: day by day."""
    by_day: dict[date, list[str]] = {}
    for row, decision in pairs:
        by_day.setdefault(row.booked_on, []).append(decision.payment.end_to_end_id)
    for on, identifiers in sorted(by_day.items()):
        note(brand_id=run.brand_id, end_to_end_ids=identifiers, on=on, now=run.now)


def _as_placing(run: Run, row: WaitingRow, decision: Decision) -> Placing:
    is_collection = decision.method in (Method.END_TO_END, Method.MANDATE)
    return Placing(
        brand_id=run.brand_id,
        account_id=decision.account_id or 0,
        entry_key=row.ledger_key,
        amount_cents=decision.payment.amount_cents,
        paid_on=row.booked_on,
        unique_key=ledger_key_of(decision.payment.id),
        documents=decision.documents,
        method=PaymentMethod.COLLECTION if is_collection else PaymentMethod.TRANSFER,
    )


def _remark(run: Run, row: WaitingRow, decision: Decision, payment: RecordedPayment) -> Decision:
    still_open = run.open_cents(decision.documents)
    reason, short_cents = remark_of(
        decision.payment,
        [run.known.documents[each] for each in still_open],
        open_cents=sum(still_open.values()),
        left_cents=payment.left_cents,
    )
    for document, cents in payment.allocated:
        run.used_cents[document] += cents
    if reason == Reason.SHORT and short_cents <= run.small_difference_cents:
        _forgive(run, row, decision, short_cents)
        reason = ""
    return replace(decision, reason=reason) if reason else decision


def _forgive(run: Run, row: WaitingRow, decision: Decision, short_cents: int) -> None:
    """Write off a small difference, on the last document that was named."""
    still_open = run.open_cents(decision.documents)
    left = [document for document, cents in still_open.items() if cents > 0]
    write_off(
        [
            WritingOff(
                brand_id=run.brand_id,
                account_id=decision.account_id or 0,
                document=left[-1],
                amount_cents=short_cents,
                booked_on=row.booked_on,
                unique_key=f"{ledger_key_of(decision.payment.id)}:small",
                reason="small difference",
            )
        ],
        now=run.now,
        actor=SYSTEM,
    )
    run.used_cents[left[-1]] += short_cents


def _carry_returns(run: Run, pairs: Sequence[Pair]) -> list[Decision]:
    """Take back the payments that the bank took back; their documents are open again."""
    placed = _list_placed(run.brand_id, [pair[1].payment.end_to_end_id for pair in pairs])
    ready: list[tuple[WaitingRow, Decision, str]] = []
    done: list[Decision] = []
    for row, decision in pairs:
        payment = decision.payment
        keys = placed.get((payment.end_to_end_id, -payment.amount_cents))
        if keys:
            ready.append((row, decision, keys.pop()))
        else:  # The collection is ours, but nothing of this amount is placed for it.
            done.append(_leave(decision, Reason.REFUSED))
    return_payments(
        [
            PaymentReturn(
                brand_id=run.brand_id,
                payment=key,
                entry_key=row.ledger_key,
                returned_on=row.booked_on,
                reason_code=decision.payment.return_reason,
            )
            for row, decision, key in ready
        ],
        now=run.now,
    )
    _tell_payments(run, [(row, decision) for row, decision, _key in ready])
    return done + [decision for _row, decision, _key in ready]


def _tell_payments(run: Run, pairs: Sequence[Pair]) -> None:
    """Say of each collection, or refund, that it came back, and why: the next step follows there."""
    drafts = [
        ReturnDraft(
            end_to_end_id=decision.payment.end_to_end_id,
            code=decision.payment.return_reason,
            amount_cents=abs(decision.payment.amount_cents),
            happened_on=row.booked_on,
            unique_key=ledger_key_of(decision.payment.id),
            text=decision.payment.free_text[:140],
            is_settled=True,
        )
        for row, decision in pairs
    ]
    if drafts:
        record_returns(
            brand_id=run.brand_id, returns=drafts, today=run.today, now=run.now, actor=SYSTEM
        )


_PLACED = """
SELECT d.end_to_end_id, d.amount_cents, d.id, p.round
FROM banking_entrydetail d JOIN banking_detailplacing p ON p.detail_id = d.id
WHERE d.brand_id = %(brand)s::bigint AND d.end_to_end_id = ANY (%(ids)s::text[])
  AND d.end_to_end_id <> '' AND d.amount_cents > 0 AND p.state = 'placed'
"""


def _list_placed(brand_id: int, identifiers: Sequence[str]) -> dict[tuple[str, int], list[str]]:
    """The keys of payments that are placed and were not taken back, by identifier and amount."""
    rows = fetch_rows(_PLACED, {"brand": brand_id, "ids": as_array(identifiers)})
    keys = [ledger_key_of(detail_id, round_) for _id, _cents, detail_id, round_ in rows]
    taken = list_taken_back(brand_id=brand_id, keys=keys)
    placed: dict[tuple[str, int], list[str]] = {}
    for (identifier, cents, *_), key in zip(rows, keys, strict=True):
        if key not in taken:
            placed.setdefault((identifier, cents), []).append(key)
    return placed


def _carry_refunds(run: Run, pairs: Sequence[Pair]) -> list[Decision]:
    """Refunds that left the bank, and refunds that came back: each once."""
    once: dict[tuple[str, bool], Pair] = {}
    repeated: list[Decision] = []
    for pair in pairs:
        payment = pair[1].payment
        if once.setdefault((payment.end_to_end_id, payment.amount_cents > 0), pair) is not pair:
            repeated.append(pair[1])
    pairs = list(once.values())
    left = [pair for pair in pairs if pair[1].payment.amount_cents < 0]
    back = [pair for pair in pairs if pair[1].payment.amount_cents > 0]
    settle_refunds(
        [
            RefundSettlement(
                brand_id=run.brand_id,
                refund_key=decision.payment.end_to_end_id,
                entry_key=row.ledger_key,
                paid_on=row.booked_on,
            )
            for row, decision in left
        ],
        now=run.now,
    )
    _note_days(run, left, note_refunds_paid)
    release_refunds(
        [
            RefundRelease(
                brand_id=run.brand_id,
                refund_key=decision.payment.end_to_end_id,
                booked_on=row.booked_on,
                entry_key=row.ledger_key,
            )
            for row, decision in back
        ],
        now=run.now,
    )
    _tell_payments(run, back)
    again = [_leave(decision, Reason.REFUSED) for decision in repeated]
    return [*(decision for _row, decision in pairs), *again]


def _carry_costs(run: Run, pairs: Sequence[Pair]) -> list[Decision]:
    """Costs and interest of the bank, by its own code for them."""
    clear_entries(
        [
            Clearing(
                brand_id=run.brand_id,
                entry_key=row.ledger_key,
                amount_cents=decision.payment.amount_cents,
                booked_on=row.booked_on,
                book=Book.BANK_COSTS,
                unique_key=ledger_key_of(decision.payment.id),
            )
            for row, decision in pairs
        ],
        now=run.now,
    )
    return [decision for _row, decision in pairs]


_CARRY: dict[PlacingState, Carry] = {
    PlacingState.CLEARED: _carry_costs,
    PlacingState.PLACED: _carry_payments,
    PlacingState.RETURNED: _carry_returns,
    PlacingState.REFUNDED: _carry_refunds,
}

_UPDATE = """
UPDATE banking_detailplacing p
SET state = given.state, reason = given.reason, method = given.method,
    account_id = given.account, documents = given.documents::jsonb,
    placed_at = CASE WHEN given.state = 'waiting' THEN NULL ELSE %(now)s::timestamptz END
FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(reasons)s::text[], %(methods)s::text[],
            %(accounts)s::bigint[], %(documents)s::text[])
  AS given (id, state, reason, method, account, documents)
WHERE p.detail_id = given.id AND p.brand_id = %(brand)s::bigint AND p.state = 'waiting'
RETURNING p.id
"""


def _write(run: Run, decisions: Sequence[Decision]) -> None:
    """Where the payments stand now, in one statement."""
    if not decisions:
        return
    fetch_rows(
        _UPDATE,
        {
            "brand": run.brand_id,
            "now": run.now,
            "ids": as_array([each.payment.id for each in decisions]),
            "states": as_array([str(each.state) for each in decisions]),
            "reasons": as_array([str(each.reason) for each in decisions]),
            "methods": as_array([str(each.method) for each in decisions]),
            "accounts": as_array([each.account_id for each in decisions]),
            "documents": as_array([json.dumps(each.documents) for each in decisions]),
        },
    )

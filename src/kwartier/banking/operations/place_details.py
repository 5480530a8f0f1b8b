"""Place the payments that wait: those that are certain, all at once; the others say why they wait."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from kwartier.banking._lookups import get_rule, list_waiting, look_up
from kwartier.banking._matching import Decision, decide, read_said
from kwartier.banking._own_batches import open_own_batches
from kwartier.banking._placing import Run, carry_out
from kwartier.banking.types import PlacedCounts, PlacingState
from kwartier.platform import audit
from kwartier.platform.collecting import collecting_later
from kwartier.platform.types import SYSTEM


@collecting_later()
def place_details(
    *,
    brand_id: int,
    today: date,
    now: datetime,
    statement_ids: Collection[int] | None = None,
) -> PlacedCounts:
    """Place what waits, of some statements or of all: as sets, however many payments there are.

    The order: our own end-to-end identifier, the structured reference, references in the free text,
    the mandate; then a proposal by amount and payer, which places itself only where a dated rule of
    the brand says so. Small differences are written off where such a rule says so.

    In several transactions: two runs at once, or one that is stopped, place nothing twice.
    """
    with transaction.atomic():
        open_own_batches(brand_id, now=now)
    rows = list_waiting(brand_id, statement_ids)
    payments = [row.payment for row in rows]
    said = [read_said(payment) for payment in payments]
    known = look_up(brand_id, payments, said, today=today)
    decisions = decide(zip(payments, said, strict=True), known)
    run = Run(
        brand_id=brand_id,
        known=known,
        today=today,
        now=now,
        small_difference_cents=get_rule(brand_id, on=today).small_difference_cents,
    )
    done = carry_out(run, list(zip(rows, decisions, strict=True)))
    counts = _count(done)
    if counts.placed_count:
        audit.record(
            brand_id=brand_id,
            at=now,
            actor=SYSTEM,
            action="bank.payments_placed",
            subject_kind="bank_placing",
            subject_id=now.isoformat(),
            account_id=None,
            after={**counts.by_method, "waiting": counts.waiting_count},
        )
    return counts


def _count(done: Sequence[Decision]) -> PlacedCounts:
    methods = Counter(str(each.method) for each in done if each.state != PlacingState.WAITING)
    return PlacedCounts(dict(methods), len(done) - methods.total())

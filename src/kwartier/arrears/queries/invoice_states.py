"""How invoices stand, many at once: what the books, the bank, disputes and plans say of each.

What the rooms below know is asked together, in one question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from kwartier.arrears.invoice_states import (
    Around,
    Billed,
    InvoiceState,
    InvoiceStatus,
    bill_item,
    pick_late,
    state_of,
)
from kwartier.billing.schedule_types import InstalmentState
from kwartier.ledger.queries import LEFT_PART, SETTLED_PART, read_left, read_settlings
from kwartier.ledger.types import OpenItem
from kwartier.parties.queries import ACCOUNT_KINDS_PART
from kwartier.payments.queries import (
    OUTLOOK_PARTS,
    list_carried_credits,
    read_outlooks,
    read_refunding,
)
from kwartier.platform.prepared import fetch_together

_HELD = {
    "disputed": """SELECT d.document, d.cents FROM arrears_dispute d
        WHERE d.brand_id = %(brand)s::bigint AND d.state = 'open'
        AND d.document = ANY (%(numbers)s::text[])""",
    "planned": """SELECT p.document FROM arrears_plandocument p
        JOIN arrears_paymentplan plan ON plan.id = p.plan_id AND plan.state = 'running'
        WHERE p.brand_id = %(brand)s::bigint AND p.document = ANY (%(numbers)s::text[])""",
}
_PARTS = {
    "settled": SETTLED_PART,
    "kinds": ACCOUNT_KINDS_PART,
    **OUTLOOK_PARTS,
    **_HELD,
}


def list_invoice_states(
    brand_id: int,
    billed: Sequence[Billed],
    *,
    today: date,
    now: datetime,
    credits_: Mapping[int, int] | None = None,
) -> dict[str, InvoiceState]:
    """How each of a brand's invoices stands, by number.

    ``credits_`` is what lies on accounts to be given back, in cents; by default what is open of the
    invoices asked for. One question however many they are, and one more where a small credit may go
    to the next bill.
    """
    if not billed:
        return {}
    asked = {
        "brand": brand_id,
        "accounts": sorted({each.account_id for each in billed}),
        "numbers": [each.number for each in billed],
        "today": today,
    }
    rows = fetch_together(_PARTS, asked)
    return _read(rows, brand_id, billed, today=today, now=now, credits_=credits_)


def list_late(items: Sequence[OpenItem], *, brand_id: int, today: date) -> list[OpenItem]:
    """Those of the open items that are late, by the rule of `state_of`.

    Past its due date, and neither in a running plan nor to be collected by us; without what is
    disputed. One question, and none where nothing is past its due date.
    """
    overdue = [item for item in items if item.due_on < today]
    return pick_late(overdue, list_overdue_states(brand_id, overdue, today), today=today)


def list_overdue_states(
    brand_id: int, items: Sequence[OpenItem], today: date
) -> dict[str, InvoiceState]:
    """How open items stand, by document; which hour it is makes no item late, and is not asked."""
    midday = datetime.combine(today, time(12), tzinfo=UTC)
    billed = [bill_item(item) for item in items]
    return list_invoice_states(brand_id, billed, today=today, now=midday)


_INSTALMENTS = {
    InvoiceStatus.IN_PLAN: InstalmentState.IN_PLAN,
    InvoiceStatus.DISPUTED: InstalmentState.DISPUTED,
}


def list_instalment_states(
    brand_id: int, items: Sequence[OpenItem], today: date
) -> dict[str, InstalmentState]:
    """How instalments that are past their day stand, where something else than late is said of them."""
    found = {}
    for document, state in list_overdue_states(brand_id, items, today).items():
        if state.is_collected_by_us:
            found[document] = InstalmentState.TO_BE_COLLECTED
        elif state.status in _INSTALMENTS:
            found[document] = _INSTALMENTS[state.status]
    return found


def find_invoice_state(
    brand_id: int, billed: Billed, *, today: date, now: datetime
) -> tuple[InvoiceState, dict[str, int]]:
    """How one invoice stands, with what is left of every invoice of its account, in one question.

    What is open of it is read too, whatever ``billed`` says.
    """
    asked = {
        "brand": brand_id,
        "accounts": [billed.account_id],
        "numbers": [billed.number],
        "today": today,
    }
    rows = fetch_together({**_PARTS, "left": LEFT_PART}, asked)
    left = read_left(rows["left"])
    known = replace(billed, open_cents=left.get(billed.number, 0))
    credits_ = {billed.account_id: -sum(min(cents, 0) for cents in left.values())}
    states = _read(rows, brand_id, [known], today=today, now=now, credits_=credits_)
    return states[billed.number], left


def _read(
    rows: Mapping[str, list[dict[str, Any]]],
    brand_id: int,
    billed: Sequence[Billed],
    *,
    today: date,
    now: datetime,
    credits_: Mapping[int, int] | None,
) -> dict[str, InvoiceState]:
    disputed = {row["document"]: row["cents"] for row in rows["disputed"]}
    planned = {row["document"] for row in rows["planned"]}
    owed = [_item(each) for each in billed if each.open_cents > 0]
    outlooks = read_outlooks(rows, owed, withheld={*disputed, *planned}, now=now)
    refunding = read_refunding(rows)
    credited = {each.account_id for each in billed if each.open_cents < 0}
    carried = list_carried_credits(
        brand_id,
        {
            account_id: cents
            for account_id, cents in (credits_ or _sum_credits(billed)).items()
            if account_id in credited and account_id not in refunding
        },
        kinds={row["id"]: row["kind"] for row in rows["kinds"]},
        on=today,
    )
    settlings = read_settlings(rows["settled"])
    return {
        each.number: state_of(
            each,
            Around(
                outlook=outlooks.get(each.number),
                disputed_cents=disputed.get(each.number, 0),
                is_planned=each.number in planned,
                is_refund_on_its_way=each.account_id in refunding,
                is_carried=each.account_id in carried,
                settlings=settlings.get(each.number, ()),
            ),
            today=today,
        )
        for each in billed
    }


def _sum_credits(billed: Sequence[Billed]) -> dict[int, int]:
    found: dict[int, int] = {}
    for each in billed:
        if each.open_cents < 0:
            found[each.account_id] = found.get(each.account_id, 0) - each.open_cents
    return found


def _item(billed: Billed) -> OpenItem:
    return OpenItem(
        posting_id=0,
        account_id=billed.account_id,
        document=billed.number,
        kind=billed.kind,
        booked_on=billed.issued_on,
        due_on=billed.due_on or billed.issued_on,
        amount_cents=billed.amount_cents,
        open_cents=billed.open_cents,
    )

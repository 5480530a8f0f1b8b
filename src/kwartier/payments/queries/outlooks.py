"""How open documents stand with direct debit, and credits with a refund: for many at once.

The statements are said here and asked together with those of other rooms (`fetch_together`).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from kwartier.ledger.types import OpenItem
from kwartier.parties.types import AccountKind
from kwartier.payments._collection_types import ON_ITS_WAY
from kwartier.payments._creditors import find_earliest
from kwartier.payments._planning import as_planned, may_come_again
from kwartier.payments._refund_rules import get_refund_rule
from kwartier.payments._rows import as_mandate
from kwartier.payments._withholding import list_leaving
from kwartier.payments.models import Collection as Collected
from kwartier.payments.models import Creditor
from kwartier.payments.queries.mandates import explain_collecting, read_mandate
from kwartier.payments.types import CollectionOutlook
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.prepared import read_row

type Rows = Mapping[str, Sequence[Mapping[str, Any]]]

OUTLOOK_PARTS = {
    "creditor": """SELECT c.* FROM payments_creditor c WHERE c.brand_id = %(brand)s::bigint
        AND c.from_day <= %(today)s::date ORDER BY c.from_day DESC""",
    "mandates": """SELECT m.*, to_jsonb(b) AS bank FROM payments_mandate m
        JOIN payments_bankaccount b ON b.id = m.bank_account_id
        WHERE m.account_id = ANY (%(accounts)s::bigint[]) AND m.state <> 'ended'""",
    "consents": """SELECT s.mandate_id, s.document, s.given_at FROM payments_consent s
        WHERE s.account_id = ANY (%(accounts)s::bigint[])
        AND s.document = ANY (%(numbers)s::text[])""",
    "collections": """SELECT DISTINCT ON (c.document) c.* FROM payments_collection c
        WHERE c.brand_id = %(brand)s::bigint AND c.document = ANY (%(numbers)s::text[])
        AND c.account_id = ANY (%(accounts)s::bigint[]) ORDER BY c.document, c.id DESC""",
    "set_aside": """SELECT c.document, c.bank_account_id FROM payments_return r
        JOIN payments_collection c ON c.id = r.collection_id
        WHERE r.account_id = ANY (%(accounts)s::bigint[]) AND r.state = 'open'
        AND r.why_open = 'not_writable'""",
    "refunding": """SELECT DISTINCT f.account_id FROM payments_refund f
        WHERE f.account_id = ANY (%(accounts)s::bigint[])
        AND f.state IN ('waiting', 'batched', 'sent')""",
}
"""What `read_outlooks` and `read_refunding` read; wants ``brand``, ``accounts``, ``numbers``, ``today``."""


def read_outlooks(
    rows: Rows, items: Sequence[OpenItem], *, withheld: Collection[str], now: datetime
) -> dict[str, CollectionOutlook]:
    """How open items stand with direct debit, by document: by the rules of a batch.

    ``withheld`` are the documents that somebody disputes or pays by a plan.
    """
    mandates = {row["account_id"]: read_mandate(row) for row in rows["mandates"]}
    agreed = {
        (row["mandate_id"], row["document"]): datetime.fromisoformat(row["given_at"])
        for row in rows["consents"]
    }
    tried = {row["document"]: read_row(Collected, row) for row in rows["collections"]}
    aside = {(row["document"], row["bank_account_id"]) for row in rows["set_aside"]}
    creditors = [read_row(Creditor, row) for row in rows["creditor"]]
    found = {}
    for item in items:
        row, last = mandates.get(item.account_id), tried.get(item.document)
        mandate = as_mandate(row) if row else None
        agreed_at = agreed.get((mandate.id, item.document)) if mandate else None
        collecting = explain_collecting(
            mandate,
            kind=item.kind,
            amount_cents=item.open_cents,
            has_consent=agreed_at is not None,
        )
        is_on_its_way = last is not None and last.state in ON_ITS_WAY
        day = last.collect_on if last is not None and is_on_its_way else None
        if creditors and mandate is not None and collecting.collects and day is None:
            is_held = (
                item.document in withheld
                or (item.document, mandate.bank_account_id) in aside
                or (last is not None and not may_come_again(last, mandate))
            )
            earliest = find_earliest(creditors[0], now)
            if not is_held:
                planned = as_planned(
                    item, mandate, last, creditors=creditors, earliest=earliest, agreed_at=agreed_at
                )
                day = planned.collect_on
        found[item.document] = CollectionOutlook(
            collecting=collecting,
            collect_on=day,
            is_on_its_way=is_on_its_way,
            returned_on=last.returned_on if last is not None else None,
            return_code=last.return_code if last is not None else "",
        )
    return found


def read_refunding(rows: Rows) -> set[int]:
    """The accounts to which a refund is on its way."""
    return {row["account_id"] for row in rows["refunding"]}


def list_carried_credits(
    brand_id: int, credits_: Mapping[int, int], *, kinds: Mapping[int, str], on: date
) -> set[int]:
    """Those of the accounts whose credit, in cents, is so small that it goes to the next bill.

    One question where there is such an account: whether it gets a next bill.
    """
    country = get_brand_by_id(brand_id).country
    small = []
    for account_id, cents in credits_.items():
        is_household = kinds.get(account_id) == AccountKind.HOUSEHOLD
        rule = get_refund_rule(country, is_household=is_household, on=on)
        if cents < rule.least_cents:
            small.append(account_id)
    return set(small) - list_leaving(small, on) if small else set()

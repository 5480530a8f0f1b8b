"""What is known of the payments that wait: one question for each kind of knowledge, for all of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kwartier.banking._matching import Collected, Knowledge, Owed, Payment, Refunded, Said
from kwartier.banking.models import DetailPlacing, EntryDetail, PlacingRule
from kwartier.banking.types import PlacingState
from kwartier.ledger.queries import list_open_items_of, list_owed_documents
from kwartier.ledger.references import (
    Reference,
    ReferenceKind,
    find_account_digits,
    list_document_numbers,
)
from kwartier.parties.queries import list_accounts_by_digits
from kwartier.payments.queries import find_collections, find_refunds
from kwartier.payments.queries.payers import list_accounts_by_iban, list_accounts_by_mandate
from kwartier.payments.types import RefundState
from kwartier.platform.inserting import as_array
from kwartier.platform.prepared import fetch_rows

# A structured communication does not say its year: the last ones are asked first, then the others.
_RECENT_YEARS, _OLDER_YEARS = 2, 9

_WAITING = """
SELECT d.id, d.amount_cents, d.structured, d.free_text, d.end_to_end_id, d.mandate,
       d.counterpart_iban, d.return_reason, e.code, d.ledger_key, e.booked_on
FROM banking_detailplacing p
JOIN banking_entrydetail d ON d.id = p.detail_id
JOIN banking_entry e ON e.id = d.entry_id
WHERE p.brand_id = %(brand)s::bigint AND p.state = 'waiting' AND p.round = 0
  AND (%(statements)s::bigint[] IS NULL OR p.statement_id = ANY (%(statements)s::bigint[]))
ORDER BY d.id
"""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A payment that waits, with what the ledger needs to know of it."""

    payment: Payment
    ledger_key: str
    booked_on: date


def list_waiting(brand_id: int, statement_ids: Collection[int] | None) -> list[WaitingRow]:
    """The payments that wait, of some statements or of all, in the order in which they came.

    Without those whose placing an agent took back: a rule would only repeat what was wrong.
    """
    asked = None if statement_ids is None else as_array(list(statement_ids))
    rows = fetch_rows(_WAITING, {"brand": brand_id, "statements": asked})
    return [WaitingRow(Payment(*told), key, day) for *told, key, day in rows]


def look_up(
    brand_id: int, payments: Sequence[Payment], said: Iterable[Said], *, today: date
) -> Knowledge:
    """All that may tell whose these payments are."""
    references = {each.code: each for one in said for each in (*one.structured, *one.in_text)}
    documents = find_documents(brand_id, references.values(), today=today)
    digits = {find_account_digits(each) for each in references.values()} - {None}
    identifiers = {each.end_to_end_id for each in payments if each.end_to_end_id}
    ibans = {each.counterpart_iban for each in payments if each.counterpart_iban}
    payers = _list_payers(brand_id, ibans)
    refunds = _list_refunds(brand_id, identifiers)
    return Knowledge(
        documents={number: owed for found in documents.values() for number, owed in found.items()},
        named={code: tuple(found) for code, found in documents.items()},
        accounts=list_accounts_by_digits(brand_id, [each for each in digits if each]),
        collections={
            key: Collected(each.account_id, each.document, each.amount_cents)
            for key, each in find_collections(brand_id, identifiers).items()
        },
        refunds=refunds[RefundState.SENT],
        paid_refunds=refunds[RefundState.PAID],
        mandates=list_accounts_by_mandate(
            brand_id, {each.mandate for each in payments if each.mandate}
        ),
        payers=payers,
        open_items=_list_open(payers.values()),
        places_proposals=get_rule(brand_id, on=today).places_proposals,
    )


def find_documents(
    brand_id: int, references: Iterable[Reference], *, today: date
) -> dict[str, dict[str, Owed]]:
    """The documents that references name, by the code of each and by their numbers.

    Of the years that a structured communication leaves open, one at most has the document.
    """
    found: dict[str, dict[str, Owed]] = {}
    left = list(references)
    recent = today.year - _RECENT_YEARS
    for years in (range(recent + 1, today.year + 1), range(recent - _OLDER_YEARS + 1, recent + 1)):
        named = {each.code: list_document_numbers(each, years=years) for each in left}
        owed = list_owed_documents(
            brand_id=brand_id, numbers=[number for numbers in named.values() for number in numbers]
        )
        for code, numbers in named.items():
            of_code = {
                number: Owed(each.account_id, each.billed_cents, each.open_cents)
                for number in numbers
                if (each := owed.get(number)) is not None
            }
            if of_code:
                found[code] = of_code
        left = [
            each
            for each in left
            if each.kind is ReferenceKind.STRUCTURED and each.code not in found
        ]
    return found


def _list_refunds(
    brand_id: int, identifiers: Collection[str]
) -> dict[RefundState, dict[str, Refunded]]:
    """The refunds that a debit may be, since they are at the bank, and those that may come back."""
    found = find_refunds(brand_id, identifiers)
    return {
        state: {
            key: Refunded(each.account_id, each.amount_cents)
            for key, each in found.items()
            if each.state == state
        }
        for state in (RefundState.SENT, RefundState.PAID)
    }


def get_rule(brand_id: int, *, on: date) -> PlacingRule:
    """What may happen without a hand on a day: nothing, where no rule says so."""
    rules = PlacingRule.objects.filter(brand_id=brand_id, from_day__lte=on).order_by("-from_day")
    return rules.first() or PlacingRule(brand_id=brand_id, from_day=on)


def _list_payers(brand_id: int, ibans: Collection[str]) -> dict[str, set[int]]:
    """The customers that each account number is known of: by themselves, or as payers before."""
    found: dict[str, set[int]] = {
        iban: set(accounts) for iban, accounts in list_accounts_by_iban(brand_id, ibans).items()
    }
    paid = DetailPlacing.objects.filter(
        brand_id=brand_id,
        state=PlacingState.PLACED,
        detail__in=EntryDetail.objects.filter(brand_id=brand_id, counterpart_iban__in=ibans),
    )
    pairs = paid.values_list("detail__counterpart_iban", "account_id").distinct()
    for iban, account_id in pairs if ibans else ():
        found.setdefault(iban, set()).add(int(account_id or 0))
    return found


def _list_open(accounts: Iterable[Collection[int]]) -> dict[int, dict[str, int]]:
    """What is open on accounts, by document, the earliest due first."""
    wanted = {account_id for each in accounts for account_id in each}
    found: dict[int, dict[str, int]] = {}
    for item in list_open_items_of(account_ids=wanted) if wanted else ():
        of_account = found.setdefault(item.account_id, {})
        of_account[item.document] = of_account.get(item.document, 0) + item.open_cents
    return found

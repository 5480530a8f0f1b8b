"""The mails that lead to documents: what it comes to, by when, how it is paid, and where it is.

No document hangs on a mail: an address may be wrong, and a bill tells where somebody lives and how.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils.functional import lazy

from kwartier.billing.queries import IssuedDocument
from kwartier.billing.types import BillKind
from kwartier.delivery._planning import PlannedDocument
from kwartier.delivery._standing import Standing
from kwartier.documents.queries import list_ways_to_pay
from kwartier.documents.types import PaymentFacts
from kwartier.payments.queries import list_carried_credits, list_notices
from kwartier.payments.types import CollectionNotice, Demand
from kwartier.platform import mail
from kwartier.platform.addresses import find_customer_url
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.formats import group_in_fours
from kwartier.platform.types import BrandInfo
from kwartier.platform.wording import speak_day, speak_money

_money = lazy(speak_money, str)
_day = lazy(speak_day, str)
_SETTLEMENTS = (BillKind.SETTLEMENT, BillKind.CLOSING, BillKind.MONTHLY)


type Told = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Payments:
    """How documents are paid, by number: those that are alone in their mail, and those we collect.

    ``carried`` are the accounts whose credit is so small that it goes to the next bill; ``standings``
    is how those stand that are sent again.
    """

    ways: Mapping[str, PaymentFacts]
    collected: Mapping[str, CollectionNotice]
    carried: Collection[int]
    standings: Mapping[str, Standing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """Documents of one account, and an address to which a mail leads to them."""

    recipient: str
    documents: Sequence[PlannedDocument]


def queue_mails(
    addressed: Sequence[Addressed],
    *,
    brand_id: int,
    replaces: Mapping[str, str],
    now: datetime,
    attempt: str = "",
    standings: Mapping[str, Standing] | None = None,
) -> dict[tuple[str, str], int]:
    """Tell addresses of documents: an account's bills in one mail, its advances in one.

    Returns the id of the mail by the number of each document and the address; a credit note goes
    with the bill that comes in the place of what it takes back. ``attempt`` tells a mail from the
    one before it; of documents in ``standings`` it tells how they stand, not what was billed. However
    many they are, the database is asked as often as for one.
    """
    brand = get_brand_by_id(brand_id)
    known = standings or {}
    groups = [
        (each.recipient, group)
        for each in addressed
        for group in _list_groups([_as_it_stands(planned, known) for planned in each.documents])
    ]
    payments = _list_payments(
        [group for _, group in groups], known, brand_id=brand_id, on=brand.day_of(now)
    )
    drafts = [
        _draft(group, _say(group, replaces, payments), brand, recipient=recipient, attempt=attempt)
        for recipient, group in groups
    ]
    queued = mail.queue_all(drafts, brand=brand, at=now)
    return {
        (each.document.number, recipient): written.pk if written is not None else 0
        for (recipient, group), written in zip(groups, queued, strict=True)
        for each in group
    }


def _as_it_stands(planned: PlannedDocument, standings: Mapping[str, Standing]) -> PlannedDocument:
    """A document whose balance is what is left of it, where that is known."""
    standing = standings.get(planned.document.number)
    if standing is None:
        return planned
    return replace(planned, document=replace(planned.document, balance_cents=standing.left_cents))


def _list_groups(planned: Sequence[PlannedDocument]) -> list[list[PlannedDocument]]:
    """The documents of each mail: bills with what they replace, and advances."""
    settled = [each for each in planned if each.document.kind in _SETTLEMENTS]
    advances = [each for each in planned if each.document.kind == "advance_invoice"]
    notes = [each for each in planned if each.document.kind == BillKind.CREDIT_NOTE]
    return [group for group in (settled + notes, advances) if group]


def _say(
    group: Sequence[PlannedDocument], replaces: Mapping[str, str], payments: _Payments
) -> Told:
    settled = [each for each in group if each.document.kind in _SETTLEMENTS]
    if settled:
        return _say_settled(settled, replaces, payments)
    if group[0].document.kind == BillKind.CREDIT_NOTE:
        return _say_notes(group)
    return _say_advances(group, payments)


def _draft(
    group: Sequence[PlannedDocument],
    told: Told,
    brand: BrandInfo,
    *,
    recipient: str,
    attempt: str,
) -> mail.Draft:
    account, choice = group[0].account, group[0].choice
    numbers = sorted(each.document.number for each in group)
    topic, context = told
    is_alone = len(group) == 1 and group[0].document.kind != "advance_invoice"
    url = (
        find_customer_url(brand, "portal:bill", number=numbers[0])
        if is_alone
        else find_customer_url(brand, "portal:payments")
    )
    written = (account.id, numbers[0], len(numbers), numbers[-1], attempt, recipient)
    return mail.Draft(
        recipient=recipient,
        language=choice.language,
        topic=topic,
        context={"number": account.number, "page_url": url, **context},
        account_id=account.id,
        unique_key=f"delivery:{':'.join(map(str, written))}",
    )


def _list_payments(
    groups: Sequence[Sequence[PlannedDocument]],
    standings: Mapping[str, Standing],
    *,
    brand_id: int,
    on: date,
) -> _Payments:
    """How documents are paid: what we collect, and how one is paid by transfer that is alone in its mail.

    No way where nothing is to pay, or nobody knows the account to pay to. A few questions, one for
    each day of issue, and one where a small credit may go to the next bill.
    """
    asked = {each.document.number: each.document for group in groups for each in group}
    issued = [each for each in asked.values() if each.number not in standings]
    collected = list_notices(brand_id, [_demand(each) for each in issued])
    collected |= {number: each.notice for number, each in standings.items() if each.notice}
    unasked = {*collected, *(number for number, each in standings.items() if each.is_held)}
    demands: dict[date, set[tuple[str, int, date]]] = {}
    for group in groups:
        owed = [each.document for each in group if each.document.kind != BillKind.CREDIT_NOTE]
        if len(owed) == 1 and owed[0].balance_cents > 0 and owed[0].number not in unasked:
            (only,) = owed
            demand = (only.number, only.balance_cents, only.due_on)
            demands.setdefault(only.issued_on, set()).add(demand)
    found: dict[str, PaymentFacts] = {}
    for issued_on, of_day in demands.items():
        found |= list_ways_to_pay(of_day, brand_id=brand_id, on=issued_on)
    return _Payments(
        ways=found,
        collected=collected,
        carried=_list_carried(groups, brand_id=brand_id, on=on),
        standings=standings,
    )


def _list_carried(
    groups: Sequence[Sequence[PlannedDocument]], *, brand_id: int, on: date
) -> set[int]:
    """The accounts whose bills of one mail leave a credit that goes to the next bill."""
    credited: dict[int, int] = {}
    kinds: dict[int, str] = {}
    for group in groups:
        balance_cents = sum(_settled_cents(each) for each in group)
        if balance_cents < 0:
            account = group[0].account
            credited[account.id], kinds[account.id] = -balance_cents, account.kind
    return list_carried_credits(brand_id, credited, kinds=kinds, on=on)


def _settled_cents(planned: PlannedDocument) -> int:
    return planned.document.balance_cents if planned.document.kind in _SETTLEMENTS else 0


def _demand(document: IssuedDocument) -> Demand:
    is_credit_note = document.kind == BillKind.CREDIT_NOTE
    return Demand(
        account_id=document.account_id,
        document=document.number,
        kind=document.kind,
        amount_cents=0 if is_credit_note else document.balance_cents,
        issued_on=document.issued_on,
        due_on=document.due_on,
    )


def _say_settled(
    settled: Sequence[PlannedDocument], replaces: Mapping[str, str], payments: _Payments
) -> Told:
    documents = [each.document for each in settled]
    balance_cents = sum(each.balance_cents for each in documents)
    charged_cents = sum(each.charged_cents for each in documents)
    provisional_cents = sum(each.provisional_cents for each in documents)
    sums = {
        "total": _money(sum(each.total_cents for each in documents)),
        "advances": _money(charged_cents),
        "took_off": bool(charged_cents),
        "provisional": _money(provisional_cents) if provisional_cents else "",
        **_say_balance(balance_cents, max(each.due_on for each in documents)),
        **_say_collection(documents, payments.collected),
        **_say_standing(documents, payments.standings),
        "is_carried": balance_cents < 0 and settled[0].account.id in payments.carried,
    }
    if len(settled) > 1:
        numbers = sorted(each.number for each in documents)
        return "bills_issued", {
            "bill_count": len(settled),
            "first_bill": numbers[0],
            "last_bill": numbers[-1],
            **sums,
        }
    (only,) = settled
    return "bill_issued", {
        "bill": only.document.number,
        "address": only.contract.address,
        "energy": only.contract.energy,
        "is_final": only.document.kind == BillKind.CLOSING,
        "is_monthly": only.document.kind == BillKind.MONTHLY,
        "replaces": replaces.get(only.document.number, ""),
        "first_day": _day(only.document.period_from),
        "last_day": _day(only.document.last_day),
        **sums,
        **_say_payment(payments.ways.get(only.document.number)),
    }


def _say_advances(advances: Sequence[PlannedDocument], payments: _Payments) -> Told:
    documents = [each.document for each in advances]
    numbers = sorted(each.number for each in documents)
    told = {
        "invoice_count": len(documents),
        "first_invoice": numbers[0],
        "last_invoice": numbers[-1],
        **_say_balance(
            sum(each.balance_cents for each in documents), max(each.due_on for each in documents)
        ),
        **_say_collection(documents, payments.collected),
        **_say_standing(documents, payments.standings),
    }
    if len(advances) > 1:
        return "advances_issued", told
    (only,) = advances
    return "advances_issued", {
        **told,
        "address": only.contract.address,
        "energy": only.contract.energy,
        **_say_payment(payments.ways.get(only.document.number)),
    }


def _say_notes(notes: Sequence[PlannedDocument]) -> Told:
    numbers = sorted(each.document.number for each in notes)
    return "credit_notes_issued", {
        "note_count": len(notes),
        "first_note": numbers[0],
        "last_note": numbers[-1],
        "taken_back": _money(-sum(each.document.total_cents for each in notes)),
    }


def _say_balance(balance_cents: int, due_on: date) -> dict[str, Any]:
    return {
        "pays": balance_cents > 0,
        "gets_back": balance_cents < 0,
        "balance": _money(abs(balance_cents)),
        "due_on": _day(due_on),
    }


def _say_collection(
    documents: Sequence[IssuedDocument], collected: Mapping[str, CollectionNotice]
) -> dict[str, Any]:
    """That we collect it, as its papers say; nothing where that does not hold for all of them."""
    told = [collected.get(each.number) for each in documents if each.balance_cents]
    found = [each for each in told if each is not None]
    if not found or len(found) < len(told):
        return {}
    days = {each.collect_on for each in found}
    return {
        "is_collected": True,
        "collect_on": _day(max(days)) if len(days) == 1 else "",
        "masked_iban": found[0].masked_iban,
        "mandate": found[0].mandate_reference,
        "creditor": found[0].creditor_identifier,
    }


def _say_standing(
    documents: Sequence[IssuedDocument], standings: Mapping[str, Standing]
) -> dict[str, Any]:
    """That nothing is left of what is sent again, or what of it nobody is asked to pay now."""
    told = [standings[each.number] for each in documents if each.number in standings]
    undisputed_cents = sum(each.undisputed_cents for each in told)
    return {
        "is_settled": bool(told) and not any(each.left_cents for each in told),
        "is_held": any(each.is_held for each in told),
        "disputed": _money(sum(each.disputed_cents for each in told)),
        "undisputed": _money(undisputed_cents) if undisputed_cents else "",
    }


def _say_payment(payment: PaymentFacts | None) -> dict[str, Any]:
    """How one document is paid; nothing where nobody knows."""
    if payment is None:
        return {}
    return {
        "iban": group_in_fours(payment.iban),
        "beneficiary": payment.beneficiary,
        "reference": payment.reference,
    }

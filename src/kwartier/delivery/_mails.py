"""The mails that lead to documents: what it comes to, by when, how it is paid, and where it is.

No document hangs on a mail: an address may be wrong, and a bill tells where somebody lives and how.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.functional import lazy

from kwartier.billing.types import BillKind
from kwartier.delivery._planning import PlannedDocument
from kwartier.documents.queries import list_ways_to_pay
from kwartier.documents.types import PaymentFacts
from kwartier.parties.types import AccountInfo
from kwartier.platform import mail
from kwartier.platform.addresses import find_customer_url
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.wording import speak_day, speak_money

_money = lazy(speak_money, str)
_day = lazy(speak_day, str)
_SETTLEMENTS = (BillKind.SETTLEMENT, BillKind.CLOSING, BillKind.MONTHLY)


def queue_mails(
    planned: Sequence[PlannedDocument],
    *,
    recipient: str,
    replaces: Mapping[str, str],
    now: datetime,
    attempt: str = "",
) -> dict[str, int]:
    """Tell one address of an account's documents: its bills in one mail, its advances in one.

    Returns the id of the mail by the number of each document; a credit note goes with the bill
    that comes in the place of what it takes back. ``attempt`` tells a mail from the one before it.
    """
    settled = [each for each in planned if each.document.kind in _SETTLEMENTS]
    advances = [each for each in planned if each.document.kind == "advance_invoice"]
    notes = [each for each in planned if each.document.kind == BillKind.CREDIT_NOTE]
    mails: dict[str, int] = {}
    for group, write in (
        (settled + notes if settled else [], lambda _group: _say_settled(settled, replaces)),
        (advances, _say_advances),
        ([] if settled else notes, _say_notes),
    ):
        if group:
            mail_id = _queue(group, write, recipient=recipient, now=now, attempt=attempt)
            mails |= dict.fromkeys((each.document.number for each in group), mail_id)
    return mails


Told = tuple[str, Mapping[str, Any]]


def _queue(
    group: Sequence[PlannedDocument],
    write: Callable[[Sequence[PlannedDocument]], Told],
    *,
    recipient: str,
    now: datetime,
    attempt: str,
) -> int:
    account, choice = group[0].account, group[0].choice
    numbers = sorted(each.document.number for each in group)
    topic, told = write(group)
    brand = get_brand_by_id(account.brand_id)
    is_alone = len(group) == 1 and group[0].document.kind != "advance_invoice"
    url = (
        find_customer_url(brand, "portal:bill", number=numbers[0])
        if is_alone
        else find_customer_url(brand, "portal:payments")
    )
    queued = mail.queue(
        brand=brand,
        recipient=recipient,
        language=choice.language,
        topic=topic,
        context={"number": account.number, "page_url": url, **told},
        at=now,
        account_id=account.id,
        unique_key=_key(account, numbers, recipient, attempt),
    )
    return queued.pk if queued is not None else 0


def _key(account: AccountInfo, numbers: Sequence[str], recipient: str, attempt: str) -> str:
    return f"delivery:{account.id}:{numbers[0]}:{len(numbers)}:{numbers[-1]}:{attempt}:{recipient}"[
        :120
    ]


def _say_settled(settled: Sequence[PlannedDocument], replaces: Mapping[str, str]) -> Told:
    documents = [each.document for each in settled]
    balance_cents = sum(each.balance_cents for each in documents)
    sums = {
        "total": _money(sum(each.total_cents for each in documents)),
        "advances": _money(sum(each.advances_cents for each in documents)),
        **_say_balance(balance_cents, max(each.due_on for each in documents)),
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
        **_say_payment(only),
    }


def _say_advances(advances: Sequence[PlannedDocument]) -> Told:
    documents = [each.document for each in advances]
    numbers = sorted(each.number for each in documents)
    told = {
        "invoice_count": len(documents),
        "first_invoice": numbers[0],
        "last_invoice": numbers[-1],
        **_say_balance(
            sum(each.balance_cents for each in documents), max(each.due_on for each in documents)
        ),
    }
    if len(advances) > 1:
        return "advances_issued", told
    (only,) = advances
    return "advances_issued", {
        **told,
        "address": only.contract.address,
        "energy": only.contract.energy,
        **_say_payment(only),
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


def _say_payment(only: PlannedDocument) -> dict[str, Any]:
    """How one document is paid; nothing where nothing is to pay, or the account is not known."""
    document = only.document
    if document.balance_cents <= 0:
        return {}
    found = list_ways_to_pay(
        [(document.number, document.balance_cents, document.due_on)],
        brand_id=only.account.brand_id,
        on=document.issued_on,
    )
    payment: PaymentFacts | None = found.get(document.number)
    if payment is None:
        return {}
    groups = (payment.iban[at : at + 4] for at in range(0, len(payment.iban), 4))
    return {
        "iban": " ".join(groups),
        "beneficiary": payment.beneficiary,
        "reference": payment.reference,
    }

"""Questions about bank accounts and mandates; what a person may not see is not found."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet

from kwartier.payments._creditors import find_creditor_row
from kwartier.payments._rows import as_bank_account, as_creditor, as_mandate
from kwartier.payments._texts import read_text
from kwartier.payments.models import BankAccount, Consent, Creditor, Mandate, MandateAmendment
from kwartier.payments.types import (
    ADVANCE_KINDS,
    LIVE_STATES,
    BankAccountInfo,
    Collecting,
    CreditorInfo,
    MandateDays,
    MandateInfo,
    MandateScope,
    MandateState,
    MandateTerms,
    PayoutAccount,
    Scheme,
    WhyNot,
)
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.prepared import fetch_together, read_row

__all__ = [
    "covered_since",
    "explain_collecting",
    "find_bank_account",
    "find_creditor",
    "find_live_mandate",
    "find_mandate",
    "find_mandate_for",
    "find_payer",
    "find_payout_account",
    "list_bank_accounts",
    "list_creditors",
    "list_live_mandates",
    "list_mandate_days",
    "list_mandates",
    "read_text",
]


def find_creditor(brand_id: int, *, on: date) -> CreditorInfo | None:
    """What a brand is towards the banks on a day; None where it has no account to collect to."""
    row = find_creditor_row(brand_id, on)
    return as_creditor(row) if row else None


def list_creditors(brand_id: int) -> list[CreditorInfo]:
    """What a brand is towards the banks, the latest row first."""
    rows = Creditor.objects.filter(brand_id=brand_id)
    return [as_creditor(row) for row in rows.order_by("-from_day")]


def find_bank_account(account_id: int) -> BankAccountInfo | None:
    """The present bank account of a customer."""
    row = _current().filter(account_id=account_id).first()
    return as_bank_account(row) if row else None


def list_bank_accounts(account_id: int) -> list[BankAccountInfo]:
    """Every bank account that a customer had, the present one first."""
    rows = BankAccount.objects.filter(account_id=account_id).order_by("-pk")
    return [as_bank_account(row) for row in rows]


def find_payout_account(account_id: int, *, at: datetime) -> PayoutAccount | None:
    """Where money of a customer may go out to at an instant; None while a new account cools off.

    The one before is not taken instead: the customer said that it is no longer theirs.
    """
    row = _current().filter(account_id=account_id, usable_from__lte=at).first()
    if row is None:
        return None
    return PayoutAccount(id=row.pk, iban=row.iban, bic=row.bic, holder=row.holder)


def find_live_mandate(account_id: int) -> MandateInfo | None:
    """The mandate of an account that was not ended."""
    return list_live_mandates([account_id]).get(account_id)


_PAYER_PARTS = {
    "mandate": """SELECT m.*, to_jsonb(b) AS bank FROM payments_mandate m
        JOIN payments_bankaccount b ON b.id = m.bank_account_id
        WHERE m.account_id = %(account)s::bigint AND m.state <> 'ended'""",
    "bank": """SELECT b.* FROM payments_bankaccount b WHERE b.account_id = %(account)s::bigint
        AND NOT EXISTS (SELECT 1 FROM payments_bankaccount later WHERE later.replaces_id = b.id)""",
}


def find_payer(account_id: int) -> tuple[MandateInfo | None, BankAccountInfo | None]:
    """`find_live_mandate` and `find_bank_account` of an account in one question."""
    rows = fetch_together(_PAYER_PARTS, {"account": account_id})
    mandates = [read_mandate(row) for row in rows["mandate"]]
    banks = [read_row(BankAccount, row) for row in rows["bank"]]
    return (
        as_mandate(mandates[0]) if mandates else None,
        as_bank_account(banks[0]) if banks else None,
    )


def read_mandate(row: Mapping[str, Any]) -> Mandate:
    """A row of JSON of a mandate, with that of its ``bank``, as a row of its table."""
    mandate = read_row(Mandate, row)
    mandate.bank_account = read_row(BankAccount, row["bank"])
    return mandate


def list_live_mandates(account_ids: Collection[int]) -> dict[int, MandateInfo]:
    """The mandates that were not ended, by account; who has none is left out. One query."""
    rows = _mandates().filter(account_id__in=list(account_ids), state__in=LIVE_STATES)
    return {row.account_id: as_mandate(row) for row in rows}


def list_mandates(account_id: int) -> list[MandateInfo]:
    """Every mandate that an account had, the newest first."""
    rows = _mandates().filter(account_id=account_id).order_by("-signed_at", "-pk")
    return [as_mandate(row) for row in rows]


def find_mandate(brand_id: int, *, reference: str) -> MandateInfo | None:
    """The mandate of a brand with this reference, in capitals or not: for banks they are the same."""
    rows = _mandates().filter(brand_id=brand_id, reference__iexact=reference)
    row = rows.order_by("-pk").first()
    return as_mandate(row) if row else None


def list_mandate_days(account_ids: Collection[int]) -> dict[int, list[MandateDays]]:
    """On which days accounts had a mandate, by account, the oldest first; one query.

    A suspended mandate counts: it was not taken back.
    """
    found: dict[int, list[MandateDays]] = {}
    rows = Mandate.objects.filter(account_id__in=list(account_ids)).order_by("signed_at", "pk")
    for row in rows.only("account_id", "brand_id", "reference", "signed_at", "ended_at"):
        day_of = get_brand_by_id(row.brand_id).day_of
        days = MandateDays(
            mandate_id=row.pk,
            reference=row.reference,
            from_=day_of(row.signed_at),
            until=day_of(row.ended_at) if row.ended_at else None,
        )
        found.setdefault(row.account_id, []).append(days)
    return found


def list_former_accounts(mandate_id: int) -> list[BankAccountInfo]:
    """The bank accounts from which a mandate moved away, the latest first."""
    rows = MandateAmendment.objects.filter(mandate_id=mandate_id).order_by("-pk")
    return [
        as_bank_account(row.old_bank_account) for row in rows.select_related("old_bank_account")
    ]


def find_mandate_for(
    account_id: int, *, kind: str, amount_cents: int, document: str = ""
) -> Collecting:
    """Whether a document of an account is collected, and else why not.

    ``kind`` is that of the document: an advance invoice, or anything else; ``document`` its number,
    where the customer may have agreed to it.
    """
    mandate = find_live_mandate(account_id)
    agreed = list_consents([mandate.id]) if mandate and document else {}
    return explain_collecting(
        mandate,
        kind=kind,
        amount_cents=amount_cents,
        has_consent=mandate is not None and document in agreed.get(mandate.id, ()),
    )


def list_consents(mandate_ids: Collection[int]) -> dict[int, dict[str, datetime]]:
    """The documents above their limit that customers let us collect, by mandate, and since when."""
    found: dict[int, dict[str, datetime]] = {}
    for mandate_id, document, given_at in Consent.objects.filter(
        mandate_id__in=list(mandate_ids)
    ).values_list("mandate_id", "document", "given_at"):
        found.setdefault(mandate_id, {})[document] = given_at
    return found


def covered_since(
    mandate: MandateInfo, *, kind: str, amount_cents: int, agreed_at: datetime | None = None
) -> datetime:
    """Since when a mandate that covers a document has covered it, without a break.

    The customer learns then that it is collected: by the mail about the signature, about wider terms
    or about the end of a suspension, or as they agree to the document at ``agreed_at``.
    """
    covers = partial(_covers, kind=kind, amount_cents=amount_cents)
    if not covers(mandate.terms) and agreed_at is not None:
        return agreed_at
    for earlier in reversed(mandate.earlier_terms):
        if earlier.terms is None or not covers(earlier.terms):
            return earlier.until
    return mandate.signed_at


def explain_collecting(
    mandate: MandateInfo | None, *, kind: str, amount_cents: int, has_consent: bool = False
) -> Collecting:
    """The same for a mandate in hand, without a question: a page or a batch asks for many."""
    return Collecting(
        mandate=mandate,
        why_not=_explain(mandate, kind, amount_cents, has_consent=has_consent),
    )


def _explain(
    mandate: MandateInfo | None, kind: str, amount_cents: int, *, has_consent: bool
) -> WhyNot | None:
    if amount_cents <= 0:
        return WhyNot.NOTHING_OWED
    if mandate is None or not mandate.is_live:
        return WhyNot.NO_MANDATE
    if mandate.state == MandateState.SUSPENDED:
        return WhyNot.SUSPENDED
    if not _is_in_scope(mandate.terms, kind):
        return WhyNot.OUT_OF_SCOPE
    if not has_consent and not _covers(mandate.terms, kind=kind, amount_cents=amount_cents):
        return WhyNot.ABOVE_LIMIT
    return None


def _is_in_scope(terms: MandateTerms, kind: str) -> bool:
    return terms.scope != MandateScope.ADVANCES or kind in ADVANCE_KINDS


def _covers(terms: MandateTerms, *, kind: str, amount_cents: int) -> bool:
    """Whether terms let us collect a document without asking."""
    limit = terms.ask_above_cents
    return _is_in_scope(terms, kind) and (limit is None or amount_cents <= limit)


def offers_scheme(scheme: Scheme, *, is_business: bool) -> bool:
    """Whether a customer may sign under a scheme."""
    return scheme == Scheme.CORE or is_business


def _current() -> QuerySet[BankAccount]:
    return BankAccount.objects.filter(replaced_by__isnull=True)


def _mandates() -> QuerySet[Mandate]:
    return Mandate.objects.select_related("bank_account")

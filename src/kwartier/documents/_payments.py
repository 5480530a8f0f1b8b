"""How a document is paid: to whom, with which reference."""

from datetime import date

from kwartier.documents.types import IssuerFacts, PaymentFacts
from kwartier.ledger.references import reference_of
from kwartier.payments.types import CollectionNotice


def payment_of(
    issuer: IssuerFacts,
    number: str,
    *,
    cents: int,
    due_on: date,
    collection: CollectionNotice | None = None,
) -> PaymentFacts:
    """What a payer needs for the document of a number; without a reference where nothing is to pay.

    Raises:
        ValueError: the number is not one of ours.
    """
    shown, code = reference_of(number, country=issuer.country) if cents > 0 else ("", "")
    return PaymentFacts(
        amount_cents=max(cents, 0),
        reference=shown,
        reference_code=code,
        beneficiary=issuer.legal_name,
        iban=issuer.iban,
        bic=issuer.bic,
        due_on=due_on,
        collection=collection,
    )

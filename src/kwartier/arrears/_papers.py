"""A reminder as a letter: what its paper is made of, from the facts that it keeps."""

from dataclasses import asdict, replace
from typing import Any

from django.utils import translation

from kwartier.arrears._facts import as_reminder
from kwartier.arrears.models import Reminder
from kwartier.arrears.types import ReminderView, StepKind
from kwartier.arrears.wording import list_helpers, say_following, say_prospect, say_title
from kwartier.delivery.queries import get_postal_address
from kwartier.documents.queries import get_contact, get_issuer
from kwartier.documents.types import (
    ContactFacts,
    IssuerFacts,
    PaymentFacts,
    RemindedFacts,
    ReminderFacts,
)
from kwartier.ledger.references import account_reference_of
from kwartier.parties.types import AccountInfo
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.language import speech_of


def gather_letter(row: Reminder, account: AccountInfo) -> ReminderFacts:
    """Everything that stands on the letter of a reminder, its sentences in its own language.

    Of a letter that was written before letters kept their address, it is that of today.

    Raises:
        IssuerUnknown: nobody said who the brand was before the law.
    """
    told = as_reminder(row)
    issuer = _issuer_of(told)
    address = row.facts.get("to") or get_postal_address(account).splitlines() or [account.name]
    with translation.override(speech_of(row.language, issuer.country)):
        return ReminderFacts(
            number=row.number,
            title=say_title(told.step),
            language=row.language,
            account_id=row.account_id,
            issued_on=row.issued_on,
            issuer=issuer,
            contact=_contact_of(row.facts, account),
            to=tuple(address),
            debts=tuple(
                RemindedFacts(
                    document=each.document,
                    address=each.address,
                    due_on=each.due_on,
                    open_cents=each.open_cents,
                    disputed_cents=each.disputed_cents,
                )
                for each in told.debts
            ),
            costs=tuple((str(part.label), cents) for part, cents in told.cost.parts),
            payment=_payment_of(told, issuer, account),
            follows=tuple(say_following(each) for each in told.ahead),
            prospect="" if told.step == StepKind.REMINDER else say_prospect(told),
            helpers=tuple(list_helpers(told.region)),
        )


def tell_reader(account: AccountInfo, address: str) -> dict[str, Any]:
    """To whom a letter goes and how they reach us, as its facts keep it."""
    contact = get_contact(get_brand_by_id(account.brand_id), account)
    return {"to": address.splitlines(), "contact": asdict(contact)}


def _issuer_of(told: ReminderView) -> IssuerFacts:
    """Who the brand was that day; name, number and account as the letter keeps them."""
    issuer = get_issuer(brand_id=told.brand_id, on=told.issued_on)
    return replace(issuer, **asdict(told.creditor))


def _contact_of(facts: dict[str, Any], account: AccountInfo) -> ContactFacts:
    if "contact" in facts:
        return ContactFacts(**facts["contact"])
    return get_contact(get_brand_by_id(account.brand_id), account)


def _payment_of(told: ReminderView, issuer: IssuerFacts, account: AccountInfo) -> PaymentFacts:
    """One transfer of everything, with the reference of the account: the oldest is paid first."""
    shown, code = account_reference_of(account.number, country=issuer.country)
    return PaymentFacts(
        amount_cents=told.total_cents,
        reference=shown,
        reference_code=code,
        beneficiary=issuer.legal_name,
        iban=issuer.iban,
        bic=issuer.bic,
        due_on=told.pay_by,
    )

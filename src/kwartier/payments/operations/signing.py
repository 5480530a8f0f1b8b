"""A mandate comes about: signed online by the customer, or recorded from a form that they signed."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from kwartier.parties.called import check_name
from kwartier.parties.operations.profile import shorten_address
from kwartier.parties.types import AccountInfo, AccountKind
from kwartier.payments._eea import find_account_obstacle
from kwartier.payments._limits import check_limit, tell_terms
from kwartier.payments._locking import check_may_act, lock_account
from kwartier.payments._rows import as_mandate, nothing_until
from kwartier.payments._telling import describe, describe_collections, tell
from kwartier.payments._texts import read_text
from kwartier.payments.formats.sepa_text import is_identifier
from kwartier.payments.models import BankAccount, Mandate
from kwartier.payments.queries import find_creditor, list_collections_of_account, offers_scheme
from kwartier.payments.refusals import (
    BankAccountChangedMeanwhile,
    BankAccountMissing,
    DirectDebitNotOffered,
    MandateExists,
    MandateReferenceInvalid,
    MandateReferenceTaken,
    PaperMandateWithoutForm,
    SchemeForBusinessOnly,
    SignedInTheFuture,
)
from kwartier.payments.types import (
    LIVE_STATES,
    CreditorInfo,
    MandateForm,
    MandateInfo,
    MandateState,
    MandateTerms,
    Scheme,
    mask_iban,
)
from kwartier.platform import audit
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.errors import NotAllowed
from kwartier.platform.types import Actor, ActorKind

_NOT_TAKEN = re.compile(r"[^A-Za-z0-9-]+")
# A form on paper may have a number of ours: so many are tried behind it.
_MOST_TRIES = 20


@transaction.atomic
def sign_mandate(
    *,
    account: AccountInfo,
    scheme: Scheme,
    terms: MandateTerms,
    language: str,
    signed_from: str,
    actor: Actor,
    now: datetime,
    seen_account_id: int | None = None,
    tells: bool = True,
) -> MandateInfo:
    """Sign a mandate online for the present bank account; the customer gets it by e-mail.

    With ``tells`` false nobody is told: for what was signed elsewhere and is taken over. ``language`` is that of the text on the page, which is kept; ``signed_from`` the internet
    address of the visitor, of which only the network is kept. That the person confirmed who they are a moment ago is for the door to ask.
    ``seen_account_id`` is the bank account that the person saw when they signed (None: not said).

    Raises:
        NotAllowed: a reader or an agent asks: the signature is the customer's.
        BankAccountChangedMeanwhile: another account took the place of the one that they saw.
        MandateExists, DirectDebitNotOffered, BankAccountMissing, SchemeForBusinessOnly
        AccountOutsideEea, LimitTooSmall: as they say; nothing was stored.
    """
    if actor.kind is ActorKind.AGENT:
        raise NotAllowed
    check_may_act(account, actor)
    lock_account(account.id)
    signed = _write(
        account,
        scheme,
        terms,
        language=language,
        form=MandateForm.ONLINE,
        seen_account_id=seen_account_id,
        signed_by=actor.name,
        signed_by_person=actor.person_id,
        signed_from=shorten_address(signed_from),
        signed_at=now,
    )
    return _finish(account, signed, actor=actor, now=now, tells=tells)


@transaction.atomic
def record_paper_mandate(
    *,
    account: AccountInfo,
    scheme: Scheme,
    terms: MandateTerms,
    document: str,
    signed_by: str,
    signed_at: datetime,
    actor: Actor,
    now: datetime,
    reference: str = "",
    tells: bool = True,
) -> MandateInfo:
    """Record a mandate from a form that the customer signed; ``document`` says where it is kept.

    ``reference`` is the one on the form; without one it gets ours. The customer is told, unless with
    ``tells`` false: for a form that a former system recorded.

    Raises:
        NotAllowed: a customer asks.
        NameUnreadable: nobody can read who signed.
        PaperMandateWithoutForm, SignedInTheFuture, MandateReferenceInvalid, MandateReferenceTaken
        MandateExists, DirectDebitNotOffered, BankAccountMissing, SchemeForBusinessOnly
        AccountOutsideEea, LimitTooSmall: as they say; nothing was stored.
    """
    if actor.kind is ActorKind.CUSTOMER:
        raise NotAllowed
    kept = document.strip()
    named = check_name(signed_by, field="signed_by") if signed_by.strip() else ""
    if not kept or not named:
        raise PaperMandateWithoutForm(field="signed_by" if kept else "document")
    if signed_at > now:
        raise SignedInTheFuture(field="signed_on")
    lock_account(account.id)
    signed = _write(
        account,
        scheme,
        terms,
        language=account.language,
        form=MandateForm.PAPER,
        signed_by=named,
        document=kept,
        signed_at=signed_at,
        reference=reference.strip(),
        # What is open is told of now, not on the day of the form; a former system told of it itself.
        earlier_terms=[nothing_until(now)] if tells else [],
    )
    return _finish(account, signed, actor=actor, now=now, tells=tells)


def _write(
    account: AccountInfo,
    scheme: Scheme,
    terms: MandateTerms,
    *,
    language: str,
    signed_at: datetime,
    reference: str = "",
    seen_account_id: int | None = None,
    **signed: object,
) -> Mandate:
    """The row, after all that stands against it was asked under the account's lock."""
    if reference and not is_identifier(reference):
        raise MandateReferenceInvalid(field="reference")
    live = Mandate.objects.filter(account_id=account.id, state__in=LIVE_STATES).first()
    if live is not None:
        raise MandateExists(params={"reference": live.reference})
    if not offers_scheme(scheme, is_business=account.kind == AccountKind.BUSINESS):
        raise SchemeForBusinessOnly(field="scheme")
    check_limit(terms.ask_above_cents)
    creditor = _get_creditor(account, signed_at)
    bank_account = BankAccount.objects.filter(
        account_id=account.id, replaced_by__isnull=True
    ).first()
    if bank_account is None:
        raise BankAccountMissing(params={"number": account.number})
    if seen_account_id not in (None, bank_account.pk):
        raise BankAccountChangedMeanwhile(params={"iban": mask_iban(bank_account.iban)})
    if (obstacle := find_account_obstacle(mask_iban(bank_account.iban))) is not None:
        raise obstacle
    words = read_text(scheme, language=language, creditor=creditor.name)
    mandate = Mandate(
        brand_id=account.brand_id,
        account_id=account.id,
        bank_account=bank_account,
        scheme=scheme,
        scope=terms.scope,
        ask_above_cents=terms.ask_above_cents,
        creditor_identifier=creditor.creditor_identifier,
        creditor_name=creditor.name,
        text=words.text,
        language=words.language,
        text_version=words.version,
        signed_at=signed_at,
        state=MandateState.ACTIVE,
        **signed,
    )
    return _insert(mandate, [reference] if reference else _list_own(account))


def _get_creditor(account: AccountInfo, at: datetime) -> CreditorInfo:
    today = get_brand_by_id(account.brand_id).day_of(at)
    creditor = find_creditor(account.brand_id, on=today)
    if creditor is None:
        raise DirectDebitNotOffered
    return creditor


def _list_own(account: AccountInfo) -> list[str]:
    """The account's number and how many mandates it had before, then the numbers behind it."""
    number = _NOT_TAKEN.sub("-", account.number).strip("-")
    first = Mandate.objects.filter(account_id=account.id).count() + 1
    return [f"{number}-M{place}" for place in range(first, first + _MOST_TRIES)]


def _insert(mandate: Mandate, references: Sequence[str]) -> Mandate:
    """Store a mandate under the first of some references that no other mandate has.

    Whether one is free only the database knows: a customer sees no mandate of another's, and two
    agents may record the same form at the same moment.
    """
    for reference in references:
        mandate.reference = reference
        try:
            with transaction.atomic():
                mandate.save(force_insert=True)
        except IntegrityError:
            continue
        return mandate
    raise MandateReferenceTaken(field="reference", params={"reference": references[-1]})


def _finish(
    account: AccountInfo, signed: Mandate, *, actor: Actor, now: datetime, tells: bool
) -> MandateInfo:
    mandate = as_mandate(signed)
    audit.record(
        brand_id=account.brand_id,
        at=now,
        actor=actor,
        action="mandate.signed",
        subject_kind="mandate",
        subject_id=mandate.reference,
        account_id=account.id,
        after={
            "scheme": mandate.scheme.value,
            **tell_terms(mandate.terms),
            "iban": mandate.masked_iban,
            "form": mandate.form.value,
        },
    )
    if tells:
        tell_with_collections(account, "mandate_signed", mandate, actor=actor, now=now)
    return mandate


def tell_with_collections(
    account: AccountInfo, topic: str, mandate: MandateInfo, *, actor: Actor, now: datetime
) -> None:
    """Write of a mandate that collects more from now on, and name what of that is open.

    The invoices could not tell of it: this mail is the notice, with each amount and day.
    """
    today = get_brand_by_id(account.brand_id).day_of(now)
    to_come = list_collections_of_account(account.brand_id, account.id, today, now=now)
    news = [each for each in to_come if each.covered_at >= now]
    told = {**describe(mandate), "to_come": describe_collections(news)}
    tell(account, topic, told, actor=actor, now=now)

"""Signing up against a customer number, and what a confirmed e-mail address then opens.

The first member of an account becomes its holder. When the account has an active holder already,
the sign-up is not refused and does not open anything: it becomes a request that the holder sees
on the members page and by mail, and grants (in any role) or refuses. A household whose other half
signed up first is thus neither locked out nor let in unseen.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction

from kwartier.parties.called import check_name
from kwartier.parties.models import Person
from kwartier.parties.naming import name_newcomer
from kwartier.parties.queries import find_person_by_email
from kwartier.parties.refusals import DetailsDoNotMatch
from kwartier.parties.types import MembershipState
from kwartier.platform import audit, mail
from kwartier.platform.errors import NotFound
from kwartier.platform.types import Actor, ActorKind, BrandInfo


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What is printed on an invoice: enough to name one account, if all of it is right."""

    number: str
    digits: str
    enterprise_number: str = ""

    @property
    def clean_number(self) -> str:
        """The customer number as it is stored, however it was typed."""
        return "".join(self.number.split()).upper()


@dataclass(frozen=True, slots=True)
class ActivatedMembership:
    """What became of a pending membership once the e-mail address was confirmed."""

    id: int
    account_id: int
    account_number: str
    state: str


def sign_up(
    *,
    brand: BrandInfo,
    facts: AccountFacts,
    name: str,
    email: str,
    password: str,
    language: str,
    sign_in_url: str,
    now: datetime,
) -> EmailAddress | None:
    """Create a person with a pending membership; returns the address that must be confirmed.

    Returns None when somebody of the brand has this address already: they get a mail that says so,
    and the caller answers exactly as for a new person. So too for the slower of two copies of one
    form that arrive at the same moment.

    Raises:
        NameUnreadable: there is nothing to read in the name.
        DetailsDoNotMatch: the facts do not name an account; nothing is stored.
    """
    name = check_name(name)
    known = find_person_by_email(brand_id=brand.id, email=email)
    if known is not None and EmailAddress.objects.filter(user=known, verified=True).exists():
        _require_match(brand, facts)
        make_password(password)  # as long as for a new person
        mail.queue(
            brand=brand,
            recipient=known.email,
            language=known.language,
            topic="identity/already_known",
            context={"person": known, "sign_in_url": sign_in_url},
            at=now,
            person_id=known.pk,
        )
        return None
    try:
        with transaction.atomic():
            person = known or Person(
                pk=name_newcomer(), brand_id=brand.id, email=email.strip().lower()
            )
            person.name, person.language = name, language
            person.set_password(password)
            person.save()
            # A new row each time: the link of an earlier attempt, perhaps somebody else's, dies.
            EmailAddress.objects.filter(user=person).delete()
            address = EmailAddress.objects.create(user=person, email=person.email, primary=True)
            account_id = _claim(person, facts, now)
            audit.record(
                brand_id=brand.id,
                at=now,
                actor=_as_actor(person),
                action="person.signed_up",
                subject_kind="person",
                subject_id=person.pk,
                account_id=account_id,
            )
    except IntegrityError:
        # A second copy of the form, sent at the same moment, was faster: its mail is on the way.
        return None
    return address


def claim_account(
    *, brand: BrandInfo, person_id: int, facts: AccountFacts, now: datetime
) -> ActivatedMembership | None:
    """Add an account to a person whose address is confirmed; None when they have it already.

    Raises:
        DetailsDoNotMatch: the facts do not name an account; nothing is stored.
        NotFound: the person is not the one who asks.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    with transaction.atomic():
        _claim(person, facts, now)
        activated = activate_memberships(brand=brand, person_id=person_id, now=now)
    return activated[0] if activated else None


def activate_memberships(
    *, brand: BrandInfo, person_id: int, now: datetime
) -> list[ActivatedMembership]:
    """After the e-mail address was confirmed: let pending memberships count, or ask the holders.

    Each is put on the record. The account's own address is told of a new holder; the holders are
    told of a request.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT membership_id, account_id, account_number, account_name, account_email,"
            " account_language, state, holders::text FROM parties_activate_memberships(%s)",
            [person_id],
        )
        rows = cursor.fetchall()
    if not rows:
        return []
    person = Person.objects.get(pk=person_id)
    for (
        membership_id,
        account_id,
        number,
        account_name,
        account_email,
        language,
        state,
        told,
    ) in rows:
        audit.record(
            brand_id=brand.id,
            at=now,
            actor=_as_actor(person),
            action=f"membership.{'opened' if state == MembershipState.ACTIVE else 'requested'}",
            subject_kind="membership",
            subject_id=membership_id,
            account_id=account_id,
            after={"person": person.name, "state": state},
        )
        if state == MembershipState.REQUESTED:
            topic, recipients = "identity/access_requested", json.loads(told)
        else:
            topic = "identity/new_holder"
            strangers = account_email and account_email.lower() != person.email
            recipients = [{"email": account_email, "language": language}] if strangers else []
        for recipient in recipients:
            mail.queue(
                brand=brand,
                recipient=recipient["email"],
                language=recipient["language"],
                topic=topic,
                context={"person": person, "number": number, "account_name": account_name},
                at=now,
                account_id=account_id,
                person_id=recipient.get("person_id"),
            )
    return [ActivatedMembership(row[0], row[1], row[2], row[6]) for row in rows]


def _claim(person: Person, facts: AccountFacts, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT parties_claim_account(%s, %s, %s, %s, %s)",
            [person.pk, facts.clean_number, facts.digits, facts.enterprise_number, now],
        )
        account_id = cursor.fetchone()[0]
    if account_id is None:
        raise DetailsDoNotMatch
    return int(account_id)


def _require_match(brand: BrandInfo, facts: AccountFacts) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kwartier_match_account(%s, %s, %s, %s)",
            [brand.id, facts.clean_number, facts.digits, facts.enterprise_number],
        )
        if cursor.fetchone()[0] is None:
            raise DetailsDoNotMatch


def _as_actor(person: Person) -> Actor:
    return Actor(kind=ActorKind.CUSTOMER, person_id=person.pk, name=person.name)

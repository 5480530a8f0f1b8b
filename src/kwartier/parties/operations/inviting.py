"""Inviting somebody to an account, and accepting: by mail, once, within fourteen days."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction
from django.utils.functional import lazy

from kwartier.parties.called import check_name
from kwartier.parties.models import CustomerAccount, Invitation, Membership, Person
from kwartier.parties.naming import name_newcomer
from kwartier.parties.queries import (
    find_invitation,
    find_person_by_email,
    hash_token,
    list_invitations,
    list_members,
    require_role,
)
from kwartier.parties.refusals import (
    AlreadyInvited,
    AlreadyMember,
    InvitationForSomebodyElse,
    InvitationNotOpen,
)
from kwartier.parties.types import MembershipState, Role
from kwartier.platform import audit, mail
from kwartier.platform.errors import NotFound
from kwartier.platform.types import Actor, ActorKind, BrandInfo
from kwartier.platform.wording import speak_day

VALID_FOR = timedelta(days=14)
# spoken when the mail is written, in the language of who receives it
_speak_lazily = lazy(speak_day, str)


def invite_member(
    *,
    brand: BrandInfo,
    account_id: int,
    email: str,
    role: Role,
    link_maker: Callable[[str], str],
    actor: Actor,
    now: datetime,
) -> int:
    """Invite an address in a role; ``link_maker`` turns the token into the link of the mail.

    The token is in that mail and nowhere else: what is stored is its hash. Returns the id.

    Raises:
        NotFound, NotAllowed: the actor is not a holder of the account.
        AlreadyMember: somebody with this address is on the account.
        AlreadyInvited: an invitation to this address is open.
    """
    inviter_id = actor.person_id or 0
    require_role(inviter_id, account_id, Role.HOLDER)
    address = email.strip().lower()
    with transaction.atomic():
        account = CustomerAccount.objects.select_for_update().get(pk=account_id)
        if any(member.email == address for member in list_members(account_id)):
            raise AlreadyMember(field="email")
        if any(waiting.email == address for waiting in list_invitations(account_id, now=now)):
            raise AlreadyInvited(field="email", params={"email": address})
        raw_token = secrets.token_urlsafe(32)
        invitation = Invitation.objects.create(
            brand_id=brand.id,
            account=account,
            email=address,
            role=role,
            token_hash=hash_token(raw_token),
            invited_by_id=inviter_id,
            created_at=now,
            expires_at=now + VALID_FOR,
        )
        audit.record(
            brand_id=brand.id,
            at=now,
            actor=actor,
            action="invitation.sent",
            subject_kind="invitation",
            subject_id=invitation.pk,
            account_id=account_id,
            after={"email": address, "role": role.value},
        )
        mail.queue(
            brand=brand,
            recipient=address,
            language=account.language,
            topic="identity/invitation",
            context={
                "inviter_name": actor.name,
                "account_name": account.name,
                "role": role.label,
                "link": link_maker(raw_token),
                "expires_on": _speak_lazily((now + VALID_FOR).date()),
            },
            at=now,
        )
    return int(invitation.pk)


def withdraw_invitation(
    *, brand: BrandInfo, account_id: int, invitation_id: int, actor: Actor, now: datetime
) -> None:
    """Make an open invitation worthless.

    Raises:
        NotFound, NotAllowed: the actor is not a holder, or the invitation is not open.
    """
    require_role(actor.person_id or 0, account_id, Role.HOLDER)
    withdrawn = Invitation.objects.filter(
        pk=invitation_id,
        account_id=account_id,
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
    ).update(withdrawn_at=now)
    if not withdrawn:
        raise NotFound
    audit.record(
        brand_id=brand.id,
        at=now,
        actor=actor,
        action="invitation.withdrawn",
        subject_kind="invitation",
        subject_id=invitation_id,
        account_id=account_id,
    )


def accept_invitation(*, brand: BrandInfo, raw_token: str, person_id: int, now: datetime) -> int:
    """Join the account that the token opens; returns the account's id.

    Raises:
        InvitationNotOpen: used, withdrawn, expired, or its sender is no longer a holder.
        InvitationForSomebodyElse: the person's confirmed address is not the invited one.
    """
    preview = find_invitation(raw_token, now=now)
    if preview is None:
        raise InvitationNotOpen
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT parties_accept_invitation(%s, %s, %s)",
                [hash_token(raw_token), person_id, now],
            )
            account_id = cursor.fetchone()[0]
        if account_id is None:
            raise InvitationForSomebodyElse
        person = Person.objects.get(pk=person_id)
        audit.record(
            brand_id=brand.id,
            at=now,
            actor=Actor(kind=ActorKind.CUSTOMER, person_id=person_id, name=person.name),
            action="invitation.accepted",
            subject_kind="person",
            subject_id=person_id,
            account_id=account_id,
            after={"person": person.name, "role": preview.role},
        )
    return int(account_id)


def sign_up_by_invitation(
    *,
    brand: BrandInfo,
    raw_token: str,
    name: str,
    password: str,
    language: str,
    now: datetime,
) -> Person:
    """Create the invited person and let them join: the link has proved the address.

    Raises:
        InvitationNotOpen: used, withdrawn or expired.
        InvitationForSomebodyElse: somebody with the invited address signs in here already; they
            accept by signing in.
        NameUnreadable: there is nothing to read in the name.
    """
    name = check_name(name)
    preview = find_invitation(raw_token, now=now)
    if preview is None:
        raise InvitationNotOpen
    if preview.has_person:
        raise InvitationForSomebodyElse
    try:
        with transaction.atomic():
            known = find_person_by_email(brand_id=brand.id, email=preview.email)
            person = known or Person(
                pk=name_newcomer(), brand_id=brand.id, email=preview.email.lower()
            )
            person.name, person.language = name, language
            person.set_password(password)
            person.save()
            EmailAddress.objects.filter(user=person).delete()
            EmailAddress.objects.create(
                user=person, email=person.email, primary=True, verified=True
            )
            accept_invitation(brand=brand, raw_token=raw_token, person_id=person.pk, now=now)
    except IntegrityError:
        # a second copy of the form, sent at the same moment, was faster
        raise InvitationNotOpen from None
    return person


def answer_request(
    *,
    brand: BrandInfo,
    account_id: int,
    membership_id: int,
    role: Role | None,
    actor: Actor,
    now: datetime,
) -> None:
    """The holder's answer to somebody who signed up second: a role, or None to refuse.

    Raises:
        NotFound, NotAllowed: the actor is not a holder, or nobody waits under this id.
    """
    require_role(actor.person_id or 0, account_id, Role.HOLDER)
    with transaction.atomic():
        waiting = (
            Membership.objects.select_for_update(of=["self"])
            .select_related("person", "account")
            .filter(pk=membership_id, account_id=account_id, state=MembershipState.REQUESTED)
            .first()
        )
        if waiting is None:
            raise NotFound
        if role is None:
            waiting.state, waiting.ended_at = MembershipState.ENDED, now
        else:
            waiting.state, waiting.role = MembershipState.ACTIVE, role
        waiting.save(update_fields=["state", "role", "ended_at"])
        granted = role is not None
        audit.record(
            brand_id=brand.id,
            at=now,
            actor=actor,
            action="membership.granted" if granted else "membership.refused",
            subject_kind="membership",
            subject_id=membership_id,
            account_id=account_id,
            after={"person": waiting.person.name, "role": waiting.role},
        )
        mail.queue(
            brand=brand,
            recipient=waiting.person.email,
            language=waiting.person.language,
            topic="identity/access_granted" if granted else "identity/access_refused",
            context={
                "person": waiting.person,
                "number": waiting.account.number,
                "role": Role(waiting.role).label,
            },
            at=now,
            person_id=waiting.person_id,
        )

"""Changing what somebody may do on an account, and ending it. An account never loses its last holder."""

from datetime import datetime

from django.db import models, transaction

from kwartier.parties.models import CustomerAccount, Membership
from kwartier.parties.queries import list_holders, require_role
from kwartier.parties.refusals import LastHolder
from kwartier.parties.types import MembershipState, Role
from kwartier.platform import audit, mail
from kwartier.platform.errors import NotFound
from kwartier.platform.types import Actor, BrandInfo


def change_role(
    *,
    brand: BrandInfo,
    account_id: int,
    membership_id: int,
    role: Role,
    actor: Actor,
    now: datetime,
) -> None:
    """Give a member another role; the same role again changes nothing.

    Raises:
        NotFound, NotAllowed: the actor is not a holder, or there is no such active member.
        LastHolder: no other holder would be left.
    """
    require_role(actor.person_id or 0, account_id, Role.HOLDER)
    with transaction.atomic():
        membership = _lock_member(account_id, membership_id)
        before = membership.role
        if before == role:
            return
        if before == Role.HOLDER:
            _keep_a_holder(membership)
        membership.role = role
        membership.save(update_fields=["role"])
        _tell(
            membership,
            brand=brand,
            actor=actor,
            now=now,
            action="membership.role_changed",
            topic="identity/role_changed",
            before=before,
        )


def end_membership(
    *, brand: BrandInfo, account_id: int, membership_id: int, actor: Actor, now: datetime
) -> None:
    """Take a member's access away.

    Raises:
        NotFound, NotAllowed: the actor is not a holder, or there is no such active member.
        LastHolder: no other holder would be left.
    """
    require_role(actor.person_id or 0, account_id, Role.HOLDER)
    with transaction.atomic():
        membership = _lock_member(account_id, membership_id)
        _end(membership, brand=brand, actor=actor, now=now, topic="identity/access_ended")


def leave_account(*, brand: BrandInfo, account_id: int, actor: Actor, now: datetime) -> None:
    """Give up one's own access; the holders are told.

    Raises:
        NotFound: the actor is not an active member.
        LastHolder: the actor is the only holder.
    """
    person_id = actor.person_id or 0
    require_role(person_id, account_id, Role.READER)
    with transaction.atomic():
        membership = _active(account_id).select_for_update(of=["self"]).get(person_id=person_id)
        holders = [holder for holder in list_holders(account_id) if holder.person_id != person_id]
        account = CustomerAccount.objects.get(pk=account_id)
        for holder in holders:
            mail.queue(
                brand=brand,
                recipient=holder.email,
                language=holder.language,
                topic="identity/member_left",
                context={"name": actor.name, "number": account.number},
                at=now,
                account_id=account_id,
                person_id=holder.person_id,
            )
        _end(membership, brand=brand, actor=actor, now=now, topic="identity/left_account")


def _active(account_id: int) -> models.QuerySet[Membership]:
    return Membership.objects.select_related("person", "account").filter(
        account_id=account_id, state=MembershipState.ACTIVE
    )


def _lock_member(account_id: int, membership_id: int) -> Membership:
    membership = _active(account_id).select_for_update(of=["self"]).filter(pk=membership_id).first()
    if membership is None:
        raise NotFound
    return membership


def _keep_a_holder(leaving: Membership) -> None:
    # The row of the account lets one of two holders go first when both leave at the same moment.
    # (A delegate's or reader's leaving does not come here.) The database checks again at the end.
    CustomerAccount.objects.select_for_update().get(pk=leaving.account_id)
    others = _active(leaving.account_id).filter(role=Role.HOLDER).exclude(pk=leaving.pk)
    if not others.exists():
        raise LastHolder


def _end(
    membership: Membership, *, brand: BrandInfo, actor: Actor, now: datetime, topic: str
) -> None:
    if membership.role == Role.HOLDER:
        _keep_a_holder(membership)
    # Told and recorded first: afterwards somebody who leaves no longer sees the account.
    _tell(membership, brand=brand, actor=actor, now=now, action="membership.ended", topic=topic)
    membership.state, membership.ended_at = MembershipState.ENDED, now
    membership.save(update_fields=["state", "ended_at"])


def _tell(
    membership: Membership,
    *,
    brand: BrandInfo,
    actor: Actor,
    now: datetime,
    action: str,
    topic: str,
    before: str | None = None,
) -> None:
    person = membership.person
    audit.record(
        brand_id=brand.id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="membership",
        subject_id=membership.pk,
        account_id=membership.account_id,
        before=None if before is None else {"role": before},
        after={"person": person.name, "role": membership.role},
    )
    mail.queue(
        brand=brand,
        recipient=person.email,
        language=person.language,
        topic=topic,
        context={
            "person": person,
            "number": membership.account.number,
            "role": Role(membership.role).label,
        },
        at=now,
        person_id=person.pk,
    )

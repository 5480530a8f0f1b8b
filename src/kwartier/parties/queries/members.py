"""Who is on an account, who was invited, and what a token of an invitation opens."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, FilteredRelation, Q

from kwartier.parties.models import Invitation, Membership
from kwartier.parties.queries.accounts import as_account
from kwartier.parties.queries.people import list_as_agent
from kwartier.parties.types import (
    AccountInfo,
    CustomerFile,
    InvitationInfo,
    InvitationPreview,
    MembershipInfo,
    MembershipState,
    Role,
)

_LISTED = (MembershipState.ACTIVE, MembershipState.REQUESTED)


def hash_token(raw: str) -> str:
    """The SHA-256 of a token, as hex: what is stored of it. Tokens are random, so no salt is needed."""
    return hashlib.sha256(raw.encode()).hexdigest()


def as_member(membership: Membership) -> MembershipInfo:
    """Copy a membership and its person into a frozen value."""
    return MembershipInfo(
        id=membership.pk,
        account_id=membership.account_id,
        person_id=membership.person_id,
        name=membership.person.name,
        email=membership.person.email,
        language=membership.person.language,
        role=membership.role,
        state=membership.state,
        since=membership.created_at,
    )


def list_members(account_id: int) -> list[MembershipInfo]:
    """Active members and those who wait for the holder's answer: holders first, then by name."""
    memberships = Membership.objects.filter(
        account_id=account_id, state__in=_LISTED
    ).select_related("person")
    return _sorted(as_member(membership) for membership in memberships)


def find_customer_file(*, person_id: int, brand_id: int, number: str) -> CustomerFile | None:
    """The customer behind a number with everybody on the account, as an agent sees it; one query.

    None where the brand has none with this number, or the office is not open to this person:
    `check_office_entry` tells which.
    """
    listed = FilteredRelation("memberships", condition=Q(memberships__state__in=_LISTED))
    rows = list(
        list_as_agent(person_id=person_id, brand_id=brand_id)
        .filter(number=number)
        .annotate(listed=listed)
        .select_related("key_account_manager__person")
        .annotate(
            member_id=F("listed__id"),
            member_person_id=F("listed__person_id"),
            member_name=F("listed__person__name"),
            member_email=F("listed__person__email"),
            member_language=F("listed__person__language"),
            member_role=F("listed__role"),
            member_state=F("listed__state"),
            member_since=F("listed__created_at"),
        )
    )
    if not rows:
        return None
    account = rows[0]
    manager = account.key_account_manager
    city = f"{account.mailing_postal_code} {account.mailing_city}".strip()
    return CustomerFile(
        account=as_account(account),
        phone=account.phone,
        mailing_address=", ".join(part for part in (account.mailing_street, city) if part),
        account_manager=manager.person.name if manager else "",
        members=tuple(_sorted(_as_listed(row) for row in rows if row.member_id is not None)),
    )


def _as_listed(row: Any) -> MembershipInfo:
    return MembershipInfo(
        id=row.member_id,
        account_id=row.pk,
        person_id=row.member_person_id,
        name=row.member_name,
        email=row.member_email,
        language=row.member_language,
        role=row.member_role,
        state=row.member_state,
        since=row.member_since,
    )


def _sorted(members: Iterable[MembershipInfo]) -> list[MembershipInfo]:
    order = [Role.HOLDER, Role.DELEGATE, Role.READER]
    return sorted(
        members, key=lambda member: (order.index(Role(member.role)), member.name, member.id)
    )


def list_holders(account_id: int) -> list[MembershipInfo]:
    """The active holders of an account, by name."""
    return list_holders_of([account_id]).get(account_id, [])


def list_holders_of(account_ids: Collection[int]) -> dict[int, list[MembershipInfo]]:
    """`list_holders` of several accounts, by id; who has none is left out. One query for any."""
    if not account_ids:
        return {}
    holding = Membership.objects.filter(
        account_id__in=list(account_ids), role=Role.HOLDER, state=MembershipState.ACTIVE
    )
    found: dict[int, list[MembershipInfo]] = {}
    for member in _sorted(as_member(each) for each in holding.select_related("person")):
        found.setdefault(member.account_id, []).append(member)
    return found


def list_active_members(account_ids: Collection[int]) -> dict[tuple[int, int], MembershipInfo]:
    """Who may see these accounts today, by the ids of account and person. One query for any."""
    active = Membership.objects.filter(
        account_id__in=list(account_ids), state=MembershipState.ACTIVE, person__is_active=True
    )
    return {
        (each.account_id, each.person_id): as_member(each)
        for each in active.select_related("person")
    }


def list_recipients(account: AccountInfo) -> list[tuple[str, str]]:
    """Who is told about an account, each address with its language: its own, or else its holders'."""
    if account.email:
        return [(account.email, account.language)]
    return [(holder.email, holder.language) for holder in list_holders(account.id)]


def count_requests_of(person_id: int) -> int:
    """For how many accounts the person waits for the holder's answer.

    Which accounts is not told: until the holder agrees they are not this person's to see.
    """
    return Membership.objects.filter(person_id=person_id, state=MembershipState.REQUESTED).count()


def list_invitations(account_id: int, *, now: datetime) -> list[InvitationInfo]:
    """The invitations of an account that are still open, newest first."""
    waiting = Invitation.objects.filter(
        account_id=account_id,
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=now,
    ).order_by("-created_at")
    return [
        InvitationInfo(
            id=invitation.pk,
            account_id=invitation.account_id,
            email=invitation.email,
            role=invitation.role,
            created_at=invitation.created_at,
            expires_at=invitation.expires_at,
        )
        for invitation in waiting
    ]


def find_invitation(raw_token: str, *, now: datetime) -> InvitationPreview | None:
    """What an open invitation says, to whoever holds its token; None when it is not open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT email, role, account_name, inviter_name, language, expires_at, has_person"
            " FROM parties_find_invitation(%s, %s)",
            [hash_token(raw_token), now],
        )
        row = cursor.fetchone()
    return None if row is None else InvitationPreview(*row)

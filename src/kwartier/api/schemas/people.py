"""A person, their tokens, what happened to their access; accounts and who is on them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from kwartier.api.fields import AccountNumber, Email, RowId, Sent, TokenPrefix, Told, text
from kwartier.parties.types import (
    AccessLogRow,
    AccountInfo,
    AccountKind,
    InvitationInfo,
    MembershipInfo,
    MembershipState,
    PersonInfo,
    Role,
    TokenInfo,
    TokenScope,
)

Name = Annotated[str, text(most=120, least=1, description="The name.", example="Nadia El Amrani")]
Language = Annotated[
    str,
    Field(
        pattern=r"^[a-z]{2}$",
        description="A language of the brand, as two letters.",
        examples=["nl"],
    ),
]
Phone = Annotated[
    str, text(most=30, description="A telephone number; may be empty.", example="+32 470 12 34 56")
]
Instant = Annotated[
    datetime, Field(description="An instant, in UTC.", examples=["2026-11-21T10:00:00Z"])
]


_TOLD_DETAILS = frozenset(
    {
        *("email", "role", "person", "name", "phone", "language", "token", "network", "browser"),
        *("number", "from", "until", "reason", "amount_cents", "effective_on", "channel"),
        *("justification", "read_on", "state", "promised_on"),
    }
)


class Profile(Told):
    """The person behind the token."""

    name: Name
    email: Email = Field(description="The address with which the person signs in.")
    phone: Phone
    language: Language
    scopes: list[TokenScope] = Field(description="What this token may do.", examples=[["read"]])


class ProfileChange(Sent):
    """What to change about oneself; what is left out stays."""

    name: Name | None = Field(default=None, description="The name; never empty.")
    phone: Phone | None = Field(default=None, description="A telephone number; may be empty.")
    language: Language | None = Field(
        default=None, description="The language of pages, mails and answers without a wish."
    )


class TokenRow(Told):
    """A personal token that still opens something; its secret is nowhere."""

    prefix: TokenPrefix
    name: str = Field(description="What the person called it.", examples=["home automation"])
    scopes: list[TokenScope] = Field(description="What it may do.", examples=[["read"]])
    created_at: Instant
    expires_at: Instant | None = Field(description="When it stops opening anything.")
    last_used_at: Instant | None = Field(
        description="When it was last used, to within five minutes."
    )
    is_this_one: bool = Field(description="Whether it carries this request.", examples=[True])


class AccessLogEntry(Told):
    """Something that happened to one's own access, or to an account."""

    at: Instant
    action: str = Field(description="What happened.", examples=["membership.role_changed"])
    actor_kind: str = Field(description="`customer`, `agent` or `system`.", examples=["customer"])
    actor_name: str = Field(description="Who did it.", examples=["Nadia El Amrani"])
    by_self: bool = Field(description="Whether it was the caller.", examples=[True])
    details: dict[str, str] = Field(
        description="What else is on the record.", examples=[{"role": "reader"}]
    )
    reason: str = Field(
        description="Why, where somebody said so; may be empty.",
        examples=["The customer called about the last bill."],
    )


class Account(Told):
    """A customer account, in the caller's role."""

    number: AccountNumber
    kind: AccountKind
    name: str = Field(description="In whose name it is.", examples=["El Amrani"])
    language: Language
    email: str = Field(
        description="Where invoices go; may be empty.", examples=["nadia@example.org"]
    )
    enterprise_number: str = Field(
        description="The number of a business; empty for a household.", examples=["0123456749"]
    )
    role: Role = Field(description="What the caller may do on it.")
    may_act: bool = Field(
        description="Whether the caller may change things (holder, delegate).", examples=[True]
    )


class Member(Told):
    """Somebody on an account, or waiting for the holder's answer (`requested`)."""

    id: RowId
    name: str = Field(description="The person's name.", examples=["Jan Peeters"])
    email: str = Field(description="The person's address.", examples=["jan@example.org"])
    role: Role
    state: MembershipState
    since: Instant
    is_you: bool = Field(description="Whether it is the caller.", examples=[False])


class RoleChange(Sent):
    """Another role for a member, or the role granted to somebody who waits."""

    role: Role


class Invitation(Told):
    """An invitation that is still open; its link is in the mail and nowhere else."""

    id: RowId
    email: str = Field(description="Who was invited.", examples=["jan@example.org"])
    role: Role
    created_at: Instant
    expires_at: Instant


class NewInvitation(Sent):
    """Whom to invite, and as what."""

    email: Email = Field(description="The invitation goes to this address.")
    role: Role


def show_profile(person: PersonInfo, token: TokenInfo) -> Profile:
    """The person behind a token."""
    return Profile(
        name=person.name,
        email=person.email,
        phone=person.phone,
        language=person.language,
        scopes=[TokenScope(scope) for scope in token.scopes],
    )


def show_token(token: TokenInfo, *, used_id: int) -> TokenRow:
    """A token; ``used_id`` is the one that carries the request."""
    return TokenRow(
        prefix=token.prefix,
        name=token.name,
        scopes=[TokenScope(scope) for scope in token.scopes],
        created_at=token.created_at,
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
        is_this_one=token.id == used_id,
    )


def show_log_entry(row: AccessLogRow) -> AccessLogEntry:
    """A line of an access log; ids of the database stay behind."""
    return AccessLogEntry(
        at=row.at,
        action=row.action,
        actor_kind=row.actor_kind,
        actor_name=row.actor_name,
        by_self=row.by_self,
        details={name: said for name, said in row.details.items() if name in _TOLD_DETAILS},
        reason=row.reason,
    )


def show_account(account: AccountInfo) -> Account:
    """A customer account."""
    return Account.model_validate(account)


def show_member(member: MembershipInfo, *, person_id: int) -> Member:
    """Somebody on an account."""
    return Member(
        id=member.id,
        name=member.name,
        email=member.email,
        role=Role(member.role),
        state=MembershipState(member.state),
        since=member.since,
        is_you=member.person_id == person_id,
    )


def show_invitation(invitation: InvitationInfo) -> Invitation:
    """An open invitation."""
    return Invitation.model_validate(invitation)

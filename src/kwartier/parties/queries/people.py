"""Agents, second factors, and the access log."""

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from kwartier.parties.models import Agent, CustomerAccount, Person
from kwartier.parties.naming import name_by_email
from kwartier.parties.queries.accounts import as_account
from kwartier.parties.types import (
    AccessLogRow,
    AccountInfo,
    AgentInfo,
    AgentRole,
    OfficeEntry,
    PersonInfo,
)
from kwartier.platform.errors import NotFound
from kwartier.platform.models import AuditEntry

_SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def find_agent(person_id: int) -> AgentInfo | None:
    """The person as an active agent of their brand, if they are one."""
    agent = (
        Agent.objects.select_related("person")
        .filter(person_id=person_id, is_active=True, person__is_active=True)
        .first()
    )
    return None if agent is None else _as_agent(agent)


def list_agents(brand_id: int) -> list[AgentInfo]:
    """Everybody who acts for a brand in the office today, by name."""
    active = Agent.objects.filter(brand_id=brand_id, is_active=True, person__is_active=True)
    return [_as_agent(each) for each in active.select_related("person").order_by("person__name")]


def _as_agent(agent: Agent) -> AgentInfo:
    return AgentInfo(
        id=agent.pk,
        person_id=agent.person_id,
        name=agent.person.name,
        role=agent.role,
        phone=agent.phone,
        email=agent.person.email,
    )


def may_connect_systems(person_id: int) -> bool:
    """Whether the person may make, see and revoke the brand's service tokens: agents of operations."""
    agent = find_agent(person_id)
    return agent is not None and agent.role == AgentRole.OPERATOR


def find_key_account_manager(account_id: int) -> AgentInfo | None:
    """The agent who looks after an account in person, if it has one who still works here."""
    person_id = (
        Agent.objects.filter(customeraccount__pk=account_id, is_active=True)
        .values_list("person_id", flat=True)
        .first()
    )
    return None if person_id is None else find_agent(person_id)


def has_second_factor(person_id: int) -> bool:
    """Whether the person has an authenticator app, a security key or a passkey."""
    return Authenticator.objects.filter(user_id=person_id, type__in=_SECOND_FACTORS).exists()


def check_office_entry(person_id: int, *, shown_second_factor: bool) -> OfficeEntry:
    """Whether the office opens for this person in this session, and if not, what opens it.

    One query: every page of the office asks it.
    """
    factors = Authenticator.objects.filter(user_id=OuterRef("person_id"), type__in=_SECOND_FACTORS)
    agent = (
        Agent.objects.filter(person_id=person_id, is_active=True, person__is_active=True)
        .values_list(Exists(factors))
        .first()
    )
    if agent is None:
        return OfficeEntry.CLOSED
    if not agent[0]:
        return OfficeEntry.SET_UP_SECOND_FACTOR
    return OfficeEntry.OPEN if shown_second_factor else OfficeEntry.SHOW_SECOND_FACTOR


def find_account_as_agent(*, person_id: int, brand_id: int, number: str) -> AccountInfo | None:
    """The customer account with this number, if the office is open to this person; one query.

    None says only that one of the two is not so: `check_office_entry` tells which.
    """
    found = list_as_agent(person_id=person_id, brand_id=brand_id).filter(number=number)
    account = found.first()
    return None if account is None else as_account(account)


def list_as_agent(*, person_id: int, brand_id: int) -> QuerySet[CustomerAccount]:
    """The customer accounts of a brand; none where the office is not open to this person."""
    factors = Authenticator.objects.filter(user_id=OuterRef("person_id"), type__in=_SECOND_FACTORS)
    agents = Agent.objects.filter(
        Exists(factors),
        person_id=person_id,
        brand_id=brand_id,
        is_active=True,
        person__is_active=True,
    )
    return CustomerAccount.objects.filter(Exists(agents), brand_id=brand_id)


def find_person_by_email(*, brand_id: int, email: str) -> Person | None:
    """The person of the brand with this address, if there is one; asked before anybody is known."""
    name_by_email(email)
    return Person.objects.filter(brand_id=brand_id, email=email.strip().lower()).first()


def get_person(person_id: int) -> PersonInfo:
    """The person's own particulars.

    Raises:
        NotFound: there is nobody with this id, or the database does not show them.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    return PersonInfo(
        id=person.pk,
        name=person.name,
        email=person.email,
        phone=person.phone,
        language=person.language,
    )


def list_access_log(
    *,
    person_id: int,
    account_id: int | None = None,
    limit: int = 50,
    after_id: int | None = None,
) -> list[AccessLogRow]:
    """What happened to the person's own access, or to one account, newest first.

    With ``account_id`` every entry of the account's record, whoever acted; the caller has checked
    that the person is a member. Without it: sign-ins, passwords, second factors, tokens.
    ``after_id``: those that follow on this one, the older ones.

    Raises:
        NotFound: there is no such entry to follow on.
    """
    entries = AuditEntry.objects.all()
    if account_id is None:
        entries = entries.filter(
            account_id__isnull=True, subject_kind="person", subject_id=str(person_id)
        )
    else:
        entries = entries.filter(account_id=account_id)
    if after_id is not None:
        last = entries.filter(pk=after_id).first()
        if last is None:
            raise NotFound
        entries = entries.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    return [
        as_log_row(entry, person_id=person_id) for entry in entries.order_by("-at", "-pk")[:limit]
    ]


def as_log_row(entry: AuditEntry, *, person_id: int) -> AccessLogRow:
    """An entry of the record as ``person_id`` reads it."""
    return AccessLogRow(
        id=entry.pk,
        at=entry.at,
        action=entry.action,
        actor_kind=entry.actor_kind,
        actor_name=entry.actor_name,
        by_self=entry.actor_person_id == person_id,
        details={key: str(value) for key, value in (entry.after or {}).items()},
        reason=entry.reason,
    )

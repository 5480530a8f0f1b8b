"""Accounts, members and agents come to be without a sign-up: from a load, or by the operator."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from kwartier.parties.identifiers import check_enterprise_number
from kwartier.parties.models import Agent, CustomerAccount, Membership, Person
from kwartier.parties.queries.accounts import as_account
from kwartier.parties.types import AccountInfo, AccountKind, AgentRole, MembershipState, Role
from kwartier.platform import audit
from kwartier.platform.errors import NotFound
from kwartier.platform.types import Actor, BrandInfo

_BATCH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSpec:
    """A customer account to be opened; see the model for each word."""

    number: str
    kind: AccountKind
    name: str
    language: str
    email: str = ""
    enterprise_number: str = ""
    mailing_street: str = ""
    mailing_postal_code: str = ""
    mailing_city: str = ""


@transaction.atomic
def open_accounts(
    specs: Sequence[AccountSpec], *, brand: BrandInfo, actor: Actor, now: datetime
) -> list[AccountInfo]:
    """Open customer accounts in bulk, in the order of ``specs``.

    The number of a business is kept in its digits; a business may come without one, and then has
    no electronic invoices.

    Raises:
        EnterpriseNumberInvalid: the number of a business is none in the country of the brand.
        IntegrityError: the brand has an account with one of the numbers.
    """
    accounts = [
        CustomerAccount(
            brand_id=brand.id,
            **asdict(spec) | {"enterprise_number": _number_of(spec, brand)},
        )
        for spec in specs
    ]
    CustomerAccount.objects.bulk_create(accounts, batch_size=_BATCH)
    audit.record(
        brand_id=brand.id,
        at=now,
        actor=actor,
        action="account.opened",
        subject_kind="load",
        subject_id=now.isoformat(),
        account_id=None,
        after={"opened_count": len(accounts)},
    )
    return [as_account(account) for account in accounts]


def _number_of(spec: AccountSpec, brand: BrandInfo) -> str:
    if not spec.enterprise_number:
        return ""
    return check_enterprise_number(
        spec.enterprise_number, country=brand.country, field="enterprise_number"
    )


@transaction.atomic
def add_person(
    *, brand: BrandInfo, email: str, name: str, language: str, password_hash: str = ""
) -> int:
    """A person whose address is known to be theirs; returns the id.

    Without ``password_hash`` (see Django's ``make_password``) there is no password to sign in with.

    Raises:
        IntegrityError: somebody of the brand has this address.
    """
    person = Person.objects.create_person(
        brand_id=brand.id,
        brand_key=brand.key,
        email=email,
        name=name,
        language=language,
    )
    if password_hash:
        person.password = password_hash
        person.save(update_fields=["password"])
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person.pk


def add_member(*, account: AccountInfo, person_id: int, role: Role) -> None:
    """Let a person stand to an account in a role.

    Raises:
        IntegrityError: the person already does.
    """
    Membership.objects.create(
        brand_id=account.brand_id,
        account_id=account.id,
        person_id=person_id,
        role=role,
        state=MembershipState.ACTIVE,
    )


@transaction.atomic
def appoint_agent(
    *,
    brand: BrandInfo,
    person_id: int,
    role: AgentRole,
    actor: Actor,
    now: datetime,
    phone: str = "",
    totp_secret: str = "",
) -> None:
    """Let a person act for the brand in the office; without a second factor the office asks for one.

    ``totp_secret`` sets up an authenticator at once, where the operator hands it over. Somebody
    who was an agent before becomes one again, in this role. ``phone`` is the number on the documents
    of customers whom the agent looks after.
    """
    Agent.objects.update_or_create(
        brand_id=brand.id,
        person_id=person_id,
        defaults={"role": role, "is_active": True} | ({"phone": phone} if phone else {}),
    )
    if totp_secret:
        TOTP.activate(Person.objects.get(pk=person_id), totp_secret)
    audit.record(
        brand_id=brand.id,
        at=now,
        actor=actor,
        action="agent.appointed",
        subject_kind="person",
        subject_id=person_id,
        account_id=None,
        after={"role": role},
    )


@transaction.atomic
def dismiss_agent(*, brand: BrandInfo, person_id: int, actor: Actor, now: datetime) -> None:
    """From the next request on, the office is not there for this person; their acts stay on record.

    Raises:
        NotFound: the person is no agent of the brand.
    """
    active = Agent.objects.filter(brand_id=brand.id, person_id=person_id, is_active=True)
    if not active.update(is_active=False):
        raise NotFound
    audit.record(
        brand_id=brand.id,
        at=now,
        actor=actor,
        action="agent.dismissed",
        subject_kind="person",
        subject_id=person_id,
        account_id=None,
    )

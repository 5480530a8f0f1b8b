"""People and accounts for tests, made in a line: brands, persons, accounts, memberships, agents.

Everything is created as the database's owner; ``as_web`` then runs a block with the rights of the
web role, in which row-level security decides what is seen. Plain functions with counters inside,
so that any test (and any other room's factory) can use them without fixtures.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client

from kwartier.parties.models import Agent, CustomerAccount, Membership, Person
from kwartier.parties.types import AccountKind, AgentRole, MembershipState, Role
from kwartier.platform import brands
from kwartier.platform.isolation import WEB_ROLE
from kwartier.platform.models import Brand
from kwartier.platform.sessions import seal_key
from kwartier.platform.types import Actor, ActorKind, BrandInfo, Door

PASSWORD = "rivers bend slowly 42"
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)

_numbers = itertools.count(1)
_hash = lru_cache(maxsize=16)(make_password)  # argon2 is slow on purpose; once is enough


def make_brand(key: str = "merel", **changes: Any) -> BrandInfo:
    """A brand (found again when it exists already); *merel* is Belgian, *plein-midi* French."""
    french = key == "plein-midi"
    values: dict[str, Any] = {
        "name": key.replace("-", " ").title(),
        "country": "FR" if french else "BE",
        "languages": ["fr", "en"] if french else ["nl", "fr", "de", "en"],
        "default_language": "en",
        "timezone_name": "Europe/Paris" if french else "Europe/Brussels",
        "path_prefix": key,
        **changes,
    }
    brand, _ = Brand.objects.get_or_create(key=key, defaults=values)
    brands.forget_brands()
    return brands.as_info(brand)


def make_person(
    brand: BrandInfo,
    email: str = "",
    *,
    name: str = "Nadia El Amrani",
    language: str = "en",
    password: str | None = PASSWORD,
    verified: bool = True,
) -> Person:
    """A person who can sign in: password as in ``PASSWORD``, e-mail address confirmed."""
    address = email or f"person{next(_numbers)}@example.org"
    person = Person.objects.create(
        brand_id=brand.id,
        email=address.lower(),
        name=name,
        language=language,
        password=_hash(password),
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=verified, primary=True)
    person.refresh_from_db()  # the database writes the sign-in key
    return person


def make_account(
    brand: BrandInfo,
    number: str = "",
    *,
    kind: str = AccountKind.HOUSEHOLD,
    name: str = "El Amrani",
    enterprise_number: str = "",
    language: str = "en",
    email: str = "",
) -> CustomerAccount:
    """A customer account without members."""
    return CustomerAccount.objects.create(
        brand_id=brand.id,
        number=number or f"M-{100000 + next(_numbers)}",
        kind=kind,
        name=name,
        enterprise_number=enterprise_number,
        language=language,
        email=email,
    )


def make_membership(
    account: CustomerAccount,
    person: Person,
    role: str = Role.HOLDER,
    state: str = MembershipState.ACTIVE,
) -> Membership:
    """Let a person stand in a role to an account."""
    return Membership.objects.create(
        brand_id=account.brand_id, account=account, person=person, role=role, state=state
    )


def make_customer(
    brand: BrandInfo, *, role: str = Role.HOLDER, **account: Any
) -> tuple[Person, CustomerAccount]:
    """A person who is an active member of an account of their own."""
    person, owned = make_person(brand), make_account(brand, **account)
    make_membership(owned, person, role)
    return person, owned


def add_second_factor(person: Person) -> str:
    """Give a person an authenticator app; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return str(secret)


def make_agent(
    brand: BrandInfo,
    *,
    name: str = "Tom Peeters",
    role: str = AgentRole.AGENT,
    second_factor: bool = True,
) -> Agent:
    """An agent of the brand, with an authenticator app unless told otherwise."""
    person = make_person(brand, name=name)
    agent = Agent.objects.create(brand_id=brand.id, person=person, role=role)
    if second_factor:
        add_second_factor(person)
    return agent


def acting(person: Person, *, kind: ActorKind = ActorKind.CUSTOMER, reason: str = "") -> Actor:
    """The actor that an operation wants, for a person."""
    return Actor(kind=kind, person_id=person.pk, name=person.name, reason=reason)


def sign_in(person: Person, *, second_factor: bool = False) -> Client:
    """A test client with the person's session, without walking through the sign-in pages.

    ``second_factor`` marks the session as one in which a second factor was shown.
    """
    client = Client()
    client.force_login(person, backend="kwartier.parties.authentication.BrandBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    cookie.set(cookie.key, seal_key(cookie.value), seal_key(cookie.value))
    if second_factor:
        session = client.session
        session["second_factor_of"] = person.pk
        session.save()
    return client


@contextmanager
def as_web(
    brand: BrandInfo | None = None, person: Person | None = None, door: Door = Door.PORTAL
) -> Iterator[None]:
    """Run a block as the web's database role, scoped to a brand and a person (or nobody).

    Needs an open transaction (``django_db``). Requests made with a test client inside the block
    set the scope themselves, as in production.
    """
    scope = [
        str(brand.id if brand else ""),
        str(person.pk if person else ""),
        door.value,
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('kwartier.brand', %s, true), "
            "set_config('kwartier.person', %s, true), set_config('kwartier.door', %s, true), "
            "set_config('kwartier.named', '', true)",
            scope,
        )
        cursor.execute(f"SET ROLE {WEB_ROLE}")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
                cursor.execute(
                    "SELECT set_config('kwartier.brand', '', true), "
                    "set_config('kwartier.person', '', true), set_config('kwartier.door', '', true), "
                    "set_config('kwartier.named', '', true)"
                )

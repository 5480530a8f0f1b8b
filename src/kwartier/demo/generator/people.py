"""Who signs in: a person for each story, helpers on other people's accounts, and the agents."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import make_password

from kwartier.demo.generator.customers import Customer
from kwartier.demo.generator.stories import AGENT_TOTP_SECRET, MAIL_DOMAIN, PASSWORD
from kwartier.parties.operations import name_account_manager
from kwartier.parties.operations.opening import add_member, add_person, appoint_agent
from kwartier.parties.queries import find_person_by_email, list_agents
from kwartier.parties.types import AccountInfo, AgentRole, Role
from kwartier.platform.types import SYSTEM, Actor, ActorKind, BrandInfo

# A delegate may act, a reader may look: both on somebody else's account.
_HELPERS = (
    ("wout", "Wout Vinkenier", "nl", "jef", Role.DELEGATE),
    ("tine", "Tine Kievitsma", "nl", "jef", Role.READER),
)
# Who signs in for a business.
_BUSINESS_PEOPLE = {"sarah": "Sarah Chardonneret", "wim": "Wim Zanglijster"}
AGENT = "agent"
# Who approves what the other planned: a billing run wants two.
SECOND_AGENT = "agent2"
_MANAGER_PHONE = "+32 2 555 01 42"


def find_agent(brand: BrandInfo, login: str = AGENT, *, reason: str = "") -> Actor:
    """An agent of the brand, acting for ``reason``.

    Raises:
        LookupError: the agent is not there yet.
    """
    person_id, name = _find(brand, login)
    return Actor(kind=ActorKind.AGENT, person_id=person_id, name=name, reason=reason)


def _find(brand: BrandInfo, login: str) -> tuple[int, str]:
    found = find_person_by_email(brand_id=brand.id, email=f"{login}@{MAIL_DOMAIN}")
    if found is None:
        raise LookupError(login)
    return found.pk, found.name


@cache
def password_hash() -> str:
    """The one password of everybody, hashed once: hashing is slow on purpose."""
    return make_password(PASSWORD)


def add_people(brand: BrandInfo, customers: Sequence[Customer], *, now: datetime) -> None:
    """Merel's people."""
    accounts = {}
    for customer in customers:
        if customer.story is None:
            continue
        accounts[customer.story.login] = customer.account
        holder = _BUSINESS_PEOPLE.get(customer.story.login, customer.home.name)
        person_id = add_person(
            brand=brand,
            email=customer.story.email,
            name=holder,
            language=customer.home.language,
            password_hash=password_hash(),
        )
        add_member(account=customer.account, person_id=person_id, role=Role.HOLDER)
    for login, name, language, of, role in _HELPERS:
        person_id = add_person(
            brand=brand,
            email=f"{login}@{MAIL_DOMAIN}",
            name=name,
            language=language,
            password_hash=password_hash(),
        )
        add_member(account=accounts[of], person_id=person_id, role=role)
    add_agent(brand, name="Roos Reigershoek", language="nl", now=now)
    _name_manager(
        brand,
        accounts["sarah"],
        add_agent(
            brand,
            name="Pim Kwikstaart",
            language="nl",
            now=now,
            login=SECOND_AGENT,
            phone=_MANAGER_PHONE,
            role=AgentRole.ACCOUNT_MANAGER,
        ),
        now=now,
    )


def add_agent(
    brand: BrandInfo,
    *,
    name: str,
    language: str,
    now: datetime,
    login: str = AGENT,
    phone: str = "",
    role: AgentRole = AgentRole.OPERATOR,
) -> int:
    """An agent with a second factor whose secret the demonstration prints; the person's id."""
    person_id = add_person(
        brand=brand,
        email=f"{login}@{MAIL_DOMAIN}",
        name=name,
        language=language,
        password_hash=password_hash(),
    )
    appoint_agent(
        brand=brand,
        person_id=person_id,
        role=role,
        actor=SYSTEM,
        now=now,
        phone=phone,
        totp_secret=AGENT_TOTP_SECRET,
    )
    return person_id


def _name_manager(brand: BrandInfo, account: AccountInfo, person_id: int, *, now: datetime) -> None:
    """The agent looks after a business in person."""
    agent = next(each for each in list_agents(brand.id) if each.person_id == person_id)
    name_account_manager(
        brand=brand, account_id=account.id, agent_id=agent.id, actor=SYSTEM, now=now
    )

"""Service tokens: made and revoked by agents of operations, used by the brand's own programs."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import ip_network

from django.db import transaction
from django.utils.functional import lazy

from kwartier.parties._secrets import check_scopes, draw_secret, end_of
from kwartier.parties.called import check_name
from kwartier.parties.models import ServiceToken
from kwartier.parties.queries import (
    as_service_token,
    get_person,
    list_agents,
    list_service_tokens,
    may_connect_systems,
)
from kwartier.parties.refusals import NetworkInvalid, TooManyServiceTokens
from kwartier.parties.types import AgentRole, ServiceScope, ServiceTokenInfo
from kwartier.platform import audit, mail
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.types import Actor, ActorKind, BrandInfo
from kwartier.platform.wording import speak_day

MOST_SERVICE_TOKENS = 50
MOST_NETWORKS = 20
_PREFIX = "kws_"
# spoken when the mail is written, in the language of who receives it
_speak_lazily = lazy(speak_day, str)


@transaction.atomic
def create_service_token(
    *,
    brand: BrandInfo,
    name: str,
    scopes: Iterable[str],
    networks: Iterable[str],
    lifetime: timedelta,
    actor: Actor,
    now: datetime,
) -> tuple[str, ServiceTokenInfo]:
    """Make a token; its raw text is returned once and kept nowhere.

    ``networks``: it works from these alone (CIDR, or single addresses); none: from anywhere.
    ``lifetime`` is cut to a year. Every agent of operations is told by mail.

    Raises:
        NotAllowed: the actor is no agent of operations.
        UnknownScope: no scope, or one that does not exist.
        NetworkInvalid: one of the networks is none.
        TooManyServiceTokens: the brand has as many as we keep.
        NameUnreadable: there is nothing to read in the name.
    """
    _check_operator(actor)
    name = check_name(name)
    wanted, bounds = check_scopes(scopes, ServiceScope), _read_networks(networks)
    opened = [each for each in list_service_tokens(brand.id) if each.is_open(now)]
    if len(opened) >= MOST_SERVICE_TOKENS:
        raise TooManyServiceTokens(params={"count": MOST_SERVICE_TOKENS})
    secret = draw_secret(_PREFIX)
    row = ServiceToken.objects.create(
        brand_id=brand.id,
        name=name,
        token_hash=secret.hashed,
        prefix=secret.shown,
        scopes=wanted,
        networks=bounds,
        created_at=now,
        created_by=actor.name,
        expires_at=end_of(lifetime, now=now),
    )
    token = as_service_token(row)
    _record(brand, token, actor, now, action="service_token.created")
    _tell(brand, token, now)
    return secret.raw, token


@transaction.atomic
def revoke_service_token(
    *, brand: BrandInfo, token_id: int, actor: Actor, now: datetime
) -> ServiceTokenInfo:
    """Make a token worthless at once: the database itself looks at every statement of a call.

    Raises:
        NotAllowed: the actor is no agent of operations.
        NotFound: the brand has no such token, or it is revoked already.
    """
    _check_operator(actor)
    found = ServiceToken.objects.select_for_update().filter(pk=token_id, brand_id=brand.id)
    row = found.filter(revoked_at__isnull=True).first()
    if row is None:
        raise NotFound
    row.revoked_at, row.revoked_by = now, actor.name
    row.save(update_fields=["revoked_at", "revoked_by"])
    token = as_service_token(row)
    _record(brand, token, actor, now, action="service_token.revoked")
    return token


def record_service_use(
    *, brand: BrandInfo, token: ServiceTokenInfo, call: str, status: int, now: datetime
) -> None:
    """Put one call of a program on the record: ``call`` is its method and address."""
    audit.record(
        brand_id=brand.id,
        at=now,
        actor=actor_of_service(token),
        action="service_token.used",
        subject_kind="service_token",
        subject_id=token.id,
        account_id=None,
        after={"call": call, "status": status},
    )


def actor_of_service(token: ServiceTokenInfo) -> Actor:
    """The program, as it goes on the record: the name of its token, and what is shown of that."""
    return Actor(kind=ActorKind.SERVICE, name=f"{token.name} ({token.prefix}…)")


def _check_operator(actor: Actor) -> None:
    if actor.kind is not ActorKind.AGENT or not may_connect_systems(actor.person_id or 0):
        raise NotAllowed


def _read_networks(networks: Iterable[str]) -> list[str]:
    """Networks as CIDR, once each and in the order given."""
    found = []
    for written in networks:
        try:
            found.append(str(ip_network(written.strip(), strict=False)))
        except ValueError:
            params = {"network": written.strip()[:50]}
            raise NetworkInvalid(field="networks", params=params) from None
    return list(dict.fromkeys(found))[:MOST_NETWORKS]


def _record(
    brand: BrandInfo, token: ServiceTokenInfo, actor: Actor, now: datetime, *, action: str
) -> None:
    audit.record(
        brand_id=brand.id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="service_token",
        subject_id=token.id,
        account_id=None,
        after={"name": token.name, "token": token.prefix, "scopes": list(token.scopes)},
    )


def _tell(brand: BrandInfo, token: ServiceTokenInfo, now: datetime) -> None:
    """Write to everybody who could have made it: whoever did not, notices."""
    for agent in list_agents(brand.id):
        if agent.role != AgentRole.OPERATOR:
            continue
        mail.queue(
            brand=brand,
            recipient=agent.email,
            language=get_person(agent.person_id).language,
            topic="identity/service_token_created",
            context={
                "name": token.name,
                "maker": token.created_by,
                "rights": [ServiceScope(scope).label for scope in token.scopes],
                "networks": list(token.networks),
                "expires_on": _speak_lazily(token.expires_at.date()),
            },
            at=now,
            person_id=agent.person_id,
        )

"""The third way in: an agent's own token, for the office; an agent sees and does what they do there."""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest
from ninja.security.http import HttpAuthBase

from kwartier.api.access import keep_pace, read_token
from kwartier.api.language import choose_language, speak
from kwartier.api.refusals import AgentScopeMissing, AgentTokenMissing
from kwartier.parties.operations import record_visit
from kwartier.parties.queries import (
    check_office_entry,
    find_account_as_agent,
    find_agent_token,
    get_person,
)
from kwartier.parties.types import AccountInfo, AgentScope, OfficeEntry, PersonInfo, TokenInfo
from kwartier.platform.errors import NotFound
from kwartier.platform.tenancy import BrandedRequest, enter_as_agent
from kwartier.platform.types import Actor, ActorKind


@dataclass(frozen=True, slots=True)
class Agent:
    """The agent behind a token of their own."""

    person: PersonInfo
    token: TokenInfo

    @property
    def actor(self) -> Actor:
        """The agent, as they go on the record."""
        return self.giving("")

    def giving(self, reason: str) -> Actor:
        """The agent with the justification of an act, which the customer can read."""
        return Actor(
            kind=ActorKind.AGENT, person_id=self.person.id, name=self.person.name, reason=reason
        )


class AgentRequest(BrandedRequest):
    """A request of an agent after authentication: what routes may rely on (for annotations only)."""

    auth: Agent


class AgentToken(HttpAuthBase):
    """Lets an agent in whose token has the scope, as long as the office is open to them."""

    openapi_scheme: str = "bearer"

    def __init__(self, scope: AgentScope) -> None:
        self.scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> Agent:
        """The agent.

        Raises:
            AgentTokenMissing, TooManyRequests, AgentScopeMissing: as they say.
        """
        branded = cast("BrandedRequest", request)
        raw = read_token(request)
        token = find_agent_token(raw, now=branded.now) if raw else None
        if token is None:
            raise AgentTokenMissing
        keep_pace(branded, f"token {token.id}")
        enter_as_agent(person_id=token.person_id)
        # The second factor was shown when the token was made, and the database asks that there is one.
        if check_office_entry(token.person_id, shown_second_factor=True) is not OfficeEntry.OPEN:
            raise AgentTokenMissing
        person = get_person(token.person_id)
        speak(choose_language(request, branded.brand, of_person=person.language), branded.brand)
        if not token.allows(self.scope):
            raise AgentScopeMissing(params={"scope": self.scope.value})
        return Agent(person=person, token=token)


def get_customer(request: AgentRequest, number: str) -> AccountInfo:
    """The brand's customer account with this number; that an agent looked goes on its access log.

    Raises:
        NotFound: the brand has no such account.
    """
    found = find_account_as_agent(
        person_id=request.auth.person.id, brand_id=request.brand.id, number=number
    )
    if found is None:
        raise NotFound
    record_visit(
        brand_id=request.brand.id,
        account_id=found.id,
        page="api",
        actor=request.auth.actor,
        now=request.now,
    )
    return found


SEE_OFFICE = AgentToken(AgentScope.READ)
ACT_IN_OFFICE = AgentToken(AgentScope.ACT)

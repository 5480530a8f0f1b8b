"""The other way in: a service token, for the brand's own programs; each call goes on the record."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import cast
from urllib.parse import quote

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from ninja.security.http import HttpAuthBase

from kwartier.api.access import keep_pace, read_token
from kwartier.api.agents import ACT_IN_OFFICE, SEE_OFFICE, Agent, AgentToken
from kwartier.api.problems import answer_problem
from kwartier.api.refusals import NetworkRefused, ServiceScopeMissing, ServiceTokenMissing
from kwartier.parties.operations import actor_of_service, record_service_use
from kwartier.parties.queries import OF_AGENTS, find_service_token, is_service_open
from kwartier.parties.types import ServiceScope, ServiceTokenInfo
from kwartier.platform.tenancy import BrandedRequest, enter_as_service
from kwartier.platform.types import Actor

_LONGEST_CALL = 200


@dataclass(frozen=True, slots=True)
class Program:
    """The program behind a service token."""

    token: ServiceTokenInfo

    @property
    def actor(self) -> Actor:
        """The program, as it goes on the record."""
        return actor_of_service(self.token)


class ProgramRequest(BrandedRequest):
    """A request of a program, or of an agent, after authentication (for annotations only)."""

    auth: Program | Agent


class ServiceToken(HttpAuthBase):
    """Lets a program in whose token has the scope, from a network that its token names.

    From then on the database knows the program, and shows what its scopes open. An agent may do with a
    token of their own what a program may.
    """

    openapi_scheme: str = "bearer"

    def __init__(self, scope: ServiceScope, *, of_agents: AgentToken = SEE_OFFICE) -> None:
        self.scope = scope
        self.of_agents = of_agents
        super().__init__()

    def __call__(self, request: HttpRequest) -> Program | Agent:
        """The program, or the agent.

        Raises:
            ServiceTokenMissing, TooManyRequests, NetworkRefused, ServiceScopeMissing: as they say.
            AgentTokenMissing, AgentScopeMissing: the token is one of an agent.
        """
        branded = cast("BrandedRequest", request)
        raw = read_token(request)
        if raw.startswith(OF_AGENTS):
            return self.of_agents(request)
        address = str(get_adapter().get_client_ip(request) or "")
        found = find_service_token(raw, address=address, now=branded.now) if raw else None
        if found is None:
            raise ServiceTokenMissing
        token, is_near = found
        keep_pace(branded, f"service token {token.id}")
        enter_as_service(token_id=token.id)
        request.program = program = Program(token)  # type: ignore[attr-defined]
        if not is_near:
            raise NetworkRefused
        if not token.allows(self.scope):
            raise ServiceScopeMissing(params={"scope": self.scope.value})
        return program


def record_call(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """The answer to a program, put on the record; to anybody else, as it is.

    A token that was revoked while it was worked on gets nothing any more, and did nothing. What
    fails on our side rolls back with its record; the log has it.
    """
    program: Program | None = getattr(request, "program", None)
    if program is None or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return answer
    if not is_service_open():
        transaction.set_rollback(True)
        return answer_problem(ServiceTokenMissing())
    branded = cast("BrandedRequest", request)
    record_service_use(
        brand=branded.brand,
        token=program.token,
        # A path may name what the database cannot keep, such as NUL.
        call=quote(f"{request.method} {request.path_info}", safe="/ :")[:_LONGEST_CALL],
        status=answer.status_code,
        now=branded.now,
    )
    return answer


WRITE_STATEMENTS = ServiceToken(ServiceScope.STATEMENTS_WRITE, of_agents=ACT_IN_OFFICE)
READ_STATEMENTS = ServiceToken(ServiceScope.STATEMENTS_READ)
READ_COLLECTIONS = ServiceToken(ServiceScope.COLLECTIONS_READ)
READ_REFUNDS = ServiceToken(ServiceScope.REFUNDS_READ)
WRITE_BANK_ANSWERS = ServiceToken(ServiceScope.BANK_ANSWERS_WRITE, of_agents=ACT_IN_OFFICE)
READ_BOOKS = ServiceToken(ServiceScope.BOOKS_READ)
WRITE_TEMPERATURES = ServiceToken(ServiceScope.TEMPERATURES_WRITE, of_agents=ACT_IN_OFFICE)
SEE_STATIONS = ServiceToken(ServiceScope.TEMPERATURES_WRITE)
WRITE_INTERVALS = ServiceToken(ServiceScope.INTERVALS_WRITE, of_agents=ACT_IN_OFFICE)
SEE_INTERVAL_FILES = ServiceToken(ServiceScope.INTERVALS_WRITE)

"""Route by route, with Python's scoping switched off: the database alone refuses.

The whole map of addresses is walked, pages and API alike (a new route comes under this test by
standing on its list, and a route on no list fails its own test). Every request is made with the
victim's own session or token, so that Python has no objection; the database knows that it is
another customer, the other brand, or an agent of the other brand who asks. See :mod:`believing`.
"""

import copy
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import pytest
from api.api_door import Door
from api.api_routes import ROUTES, Route, count_writes, find_changes, list_written
from believing import IDENTITY, OWNERSHIP, python_believes
from django.db import connection
from django.test import Client
from django.urls import resolve
from reading_answers import read_answer
from visiting import House

from advance_factory import Household
from customer_factory import make_customer, make_day_brand
from house_factory import make_agent
from kwartier.parties.models import Person
from kwartier.platform.language import LANGUAGE_COOKIE
from page_kinds import Act, Page, Who
from page_list import ACTS, FILES, PAGES
from page_samples import HELPER_NAME

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

WRITING = ("POST", "PUT", "PATCH", "DELETE")
# Longer than a walk takes anywhere: nobody's session is noted as seen in the middle of it.
AHEAD_SECONDS = 3_600
_WALKED: list["Walk"] = []
REFUSED = {302, 401, 403, 404, 405}
# Whoever holds the address may open these: the links of an invitation and of the end of a monthly
# mail, a demonstration's mailbox.
KEYS = {
    "portal:accept_invitation",
    "portal:stop_alerts",
    "portal:stop_statement",
    "demo:outbox",
    "demo:mail",
    "demo:mail_as_sent",
}
# Nobody's own: a word about an article, and the calendar of a demonstration.
NOBODYS = {"portal:help_feedback", "demo:pass", "POST /help/articles/{key}/feedback"}


def list_methods(view: Any) -> set[str] | None:
    """The verbs that Django's own decorator lets through to a view; None where there is none of them."""
    while view is not None:
        names = view.__code__.co_freevars if hasattr(view, "__code__") else ()
        if "request_method_list" in names:
            return set(view.__closure__[names.index("request_method_list")].cell_contents)
        view = getattr(view, "__wrapped__", None)
    return None


@dataclass
class Visit:
    """One request of the walk."""

    method: str
    url: str
    send: Callable[[], Any]
    is_owned: bool

    def __str__(self) -> str:
        return f"{self.method} {self.url}"


class Walk:
    """Every request that the house knows, made as the victim; what came out that should not have.

    But for ``dead_ends``, of which it is known that they are answered with another verb alone.
    """

    def __init__(self, victim: House, dead_ends: frozenset[str] = frozenset()) -> None:
        self.victim = victim
        self.dead_ends = dead_ends
        self.refused_verbs: set[str] = set()
        self.household = Household(
            victim.brand,
            victim.customer.person,
            victim.customer.account,
            None,
            victim.customer.contract,
        )
        self.token = victim.samples["raw_token"]
        self.found: list[str] = []
        self.told = 0
        self._cookies: dict[Who, SimpleCookie] = {}

    def list_visits(self) -> Iterator[Visit]:
        """Every page, file and act with every verb that its view takes; every route of the API with its own."""
        merged = {name: value for act in ACTS for name, value in act.form.items()}
        for page in (*PAGES, *FILES, *ACTS):
            if page.route not in KEYS | NOBODYS:
                form = page.fill(self.victim.samples) if isinstance(page, Act) else merged
                told = list_methods(resolve(urlsplit(page.path(self.victim.samples)).path).func)
                for method in ("GET", *WRITING):
                    if told is None or method in told:
                        yield self._visit_page(page, method, form)
        for route in ROUTES:
            if str(route) not in NOBODYS:
                yield self._visit_route(route)

    def _visit_page(self, page: Page, method: str, form: dict[str, Any]) -> Visit:
        url = self.victim.url(page)
        client = self._enter(page.who)

        def send() -> Any:
            if method in {"GET", "POST"}:
                return getattr(client, method.lower())(url, form if method == "POST" else None)
            return client.generic(method, url, b"{}", content_type="application/json")

        # A person's own passkeys are who they are: believed, as the rest of it.
        owned = page.names_somebody(self.victim.samples) and not page.route.startswith("mfa_")
        return Visit(method, url, send, owned)

    def _enter(self, who: Who) -> Client:
        """A client of its own in a session of the whole walk, which no visit changes: see ``go``."""
        kind = who if who in {Who.AGENT, Who.UNSIGNED} else Who.CUSTOMER
        if kind not in self._cookies:
            self._cookies[kind] = self._sign_in(kind)
        client = Client(raise_request_exception=False)
        client.cookies = copy.deepcopy(self._cookies[kind])
        return client

    def _sign_in(self, who: Who) -> SimpleCookie:
        client = self.victim.enter(who)
        client.cookies[LANGUAGE_COOKIE] = "en"
        session = client.session  # seen a moment ago: else noting that would already be refused
        session["seen_at"] = time.time() + AHEAD_SECONDS
        session.save()
        return client.cookies

    def _visit_route(self, route: Route) -> Visit:
        samples, customer = self.victim.samples, self.victim.customer
        numbers = {
            "contracts": customer.contract.number,
            "bills": samples["bill"],
            "documents": samples["bill"],
        }
        values = {
            "number": numbers.get(route.path.split("/")[1], customer.account.number),
            "code": customer.contract.code,
            "read_on": samples["questioned_day"],
            "prefix": self.token[:10],
            "key": samples["article"],
            "year": 2026,
            "member_id": samples["membership"],
            "reminder": samples["reminder"],
            "request_number": samples["request"],
            "invitation_id": samples["invitation"],
            "consent_id": samples["interval_consent"],
            "load_id": samples["own_kept_file"],
            "photo_id": samples["photo"],
            "kind": "reading_due",
        }
        path = route.fill(values)
        door = Door(self.household, token=self.token)
        door.client.raise_request_exception = False
        return Visit(
            route.method,
            f"/api/v1{path}",
            lambda: door.call(route.method, path, route.body),
            bool(route.scope) and "{" in route.path,
        )

    def go(
        self,
        *,
        asker: Person,
        open_tables: frozenset[str],
        secrets: Iterable[str],
        may_answer: Callable[[int], bool] = lambda _status: True,
        stops_at_first: bool = False,
    ) -> list[str]:
        """Make every request, and take back what it changed; the complaints."""
        visits = [visit for visit in self.list_visits() if str(visit) not in self.dead_ends]
        counted = count_writes()
        # One savepoint for all: going back to it keeps it. One in another for each request would make
        # every statement look through thousands of them.
        point = connection.savepoint()
        # The API's routes are the last and the fewest: whoever looks for one hole begins there.
        for visit in reversed(visits) if stops_at_first else visits:
            if self.found and stops_at_first:
                break
            with python_believes(
                brand_id=asker.brand_id, person_id=asker.pk, open_tables=open_tables
            ) as believing:
                answer = visit.send()
                # A file may ask for more while it is sent: as the same person.
                body = read_answer(answer)
            counted, before = count_writes(), counted
            changed = find_changes(point, list_written(before, counted))
            self.told += believing.told
            shown = [secret for secret in secrets if secret not in visit.url and secret in body]
            if shown:
                self.found.append(f"{visit}: shows {shown}")
            if changed:
                self.found.append(f"{visit}: changed {changed}")
            if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not shown and not changed:
                self.refused_verbs.add(str(visit))
            if visit.is_owned and not may_answer(answer.status_code):
                self.found.append(f"{visit}: answered {answer.status_code}")
        return self.found


@pytest.fixture
def victim(house) -> House:
    return house


@pytest.fixture(params=["another customer", "a customer of the other brand", "their agent"])
def intruder(request, victim) -> Person:
    if request.param == "another customer":
        return make_customer(victim.brand).person
    brand = make_day_brand("plein-midi")
    if request.param == "their agent":
        return make_agent(brand).person
    return make_customer(brand).person


def list_secrets(victim: House) -> list[str]:
    """What names the victim and what is theirs, where Python only knew who they are."""
    customer, point = victim.customer, victim.customer.contract.supply_point
    return [
        customer.account.number,
        customer.contract.number,
        customer.contract.code,
        f"{point.street} {point.house_number}",
        HELPER_NAME,
        *list_kept_secrets(victim),
    ]


def list_kept_secrets(victim: House) -> list[str]:
    """What stands in the tables that Python's own questions do not read."""
    return [
        str(victim.samples["request"]),
        "meter cupboard",
        "technician leave it",
        f"invited{victim.customer.account.id}@example.org",
        "The prices went up",
        "Home server",
        "91283",  # the reading that is questioned
    ]


@pytest.fixture
def walked_by_the_victim(victim) -> Walk:
    """The whole walk, every verb included, with the truth being the victim; made once a worker."""
    if not _WALKED:
        walk = Walk(victim)
        walk.go(asker=victim.customer.person, open_tables=OWNERSHIP, secrets=list_secrets(victim))
        _WALKED.append(walk)
    return _WALKED[0]


@pytest.fixture
def dead_ends(walked_by_the_victim) -> frozenset[str]:
    """What even the victim is answered with "not with this verb": nobody else need try it again.

    Two thirds of the walk; who asks is not looked at before the verb, or comes to less than the verb.
    """
    return frozenset(walked_by_the_victim.refused_verbs)


def test_the_victim_itself_is_answered_and_shown_everything(victim, walked_by_the_victim):
    """Else "nothing came out" would prove nothing: the same walk, with the truth being the victim."""
    found = walked_by_the_victim.found
    shown, changed = (
        [each for each in found if ": shows" in each],
        [each for each in found if ": changed" in each],
    )
    assert set(list_secrets(victim)) == {
        secret for secret in list_secrets(victim) for each in shown if repr(secret) in each
    }
    assert len(shown) > 40
    assert len(changed) > 20
    # Every page and every act is walked by the others with the verb that it is made for.
    dead = walked_by_the_victim.refused_verbs
    assert {f"POST {victim.url(act)}" for act in ACTS} & dead == set()
    assert {f"GET {victim.url(page)}" for page in (*PAGES, *FILES)} & dead == set()


def test_with_the_identity_believed(victim, intruder, dead_ends):
    walk = Walk(victim, dead_ends)
    found = walk.go(
        asker=intruder,
        open_tables=IDENTITY,
        secrets=list_secrets(victim),
        may_answer=REFUSED.__contains__,
    )
    assert "\n".join(found) == ""
    assert walk.told > 200


def test_with_the_ownership_believed_too(victim, dead_ends):
    """Within the brand, where the wall is the account; the brand's own is tried above."""
    intruder = make_customer(victim.brand).person
    walk = Walk(victim, dead_ends)
    found = walk.go(asker=intruder, open_tables=OWNERSHIP, secrets=list_kept_secrets(victim))
    assert "\n".join(found) == ""


@pytest.mark.one_server  # It tries the walk, not the database.
@pytest.mark.parametrize(
    "left_open",
    [
        "parties_apitoken",
        "parties_invitation",
        "support_request",
        # An advance or a message is found by way of what it belongs to: one wall alone
        # that fell would show nothing.
        "support_request support_requestmessage",
        "metering_supplypoint supply_contract billing_advanceplan billing_advancechange",
    ],
)
def test_the_walk_sees_a_wall_that_fell(victim, dead_ends, left_open):
    """Some policies less, and the walk complains."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in left_open.split():
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    asker = make_customer(victim.brand).person
    found = Walk(victim, dead_ends).go(
        asker=asker,
        open_tables=OWNERSHIP,
        secrets=list_kept_secrets(victim),
        stops_at_first=True,
    )
    assert found

"""Nobody gets anything of somebody else: page by page, and when Python no longer watches.

The victim is a customer with something of everything. Another customer of the brand, a customer of the
other brand (at both brands' addresses) and a visitor ask for each page of the list and send each form.
Then the portal is made to believe that the victim's account is the asker's own: the web's database role
must still give nothing and change nothing.
"""

import re
from collections.abc import Iterable

import pytest
from api.api_routes import count_writes
from django.db import connection
from django.test import Client
from psycopg import sql
from reading_answers import read_answer
from visiting import House, furnish_house, sign_in_afresh

from advance_factory import TODAY
from customer_factory import make_customer, make_day_brand, make_request
from house_factory import as_web, make_agent
from kwartier.parties.queries import get_account_for
from kwartier.parties.types import OfficeEntry
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.supply.queries import list_contracts
from page_kinds import Act, Page, Who
from page_list import ACTS, FILES, OTHERS, PAGES
from page_samples import HELPER_NAME

# What the database alone decides, test_database_decides_alone.py tries on both servers.
pytestmark = [pytest.mark.django_db, pytest.mark.one_server, pytest.mark.timeout(300)]

SIGNED_IN = (Who.CUSTOMER, Who.UNSIGNED, Who.AGENT)
LOOKS = [page for page in (*PAGES, *FILES) if page.who in SIGNED_IN]
SIGN_IN = "/account/login/"
# What a person may always do to themselves is no break-in.
OWN_AFFAIRS = {"portal:set_language", "portal:help_feedback", "portal:profile"}
# Who has one contract is led on from here to it.
ENTRANCES = {"portal:advances", "portal:consumption", "portal:consumption_data", "portal:readings"}
# The victim is late with nothing: else no advance could be changed. test_arrears_pages.py sends these.
FOR_THE_LATE = {"portal:confirm_plan", "portal:dispute"}
# The link of an invitation and the outbox of a demonstration open to whoever holds the address.
KEYS = {"portal:accept_invitation", "demo:outbox", "demo:mail", "demo:mail_as_sent"}


@pytest.fixture
def victim(house):
    return house


@pytest.fixture
def stranger(victim):
    """Another customer of the same brand."""
    return make_customer(victim.brand).person


@pytest.fixture
def foreigner():
    """A customer of the other brand, whose numbers are not by chance those of the victim."""
    brand = make_day_brand("plein-midi")
    make_request(make_customer(brand))
    return make_customer(brand).person


def list_secrets(victim: House) -> list[str]:
    """What names the victim; none of it may stand on a page of somebody else."""
    customer, samples = victim.customer, victim.samples
    point = customer.contract.supply_point
    return [
        customer.account.number,
        customer.account.email or customer.person.email,
        customer.person.email,
        customer.contract.number,
        customer.contract.code,
        f"{point.street} {point.house_number}",
        str(samples["request"]),
        "meter cupboard",
        HELPER_NAME,
        "Home server",
        "Key of the office",
    ]


def find_leaks(body: str, secrets: Iterable[str], url: str) -> list[str]:
    """The secrets in a page; what stands in the address asked for tells nothing new."""
    return [
        secret
        for secret in secrets
        if secret not in url and re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", body)
    ]


def take_fingerprint(victim: House) -> dict[str, str]:
    """Every row that belongs to the victim, in one short word for each table."""
    customer = victim.customer
    owners = {
        "account_id": customer.account.id,
        "supply_point_id": customer.contract.supply_point_id,
        "person_id": customer.person.pk,
        "user_id": customer.person.pk,
        "contract_id": customer.contract.id,
    }
    passing = {"usersessions_usersession", "platform_outboxmail"}
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name = ANY (%s) ORDER BY 1, 2",
            [list(owners)],
        )
        wanted = [row for row in cursor.fetchall() if row[0] not in passing]
        wanted += [(table, "id") for table in OWN_ROW]
        for table, column in wanted:
            cursor.execute(
                sql.SQL(
                    "SELECT count(*) || ' rows ' || coalesce(md5(string_agg(t::text, '' ORDER BY"
                    " t::text)), '') FROM {} t WHERE {} = %s"
                ).format(sql.Identifier(table), sql.Identifier(column)),
                [owners[OWN_ROW[table] if column == "id" else column]],
            )
            found[f"{table}.{column}"] = cursor.fetchone()[0]
    assert sum(not word.startswith("0 rows") for word in found.values()) > 15, found
    return found


# The tables whose own row is the owner.
OWN_ROW = {"parties_person": "person_id", "parties_customeraccount": "account_id"}


class Intruder:
    """A client that notes what it should not have got."""

    def __init__(self, client: Client, victim: House, prefix: str) -> None:
        self.client, self.victim, self.prefix = client, victim, prefix
        self.client.raise_request_exception = False
        self.client.cookies[LANGUAGE_COOKIE] = "en"
        self.secrets = list_secrets(victim)
        self.found: list[str] = []
        self._counted: dict[str, int] = {}
        self._rows: dict[str, str] = {}

    def address(self, page: Page) -> str:
        return f"/{self.prefix}{page.path(self.victim.samples)}"

    def note(self, what: str, answer) -> None:
        leaks = find_leaks(read_answer(answer), self.secrets, what)
        if leaks:
            self.found.append(f"{what}: shows {leaks}")

    def look(self, page: Page, *, may_answer: set[int]) -> None:
        url = self.address(page)
        answer = self.client.get(url)
        self.note(f"GET {url}", answer)
        leads = answer.headers.get("Location", "")
        if page.names_somebody(self.victim.samples) and answer.status_code not in may_answer:
            self.found.append(f"GET {url}: answered {answer.status_code} {leads}")

    def act(self, act: Act, *, may_answer: set[int]) -> None:
        url = self.address(act)
        before = self._take_fingerprint()
        with as_web():
            answer = self.client.post(url, act.fill(self.victim.samples))
        self.note(f"POST {url}", answer)
        after = self._take_fingerprint()
        changed = [table for table in before if before[table] != after[table]]
        if changed:
            self.found.append(f"POST {url}: changed {changed}")
        if act.names_somebody(self.victim.samples) and answer.status_code not in may_answer:
            self.found.append(f"POST {url}: answered {answer.status_code}")

    def _take_fingerprint(self) -> dict[str, str]:
        """The one of last time, where no row of any table has been written since."""
        counted = count_writes()
        if not self._rows or counted != self._counted:
            self._rows, self._counted = take_fingerprint(self.victim), counted
        return self._rows

    def try_everything(self, *, may_answer: set[int], only: str = "") -> list[str]:
        for page in LOOKS:
            if not page.route.startswith(only):
                continue
            with as_web():
                self.look(page, may_answer=may_answer)
        for act in ACTS:
            if act.route not in OWN_AFFAIRS and act.route.startswith(only):
                self.act(act, may_answer=may_answer)
        return self.found


def test_the_victim_itself_gets_every_page(victim):
    """Else the tests below would prove nothing: these addresses do answer, and name the victim."""
    clients = {who: victim.enter(who) for who in SIGNED_IN}
    shown = []
    with as_web():
        for page in LOOKS:
            answer = clients[page.who].get(victim.url(page))
            assert answer.status_code == page.status, (page, answer.headers.get("Location"))
            shown += find_leaks(read_answer(answer), list_secrets(victim), "")
    assert set(list_secrets(victim)) - set(shown) == set()


def test_another_customer_of_the_brand_gets_nothing(victim, stranger):
    intruder = Intruder(sign_in_afresh(stranger), victim, "merel")
    assert intruder.try_everything(may_answer={404}) == []


def test_nor_does_another_customer_of_a_french_one():
    victim = furnish_house("plein-midi")
    clients = {who: victim.enter(who) for who in SIGNED_IN}
    with as_web():
        for page in LOOKS:
            if page.is_shown_in("FR") and page.route not in ENTRANCES:
                answer = clients[page.who].get(victim.url(page))
                assert answer.status_code == page.status, (page, answer.headers.get("Location"))
    stranger = make_customer(victim.brand).person
    intruder = Intruder(sign_in_afresh(stranger), victim, "plein-midi")
    assert intruder.try_everything(may_answer={404}) == []


def test_a_customer_of_the_other_brand_gets_nothing_at_home(victim, foreigner):
    intruder = Intruder(sign_in_afresh(foreigner), victim, "plein-midi")
    assert intruder.try_everything(may_answer={404}) == []


def test_nor_with_the_session_carried_over_to_this_brand(victim, foreigner):
    intruder = Intruder(sign_in_afresh(foreigner), victim, "merel")
    assert intruder.try_everything(may_answer={302, 404}) == []
    answer = intruder.client.get("/merel/")
    assert answer.headers["Location"].startswith(f"/merel{SIGN_IN}")


@pytest.mark.parametrize("prefix", ["plein-midi", "merel"])
def test_an_agent_of_the_other_brand_gets_nothing(victim, prefix):
    agent = make_agent(make_day_brand("plein-midi")).person
    intruder = Intruder(sign_in_afresh(agent, second_factor=True), victim, prefix)
    assert intruder.try_everything(may_answer={302, 404}, only="office:") == []


def test_a_visitor_is_asked_to_sign_in(victim):
    intruder = Intruder(Client(), victim, "merel")
    assert intruder.try_everything(may_answer={302, 404}) == []
    for page in LOOKS:
        answer = intruder.client.get(intruder.address(page))
        assert answer.status_code == 302, page
        assert SIGN_IN in answer.headers["Location"] or "/account/" in answer.headers["Location"]


def test_public_pages_say_nothing_of_anybody(victim, stranger):
    for client in (Client(), sign_in_afresh(stranger)):
        intruder = Intruder(client, victim, "merel")
        for page in PAGES:
            if page.who is Who.VISITOR and page.route not in KEYS:
                with as_web():
                    intruder.look(page, may_answer={200, 302, 404})
        assert intruder.found == []


def believe_in(monkeypatch, victim: House) -> None:
    """Switch off the scoping in Python: the victim's account and contracts are everybody's."""
    account = get_account_for(victim.customer.person.pk, account_id=victim.customer.account.id)
    contracts = list_contracts(account.id)
    assert contracts

    def get_account(*_args, **_named):
        return account

    def list_them(*_args, **_named):
        return contracts

    def allow(*_args, **_named):
        return account.role

    def let_in(*_args, **_named):
        return OfficeEntry.OPEN

    patched = 0
    for name, replacement in (
        ("get_current_account", get_account),
        ("find_current_account", get_account),
        ("_held_account", get_account),
        ("find_account_as_agent", get_account),
        ("has_shown_second_factor", allow),
        ("list_current_contracts", list_them),
        ("list_contracts", list_them),
        ("require_role", allow),
        ("check_office_entry", let_in),
    ):
        for module in list_modules():
            if name in vars(module):
                monkeypatch.setattr(module, name, replacement)
                patched += 1
    assert patched > 10


def list_modules() -> list[object]:
    """The portal's own modules, where the names were imported to."""
    import sys

    return [
        module
        for name, module in sorted(sys.modules.items())
        if name.startswith(
            (
                "kwartier.office",
                "kwartier.portal",
                "kwartier.parties.operations",
                "kwartier.parties.queries",
            )
        )
    ]


@pytest.mark.parametrize("prefix", ["merel", "plein-midi"])
def test_the_database_refuses_when_python_does_not(
    victim, stranger, foreigner, monkeypatch, prefix
):
    asker = stranger if prefix == "merel" else foreigner
    client = sign_in_afresh(asker)
    believe_in(monkeypatch, victim)
    intruder = Intruder(client, victim, prefix)
    # Python itself now says "this is yours" and writes the names it was given: they are no proof.
    told = {victim.customer.account.number, *(str(each) for each in contract_words(victim))}
    intruder.secrets = [secret for secret in intruder.secrets if secret not in told]
    with_anything = set(range(200, 600))
    assert intruder.try_everything(may_answer=with_anything) == []


def contract_words(victim: House) -> list[str]:
    """What the patched functions themselves hand out."""
    contract = victim.customer.contract
    point = contract.supply_point
    return [
        contract.number,
        contract.code,
        f"{point.street} {point.house_number}",
        victim.customer.account.email,
    ]


def test_without_the_web_s_role_the_same_tricks_do_work(victim, stranger, monkeypatch):
    """The test above tests the database: as its owner, the patched portal shows and changes things."""
    client = sign_in_afresh(stranger)
    believe_in(monkeypatch, victim)
    client.cookies[LANGUAGE_COOKIE] = "en"
    page = next(each for each in PAGES if each.route == "portal:request")
    assert "meter cupboard" in client.get(victim.url(page)).content.decode()
    act = next(each for each in ACTS if each.route == "portal:close_request")
    before = take_fingerprint(victim)
    client.post(victim.url(act), act.fill(victim.samples))
    assert take_fingerprint(victim) != before


def test_the_forms_of_the_list_do_change_something_for_the_victim(victim):
    """Else "nothing was changed" above would be no news."""
    lame = []
    for act in ACTS:
        if act.who is not Who.CUSTOMER or act.route in {"portal:switch_account", *FOR_THE_LATE}:
            continue
        before = take_fingerprint(victim)
        with transaction_undone():
            victim.enter(Who.CUSTOMER).post(victim.url(act), act.fill(victim.samples))
            if take_fingerprint(victim) == before:
                lame.append(act.route)
    assert lame == []


class transaction_undone:  # noqa: N801 - read as a phrase
    """What happens within is taken back."""

    def __enter__(self) -> None:
        self.point = connection.savepoint()

    def __exit__(self, *_failure: object) -> None:
        connection.savepoint_rollback(self.point)
        connection.savepoint_commit(self.point)


def test_what_is_left_out_is_left_out_for_a_reason():
    assert set(OTHERS) == {route for route, reason in OTHERS.items() if len(reason) > 10}
    assert TODAY.year == 2026

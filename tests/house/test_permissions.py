"""docs/reference/permissions.md is true: every act, tried by every role, on a real account."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import transaction
from django.test import Client
from permission_table import AREAS, ROLES
from permissions_of_money import ATTEMPTS, Attempt, find_holder

from kwartier.demo.logins import AGENT_TOTP_SECRET, PASSWORD
from kwartier.platform import brands

# Jef's account: he holds it, Wout may act, Tine may look; Nadia is somebody else's customer.
LOGINS = {
    "holder": "jef",
    "delegate": "wout",
    "reader": "tine",
    "stranger": "nadia",
    "agent": "agent",
}
CONTRACT = re.compile(r"/merel/advance/(CB-\d+)/")
READINGS = re.compile(r"/merel/readings/(\d{18})/")
INPUT = re.compile(r'<input[^>]* name="(register_\d+)"')
SHOWN = re.compile(r'<b class="nb">(\d+)</b>')
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
POST_CHOSEN = re.compile(r'<input[^>]* value="post"[^>]* checked')
HIGHEST = re.compile(r'<input type="range"[^>]* max="(\d+)"')


INVOICE = re.compile(r"\b[AF]\d\d-\d{7}\b")
HOLDER = "jef@voorbeeld.example"


@dataclass
class World:
    """Jef's account as its holder sees it, and a browser for each role."""

    clients: dict[str, Client]
    contract: str = ""
    supply_point: str = ""
    paper: str = "OL-2021-0002"
    members: tuple[str, ...] = ()

    @property
    def holder(self) -> Client:
        return self.clients["holder"]


Try = Callable[[Client, World], bool]


def sign_in(name: str) -> Client:
    """A browser in which somebody signed in, and said once more who they are."""
    client = Client()
    login = {"login": f"{name}@voorbeeld.example", "password": PASSWORD}
    answer = client.post("/merel/account/login/", login)
    if "2fa" in answer.headers["Location"]:
        counter = next(iter(yield_hotp_counters_from_time()))
        code = format_hotp_value(hotp_value(AGENT_TOTP_SECRET, counter))
        answer = client.post(answer.headers["Location"], {"code": code})
    assert answer.status_code == 302
    client.post("/merel/account/reauthenticate/", {"password": PASSWORD})
    return client


def look_around() -> World:
    """Sign everybody in and read the numbers of the account from its holder's pages."""
    world = World({role: sign_in(name) for role, name in LOGINS.items()})
    world.contract = CONTRACT.findall(page(world.holder, "/merel/advance/"))[0]
    world.supply_point = READINGS.findall(page(world.holder, "/merel/readings/"))[-1]
    members = re.findall(
        r"/merel/account/members/(\d+)/", page(world.holder, "/merel/account/members/")
    )
    world.members = tuple(dict.fromkeys(members))
    return world


def page(client: Client, address: str) -> str:
    """What a page shows, or nothing where there is none for this person."""
    answer = client.get(address)
    return answer.content.decode() if answer.status_code == 200 else ""


def sent(client: Client, address: str, **form: str) -> bool:
    """Whether a form was taken: then its page leads on, and not to where one gets access first."""
    answer = client.post(address, form)
    return answer.status_code == 302 and "/account/" not in answer.headers["Location"]


def address_of(overview: str) -> str:
    """The supply address in the title of an overview."""
    title = re.search(r"<h1>[^<]*?, ([^<]+)</h1>", overview)
    return title[1] if title else ""


def find_highest(world: World) -> str:
    """The highest advance that can be chosen online."""
    return HIGHEST.findall(page(world.holder, f"/merel/advance/{world.contract}/"))[0]


def change_advance(client: Client, world: World) -> bool:
    start = f"/merel/advance/{world.contract}/"
    check = f"{start}check/?amount={find_highest(world)}"
    fields = dict(HIDDEN.findall(page(world.holder, check)))
    assert {"amount", "seen", "form_token"} <= set(fields), "the holder finds the form"
    answer = client.post(f"{start}confirm/", fields)
    return answer.status_code == 302 and f"{start}done/" in answer.headers["Location"]


def enter_reading(client: Client, world: World, *, above: int = 40) -> bool:
    address = f"/merel/readings/{world.supply_point}/enter/"
    shown = page(world.holder, address)
    indexes = [str(int(index) + above) for index in SHOWN.findall(shown)]
    names = INPUT.findall(shown)
    assert names
    assert len(names) == len(indexes)
    return sent(client, address, read_on=str(today()), **dict(zip(names, indexes, strict=True)))


def today() -> str:
    return str(brands.get_brand("merel").demo_today)


def stand_by_reading(client: Client, world: World) -> bool:
    assert enter_reading(world.holder, world, above=9_000)
    address = f"/merel/readings/{world.supply_point}/{today()}/confirm/"
    return sent(client, address, answer="confirm")


def delete_reading(client: Client, world: World) -> bool:
    assert enter_reading(world.holder, world)
    return sent(client, f"/merel/readings/{world.supply_point}/{today()}/delete/")


def ask(client: Client, world: World, *, kind: str) -> bool:
    """A request lands on the account of who asks: here it must be the one of the holder."""
    form = {"kind": kind, "subject": "Permission", "text": "Tried.", "submission_key": "k" * 32}
    sent(client, "/merel/requests/new/", **form)
    return "Permission" in page(world.holder, "/merel/requests/")


def invite(client: Client, world: World) -> bool:
    form = {"email": "somebody@voorbeeld.example", "role": "reader"}
    sent(client, "/merel/account/members/invite/", **form)
    return "somebody@voorbeeld.example" in page(world.holder, "/merel/account/members/")


def choose_post(client: Client, world: World) -> bool:
    """A choice is for the account of who makes it: here it must be the one of the holder."""
    client.post("/merel/account/delivery/", {"channel": "post", "email": "", "language": "nl"})
    return POST_CHOSEN.search(page(world.holder, "/merel/account/delivery/")) is not None


def ask_for_paper(client: Client, world: World) -> bool:
    sent(client, f"/merel/documents/{world.paper}/ask/")
    return f"/documents/{world.paper}/ask/" not in page(world.holder, "/merel/documents/")


def count_roles(world: World) -> tuple[str, ...]:
    """The account's members with their roles, as the database knows them."""
    from kwartier.parties.models import Membership

    rows = Membership.objects.filter(pk__in=world.members).order_by("pk")
    return tuple(f"{row.role} {row.state}" for row in rows)


def act_on_member(client: Client, world: World, tail: str, **form: str) -> bool:
    """Try it on each member in turn; whether something changed."""
    before = count_roles(world)
    for member in world.members:
        sent(client, f"/merel/account/members/{member}/{tail}", **form)
    return count_roles(world) != before


def leave(client: Client, world: World) -> bool:
    before = count_roles(world)
    sent(client, "/merel/account/members/leave/")
    return count_roles(world) != before


def invoices_of(shown: str) -> set[str]:
    """The invoices that a page of payments names; of an account without any that would say nothing."""
    return set(INVOICE.findall(shown)) or {shown}


def about_money(attempt: Attempt) -> Try:
    return lambda client, world: attempt(client, world.holder, find_holder(HOLDER))


TRIES: dict[str, Try] = {
    "see the overview of the account": lambda client, world: (
        address_of(page(client, "/merel/")) == address_of(page(world.holder, "/merel/"))
    ),
    "simulate an advance": lambda client, world: (
        "<form" in page(client, f"/merel/advance/{world.contract}/?amount={find_highest(world)}")
    ),
    "download the balance as a file": lambda client, world: bool(
        page(client, f"/merel/advance/{world.contract}/balance.csv")
    ),
    "see the readings of a supply point": lambda client, world: bool(
        page(client, f"/merel/readings/{world.supply_point}/")
    ),
    "see the contract": lambda client, world: world.contract in page(client, "/merel/contract/"),
    "see who has access": lambda client, _: (
        "tine@voorbeeld.example" in page(client, "/merel/account/members/")
    ),
    "change the advance": change_advance,
    "enter a reading": enter_reading,
    "stand by a reading that is out of line": stand_by_reading,
    "delete the latest reading of one's own account": delete_reading,
    "ask an agent for another advance": lambda client, world: ask(
        client, world, kind="advance_change"
    ),
    "ask a question about the account": lambda client, world: ask(client, world, kind="contact"),
    "see how bills come": lambda client, _world: (
        "jef@voorbeeld" in page(client, "/merel/account/delivery/")
    ),
    "choose how bills come": choose_post,
    "ask for an older document": ask_for_paper,
    "invite somebody": invite,
    "change the role of a member": lambda client, world: act_on_member(
        client, world, "", role="reader"
    ),
    "end the access of a member": lambda client, world: act_on_member(client, world, "end/"),
    "leave the account (its last holder cannot)": leave,
    "see the invoices and what was paid": lambda client, world: (
        invoices_of(page(client, "/merel/payments/"))
        == invoices_of(page(world.holder, "/merel/payments/"))
    ),
    "see the bank account, its middle hidden": lambda client, _: (
        "BE64 **** **** 0252" in page(client, "/merel/account/bank-details/")
    ),
    **{action: about_money(attempt) for action, attempt in ATTEMPTS.items()},
}


def try_once(attempt: Try, client: Client, world: World) -> bool:
    """Try it, and undo it."""
    with transaction.atomic():
        done = attempt(client, world)
        transaction.set_rollback(True)
    return done


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.one_server
def test_every_cell_is_true(demonstrated):
    world = look_around()
    assert len(world.members) >= 2
    rows = [permission for _, permissions in AREAS for permission in permissions]
    assert {row.action for row in rows} == set(TRIES)
    found = {
        row.action: tuple(
            role for role in ROLES if try_once(TRIES[row.action], world.clients[role], world)
        )
        for row in rows
    }
    assert found == {row.action: row.allowed for row in rows}

"""Oneself, one's tokens, accounts and the people on them, through the API."""

import base64
import json
from dataclasses import replace
from io import BytesIO
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from api_door import Door, read, refused
from api_routes import fingerprint

from customer_factory import make_token
from house_factory import NOW, acting, make_agent, make_membership, make_person
from kwartier.parties.models import Invitation, Membership, Person
from kwartier.parties.operations import record_visit
from kwartier.parties.types import MembershipState
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.platform.types import ActorKind

pytestmark = pytest.mark.django_db


def member_door(door: Door, role: str = "reader") -> Door:
    """Another person on the same account."""
    person = make_person(door.household.brand, name="Jan Peeters")
    make_membership(door.household.account, person, role)
    other = Door(door.household)
    other.token = make_token(replace(door.household, person=person))
    return other


def test_who_i_am(door, as_web_role):
    narrow = door.with_scopes("read")
    as_web_role()
    me = read(narrow.get("/me"))
    assert me == {
        "name": "Nadia El Amrani",
        "email": door.household.person.email,
        "phone": "",
        "language": "en",
        "scopes": ["read"],
    }


def test_what_is_sent_changes_and_the_rest_stays(door, as_web_role):
    as_web_role()
    me = read(door.call("PATCH", "/me", {"language": "fr"}))
    assert (me["language"], me["name"]) == ("fr", "Nadia El Amrani")
    me = read(door.call("PATCH", "/me", {"name": "Nadia Amrani", "phone": "+32 2 555 01 00"}))
    assert (me["language"], me["name"], me["phone"]) == ("fr", "Nadia Amrani", "+32 2 555 01 00")
    assert read(door.call("PATCH", "/me", {})) == me
    assert read(door.get("/me/access-log"))["items"][0]["action"] == "person.profile_changed"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"language": "xx"}, "identity.unknown_language"),
        ({"language": "nederlands"}, "api.invalid"),
        ({"name": ""}, "api.invalid"),
        ({"name": "\u200b\u3164"}, "identity.name_unreadable"),
        ({"name": "a" * 121}, "api.invalid"),
        ({"name": "a\u0000b"}, "api.invalid"),
        ({"name": "\ud800"}, "api.invalid"),
        ({"phone": "1" * 31}, "api.invalid"),
        ({"email": "other@example.org"}, "api.invalid"),
    ],
)
def test_what_one_cannot_be(door, change, code):
    before = fingerprint()
    refused(door.call("PATCH", "/me", change), 422, code)
    assert fingerprint() == before


def test_tokens_are_listed_and_revoked(door, as_web_role):
    other = make_token(door.household, ["read"])
    as_web_role()
    rows = {row["prefix"]: row for row in read(door.get("/tokens"))}
    assert rows[door.token[:10]]["is_this_one"]
    assert rows[other[:10]]["scopes"] == ["read"]
    assert other not in door.get("/tokens").content.decode()
    assert door.call("DELETE", f"/tokens/{other[:10]}").status_code == 204
    refused(door.get("/me", token=other), 401, "api.token_missing")
    refused(door.call("DELETE", f"/tokens/{other[:10]}"), 404, "platform.not_found")
    assert door.call("DELETE", f"/tokens/{door.token[:10]}").status_code == 204
    refused(door.get("/me"), 401, "api.token_missing")


def test_accounts_come_with_the_role(door, as_web_role):
    reader = member_door(door)
    as_web_role()
    [account] = read(door.get("/accounts"))
    assert (account["role"], account["may_act"]) == ("holder", True)
    assert read(door.get(door.account)) == account
    [account] = read(reader.get("/accounts"))
    assert (account["role"], account["may_act"]) == ("reader", False)


def test_a_membership_that_ended_opens_nothing(door):
    reader = member_door(door)
    read(reader.get(door.account))
    Membership.objects.filter(role="reader").update(state=MembershipState.ENDED)
    refused(reader.get(door.account), 404, "platform.not_found")
    assert read(reader.get("/contracts"))["items"] == []


def test_a_holder_invites_and_takes_it_back(door, as_web_role):
    as_web_role()
    path = f"{door.account}/invitations"
    sent = read(door.post(path, {"email": "Jan@Example.org", "role": "delegate"}), 201)
    assert (sent["email"], sent["role"]) == ("jan@example.org", "delegate")
    assert read(door.get(path)) == [sent]
    again = door.post(path, {"email": "jan@example.org", "role": "reader"})
    assert refused(again, 409, "identity.already_invited")["field"] == "email"
    mine = door.post(path, {"email": door.household.person.email, "role": "reader"})
    refused(mine, 409, "identity.already_member")
    assert door.call("DELETE", f"{path}/{sent['id']}").status_code == 204
    assert read(door.get(path)) == []
    refused(door.call("DELETE", f"{path}/{sent['id']}"), 404, "platform.not_found")
    entries = [each["action"] for each in read(door.get(f"{door.account}/access-log"))["items"]]
    assert entries[:2] == ["invitation.withdrawn", "invitation.sent"]


def test_the_link_of_an_invitation_is_in_the_mail_and_nowhere_else(door):
    answer = door.post(
        f"{door.account}/invitations", {"email": "jan@example.org", "role": "reader"}
    )
    mail = OutboxMail.objects.get(recipient="jan@example.org")
    assert "/merel/" in mail.body_text
    assert Invitation.objects.get().token_hash not in answer.content.decode()
    assert set(answer.json()) == {"id", "email", "role", "created_at", "expires_at"}


@pytest.mark.parametrize("email", ["", "jan", "jan@", "jan@example", "a b@example.org", "x" * 260])
def test_an_address_is_an_address(door, email):
    before = fingerprint()
    answer = door.post(f"{door.account}/invitations", {"email": email, "role": "reader"})
    assert refused(answer, 422, "api.invalid")["errors"][0]["field"] == "email"
    assert fingerprint() == before


def test_invitations_come_now_and_then(door, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "invite_member": "2/h/user"}
    path = f"{door.account}/invitations"
    for name in ("jan", "els"):
        read(door.post(path, {"email": f"{name}@example.org", "role": "reader"}), 201)
    answer = door.post(path, {"email": "tom@example.org", "role": "reader"})
    refused(answer, 429, "api.too_often")
    assert answer["Retry-After"] == "3600"
    assert Invitation.objects.count() == 2


def test_roles_change_and_the_last_holder_stays(door, as_web_role):
    member_door(door)
    as_web_role()
    path = f"{door.account}/members"
    me, jan = read(door.get(path))
    assert (me["is_you"], jan["is_you"]) == (True, False)
    assert (
        read(door.call("PATCH", f"{path}/{jan['id']}", {"role": "delegate"}))["role"] == "delegate"
    )
    for act in (
        lambda: door.call("PATCH", f"{path}/{me['id']}", {"role": "reader"}),
        lambda: door.call("DELETE", f"{path}/{me['id']}"),
        lambda: door.call("DELETE", f"{path}/me"),
    ):
        refused(act(), 409, "identity.last_holder")
    assert door.call("DELETE", f"{path}/{jan['id']}").status_code == 204
    assert len(read(door.get(path))) == 1
    refused(door.call("DELETE", f"{path}/{jan['id']}"), 404, "platform.not_found")


def test_who_waits_is_let_in_or_refused(door):
    path = f"{door.account}/members"
    for granted in (True, False):
        person = make_person(door.household.brand)
        waiting = make_membership(
            door.household.account, person, "reader", MembershipState.REQUESTED
        )
        listed = {row["id"]: row for row in read(door.get(path))}
        assert listed[waiting.pk]["state"] == "requested"
        if granted:
            row = read(door.call("PATCH", f"{path}/{waiting.pk}", {"role": "delegate"}))
            assert (row["state"], row["role"]) == ("active", "delegate")
        else:
            assert door.call("DELETE", f"{path}/{waiting.pk}").status_code == 204
        waiting.refresh_from_db()
        assert waiting.state == (MembershipState.ACTIVE if granted else MembershipState.ENDED)


def test_a_member_leaves(door):
    reader = member_door(door)
    assert reader.call("DELETE", f"{door.account}/members/me").status_code == 204
    refused(reader.get(door.account), 404, "platform.not_found")


@pytest.mark.parametrize("role", ["reader", "delegate"])
def test_only_holders_rule_over_members(door, role):
    member = member_door(door, role)
    holder = read(door.get(f"{door.account}/members"))[0]
    sent = read(
        door.post(f"{door.account}/invitations", {"email": "a@example.org", "role": "reader"}), 201
    )
    before = fingerprint()
    for method, path, body in (
        ("GET", "/invitations", None),
        ("POST", "/invitations", {"email": "b@example.org", "role": "reader"}),
        ("DELETE", f"/invitations/{sent['id']}", None),
        ("PATCH", f"/members/{holder['id']}", {"role": "reader"}),
        ("DELETE", f"/members/{holder['id']}", None),
    ):
        answer = member.call(method, f"{door.account}{path}", body)
        refused(answer, 403, "platform.not_allowed")
    assert fingerprint() == before
    assert Person.objects.count() == 2


def test_the_log_of_who_saw_what_comes_in_pages_and_as_text(door):
    household = door.household
    agent = make_agent(household.brand, name="Tom Peeters").person
    reason = "The customer called about a bill."
    for page in ("delivery", "arrears", "paying"):
        record_visit(
            brand_id=household.brand.id,
            account_id=household.account.id,
            page=page,
            actor=acting(agent, kind=ActorKind.AGENT, reason=reason),
            now=NOW,
        )
    told, cursor = [], None
    while cursor is not None or not told:
        asked = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        answer = read(door.get(f"{door.account}/access-log?{urlencode(asked)}"))
        told += answer["items"]
        cursor = answer["next_cursor"]
    whole = read(door.get(f"{door.account}/access-log?limit=200"))["items"]
    assert told == whole
    assert len(told) == AuditEntry.objects.filter(account_id=household.account.id).count() > 3
    seen = [each for each in told if each["action"] == "account.visited_paying"]
    assert [(each["actor_name"], each["reason"]) for each in seen] == [("Tom Peeters", reason)]
    lines = door.get(f"{door.account}/access-log.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == len(told) + 1
    assert sum(reason in line and "Tom Peeters" in line for line in lines) == 3


@pytest.mark.parametrize("cursor", ["x", "2026-11-21 -1", "2026-11-21 ١", "2026-11-21 999999999"])
def test_a_cursor_of_another_list_is_refused(door, cursor):
    sent = base64.urlsafe_b64encode(cursor.encode()).decode()
    refused(door.get(f"{door.account}/access-log?cursor={sent}"), 422, "api.cursor_unknown")


def test_everything_comes_as_one_file_with_a_token_for_it(door, as_web_role):
    path = f"{door.account}/everything.zip"
    refused(door.with_scopes("read", "account:write").get(path), 403, "api.scope_missing")
    taking = door.with_scopes("export")
    as_web_role()
    archive = ZipFile(BytesIO(b"".join(taking.get(path).streaming_content)))
    (account,) = json.loads(archive.read("tables/account.json"))
    assert account["number"] == door.household.account.number
    assert archive.testzip() is None

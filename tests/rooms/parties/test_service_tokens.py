"""Service tokens: who makes them, what is kept, who is told; the doors' half is in test_api_programs.py."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from house_factory import NOW, acting, as_web, make_agent, make_brand, make_person
from kwartier.parties.models import ServiceToken
from kwartier.parties.operations import (
    create_service_token,
    record_service_use,
    revoke_service_token,
)
from kwartier.parties.queries import (
    find_service_token,
    get_service_token,
    list_service_tokens,
    list_service_uses,
    may_connect_systems,
)
from kwartier.parties.refusals import NetworkInvalid, TooManyServiceTokens, UnknownScope
from kwartier.parties.types import AgentRole
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.platform.types import SYSTEM, ActorKind, Door


@pytest.fixture
def operator(brand):
    return make_agent(brand, name="Els Claes", role=AgentRole.OPERATOR).person


def make(brand, person, *, scopes=("books:read",), networks=(), days=30, actor=None):
    """As the office does."""
    with as_web(brand, person, Door.OFFICE):
        return create_service_token(
            brand=brand,
            name="Accounting",
            scopes=scopes,
            networks=networks,
            lifetime=timedelta(days=days),
            actor=actor or acting(person, kind=ActorKind.AGENT),
            now=NOW,
        )


def test_it_is_shown_once_kept_as_a_hash_and_told_to_operations(brand, operator):
    make_agent(brand, name="Tom Peeters")
    other = make_agent(brand, role=AgentRole.OPERATOR).person
    raw, token = make(brand, operator, networks=["192.0.2.7", "192.0.2.7/32", " 2001:db8::/32"])
    assert raw.startswith("kws_")
    assert token.networks == ("192.0.2.7/32", "2001:db8::/32")
    assert (token.prefix, token.created_by) == (raw[:10], "Els Claes")
    assert token.rights == ("read the books, what customers owe, and the check of a day",)
    kept = str(ServiceToken.objects.values().get()) + str(list(AuditEntry.objects.values()))
    mails = OutboxMail.objects.order_by("pk")
    assert {each.recipient for each in mails} == {operator.email, other.email}
    assert "Els Claes made the service token “Accounting”" in mails[0].body_text
    assert "It works from 192.0.2.7/32, 2001:db8::/32 only." in mails[0].body_html
    assert "valid until 21 December 2026" in mails[0].body_text
    assert raw not in kept + mails[0].body_text
    with as_web(brand):
        found, is_near = find_service_token(raw, address="198.51.100.1", now=NOW)
        assert (found.id, is_near) == (token.id, False)
        for nowhere in ("", "nonsense"):
            assert find_service_token(raw, address=nowhere, now=NOW)[1] is False
        assert find_service_token(raw + "x", address="192.0.2.7", now=NOW) is None
        assert find_service_token(raw, address="192.0.2.7", now=NOW + timedelta(days=30)) is None


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        ({"scopes": []}, UnknownScope),
        ({"scopes": ["read"]}, UnknownScope),
        ({"scopes": ["books:read", "refunds:approve"]}, UnknownScope),
        ({"networks": ["everywhere"]}, NetworkInvalid),
        ({"networks": ["192.0.2.0/33"]}, NetworkInvalid),
        ({"actor": SYSTEM}, NotAllowed),
    ],
)
def test_what_is_not_made(brand, operator, wish, refusal):
    with pytest.raises(refusal):
        make(brand, operator, **wish)
    assert not ServiceToken.objects.exists()


def test_only_agents_of_operations_make_see_and_revoke(brand, operator):
    _, token = make(brand, operator)
    agent, customer = make_agent(brand).person, make_person(brand)
    elsewhere = make_agent(make_brand("plein-midi"), role=AgentRole.OPERATOR).person
    assert may_connect_systems(operator.pk)
    for person in (agent, customer):
        assert not may_connect_systems(person.pk)
        with pytest.raises(NotAllowed):
            make(brand, person)
        with as_web(brand, person, Door.OFFICE):
            assert list_service_tokens(brand.id) == []
            with pytest.raises(NotAllowed):
                revoke(brand, token, person)
            # even where Python asked nothing, the database does
            with pytest.raises(ProgrammingError), transaction.atomic():
                copy = ServiceToken(brand_id=brand.id, name="x", scopes=[], created_at=NOW)
                copy.expires_at = NOW
                copy.save()
    for person, door in ((elsewhere, Door.OFFICE), (operator, Door.PORTAL)):
        with as_web(brand, person, door), pytest.raises(NotFound):
            get_service_token(brand.id, token_id=token.id)


def revoke(brand, token, person):
    return revoke_service_token(
        brand=brand, token_id=token.id, actor=acting(person, kind=ActorKind.AGENT), now=NOW
    )


def test_it_is_revoked_once_by_any_of_them_and_never_changed(brand, operator):
    _, token = make(brand, operator)
    colleague = make_agent(brand, name="Jo Maes", role=AgentRole.OPERATOR).person
    with as_web(brand, colleague, Door.OFFICE):
        assert token.is_open(NOW)
        assert not revoke(brand, token, colleague).is_open(NOW)
        assert get_service_token(brand.id, token_id=token.id).revoked_by == "Jo Maes"
        with pytest.raises(NotFound):
            revoke(brand, token, colleague)
        assert list_service_uses(token.id) == []
        for statement in (
            "UPDATE parties_servicetoken SET scopes = '[]'",
            "UPDATE parties_servicetoken SET expires_at = 'infinity'",
            "DELETE FROM parties_servicetoken",
        ):
            assert changed(statement) == 0
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["service_token.created", "service_token.revoked"]


def test_each_call_of_a_program_is_on_the_record_under_the_name_of_its_token(brand, operator):
    _, token = make(brand, operator)
    call = "GET /merel/api/v1/office/books"
    record_service_use(brand=brand, token=token, call=call, status=403, now=NOW)
    (entry,) = AuditEntry.objects.filter(action="service_token.used")
    assert (entry.actor_kind, entry.actor_name) == ("service", f"Accounting ({token.prefix}…)")
    assert (entry.account_id, entry.after) == (None, {"call": call, "status": 403})


def changed(statement):
    """How many rows a statement changes; none where the database refuses it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.rowcount
    except ProgrammingError:
        return 0


def test_there_is_a_limit_of_those_that_open_something(brand, operator):
    _, token = make(brand, operator)
    row = ServiceToken.objects.get(pk=token.id)
    for number in range(49):
        row.pk, row.token_hash = None, f"{number:064d}"
        row.save()
    with pytest.raises(TooManyServiceTokens) as refused:
        make(brand, operator)
    assert "50" in refused.value.say()
    ServiceToken.objects.filter(token_hash=f"{1:064d}").update(revoked_at=NOW)
    make(brand, operator)

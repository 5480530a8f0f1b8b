"""An agent's own tokens: for a working day, apart from what the same person has as a customer."""

from datetime import timedelta

import pytest

from house_factory import NOW, acting, as_web, make_agent, make_brand, make_person
from kwartier.parties.operations import create_agent_token, create_token, revoke_token
from kwartier.parties.operations.tokens import LONGEST_SHIFT, MOST_TOKENS
from kwartier.parties.queries import find_agent_token, find_token, list_agent_tokens, list_tokens
from kwartier.parties.refusals import TooManyTokens, UnknownScope
from kwartier.platform.errors import NotAllowed
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.platform.types import ActorKind, Door

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return make_brand()


@pytest.fixture
def agent(brand):
    return make_agent(brand, name="Els Claes").person


def make(brand, person, *scopes, hours=4):
    with as_web(brand, person, Door.OFFICE):
        return create_agent_token(
            brand=brand,
            name="A script",
            scopes=scopes or ("office:act",),
            lifetime=timedelta(hours=hours),
            actor=acting(person, kind=ActorKind.AGENT),
            now=NOW,
        )


def test_it_opens_the_office_for_hours_and_acting_includes_seeing(brand, agent):
    raw, token = make(brand, agent)
    assert (token.prefix, token.expires_at) == (raw[:10], NOW + timedelta(hours=4))
    assert raw.startswith("kwa_")
    with as_web(brand):
        found = find_agent_token(raw, now=NOW)
        assert (found.person_id, found.allows("office:read"), found.allows("office:act")) == (
            agent.pk,
            True,
            True,
        )
        assert find_agent_token(raw, now=NOW + timedelta(hours=4)) is None
    assert AuditEntry.objects.get(action="token.created").after["token"] == token.prefix
    assert "act in the office as you" in OutboxMail.objects.get().body_text


def test_a_working_day_is_the_longest(brand, agent):
    _, token = make(brand, agent, "office:read", hours=400)
    assert token.expires_at == NOW + LONGEST_SHIFT
    assert not token.allows("office:act")


def test_neither_kind_opens_what_is_the_other_s(brand, agent):
    raw, token = make(brand, agent)
    with as_web(brand, agent):
        customers, own = create_token(
            brand=brand,
            name="An app",
            scopes=("read",),
            lifetime=timedelta(days=30),
            actor=acting(agent),
            now=NOW,
        )
        assert find_token(raw, now=NOW) is None
        assert find_agent_token(customers, now=NOW) is None
        assert [each.id for each in list_tokens(agent.pk, now=NOW)] == [own.id]
        assert [each.id for each in list_agent_tokens(agent.pk, now=NOW)] == [token.id]
    with as_web(brand, agent, Door.OFFICE):
        revoke_token(
            brand=brand, token_id=token.id, actor=acting(agent, kind=ActorKind.AGENT), now=NOW
        )
        assert find_agent_token(raw, now=NOW) is None


def test_nobody_makes_one_to_whom_the_office_is_not_open(brand, agent):
    with pytest.raises(NotAllowed):
        make(brand, make_person(brand, name="Jan Peeters"))
    agent.authenticator_set.all().delete()
    with pytest.raises(NotAllowed):
        make(brand, agent)


def test_scopes_of_customers_and_too_many_are_refused(brand, agent):
    with pytest.raises(UnknownScope):
        make(brand, agent, "read")
    for _ in range(MOST_TOKENS):
        make(brand, agent)
    with pytest.raises(TooManyTokens):
        make(brand, agent)

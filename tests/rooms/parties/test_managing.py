"""Who looks after an account in person: named by an agent, on the record, with a number to call."""

from dataclasses import replace

import pytest

from customer_factory import make_customer, make_day_brand
from house_factory import NOW, make_agent
from kwartier.parties.models import Agent
from kwartier.parties.operations import name_account_manager
from kwartier.parties.queries import find_key_account_manager, list_agents
from kwartier.parties.refusals import ManagerUnreachable
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import SYSTEM, ActorKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def named():
    brand = make_day_brand()
    agent = make_agent(brand)
    Agent.objects.filter(person_id=agent.person.pk).update(phone="+32 2 555 01 42")
    account = make_customer(brand).account
    (known,) = list_agents(brand.id)
    words = {"brand": brand, "account_id": account.id, "actor": SYSTEM, "now": NOW}
    return known, words


def actions(account_id):
    rows = AuditEntry.objects.filter(account_id=account_id, action__startswith="account.manager")
    return [(row.action, row.before, row.after) for row in rows.order_by("pk")]


def test_it_is_named_and_ended_each_once_on_the_record(named):
    known, words = named
    for agent_id in (known.id, known.id, None, None):
        name_account_manager(agent_id=agent_id, **words)
        found = find_key_account_manager(words["account_id"])
        assert (found and found.id) == agent_id
    who = {"manager": known.name}
    assert actions(words["account_id"]) == [
        ("account.manager_named", {}, who),
        ("account.manager_ended", who, {}),
    ]


def test_what_does_not_fit_is_refused_and_nothing_changes(named):
    known, words = named
    customer = replace(SYSTEM, kind=ActorKind.CUSTOMER)
    other = make_day_brand("nachtegaal")
    for refusal, changed in (
        (NotAllowed, {"actor": customer}),
        (NotFound, {"account_id": 0}),
        (NotFound, {"agent_id": 0}),
        (NotFound, {"brand": other}),
    ):
        with pytest.raises(refusal):
            name_account_manager(**({"agent_id": known.id} | words | changed))
    Agent.objects.update(phone="")
    with pytest.raises(ManagerUnreachable, match=known.name):
        name_account_manager(agent_id=known.id, **words)
    assert find_key_account_manager(words["account_id"]) is None
    assert actions(words["account_id"]) == []

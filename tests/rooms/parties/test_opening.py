"""Accounts, members and agents without a sign-up."""

import pytest
from django.db import IntegrityError, transaction

from house_factory import NOW
from kwartier.parties.models import Person
from kwartier.parties.operations.opening import (
    AccountSpec,
    add_member,
    add_person,
    appoint_agent,
    dismiss_agent,
    open_accounts,
)
from kwartier.parties.queries import find_agent, has_second_factor, list_accounts
from kwartier.parties.types import AccountKind, AgentRole, Role
from kwartier.platform.errors import NotFound
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import SYSTEM


def test_accounts_are_opened_in_bulk_and_given_members(brand):
    specs = [
        AccountSpec(number=f"M-{n}", kind=AccountKind.HOUSEHOLD, name="Maes", language="nl")
        for n in (1, 2)
    ]
    accounts = open_accounts(specs, brand=brand, actor=SYSTEM, now=NOW)
    assert [account.number for account in accounts] == ["M-1", "M-2"]
    assert AuditEntry.objects.get().after == {"opened_count": 2}
    person_id = add_person(brand=brand, email="Jan@example.org", name="Jan", language="nl")
    with_word = {"name": "An", "language": "nl", "password_hash": "a hash"}
    other_id = add_person(brand=brand, email="an@example.org", **with_word)
    assert Person.objects.get(pk=other_id).password == "a hash"
    assert not Person.objects.get(pk=person_id).has_usable_password()
    add_member(account=accounts[1], person_id=person_id, role=Role.READER)
    assert [(a.number, a.role) for a in list_accounts(person_id)] == [("M-2", "reader")]
    with pytest.raises(IntegrityError), transaction.atomic():
        open_accounts(specs, brand=brand, actor=SYSTEM, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        add_person(brand=brand, email="jan@EXAMPLE.org", name="Jan", language="nl")


@pytest.mark.parametrize("secret", ["", "JBSWY3DPEHPK3PXP"])
def test_an_agent_is_appointed_with_or_without_a_second_factor(brand, secret):
    person_id = add_person(brand=brand, email="a@example.org", name="Roos", language="nl")
    appoint_agent(
        brand=brand,
        person_id=person_id,
        role=AgentRole.AGENT,
        actor=SYSTEM,
        now=NOW,
        totp_secret=secret,
    )
    assert find_agent(person_id).name == "Roos"
    assert has_second_factor(person_id) == bool(secret)


def test_an_agent_is_dismissed_once_and_may_come_back(brand):
    person_id = add_person(brand=brand, email="a@example.org", name="Roos", language="nl")
    words = {"brand": brand, "person_id": person_id, "actor": SYSTEM, "now": NOW}
    appoint_agent(role=AgentRole.OPERATOR, **words)
    dismiss_agent(**words)
    assert find_agent(person_id) is None
    with pytest.raises(NotFound):
        dismiss_agent(**words)
    appoint_agent(role=AgentRole.AGENT, **words)
    assert find_agent(person_id).role == AgentRole.AGENT
    entries = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(entries) == ["agent.appointed", "agent.dismissed", "agent.appointed"]

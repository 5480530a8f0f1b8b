"""Profiles, agents, accounts, the search of the office, the access log."""

from datetime import timedelta

import pytest

from house_factory import (
    NOW,
    acting,
    add_second_factor,
    as_web,
    make_account,
    make_agent,
    make_brand,
    make_customer,
    make_membership,
    make_person,
)
from kwartier.parties.authentication import BrandBackend
from kwartier.parties.models import Agent, Person
from kwartier.parties.operations import (
    change_language,
    change_profile,
    record_access,
    record_visit,
)
from kwartier.parties.operations.profile import shorten_address
from kwartier.parties.queries import (
    check_office_entry,
    find_agent,
    find_customers,
    get_account,
    get_account_for,
    list_access_log,
    list_accounts,
)
from kwartier.parties.refusals import NameUnreadable, UnknownLanguage
from kwartier.parties.types import OfficeEntry, Role, SearchKind
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry
from kwartier.platform.types import Actor, ActorKind, Door


def save(brand, person, **changes):
    typed = {"name": person.name, "phone": person.phone, "language": person.language, **changes}
    with as_web(brand, person):
        change_profile(brand=brand, actor=acting(person), now=NOW, **typed)


def test_a_profile_is_changed_on_the_record(brand):
    person = make_person(brand, name="Jan")
    save(brand, person, name="Jan Janssens", phone="+32 470 00 00 00", language="nl")
    person.refresh_from_db()
    assert (person.name, person.phone, person.language) == (
        "Jan Janssens",
        "+32 470 00 00 00",
        "nl",
    )
    entry = AuditEntry.objects.get()
    assert (entry.before["name"], entry.after["name"]) == ("Jan", "Jan Janssens")


def test_an_unchanged_profile_leaves_no_trace(brand):
    save(brand, make_person(brand))
    assert not AuditEntry.objects.exists()


def test_a_name_that_nobody_can_read_is_refused(brand):
    person = make_person(brand, name="Jan")
    with pytest.raises(NameUnreadable):
        save(brand, person, name="\u200b\u3164")
    save(brand, person, name="Jan\u200b")
    assert not AuditEntry.objects.exists()  # nobody can tell it from the one that there was


def test_a_language_is_one_of_the_brand_s(brand):
    person = make_person(brand)
    with pytest.raises(UnknownLanguage):
        save(brand, person, language="it")
    with as_web(brand, person):
        with pytest.raises(UnknownLanguage):
            change_language(brand=brand, language="it", person_id=person.pk)
        change_language(brand=brand, language="fr", person_id=person.pk)
    person.refresh_from_db()
    assert person.language == "fr"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::5", "2001:db8:1::/48"),
        ("", ""),
        ("nowhere", ""),
    ],
)
def test_of_an_internet_address_only_the_network_is_kept(address, network):
    assert shorten_address(address) == network


def test_the_access_log_is_one_s_own_or_the_account_s(brand):
    person, account = make_customer(brand)
    reader, stranger = make_person(brand), make_person(brand)
    make_membership(account, reader, Role.READER)
    with as_web(brand, person):
        record_access(
            brand=brand,
            person_id=person.pk,
            person_name=person.name,
            action="person.signed_in",
            address="203.0.113.77",
            browser="A browser " * 40,
            now=NOW,
        )
        (row,) = list_access_log(person_id=person.pk)
    assert row.by_self
    assert row.details["network"] == "203.0.113.0/24"
    assert len(row.details["browser"]) == 120
    for other in (reader, stranger):
        with as_web(brand, other):
            assert list_access_log(person_id=person.pk) == []
    AuditEntry.objects.create(
        brand_id=brand.id,
        at=NOW,
        actor_kind="agent",
        actor_name="Tom",
        action="advance.changed",
        subject_kind="advance",
        subject_id="1",
        account_id=account.pk,
    )
    for member, count in ((person, 1), (reader, 1), (stranger, 0)):
        with as_web(brand, member):
            rows = list_access_log(person_id=member.pk, account_id=account.pk)
            assert len(rows) == count
            assert not any(row.by_self for row in rows)


def test_accounts_of_a_person(brand):
    person, first = make_customer(brand, number="M-2")
    second = make_account(brand, "M-1")
    make_membership(second, person, Role.READER)
    make_membership(make_account(brand, "M-3"), person, Role.HOLDER, "requested")
    with as_web(brand, person):
        accounts = list_accounts(person.pk)
        assert [(account.number, account.role) for account in accounts] == [
            ("M-1", "reader"),
            ("M-2", "holder"),
        ]
        assert [account.may_act for account in accounts] == [False, True]
        assert BrandBackend().get_user(person.pk).read_accounts == accounts
        assert get_account_for(person.pk, number="M-2").id == first.pk
        assert get_account_for(person.pk, account_id=second.pk).number == "M-1"
        assert get_account(first.pk).number == "M-2"
        for wrong in ({"number": "M-3"}, {"account_id": 0}, {}):
            with pytest.raises(NotFound):
                get_account_for(person.pk, **wrong)
    with as_web(brand, make_person(brand)), pytest.raises(NotFound):
        get_account(first.pk)


def test_an_agent_is_active_and_so_is_the_person(brand):
    agent = make_agent(brand)
    assert find_agent(agent.person_id).name == "Tom Peeters"
    assert find_agent(make_person(brand).pk) is None
    Person.objects.filter(pk=agent.person_id).update(is_active=False)
    assert find_agent(agent.person_id) is None
    Person.objects.update(is_active=True)
    Agent.objects.update(is_active=False)
    assert find_agent(agent.person_id) is None


def test_what_opens_the_office(brand):
    agent = make_agent(brand, second_factor=False)

    def entry(*, shown):
        with as_web(brand, agent.person):
            return check_office_entry(agent.person_id, shown_second_factor=shown)

    assert entry(shown=True) is OfficeEntry.SET_UP_SECOND_FACTOR
    add_second_factor(agent.person)
    assert entry(shown=False) is OfficeEntry.SHOW_SECOND_FACTOR
    assert entry(shown=True) is OfficeEntry.OPEN
    customer, _ = make_customer(brand)
    assert check_office_entry(customer.pk, shown_second_factor=True) is OfficeEntry.CLOSED


def test_an_agent_finds_customers(brand):
    agent = make_agent(brand)
    person, account = make_customer(
        brand, number="M-100234", name="Bakkerij 100% Maes", email="info@maes.example"
    )
    make_customer(brand, number="M-100999", name="Peeters")
    make_customer(make_brand("plein-midi"), number="M-100234", name="Maes")

    def search(text, person=agent.person, door=Door.OFFICE):
        with as_web(brand, person, door):
            return [(found.number, kind) for found, kind in find_customers(text)]

    assert search("m-1002") == [("M-100234", SearchKind.NUMBER)]
    assert search(" MAES ") == [("M-100234", SearchKind.NAME)]
    assert search("100%") == [("M-100234", SearchKind.NAME)]
    assert search("info@") == [("M-100234", SearchKind.EMAIL)]
    assert search(person.email[:8])[0][1] == SearchKind.EMAIL
    assert search("el amrani")[0][1] == SearchKind.NAME
    assert len(search("m-10")) == 2
    assert search("m") == []
    assert search("nobody at all") == []
    assert search("maes", door=Door.PORTAL) == []
    assert search("maes", person=person) == []
    assert account.number == "M-100234"


def test_a_customers_own_visits_are_not_noted(brand):
    account = make_account(brand)
    person = make_person(brand)
    with pytest.raises(NotAllowed):
        record_visit(
            brand_id=brand.id, account_id=account.id, page="customer", actor=acting(person), now=NOW
        )
    assert list_access_log(person_id=person.pk, account_id=account.id) == []


def test_an_agent_leaves_one_mark_an_hour(brand):
    account = make_account(brand)
    agent = make_person(brand)
    actor = Actor(kind=ActorKind.AGENT, person_id=agent.pk, name="Roos", reason="")
    seen = {"brand_id": brand.id, "account_id": account.id, "page": "bill", "actor": actor}
    assert record_visit(now=NOW, **seen) == []
    for minutes, known in ((59, 1), (61, 1), (62, 2)):
        rows = record_visit(now=NOW + timedelta(minutes=minutes), limit=5, **seen)
        assert [row.action for row in rows] == ["account.visited_bill"] * known

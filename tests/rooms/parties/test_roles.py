"""Roles on an account, and its last holder."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from house_factory import (
    NOW,
    acting,
    as_web,
    make_brand,
    make_customer,
    make_membership,
    make_person,
)
from kwartier.parties.models import Membership
from kwartier.parties.operations import change_role, end_membership, leave_account
from kwartier.parties.queries import (
    count_requests_of,
    find_role,
    list_holders,
    list_members,
    require_role,
)
from kwartier.parties.refusals import LastHolder
from kwartier.parties.types import Role
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry, OutboxMail


@pytest.fixture
def held(brand):
    return make_customer(brand)


@pytest.fixture
def reader(brand, held):
    return make_membership(held[1], make_person(brand, language="de"), Role.READER)


def change(brand, person, account, membership, role):
    with as_web(brand, person):
        change_role(
            brand=brand,
            account_id=account.pk,
            membership_id=membership.pk,
            role=role,
            actor=acting(person),
            now=NOW,
        )


def end(brand, person, account, membership):
    with as_web(brand, person):
        end_membership(
            brand=brand,
            account_id=account.pk,
            membership_id=membership.pk,
            actor=acting(person),
            now=NOW,
        )


def leave(brand, person, account):
    with as_web(brand, person):
        leave_account(brand=brand, account_id=account.pk, actor=acting(person), now=NOW)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.HOLDER, [Role.HOLDER, Role.DELEGATE, Role.READER]),
        (Role.DELEGATE, [Role.DELEGATE, Role.READER]),
        (Role.READER, [Role.READER]),
    ],
)
def test_a_role_allows_what_is_below_it(brand, role, allowed):
    person, account = make_customer(brand, role=role)
    for wanted in Role:
        if wanted in allowed:
            assert require_role(person.pk, account.pk, wanted) == role
        else:
            with pytest.raises(NotAllowed):
                require_role(person.pk, account.pk, wanted)
    with pytest.raises(NotFound):
        require_role(make_person(brand).pk, account.pk, Role.READER)
    with pytest.raises(NotFound):
        require_role(person.pk, account.pk + 1, Role.READER)


@pytest.mark.parametrize("state", ["pending", "requested", "ended"])
def test_a_membership_counts_only_while_it_is_active(brand, held, state):
    person = make_person(brand)
    make_membership(held[1], person, Role.HOLDER, state)
    assert find_role(person.pk, held[1].pk) is None
    assert count_requests_of(person.pk) == int(state == "requested")
    listed = [member.person_id for member in list_members(held[1].pk)]
    assert (person.pk in listed) == (state == "requested")
    assert [holder.person_id for holder in list_holders(held[1].pk)] == [held[0].pk]


def test_a_holder_changes_a_role_and_the_member_is_told(brand, held, reader):
    change(brand, *held, reader, Role.DELEGATE)
    reader.refresh_from_db()
    assert reader.role == "delegate"
    entry = AuditEntry.objects.get()
    assert (entry.before, entry.after["role"]) == ({"role": "reader"}, "delegate")
    mail = OutboxMail.objects.get()
    assert (mail.topic, mail.recipient, mail.language) == (
        "identity/role_changed",
        reader.person.email,
        "de",
    )


def test_the_same_role_again_changes_nothing(brand, held, reader):
    change(brand, *held, reader, Role.READER)
    assert not AuditEntry.objects.exists()


def test_who_is_not_a_holder_changes_nothing(brand, held, reader):
    account = held[1]
    delegate = make_membership(account, make_person(brand), Role.DELEGATE)
    for person, refusal in ((delegate.person, NotAllowed), (make_person(brand), NotFound)):
        with pytest.raises(refusal):
            change(brand, person, account, delegate, Role.HOLDER)
        with pytest.raises(refusal):
            end(brand, person, account, reader)
    assert sorted(Membership.objects.values_list("role", flat=True)) == [
        "delegate",
        "holder",
        "reader",
    ]
    assert not Membership.objects.filter(state="ended").exists()


def test_a_membership_of_another_account_is_not_there(brand, held):
    _, other = make_customer(brand)
    foreign = other.memberships.get()
    with pytest.raises(NotFound):
        change(brand, *held, foreign, Role.READER)
    with pytest.raises(NotFound):
        end(brand, *held, foreign)


def test_ending_takes_the_access_away(brand, held, reader):
    end(brand, *held, reader)
    reader.refresh_from_db()
    assert (reader.state, reader.ended_at) == ("ended", NOW)
    assert OutboxMail.objects.get().topic == "identity/access_ended"
    with pytest.raises(NotFound):
        end(brand, *held, reader)


def test_leaving_tells_the_holders(brand, held, reader):
    leave(brand, reader.person, held[1])
    reader.refresh_from_db()
    assert reader.state == "ended"
    topics = dict(OutboxMail.objects.values_list("recipient", "topic"))
    assert topics == {
        held[0].email: "identity/member_left",
        reader.person.email: "identity/left_account",
    }
    with pytest.raises(NotFound):
        leave(brand, reader.person, held[1])


def test_the_last_holder_stays(brand, held, reader):
    person, account = held
    own = account.memberships.get(person=person)
    with pytest.raises(LastHolder):
        leave(brand, person, account)
    with pytest.raises(LastHolder):
        end(brand, person, account, own)
    with pytest.raises(LastHolder):
        change(brand, person, account, own, Role.READER)
    own.refresh_from_db()
    assert (own.role, own.state) == ("holder", "active")
    assert not OutboxMail.objects.exists()
    assert not AuditEntry.objects.exists()


def test_one_of_two_holders_may_leave(brand, held):
    person, account = held
    make_membership(account, make_person(brand))
    leave(brand, person, account)
    assert find_role(person.pk, account.pk) is None


def test_the_database_itself_keeps_a_holder(brand, held):
    own = held[1].memberships.get()
    with pytest.raises(IntegrityError, match="no holder"), transaction.atomic():
        Membership.objects.filter(pk=own.pk).update(role=Role.READER)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    other = make_person(brand)
    with pytest.raises(IntegrityError, match="keeps its person"), transaction.atomic():
        Membership.objects.filter(pk=own.pk).update(person=other)


@pytest.mark.django_db(transaction=True)
def test_two_holders_leaving_at_the_same_moment_leave_one():
    brand = make_brand()
    first, account = make_customer(brand)
    second = make_person(brand)
    make_membership(account, second)
    start, outcomes = threading.Barrier(2), []

    def go(person):
        try:
            with transaction.atomic():
                start.wait(60)
                leave_account(brand=brand, account_id=account.pk, actor=acting(person), now=NOW)
            outcomes.append("left")
        except (LastHolder, IntegrityError):
            outcomes.append("stayed")
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(person,)) for person in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["left", "stayed"]
    assert len(list_holders(account.pk)) == 1

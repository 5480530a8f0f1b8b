"""What the web's role sees and writes, with every check in Python out of the way."""

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import DatabaseError, transaction
from django.utils.http import int_to_base36

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
from kwartier.parties.models import (
    Agent,
    ApiToken,
    CustomerAccount,
    Invitation,
    Membership,
    Person,
)
from kwartier.parties.naming import name_by_confirmation, name_by_email, name_by_id
from kwartier.parties.queries import find_customer_file
from kwartier.parties.types import Role
from kwartier.platform import audit
from kwartier.platform.inserting import insert_unseen
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.platform.types import SYSTEM, Actor, ActorKind, Door

TABLES = [
    Person, CustomerAccount, Membership, Invitation, ApiToken, EmailAddress, Authenticator,
    UserSession, AuditEntry, OutboxMail,
]  # fmt: skip


def furnish(brand):
    """A customer with a row in every table."""
    person, account = make_customer(brand)
    add_second_factor(person)
    Invitation.objects.create(
        brand_id=brand.id, account=account, email="x@example.org", role="reader",
        token_hash=f"{person.pk}", invited_by=person, created_at=NOW, expires_at=NOW,
    )  # fmt: skip
    ApiToken.objects.create(
        brand_id=brand.id, person=person, name="t", token_hash=f"{person.pk}", prefix="kwt_",
        created_at=NOW,
    )  # fmt: skip
    UserSession.objects.create(user=person, ip="203.0.113.1", session_key=f"s{person.pk}")
    for account_id in (account.pk, None):
        AuditEntry.objects.create(
            brand_id=brand.id, at=NOW, actor_kind="customer", actor_person_id=person.pk, action="a",
            subject_kind="person", subject_id=str(person.pk), account_id=account_id,
        )  # fmt: skip
    OutboxMail.objects.create(
        brand_id=brand.id, person_id=person.pk, recipient=person.email, language="en", topic="t",
        subject="s", body_text="b", created_at=NOW,
    )  # fmt: skip
    return person, account


def count_rows():
    return {model.__name__: model.objects.count() for model in TABLES}


ONE_OF_EACH = {model.__name__: 1 for model in TABLES} | {"AuditEntry": 2}
NOTHING = dict.fromkeys(ONE_OF_EACH, 0)


@pytest.fixture
def three(brand):
    """The customer, another of the same brand, one of another brand."""
    return furnish(brand), furnish(brand), furnish(make_brand("plein-midi"))


def test_a_customer_sees_their_own_rows_only(brand, three):
    (person, _), (other, _), _ = three
    for somebody in (person, other):
        with as_web(brand, somebody):
            assert count_rows() == ONE_OF_EACH


def test_another_brand_s_scope_shows_nothing(brand, three):
    (person, _), _, _ = three
    with as_web(make_brand("plein-midi"), person):
        assert count_rows() == NOTHING
    with as_web(None, person):
        assert count_rows() == NOTHING


def test_a_visitor_sees_nobody(brand, three):
    with as_web(brand):
        assert count_rows() == NOTHING


# Sign-in itself must find a person, their addresses, factors and sessions: the one it names.
NAMED = NOTHING | dict.fromkeys(("Person", "EmailAddress", "Authenticator", "UserSession"), 1)


def test_a_visitor_sees_the_person_whom_the_request_names(brand, three):
    (person, _), (other, _), _ = three
    with as_web(brand):
        assert name_by_email(f" {person.email.upper()}") == person.pk
        assert count_rows() == NAMED
        assert Person.objects.get() == person
        assert name_by_id(int_to_base36(other.pk)) == other.pk
        assert Person.objects.get() == other
        assert name_by_email("nobody@example.org") is None
        assert count_rows() == NOTHING


def test_nobody_of_another_brand_can_be_named(brand, three):
    _, _, (foreigner, _) = three
    with as_web(brand):
        assert name_by_email(foreigner.email) is None
        assert name_by_id(int_to_base36(foreigner.pk)) is None
        assert count_rows() == NOTHING


@pytest.mark.parametrize("verified", [True, False])
def test_an_address_names_its_person_once_it_is_confirmed(brand, three, verified):
    (person, _), _, _ = three
    EmailAddress.objects.create(user=person, email="new@example.org", verified=verified)
    with as_web(brand):
        assert name_by_email("new@example.org") == (person.pk if verified else None)


def test_a_link_names_the_person_of_its_address_and_a_forged_one_nobody(brand, three):
    (person, _), _, _ = three
    address = EmailAddress.objects.get(user=person)
    with as_web(brand):
        assert name_by_confirmation(EmailConfirmationHMAC.create(address).key) == person.pk
        assert Person.objects.get() == person
        assert name_by_confirmation(f"{address.pk}:1vMabc:forged") is None


@pytest.mark.parametrize("wild", ["", "-", "zzzzzzzzzzzzz", "\0", "../1", "１", "9" * 400])
def test_what_names_nobody_is_no_failure(brand, wild):
    with as_web(brand):
        assert name_by_email(wild) is None
        assert name_by_id(wild) is None
        assert name_by_confirmation(wild) is None


def test_naming_somebody_shows_a_signed_in_person_nothing_more(brand, three):
    (person, _), (other, _), _ = three
    with as_web(brand, person):
        name_by_email(other.email)
        assert count_rows() == ONE_OF_EACH
        assert Person.objects.get() == person


def test_a_visitor_writes_the_named_person_alone(brand, three):
    (person, _), (other, _), _ = three
    with as_web(brand):
        assert not attempt(lambda: Person.objects.update(name="x"))
        name_by_email(person.email)
        assert attempt(lambda: Person.objects.update(name="x"))
        assert not attempt(lambda: make_person(brand))
        assert not attempt(lambda: EmailAddress.objects.filter(user=other).delete()[0])
    assert Person.objects.get(name="x") == person


def record_as(person, brand, **changes):
    """Whether a fact may be recorded in the name of a person."""
    fact = {
        "brand_id": brand.id,
        "at": NOW,
        "actor": Actor(ActorKind.CUSTOMER, person.pk, "x"),
        "action": "b",
        "subject_kind": "person",
        "subject_id": person.pk,
        "account_id": None,
    }
    return attempt(lambda: audit.record(**{**fact, **changes}) is None)


def test_a_fact_is_recorded_in_one_s_own_name_about_one_s_own_account(brand, three):
    (person, account), (other, foreign), (foreigner, _) = three
    with as_web(brand, person):
        assert record_as(person, brand)
        assert record_as(person, brand, account_id=account.pk)
        assert not record_as(person, brand, account_id=foreign.pk)
        assert not record_as(other, brand)
        assert not record_as(person, brand, brand_id=foreigner.brand_id)
        assert not record_as(person, brand, actor=SYSTEM)
        assert not record_as(person, brand, actor=acting(person, kind=ActorKind.AGENT))
    with as_web(brand):
        assert not record_as(person, brand)
        name_by_email(person.email)
        assert record_as(person, brand)
        assert not record_as(other, brand)


def test_an_agent_records_as_one_in_the_office_only(brand, three):
    (_, account), _, (_, foreign) = three
    agent = make_agent(brand).person
    as_agent = {"actor": acting(agent, kind=ActorKind.AGENT)}
    with as_web(brand, agent, Door.OFFICE):
        assert record_as(agent, brand, account_id=account.pk, **as_agent)
        assert not record_as(agent, brand, brand_id=foreign.brand_id, **as_agent)
    with as_web(brand, agent):
        assert not record_as(agent, brand, account_id=account.pk, **as_agent)


def mail_to(brand, **whom):
    """Whether a mail may be written."""
    mail = {
        "brand_id": brand.id, "recipient": "x@example.org", "language": "en", "topic": "t",
        "subject": "s", "body_text": "b", "created_at": NOW,
    }  # fmt: skip
    return attempt(lambda: insert_unseen(OutboxMail(**mail, **whom)) is None)


def test_a_mail_is_written_to_oneself_to_one_s_account_and_to_those_on_it(brand, three):
    (person, account), (other, foreign), _ = three
    reader = make_person(brand)
    make_membership(account, reader, Role.READER)
    with as_web(brand, person):
        assert mail_to(brand, person_id=person.pk)
        assert mail_to(brand, account_id=account.pk)
        assert mail_to(brand, person_id=reader.pk)
        assert not mail_to(brand, person_id=other.pk)
        assert not mail_to(brand, account_id=foreign.pk)
        assert mail_to(brand)  # an invitation, by a holder
        assert not attempt(lambda: OutboxMail.objects.update(body_text="c"))
        assert not attempt(lambda: OutboxMail.objects.all().delete()[0])
    for somebody in (reader, None):
        with as_web(brand, somebody):
            assert not mail_to(brand)
    with as_web(brand):
        assert not mail_to(brand, person_id=person.pk)
        name_by_email(person.email)
        assert mail_to(brand, person_id=person.pk)
        assert not mail_to(brand, person_id=other.pk)


def test_a_customer_sees_the_agent_who_looks_after_them_and_no_other(brand, three):
    (person, account), _, _ = three
    manager, colleague = make_agent(brand), make_agent(brand)
    CustomerAccount.objects.filter(pk=account.pk).update(key_account_manager=manager)
    with as_web(brand, person):
        assert Person.objects.filter(pk=manager.person_id).exists()
        assert not Person.objects.filter(pk=colleague.person_id).exists()


def test_members_of_one_account_see_each_other_but_not_each_other_s_credentials(brand, three):
    (person, account), _, _ = three
    reader = make_person(brand)
    make_membership(account, reader, Role.READER)
    with as_web(brand, reader):
        assert set(Person.objects.values_list("pk", flat=True)) == {person.pk, reader.pk}
        assert not Authenticator.objects.exists()
        assert not UserSession.objects.exists()
        assert not ApiToken.objects.exists()
        assert EmailAddress.objects.get().user_id == reader.pk
    Membership.objects.filter(person=reader).update(state="ended")
    with as_web(brand, reader):
        assert not CustomerAccount.objects.exists()
        assert Person.objects.get().pk == reader.pk


@pytest.mark.parametrize(
    ("door", "second_factor", "is_active", "sees"),
    [
        (Door.OFFICE, True, True, True),
        (Door.PORTAL, True, True, False),
        (Door.OFFICE, False, True, False),
        (Door.OFFICE, True, False, False),
    ],
)
def test_an_agent_sees_the_brand_only_in_the_office_with_a_second_factor(
    three, door, second_factor, is_active, sees
):
    brand = make_brand()
    agent = make_agent(brand, second_factor=second_factor)
    Agent.objects.update(is_active=is_active)
    with as_web(brand, agent.person, door):
        assert CustomerAccount.objects.count() == (2 if sees else 0)
        assert Membership.objects.count() == (2 if sees else 0)
        file = find_customer_file(
            person_id=agent.person.pk, brand_id=brand.id, number=three[0][1].number
        )
        assert (file is not None and bool(file.members)) == sees
        # not even an agent sees what others sign in with
        assert not Authenticator.objects.exclude(user=agent.person).exists()
        assert not ApiToken.objects.exists()


def attempt(action) -> bool:
    """Whether the database let something be written."""
    try:
        with transaction.atomic():
            written = action()
    except DatabaseError:
        return False
    return bool(written)


def test_nobody_writes_themselves_into_an_account(brand, three):
    (person, account), (_, foreign), _ = three

    def join(target, role="holder"):
        return lambda: Membership.objects.bulk_create(
            [
                Membership(
                    brand_id=brand.id, account=target, person=person, role=role, state="active"
                )
            ]
        )

    make_membership(account, make_person(brand))
    Membership.objects.filter(person=person).update(state="ended")
    for somebody in (person, None):
        with as_web(brand, somebody):
            assert not attempt(join(foreign))
            assert not attempt(join(account))
            assert not attempt(
                lambda: Membership.objects.filter(account=foreign).update(role="reader")
            )
    assert not Membership.objects.filter(person=person, state="active").exists()


@pytest.mark.parametrize("role", [Role.READER, Role.DELEGATE])
def test_a_lower_role_does_not_raise_itself(brand, three, role):
    (_, account), _, _ = three
    member = make_person(brand)
    own = make_membership(account, member, role)
    with as_web(brand, member):
        assert not attempt(lambda: Membership.objects.filter(pk=own.pk).update(role="holder"))
        assert not attempt(
            lambda: Invitation.objects.filter(account=account).update(email=member.email)
        )
        assert not attempt(
            lambda: Invitation.objects.create(
                brand_id=brand.id, account=account, email=member.email, role="holder",
                token_hash="h", invited_by=member, created_at=NOW, expires_at=NOW,
            )
        )  # fmt: skip
        assert not attempt(lambda: CustomerAccount.objects.filter(pk=account.pk).update(name="x"))
        locked = CustomerAccount.objects.select_for_update().filter(pk=account.pk)
        assert len(locked) == (role == Role.DELEGATE)
        assert attempt(lambda: Membership.objects.filter(pk=own.pk).update(state="ended"))
    own.refresh_from_db()
    assert (own.role, own.state) == (role, "ended")


def test_a_person_s_own_row_is_written_by_that_person_only(brand, three):
    (person, account), _, _ = three
    reader = make_person(brand)
    make_membership(account, reader, Role.READER)
    with as_web(brand, person):
        assert attempt(lambda: Person.objects.filter(pk=person.pk).update(name="Me"))
        assert not attempt(lambda: Person.objects.filter(pk=reader.pk).update(name="You"))
        assert not attempt(lambda: Agent.objects.filter().update(is_active=True))
        assert not attempt(
            lambda: Agent.objects.create(brand_id=brand.id, person=person, role="agent")
        )
        assert not attempt(lambda: AuditEntry.objects.all().delete()[0])
        assert not attempt(lambda: AuditEntry.objects.update(action="b"))
        assert not attempt(lambda: make_account(brand))
    assert AuditEntry.objects.filter(action="a").count() == 6


def test_a_sign_in_key_follows_the_address(brand):
    person = make_person(brand, "jan@example.org")
    Person.objects.filter(pk=person.pk).update(email="New@Example.org", login_key="plein-midi:x")
    person.refresh_from_db()
    assert (person.email, person.login_key) == ("new@example.org", "merel:new@example.org")

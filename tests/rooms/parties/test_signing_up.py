"""Signing up against a customer number."""

import threading

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.db import connection, transaction

from house_factory import (
    NOW,
    PASSWORD,
    as_web,
    make_account,
    make_brand,
    make_customer,
    make_membership,
    make_person,
)
from kwartier.parties.models import Membership, Person
from kwartier.parties.naming import name_by_confirmation, name_by_email
from kwartier.parties.operations import (
    AccountFacts,
    activate_memberships,
    claim_account,
    sign_up,
)
from kwartier.parties.refusals import DetailsDoNotMatch
from kwartier.platform.errors import NotFound
from kwartier.platform.models import AuditEntry, OutboxMail
from kwartier.platform.tenancy import enter
from kwartier.platform.types import Door

FACTS = AccountFacts(number="m-100 234", digits="1234")


@pytest.fixture
def account(brand):
    return make_account(brand, "M-100234", email="family@example.org", language="fr")


def join(brand, email="jan@example.org", *, facts=FACTS, password=PASSWORD, name="Jan"):
    with as_web(brand):
        return sign_up(
            brand=brand,
            facts=facts,
            name=name,
            email=email,
            password=password,
            language="nl",
            sign_in_url="http://testserver/merel/account/login/",
            now=NOW,
        )


def confirm(brand, address):
    EmailAddress.objects.filter(pk=address.pk).update(verified=True)
    with as_web(brand):
        name_by_confirmation(EmailConfirmationHMAC.create(address).key)
        return activate_memberships(brand=brand, person_id=address.user_id, now=NOW)


def test_a_new_person_waits_for_the_confirmation(brand, account):
    address = join(brand)
    person = Person.objects.get()
    assert (address.email, address.verified) == ("jan@example.org", False)
    assert (person.login_key, person.language) == ("merel:jan@example.org", "nl")
    assert person.password.startswith("argon2")
    membership = Membership.objects.get()
    assert (membership.account, membership.role, membership.state) == (account, "holder", "pending")
    with as_web(brand):
        assert activate_memberships(brand=brand, person_id=person.pk, now=NOW) == []
    assert Membership.objects.get().state == "pending"


def test_the_first_to_confirm_becomes_the_holder_and_the_account_is_told(brand, account):
    (activated,) = confirm(brand, join(brand))
    assert (activated.account_id, activated.state) == (account.pk, "active")
    assert (activated.account_number, activated.id) == ("M-100234", Membership.objects.get().pk)
    told = OutboxMail.objects.get()
    assert (told.topic, told.recipient, told.language) == (
        "identity/new_holder",
        "family@example.org",
        "fr",
    )
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert actions == {"person.signed_up", "membership.opened"}


@pytest.mark.parametrize("email", ["", "JAN@example.org"])
def test_an_account_without_an_address_of_its_own_gets_no_mail(brand, email):
    make_account(brand, "M-100234", email=email)
    confirm(brand, join(brand))
    assert not OutboxMail.objects.exists()


def test_the_second_asks_the_holder(brand, account):
    holder = make_person(brand, "els@example.org", language="de")
    make_membership(account, holder)
    (activated,) = confirm(brand, join(brand))
    assert activated.state == "requested"
    waiting = Membership.objects.exclude(person=holder).get()
    assert (waiting.state, waiting.role) == ("requested", "delegate")
    told = OutboxMail.objects.get()
    assert (told.topic, told.recipient, told.language, told.person_id) == (
        "identity/access_requested",
        "els@example.org",
        "de",
        holder.pk,
    )


@pytest.mark.parametrize(
    "facts",
    [
        AccountFacts(number="M-100235", digits="1234"),
        AccountFacts(number="M-100234", digits="4321"),
    ],
)
def test_wrong_facts_store_nothing(brand, account, facts):
    with pytest.raises(DetailsDoNotMatch):
        join(brand, facts=facts)
    assert not Person.objects.exists()
    assert not EmailAddress.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_business_needs_its_enterprise_number(brand):
    make_account(brand, "M-100234", kind="business", enterprise_number="0123456749")
    with pytest.raises(DetailsDoNotMatch):
        join(brand)
    right = AccountFacts(number="M-100234", digits="1234", enterprise_number="0123456749")
    assert join(brand, facts=right) is not None


def test_somebody_known_gets_a_mail_and_nothing_changes(brand, account):
    known = make_person(brand, "jan@example.org", language="de")
    before = Person.objects.get().password
    assert join(brand, password="another password 1") is None
    assert Person.objects.get().password == before
    assert not Membership.objects.exists()
    told = OutboxMail.objects.get()
    assert (told.topic, told.recipient, told.language) == (
        "identity/already_known",
        "jan@example.org",
        "de",
    )
    assert told.person_id == known.pk


def test_the_facts_are_checked_for_somebody_known_too(brand, account):
    make_person(brand, "jan@example.org")
    with pytest.raises(DetailsDoNotMatch):
        join(brand, facts=AccountFacts(number="M-100234", digits="9999"))
    assert not OutboxMail.objects.exists()


def test_signing_up_again_before_the_confirmation_replaces_the_first_attempt(brand, account):
    other = make_account(brand, "M-100299")
    first = join(brand, password="first password 11", name="Somebody else")
    second = join(brand, facts=AccountFacts(number="M-100299", digits="1234"))
    assert not EmailAddress.objects.filter(pk=first.pk).exists()
    assert second.pk != first.pk
    person = Person.objects.get()
    assert person.name == "Jan"
    assert person.check_password(PASSWORD)
    assert Membership.objects.get().account == other


def test_the_same_address_at_another_brand_is_somebody_else(brand, account):
    make_person(make_brand("plein-midi"), "jan@example.org")
    assert join(brand) is not None


def test_somebody_signed_in_adds_an_account(brand, account):
    person = make_person(brand)
    with as_web(brand, person):
        added = claim_account(brand=brand, person_id=person.pk, facts=FACTS, now=NOW)
        again = claim_account(brand=brand, person_id=person.pk, facts=FACTS, now=NOW)
    assert added.state == "active"
    assert again is None


def test_nobody_adds_an_account_to_somebody_else(brand, account):
    person, _ = make_customer(brand)
    other = make_person(brand)
    with as_web(brand, person), pytest.raises(NotFound):
        claim_account(brand=brand, person_id=other.pk, facts=FACTS, now=NOW)
    with as_web(brand), pytest.raises(NotFound):
        claim_account(brand=brand, person_id=other.pk, facts=FACTS, now=NOW)
    with as_web(brand), pytest.raises(DetailsDoNotMatch):
        name_by_email(other.email)
        claim_account(brand=brand, person_id=other.pk, facts=FACTS, now=NOW)
    assert not Membership.objects.filter(person=other).exists()


def test_a_closed_sign_in_claims_nothing(brand, account):
    person = make_person(brand)
    Person.objects.update(is_active=False)
    with as_web(brand, person), pytest.raises(DetailsDoNotMatch):
        claim_account(brand=brand, person_id=person.pk, facts=FACTS, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_the_same_moment_one_becomes_the_holder():
    brand = make_brand()
    account = make_account(brand, "M-100234")
    people = [make_person(brand), make_person(brand)]
    for person in people:
        make_membership(account, person, "holder", "pending")
    start = threading.Barrier(2)

    def go(person):
        try:
            with transaction.atomic():
                enter(brand_id=brand.id, person_id=None, door=Door.PORTAL)
                start.wait(60)
                activate_memberships(brand=brand, person_id=person.pk, now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    states = Membership.objects.order_by("state").values_list("state", "role")
    assert list(states) == [("active", "holder"), ("requested", "delegate")]

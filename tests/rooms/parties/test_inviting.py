"""Inviting somebody, accepting, and answering who signed up second."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from house_factory import (
    NOW,
    PASSWORD,
    acting,
    as_web,
    make_brand,
    make_customer,
    make_membership,
    make_person,
)
from kwartier.parties.models import Invitation, Membership, Person
from kwartier.parties.operations import (
    accept_invitation,
    answer_request,
    invite_member,
    sign_up_by_invitation,
    withdraw_invitation,
)
from kwartier.parties.queries import find_invitation, hash_token, list_invitations
from kwartier.parties.refusals import (
    AlreadyInvited,
    AlreadyMember,
    InvitationForSomebodyElse,
    InvitationNotOpen,
)
from kwartier.parties.types import Role
from kwartier.platform.errors import NotAllowed, NotFound
from kwartier.platform.models import AuditEntry, OutboxMail


@pytest.fixture
def held(brand):
    return make_customer(brand, number="M-100234", language="fr")


def send(brand, person, account, email="els@example.org", *, role=Role.DELEGATE, now=NOW):
    """Invite as a person, with the web's rights; returns the raw token."""
    seen = []

    def keep(token):
        seen.append(token)
        return f"http://testserver/{token}"

    with as_web(brand, person):
        invite_member(
            brand=brand,
            account_id=account.pk,
            email=email,
            role=role,
            link_maker=keep,
            actor=acting(person),
            now=now,
        )
    return seen[0]


def join(brand, token, now=NOW, name="Els"):
    with as_web(brand):
        return sign_up_by_invitation(
            brand=brand, raw_token=token, name=name, password=PASSWORD, language="nl", now=now
        )


def test_the_token_is_in_the_mail_and_only_its_hash_is_kept(brand, held):
    token = send(brand, *held)
    invitation = Invitation.objects.get()
    assert invitation.token_hash == hash_token(token)
    assert token not in str(Invitation.objects.values().get())
    mail = OutboxMail.objects.get()
    assert token in mail.body_text
    assert token in mail.body_html
    assert (mail.recipient, mail.language) == ("els@example.org", "fr")
    assert AuditEntry.objects.get().after == {"email": "els@example.org", "role": "delegate"}
    assert token not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("role", [Role.DELEGATE, Role.READER])
def test_only_a_holder_invites(brand, held, role):
    _, account = held
    other = make_person(brand)
    make_membership(account, other, role)
    with pytest.raises(NotAllowed):
        send(brand, other, account)
    with pytest.raises(NotFound):
        send(brand, make_person(brand), account)
    assert not Invitation.objects.exists()
    assert not OutboxMail.objects.exists()


def test_nobody_is_invited_twice_at_a_time_or_when_there_already(brand, held):
    person, account = held
    send(brand, person, account)
    with pytest.raises(AlreadyInvited) as refused:
        send(brand, person, account, email="ELS@example.org ")
    assert "els@example.org" in refused.value.say()
    with pytest.raises(AlreadyMember):
        send(brand, person, account, email=person.email)
    assert Invitation.objects.count() == 1
    send(brand, person, account, now=NOW + timedelta(days=15))


def test_what_a_token_shows(brand, held):
    person, account = held
    token = send(brand, person, account)
    with as_web(brand):
        shown = find_invitation(token, now=NOW)
        assert find_invitation("x" + token, now=NOW) is None
    assert (shown.email, shown.role) == ("els@example.org", "delegate")
    assert (shown.account_name, shown.inviter_name) == (account.name, person.name)
    assert not shown.has_person
    with as_web(make_brand("plein-midi")):
        assert find_invitation(token, now=NOW) is None


def test_a_new_person_joins_with_a_confirmed_address(brand, held):
    _, account = held
    token = send(brand, *held)
    person = join(brand, token)
    assert EmailAddress.objects.get(user=person).verified
    member = Membership.objects.get(person=person)
    assert (member.account, member.role, member.state) == (account, "delegate", "active")
    assert AuditEntry.objects.filter(action="invitation.accepted", account_id=account.pk).exists()
    with pytest.raises(InvitationNotOpen):
        join(brand, token)


def test_somebody_who_never_confirmed_joins_and_starts_afresh(brand, held):
    token = send(brand, *held)
    make_person(brand, "els@example.org", verified=False, password="planted password 1")
    person = join(brand, token)
    assert Person.objects.get(pk=person.pk).check_password(PASSWORD)


def test_somebody_known_accepts_by_signing_in(brand, held):
    _, account = held
    token = send(brand, *held)
    known = make_person(brand, "els@example.org")
    with pytest.raises(InvitationForSomebodyElse):
        join(brand, token)
    with as_web(brand, known):
        assert find_invitation(token, now=NOW).has_person
        accept_invitation(brand=brand, raw_token=token, person_id=known.pk, now=NOW)
    assert Membership.objects.get(person=known).account == account


def test_a_request_that_waits_is_granted_by_an_invitation(brand, held):
    _, account = held
    known = make_person(brand, "els@example.org")
    token = send(brand, *held)
    waiting = make_membership(account, known, Role.READER, "requested")
    with as_web(brand, known):
        accept_invitation(brand=brand, raw_token=token, person_id=known.pk, now=NOW)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.role) == ("active", "delegate")


def test_a_token_that_opens_nothing_is_refused(brand, held):
    with as_web(brand, held[0]), pytest.raises(InvitationNotOpen):
        accept_invitation(brand=brand, raw_token="x", person_id=held[0].pk, now=NOW)


def test_an_invitation_is_for_one_address(brand, held):
    token = send(brand, *held)
    stranger = make_person(brand)
    with as_web(brand, stranger), pytest.raises(InvitationForSomebodyElse):
        accept_invitation(brand=brand, raw_token=token, person_id=stranger.pk, now=NOW)
    invited, _ = make_customer(brand)
    EmailAddress.objects.filter(user=invited).update(email="els@example.org")
    with as_web(brand, stranger), pytest.raises(InvitationForSomebodyElse):
        accept_invitation(brand=brand, raw_token=token, person_id=invited.pk, now=NOW)
    assert Invitation.objects.get().accepted_at is None
    assert not Membership.objects.filter(person__in=[stranger]).exists()


@pytest.mark.parametrize("days", [14, 400])
def test_an_invitation_expires(brand, held, days):
    token = send(brand, *held)
    late = NOW + timedelta(days=days)
    with pytest.raises(InvitationNotOpen):
        join(brand, token, now=late)
    with as_web(brand, held[0]):
        assert list_invitations(held[1].pk, now=late) == []
        assert len(list_invitations(held[1].pk, now=NOW)) == 1


def test_an_invitation_lapses_with_its_sender_s_role(brand, held):
    person, account = held
    token = send(brand, person, account)
    make_membership(account, make_person(brand))
    Membership.objects.filter(person=person).update(role=Role.DELEGATE)
    with pytest.raises(InvitationNotOpen):
        join(brand, token)


def test_a_withdrawn_invitation_is_worthless(brand, held):
    person, account = held
    token = send(brand, person, account)
    words = {
        "brand": brand,
        "account_id": account.pk,
        "invitation_id": Invitation.objects.get().pk,
        "now": NOW,
    }
    reader = make_person(brand)
    make_membership(account, reader, Role.READER)
    with as_web(brand, reader), pytest.raises(NotAllowed):
        withdraw_invitation(**words, actor=acting(reader))
    assert Invitation.objects.get().withdrawn_at is None
    with as_web(brand, person):
        withdraw_invitation(**words, actor=acting(person))
        with pytest.raises(NotFound):
            withdraw_invitation(**words, actor=acting(person))
    with pytest.raises(InvitationNotOpen):
        join(brand, token)
    assert AuditEntry.objects.filter(action="invitation.withdrawn").count() == 1


def answer(brand, person, account, membership, role):
    with as_web(brand, person):
        answer_request(
            brand=brand,
            account_id=account.pk,
            membership_id=membership.pk,
            role=role,
            actor=acting(person),
            now=NOW,
        )


@pytest.mark.parametrize(
    ("role", "state", "topic"),
    [
        (Role.READER, "active", "identity/access_granted"),
        (None, "ended", "identity/access_refused"),
    ],
)
def test_the_holder_answers(brand, held, role, state, topic):
    person, account = held
    asking = make_person(brand, language="de")
    waiting = make_membership(account, asking, Role.DELEGATE, "requested")
    answer(brand, person, account, waiting, role)
    waiting.refresh_from_db()
    assert waiting.state == state
    mail = OutboxMail.objects.get()
    assert (mail.topic, mail.recipient, mail.language) == (topic, asking.email, "de")
    with pytest.raises(NotFound):
        answer(brand, person, account, waiting, role)


def test_only_the_holder_answers(brand, held):
    _, account = held
    waiting = make_membership(account, make_person(brand), Role.DELEGATE, "requested")
    delegate = make_person(brand)
    make_membership(account, delegate, Role.DELEGATE)
    with pytest.raises(NotAllowed):
        answer(brand, delegate, account, waiting, Role.HOLDER)
    with pytest.raises(NotFound):
        answer(brand, waiting.person, account, waiting, Role.HOLDER)
    waiting.refresh_from_db()
    assert waiting.state == "requested"


def test_the_mail_says_the_last_day_as_the_account_s_language_does(held, brand):
    send(brand, *held)
    assert "5 décembre 2026" in OutboxMail.objects.get().body_text

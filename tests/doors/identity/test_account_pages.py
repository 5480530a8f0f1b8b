"""The pages about oneself and about the people on an account."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.doors.identity.steps import FACTS, find_link, let_time_pass, sign_in

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
from kwartier.parties.models import ApiToken, Invitation, Membership
from kwartier.parties.refusals import InvitationForSomebodyElse
from kwartier.parties.types import Role
from kwartier.platform.clock import real_now


@pytest.fixture
def customer(brand):
    person, account = make_customer(brand, number="M-100234")
    return person, account, enter(person)


def enter(person, *, confirmed=True):
    client = Client()
    with as_web():
        sign_in(client, person.email)
        if not confirmed:
            let_time_pass(client)
    return client


def get(client, path):
    with as_web():
        return client.get(f"/merel/{path}")


def post(client, path, **typed):
    with as_web():
        return client.post(f"/merel/{path}", typed)


def test_a_profile_is_saved_and_the_page_speaks_the_new_language(customer):
    person, _, client = customer
    unseen = post(client, "account/profile/", name="\u200b\u3164", phone="", language="fr")
    assert unseen.status_code == 422
    assert set(unseen.context["form"].errors) == {"name"}
    wrong = post(client, "account/profile/", name="", phone="no number", language="it")
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {"name", "phone", "language"}
    saved = post(client, "account/profile/", name="Nadia", phone="+32 2 123 45 67", language="fr")
    assert saved.status_code == 302
    assert get(client, "account/profile/").headers["Content-Language"] == "fr"
    person.refresh_from_db()
    assert (person.name, person.language) == ("Nadia", "fr")


def test_the_language_of_a_visitor_is_kept_in_a_cookie(brand):
    client = Client()
    back = post(client, "account/language/", language="nl", next="/merel/sign-up/")
    assert back.url == "/merel/sign-up/"
    cookie = back.cookies["kwartier_language"]
    assert (cookie.value, cookie["path"]) == ("nl", "/merel/")
    assert get(client, "sign-up/").headers["Content-Language"] == "nl"
    refused = post(client, "account/language/", language="it", next="https://evil.example/")
    assert refused.url == "/merel/"
    assert get(client, "sign-up/").headers["Content-Language"] == "nl"


def test_the_language_of_a_person_is_kept_with_the_person(customer):
    person, _, client = customer
    post(client, "account/language/", language="de")
    person.refresh_from_db()
    assert person.language == "de"
    assert get(client, "account/security/").headers["Content-Language"] == "de"


def test_a_token_is_shown_once(customer):
    _, _, client = customer
    made = post(client, "account/tokens/", name="My house", scopes=["read"], days="90")
    raw = made.context["made"]["raw"]
    assert raw in made.content.decode()
    again = get(client, "account/tokens/").content.decode()
    assert raw not in again
    assert "My house" in again
    token = ApiToken.objects.get()
    assert token.expires_at - token.created_at == timedelta(days=90)
    refused = post(client, "account/tokens/", name="", scopes=[], days="9000")
    assert set(refused.context["form"].errors) == {"name", "scopes", "days"}
    post(client, f"account/tokens/{token.pk}/revoke/")
    assert ApiToken.objects.get().revoked_at is not None
    assert post(client, f"account/tokens/{token.pk}/revoke/").status_code == 404


def test_nobody_revokes_another_person_s_token(customer, brand):
    _, _, client = customer
    post(client, "account/tokens/", name="My house", scopes=["read"], days="90")
    other = enter(make_customer(brand)[0])
    assert post(other, f"account/tokens/{ApiToken.objects.get().pk}/revoke/").status_code == 404
    assert ApiToken.objects.get().revoked_at is None


def test_the_most_tokens_are_refused_in_a_sentence(customer):
    person, _, client = customer
    ApiToken.objects.bulk_create(
        ApiToken(brand_id=person.brand_id, person=person, name="t", token_hash=str(n), prefix="kwt_k",
                 created_at=real_now())
        for n in range(20)
    )  # fmt: skip
    refused = post(client, "account/tokens/", name="One more", scopes=["read"], days="30")
    assert refused.status_code == 422
    assert "Revoke one" in refused.content.decode()


def test_the_access_log_says_who_did_what(customer):
    _, _, client = customer
    post(client, "account/members/invite/", email="els@example.org", role="reader")
    page = get(client, "account/access-log/").content.decode()
    assert "Signed in" in page
    assert "Invited els@example.org" in page


def test_the_pages_of_a_person_without_an_account(brand):
    client = enter(make_person(brand))
    assert get(client, "").url == "/merel/account/add/"
    for path in ("add", "profile", "security", "access-log", "tokens"):
        assert get(client, f"account/{path}/").status_code == 200, path
    assert get(client, "account/members/").url == "/merel/account/add/"


def test_an_account_is_added_by_somebody_signed_in(brand):
    make_account(brand, "M-100234")
    client = enter(make_person(brand))
    assert get(client, "sign-up/").url == "/merel/account/add/"
    assert get(client, "sign-up/household/").url == "/merel/account/add/"
    wrong = post(client, "account/add/", number="M-100234", digits="9999")
    assert wrong.status_code == 422
    assert post(client, "account/add/", **FACTS).url == "/merel/"
    assert get(client, "").content == b"M-100234 holder"
    assert post(client, "account/add/", **FACTS).url == "/merel/account/add/"
    for path in ("account/add/factory/", "account/switch/"):
        assert post(client, path, account_id="x").status_code == 404
    assert get(Client(), "sign-up/factory/").status_code == 404


def test_who_signs_up_second_waits_and_is_let_in(customer, brand):
    _, account, holder = customer
    second = make_person(brand, name="Els")
    client = enter(second)
    assert post(client, "account/add/", **FACTS).url == "/merel/account/add/"
    assert "Waiting for the account holder" in get(client, "account/add/").content.decode()
    assert get(client, "").url == "/merel/account/add/"
    waiting = Membership.objects.get(person=second)
    page = get(holder, "account/members/")
    assert "Waiting for your answer" in page.content.decode()
    assert get(holder, f"account/members/{waiting.pk}/").status_code == 200
    post(holder, f"account/members/{waiting.pk}/", role="reader")
    assert get(client, "").content == f"{account.number} reader".encode()


def test_who_signs_up_second_may_be_refused(customer, brand):
    _, _, holder = customer
    second = make_person(brand)
    waiting = make_membership(customer[1], second, Role.DELEGATE, "requested")
    assert post(holder, f"account/members/{waiting.pk}/end/").status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == "ended"
    assert get(enter(second), "").status_code == 302


def test_a_person_switches_between_their_accounts_only(customer, brand):
    person, account, client = customer
    second = make_account(brand, "M-100001")
    make_membership(second, person, Role.READER)
    _, foreign = make_customer(brand)
    assert get(client, "").content == b"M-100001 reader"
    assert post(client, "account/switch/", account_id=account.pk).url == "/merel/"
    assert get(client, "").content == b"M-100234 holder"
    assert post(client, "account/switch/", account_id=foreign.pk).status_code == 404
    assert get(client, "").content == b"M-100234 holder"
    Membership.objects.filter(account=account, person=person).delete()
    assert get(client, "").content == b"M-100001 reader"


@pytest.mark.parametrize("role", [Role.DELEGATE, Role.READER])
def test_only_holders_decide_who_has_access(customer, brand, role):
    _, account, _ = customer
    member = make_person(brand)
    own = make_membership(account, member, role)
    client = enter(member)
    assert get(client, "account/members/").status_code == 200
    for path, typed in (
        ("account/members/invite/", {"email": "x@example.org", "role": "holder"}),
        (f"account/members/{own.pk}/", {"role": "holder"}),
        (f"account/members/{own.pk}/end/", {}),
        ("account/invitations/1/withdraw/", {}),
    ):
        assert post(client, path, **typed).status_code == 403, path
    own.refresh_from_db()
    assert (own.role, own.state) == (role, "active")
    assert not Invitation.objects.exists()


def test_members_of_another_account_are_not_there(customer, brand):
    _, _, client = customer
    foreign = make_customer(brand)[1].memberships.get()
    assert get(client, f"account/members/{foreign.pk}/").status_code == 404
    assert post(client, f"account/members/{foreign.pk}/end/").status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == "active"


def test_deciding_about_access_asks_who_it_is(customer, brand):
    person, _, _ = customer
    client = enter(person, confirmed=False)
    for path in ("members/invite/", "tokens/"):
        assert "/account/reauthenticate/" in get(client, f"account/{path}").url
    assert "/account/reauthenticate/" in post(client, "account/members/leave/").url


def test_roles_are_changed_and_the_last_holder_stays(customer, brand):
    _, account, client = customer
    own = account.memberships.get()
    refused = post(client, f"account/members/{own.pk}/", role="reader")
    assert refused.status_code == 422
    assert "holder" in str(refused.context["form"].errors["role"])
    assert post(client, f"account/members/{own.pk}/end/").url == "/merel/account/members/"
    assert post(client, "account/members/leave/").url == "/merel/account/members/"
    own.refresh_from_db()
    assert (own.role, own.state) == ("holder", "active")
    other = make_membership(account, make_person(brand), Role.READER)
    assert post(client, f"account/members/{other.pk}/", role="holder").status_code == 302
    assert post(client, "account/members/leave/").url == "/merel/account/add/"
    other.refresh_from_db()
    assert other.role == "holder"


def test_a_member_s_access_is_ended(customer, brand):
    _, account, client = customer
    other = make_membership(account, make_person(brand), Role.READER)
    there = enter(other.person)
    assert get(there, "").status_code == 200
    post(client, f"account/members/{other.pk}/end/")
    assert get(there, "").url == "/merel/account/add/"


def test_an_invitation_is_refused_in_sentences_and_withdrawn(customer, brand):
    person, _, client = customer
    for email in (person.email, "no address"):
        assert (
            post(client, "account/members/invite/", email=email, role="reader").status_code == 422
        )
    post(client, "account/members/invite/", email="els@example.org", role="reader")
    again = post(client, "account/members/invite/", email="els@example.org", role="reader")
    assert again.status_code == 422
    link = find_link("els@example.org").removeprefix("/merel/")
    post(client, f"account/invitations/{Invitation.objects.get().pk}/withdraw/")
    assert get(Client(), link).status_code == 404


def test_an_invitation_is_accepted_by_signing_in(customer, brand):
    _, account, client = customer
    els = make_person(brand, "els@example.org")
    post(client, "account/members/invite/", email="els@example.org", role="reader")
    link = find_link("els@example.org")
    page = get(Client(), link.removeprefix("/merel/")).content.decode()
    assert "/merel/account/login/?next=/merel/account/invitation/" in page
    guest = Client()
    with as_web():
        assert sign_in(guest, els.email, next=link).url == link
        assert guest.get(link).status_code == 200
        assert guest.post(link).url == "/merel/"
        assert guest.get("/merel/").content == b"M-100234 reader"
        assert guest.post(link).status_code == 404
    assert Membership.objects.filter(account=account, person=els, state="active").count() == 1


def test_an_invitation_is_not_for_whoever_holds_the_link(customer, brand):
    _, _, client = customer
    post(client, "account/members/invite/", email="els@example.org", role="reader")
    link = find_link("els@example.org").removeprefix("/merel/")
    stranger = enter(make_person(brand))
    assert get(stranger, link).status_code == 403
    assert post(stranger, link).status_code == 403
    weak = post(Client(), link, name="Els", password="els@example.org")
    assert weak.status_code == 422
    assert Invitation.objects.get().accepted_at is None


def test_invitations_and_their_links_are_limited(customer):
    _, _, client = customer
    answers = [
        post(
            client, "account/members/invite/", email=f"x{n}@example.org", role="reader"
        ).status_code
        for n in range(21)
    ]
    assert answers == [302] * 20 + [429]
    answers = [post(Client(), "account/invitation/x/").status_code for _ in range(21)]
    assert answers == [404] * 20 + [429]


def test_every_mail_of_the_room_is_written_in_the_reader_s_language(brand):
    """Each topic renders, in each language, with a subject of one line and no leftover tags."""
    from pathlib import Path

    import kwartier.parties
    from kwartier.platform import mail

    folder = Path(kwartier.parties.__file__).parent / "templates" / "mail" / "identity"
    topics = sorted(path.name.removesuffix(".subject.txt") for path in folder.glob("*.subject.txt"))
    assert len(topics) == 25
    context = {
        "person": make_person(brand), "email": "a@example.org", "from_email": "a@example.org",
        "to_email": "b@example.org", "deleted_email": "c@example.org", "timestamp": NOW,
        "ip": "203.0.113.1", "number": "M-1", "account_name": "Maes", "inviter_name": "Els",
        "role": Role.READER.label, "expires_on": NOW.date(), "name": "Jan",
        "activate_url": "http://x/1", "password_reset_url": "http://x/2", "link": "http://x/3",
        "sign_in_url": "http://x/4", "maker": "Tom", "rights": ["Load statements"],
        "networks": ["203.0.113.0/24"],
    }  # fmt: skip
    for topic in topics:
        for language in brand.languages:
            written = mail.queue(
                brand=brand, recipient="a@example.org", language=language,
                topic=f"identity/{topic}", context=context, at=NOW,
            )  # fmt: skip
            assert written.subject
            for text in (written.subject, written.body_text, written.body_html):
                assert "{%" not in text
                assert "{{" not in text


def test_two_brands_look_different_but_ask_the_same(brand):
    make_brand("plein-midi")
    with as_web():
        for key in ("merel", "plein-midi"):
            page = Client().get(f"/{key}/account/login/").content.decode()
            assert f"ui/brand-{key}.css" in page
            assert "<script>" not in page
            assert "style=" not in page
            assert " onclick" not in page


def test_a_new_password_may_not_be_the_account_s_name(brand):
    make_account(brand, "M-100234")
    with as_web():
        answer = Client().post(
            "/merel/sign-up/household/",
            {**FACTS, "name": "Marguerite Vandenberghe", "email": "m@example.org",
             "password": "margueritevandenberghe"},
        )  # fmt: skip
    assert answer.status_code == 422
    assert PASSWORD not in answer.content.decode()


def test_a_used_link_leads_on(customer, brand):
    _, _, client = customer
    els = make_person(brand, "els@example.org")
    post(client, "account/members/invite/", email="els@example.org", role="reader")
    link = find_link("els@example.org").removeprefix("/merel/")
    there = enter(els)
    assert post(there, link).url == "/merel/"
    again, by_nobody = get(there, link), post(Client(), link, name="Els", password=PASSWORD)
    assert again.status_code == by_nobody.status_code == 404
    assert 'data-kind="primary" href="/merel/"' in again.content.decode()
    assert 'href="/merel/account/login/"' in by_nobody.content.decode()


def test_a_link_used_by_two_at_once_is_refused_to_the_second(customer, monkeypatch):
    _, _, client = customer
    post(client, "account/members/invite/", email="els@example.org", role="reader")
    link = find_link("els@example.org").removeprefix("/merel/")

    def too_late(**_):
        raise InvitationForSomebodyElse

    monkeypatch.setattr("kwartier.portal.account.invitations.sign_up_by_invitation", too_late)
    assert post(Client(), link, name="Els", password=PASSWORD).status_code == 403

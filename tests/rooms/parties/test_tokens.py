"""Personal API tokens."""

from datetime import timedelta

import pytest

from house_factory import NOW, acting, as_web, make_brand, make_person
from kwartier.parties.models import ApiToken, Person
from kwartier.parties.operations import create_token, revoke_token
from kwartier.parties.queries import find_token, list_tokens
from kwartier.parties.refusals import TooManyTokens, UnknownScope
from kwartier.platform.errors import NotFound
from kwartier.platform.models import AuditEntry, OutboxMail


def make(brand, person, scopes=("read",), days=30):
    with as_web(brand, person):
        return create_token(
            brand=brand,
            name="Home automation",
            scopes=scopes,
            lifetime=timedelta(days=days),
            actor=acting(person),
            now=NOW,
        )


def look_up(brand, raw, now=NOW):
    """As the API does: with the web's rights and nobody known."""
    with as_web(brand):
        return find_token(raw, now=now)


def test_a_token_is_shown_once_and_kept_as_a_hash(brand):
    person = make_person(brand)
    raw, token = make(brand, person, ["advance:write", "read", "read"])
    assert raw.startswith(token.prefix)
    assert len(raw) > 40
    stored = str(ApiToken.objects.values().get())
    assert raw not in stored
    assert raw[10:] not in stored + str(list(AuditEntry.objects.values()))
    assert raw not in OutboxMail.objects.get().body_text
    assert token.scopes == ("advance:write", "read")
    found = look_up(brand, raw)
    assert (found.person_id, found.scopes, found.name) == (person.pk, token.scopes, token.name)


def test_the_mail_says_what_the_token_may_do_and_how_long(brand):
    make(brand, make_person(brand), ["advance:write", "read"])
    mail = OutboxMail.objects.get()
    for text in (mail.body_text, mail.body_html):
        assert "change the advance" in text
        assert "read contracts, readings, advances and invoices" in text
        assert "valid until 21 December 2026" in text


@pytest.mark.parametrize(
    ("scopes", "wanted", "allowed"),
    [
        (["read"], "read", True),
        (["read"], "advance:write", False),
        (["advance:write"], "read", True),
        (["readings:write"], "advance:write", False),
    ],
)
def test_scopes(brand, scopes, wanted, allowed):
    assert make(brand, make_person(brand), scopes)[1].allows(wanted) is allowed


@pytest.mark.parametrize("scopes", [[], ["admin"], ["read", "*"]])
def test_an_unknown_scope_is_refused(brand, scopes):
    with pytest.raises(UnknownScope):
        make(brand, make_person(brand), scopes)
    assert not ApiToken.objects.exists()


def test_a_token_opens_nothing_when_it_should_not(brand):
    person = make_person(brand)
    raw, token = make(brand, person)
    assert look_up(brand, raw) is not None
    assert look_up(brand, raw + "x") is None
    assert look_up(brand, "") is None
    assert look_up(make_brand("plein-midi"), raw) is None
    assert look_up(brand, raw, NOW + timedelta(days=30)) is None
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert look_up(brand, raw) is None
    Person.objects.filter(pk=person.pk).update(is_active=True)
    with as_web(brand, person):
        revoke_token(brand=brand, token_id=token.id, actor=acting(person), now=NOW)
    assert look_up(brand, raw) is None


def test_a_token_without_an_end_is_found(brand):
    raw, _ = make(brand, make_person(brand))
    ApiToken.objects.update(expires_at=None)
    assert look_up(brand, raw).expires_at is None


def test_no_token_outlives_a_year(brand):
    _, token = make(brand, make_person(brand), days=4000)
    assert token.expires_at <= NOW + timedelta(days=366)


def test_use_is_noted_every_five_minutes_at_most(brand):
    raw, _ = make(brand, make_person(brand))
    for minutes, noted in ((0, 0), (4, 0), (5.1, 5.1), (6, 5.1)):
        look_up(brand, raw, NOW + timedelta(minutes=minutes))
        assert ApiToken.objects.get().last_used_at == NOW + timedelta(minutes=noted)


def test_only_one_s_own_tokens_are_listed_and_revoked(brand):
    person, other = make_person(brand), make_person(brand)
    _, token = make(brand, person)
    with as_web(brand, other):
        assert list_tokens(person.pk, now=NOW) == []
        with pytest.raises(NotFound):
            revoke_token(brand=brand, token_id=token.id, actor=acting(other), now=NOW)
    assert ApiToken.objects.get().revoked_at is None
    with as_web(brand, person):
        assert [kept.id for kept in list_tokens(person.pk, now=NOW)] == [token.id]
        assert list_tokens(person.pk, now=NOW + timedelta(days=31)) == []
        revoke_token(brand=brand, token_id=token.id, actor=acting(person), now=NOW)
        assert list_tokens(person.pk, now=NOW) == []
        with pytest.raises(NotFound):
            revoke_token(brand=brand, token_id=token.id, actor=acting(person), now=NOW)
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["token.created", "token.revoked"]


def test_there_is_a_limit(brand):
    person = make_person(brand)
    for _ in range(20):
        make(brand, person)
    with pytest.raises(TooManyTokens) as refused:
        make(brand, person)
    assert "20" in refused.value.say()
    assert ApiToken.objects.count() == 20

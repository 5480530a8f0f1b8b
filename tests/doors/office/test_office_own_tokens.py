"""An agent's own tokens in the office: made after a fresh second factor, shown once, revoked."""

import html
import re

from office_day import OfficeDay, text_of
from visiting import sign_in_afresh

from house_factory import as_web, make_agent, make_customer, sign_in
from kwartier.parties.models import ApiToken

PAGE = "/merel/office/my-tokens/"
FORM = {"name": "Answers waivers", "scopes": ["office:act"], "hours": "12"}


def test_a_token_is_made_shown_once_and_revoked(day: OfficeDay):
    agent = make_agent(day.brand, name="Els Claes").person
    client = sign_in_afresh(agent, second_factor=True)
    with as_web():
        assert "No program may work in the office for you." in text_of(client.get(PAGE))
        wrong = text_of(client.post(PAGE, {"hours": "12"}), 422)
        assert "Give the token a name." in wrong
        assert "Choose at least one thing that this token may do." in wrong
        made = client.post(PAGE, FORM)
        raw = re.search(r"kwa_[\w-]{40,}", html.unescape(made.content.decode()))[0]
        assert "no-store" in made["Cache-Control"]
        shown = client.get(PAGE)
        assert raw not in shown.content.decode()
        assert "Act in the office as you" in text_of(shown)
    row = ApiToken.objects.get()
    with as_web():
        answer = client.post(f"{PAGE}{row.pk}/revoke/", follow=True)
        assert "The token has been revoked." in text_of(answer)
        assert client.post(f"{PAGE}{row.pk}/revoke/").status_code == 404


def test_a_colleague_a_stale_second_factor_and_a_customer_get_none(day: OfficeDay):
    agent = make_agent(day.brand, name="Els Claes").person
    fresh = sign_in_afresh(agent, second_factor=True)
    stale = sign_in(agent, second_factor=True)
    other = sign_in_afresh(make_agent(day.brand, name="Jo Maes").person, second_factor=True)
    customer = sign_in(make_customer(day.brand)[0])
    with as_web():
        fresh.post(PAGE, FORM)
    row = ApiToken.objects.get()
    with as_web():
        assert "Answers waivers" not in text_of(other.get(PAGE))
        assert other.post(f"{PAGE}{row.pk}/revoke/").status_code == 404
        assert stale.post(PAGE, FORM).status_code == 302
        assert customer.post(PAGE, FORM).status_code == 404
    assert [each.revoked_at for each in ApiToken.objects.all()] == [None]

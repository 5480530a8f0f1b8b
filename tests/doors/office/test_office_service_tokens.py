"""Service tokens in the office: made after a fresh second factor, shown once, looked at, revoked."""

import html
import re

from office_day import OfficeDay, text_of
from visiting import sign_in_afresh

from house_factory import as_web, make_agent
from kwartier.parties.models import Agent, ServiceToken
from kwartier.parties.operations import record_service_use
from kwartier.parties.queries import as_service_token
from kwartier.parties.types import AgentRole

PAGE = "/merel/office/service-tokens/"
FORM = {
    "name": "Bank connector",
    "scopes": ["statements:write", "collections:read"],
    "networks": "192.0.2.0/24\r\n198.51.100.7",
    "days": "90",
}


def enter(day: OfficeDay, role: str = AgentRole.OPERATOR):
    person = make_agent(day.brand, name="Els Claes", role=role).person
    return sign_in_afresh(person, second_factor=True)


def test_a_token_is_made_shown_once_and_revoked(day):
    client = enter(day)
    with as_web():
        assert "No program may work with the bank or the books." in text_of(client.get(PAGE))
        wrong = client.post(f"{PAGE}new/", {**FORM, "networks": "everywhere"})
        assert "“everywhere” is not an address or a network." in text_of(wrong, 422)
        assert "Give the token a name." in text_of(client.post(f"{PAGE}new/", {}), 422)
        made = client.post(f"{PAGE}new/", FORM)
        raw = re.search(r"kws_[\w-]{40,}", html.unescape(made.content.decode()))[0]
        assert "It works from 192.0.2.0/24, 198.51.100.7/32 only." in text_of(made)
        assert "no-store" in made["Cache-Control"]
        shown = client.get(PAGE)
        assert raw not in shown.content.decode()
        assert "1 program may work with the bank and the books." in text_of(shown)
        assert "Connect a program" in text_of(client.get("/merel/office/bank/"))
        assert "Connect a program" in text_of(client.get("/merel/office/books/"))
    row = ServiceToken.objects.get()
    record_service_use(
        brand=day.brand,
        token=as_service_token(row),
        call="GET /api/v1/office/bank-files",
        status=403,
        now=row.created_at,
    )
    with as_web():
        page = text_of(client.get(f"{PAGE}{row.pk}/"))
        assert "GET /api/v1/office/bank-files" in page
        answer = client.post(f"{PAGE}{row.pk}/", follow=True)
        assert "The token has been revoked." in text_of(answer)
        assert "revoked by Els Claes" in text_of(answer)
        assert client.post(f"{PAGE}{row.pk}/").status_code == 404


def test_an_agent_without_the_permission_and_a_stale_second_factor_make_none(day):
    row = ServiceToken.objects.create(
        brand_id=day.brand.id,
        name="x",
        token_hash="0" * 64,
        prefix="kws_x",
        scopes=["books:read"],
        created_at="2026-11-20T09:00Z",
        created_by="Els",
        expires_at="2027-11-20T09:00Z",
    )
    colleague = enter(day, AgentRole.AGENT)
    with as_web():
        for path in ("", "new/", f"{row.pk}/"):
            assert colleague.get(f"{PAGE}{path}").status_code == 404
            assert colleague.post(f"{PAGE}{path}", FORM).status_code == 404
        assert "Connect a program" not in text_of(colleague.get("/merel/office/bank/"))
    Agent.objects.filter(person=day.agent).update(role=AgentRole.OPERATOR)
    with as_web():
        stale = day.client.post(f"{PAGE}new/", FORM)
    assert stale.status_code == 302
    assert "/2fa/reauthenticate/" in stale.headers["Location"]
    row.refresh_from_db()
    assert row.revoked_at is None
    assert ServiceToken.objects.count() == 1

"""The help center and the contact page in the browser's terms, signed in and out, without scripts."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import set_script_prefix
from tests import house_factory as house

from kwartier.portal.help.links import PAGES, link
from kwartier.support._article_files import list_placeholders, load_articles
from kwartier.support.models import ArticleFeedback
from kwartier.support.types import ContactSegment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    set_script_prefix("/")


def contacts() -> dict[str, Any]:
    return {
        segment.value: {
            "phone": f"+32 2 555 0{at}",
            "email": f"{segment.value}@merel.example",
            "days": ("monday_to_friday", "monday_to_saturday", "every_day", "every_day")[at],
            "opens": "08:00",
            "closes": "18:00",
        }
        for at, segment in enumerate(ContactSegment)
    }


@pytest.fixture
def brand():
    return house.make_brand(contacts=contacts())


def read(client: Client, path: str, status: int = 200, **sent: Any) -> str:
    answered = client.get(f"/merel/{path}", sent, headers={"accept-language": "en"})
    assert answered.status_code == status
    return answered.content.decode()


def test_every_placeholder_leads_to_a_page_of_this_site(brand):
    used = {
        (kind, name)
        for article in load_articles()
        for kind, name in list_placeholders(article.body)
    }
    for kind, name in used:
        assert link(kind, name).startswith("/")
    assert {name for kind, name in used if kind == "page"} == set(PAGES)


def test_a_visitor_sees_the_shelves_and_every_article_opens(brand):
    page = read(Client(), "help/")
    assert "What can we help you with?" in page
    assert "Change your advance" in page
    paths = set(re.findall(r'href="/merel/(help/[a-z-]+/)"', page))
    assert len(paths) >= 20
    for path in paths:
        article = read(Client(), path)
        assert "Was this answer useful?" in article
        assert "{{" not in article


def test_steps_lead_to_the_very_page(brand):
    page = read(Client(), "help/change-advance/")
    assert '<a href="/merel/advance/">Advance and settlement</a>' in page


def test_the_search_is_a_plain_form_and_keeps_the_question(brand):
    page = read(Client(), "help/", q="chnage my advnace")
    assert 'value="chnage my advnace"' in page
    assert page.index("Change your advance") < page.index("Contact")
    none = read(Client(), "help/", q="zzzzqqqq <b>")
    assert "We found no answer to" in none
    assert "<b>”" not in none
    assert "&lt;b&gt;" in none


def test_an_article_speaks_the_readers_language(brand):
    page = Client().get("/merel/help/settlement/", headers={"accept-language": "nl"})
    assert "Wat de afrekening is" in page.content.decode()
    assert Client().get("/merel/help/contract-pdl/").status_code == 404
    assert Client().get("/merel/help/none/").status_code == 404


def test_a_household_is_not_shown_what_is_for_a_business(brand):
    person, _ = house.make_customer(brand)
    assert "many supply points" not in read(house.sign_in(person), "help/")
    assert "many supply points" in read(Client(), "help/")


def send(client: Client, useful: str, comment: str, key: str = "settlement") -> Any:
    return client.post(
        f"/merel/help/{key}/feedback/",
        {"useful": useful, "comment": comment},
        headers={"accept-language": "en"},
    )


def test_feedback_is_kept_and_thanked_for(brand):
    client = Client()
    answered = send(client, "no", "Step 3 is unclear.")
    assert answered.status_code == 302
    assert answered.url == "/merel/help/settlement/"
    assert "Thank you." in read(client, "help/settlement/")
    row = ArticleFeedback.objects.get()
    assert (row.useful, row.comment, row.language) == (False, "Step 3 is unclear.", "en")
    send(client, "yes", "")
    assert ArticleFeedback.objects.order_by("-pk")[0].useful


def test_a_personal_comment_stays_in_its_field_and_nowhere_else(brand):
    answered = send(Client(), "no", "Call 0475 12 34 56 <now>")
    page = answered.content.decode()
    assert answered.status_code == 422
    assert "a telephone number" in page
    assert "Call 0475 12 34 56 &lt;now&gt;</textarea>" in page
    assert 'href="#id_comment"' in page
    assert ArticleFeedback.objects.count() == 0


def test_a_comment_that_cannot_be_kept_is_refused_beside_its_field(brand):
    answer = Client().post(
        "/merel/help/settlement/feedback/", {"useful": "no", "comment": "too\0short"}
    )
    assert answer.status_code == 422


def test_a_flood_of_feedback_is_stopped(brand):
    client = Client()
    answers = [send(client, "yes", "").status_code for _ in range(21)]
    assert answers[:20] == [302] * 20
    assert answers[20] == 429


def test_feedback_on_nothing_is_not_found_and_a_get_is_not_feedback(brand):
    assert send(Client(), "yes", "", key="none").status_code == 404
    typed = Client().get("/merel/help/settlement/feedback/")
    assert (typed.status_code, typed.headers["Allow"]) == (405, "POST")


def test_contacts_show_what_is_meant_for_the_reader(brand):
    page = read(Client(), "contact/")
    assert all(f"+32 2 555 0{at}" in page for at in range(4))
    assert 'href="tel:+32255500"' in page
    assert "Monday to Friday, from 08:00 to 18:00" in page
    assert "Monday to Saturday" in page
    assert "Every day" in page
    person, _ = house.make_customer(brand)
    own = read(house.sign_in(person), "contact/")
    assert "+32 2 555 01" in own
    assert "+32 2 555 02" not in own


def test_a_business_sees_its_key_account_manager(brand):
    person, account = house.make_customer(brand, kind="business")
    account.key_account_manager = house.make_agent(brand, name="Sofie Claes", second_factor=False)
    account.save()
    page = read(house.sign_in(person), "contact/")
    assert page.index("Sofie Claes") < page.index("+32 2 555 02")


def test_a_brand_without_contacts_says_so():
    house.make_brand()
    assert "No telephone or e-mail has been set up here yet." in read(Client(), "contact/")


def test_the_french_brand_has_its_own_articles():
    house.make_brand("plein-midi")
    page = Client().get("/plein-midi/help/", headers={"accept-language": "fr"}).content.decode()
    assert "Trouver votre PDL" in page
    assert "Changer votre acompte" not in page


@pytest.mark.parametrize("path", ["help/", "help/settlement/", "contact/"])
def test_pages_ask_little_of_the_database(brand, path, django_assert_max_num_queries):
    person, _ = house.make_customer(brand)
    client = house.sign_in(person)
    read(client, path)
    with django_assert_max_num_queries(12):
        read(client, path)

"""Feedback is kept without its writer, and refused when it would give the writer away."""

import pytest
from django.db import IntegrityError, transaction
from tests import house_factory as house

from kwartier.platform.errors import NotFound
from kwartier.support import operations, queries, refusals
from kwartier.support._personal import list_personal_kinds
from kwartier.support.models import ArticleFeedback
from kwartier.support.types import ArticleScore, PersonalKind


def send(brand, comment="", *, useful=True, key="settlement", language="en"):
    operations.record_feedback(
        brand=brand,
        article_key=key,
        language=language,
        useful=useful,
        comment=comment,
        now=house.NOW,
    )


@pytest.mark.django_db
def test_feedback_has_no_room_for_a_person():
    send(house.make_brand(), "  Step 3 is unclear. ", useful=False)
    row = ArticleFeedback.objects.get()
    assert (row.article_key, row.language, row.useful, row.comment, row.at) == (
        "settlement",
        "en",
        False,
        "Step 3 is unclear.",
        house.NOW,
    )
    assert str(row) == "settlement.en: False"
    columns = {field.name for field in ArticleFeedback._meta.get_fields()}
    assert columns == {"id", "brand", "article_key", "language", "useful", "comment", "at"}


@pytest.mark.django_db
def test_a_personal_comment_is_refused_by_name_and_nothing_is_stored():
    with pytest.raises(refusals.CommentLooksPersonal) as caught:
        send(house.make_brand(), "Call me on 0475 12 34 56 or mail nadia@example.org")
    assert caught.value.field == "comment"
    assert "an e-mail address, a telephone number" in caught.value.say()
    assert caught.value.say_next()
    assert ArticleFeedback.objects.count() == 0


@pytest.mark.django_db
def test_a_letter_is_refused_and_an_unknown_article_is_not_found():
    brand = house.make_brand()
    with pytest.raises(refusals.CommentTooLong) as caught:
        send(brand, "a " * 501)
    assert "1001" in caught.value.say()
    with pytest.raises(NotFound):
        send(brand, key="nothing")
    with pytest.raises(NotFound):
        send(house.make_brand("plein-midi"))


@pytest.mark.django_db
def test_scores_put_the_least_useful_first():
    brand = house.make_brand()
    for useful in (True, False, True):
        send(brand, useful=useful)
    send(brand, key="forecast", language="fr", useful=True)
    assert queries.list_article_scores(brand_id=brand.id) == [
        ArticleScore("settlement", "en", 2, 1),
        ArticleScore("forecast", "fr", 1, 0),
    ]


@pytest.mark.django_db
def test_anybody_may_tell_their_own_brand_only_and_nobody_edits():
    brand, other = house.make_brand(), house.make_brand("plein-midi")
    with house.as_web(brand):
        send(brand)
        assert ArticleFeedback.objects.count() == 1
    with house.as_web(other):
        assert ArticleFeedback.objects.count() == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleFeedback.objects.update(useful=False)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("BE68 5390 0754 7034", PersonalKind.IBAN),
        ("my account is be68539007547034 thanks a lot", PersonalKind.IBAN),
        ("FR76 3000 6000 0112 3456 7890 189", PersonalKind.IBAN),
        ("BE68-5390-0754-7035", PersonalKind.IBAN),  # mistyped, and still one by its look
        ("nadia.el-amrani@example.org", PersonalKind.EMAIL),
        ("541448820012345678", PersonalKind.SUPPLY_POINT),
        ("EAN541448 820012 345678", PersonalKind.SUPPLY_POINT),
        ("54.14.48.82.00.12.34.56.78", PersonalKind.SUPPLY_POINT),
        ("PDL 01234567890123", PersonalKind.SUPPLY_POINT),
        ("85.07.30-033.28", PersonalKind.NATIONAL_NUMBER),
        ("85073003328", PersonalKind.NATIONAL_NUMBER),
        ("17.07.30-033.84", PersonalKind.NATIONAL_NUMBER),  # born in 2017
        ("2 69 05 49 588 157 80", PersonalKind.NATIONAL_NUMBER),
        ("2690549588157", PersonalKind.NATIONAL_NUMBER),
        ("0475 12 34 56", PersonalKind.PHONE),
        ("02/123.45.67", PersonalKind.PHONE),
        ("+32 (0)475/12.34.56", PersonalKind.PHONE),
        ("0033 6 12 34 56 78", PersonalKind.PHONE),
        ("06 12 34 56 78", PersonalKind.PHONE),
        ("M-100234", PersonalKind.CUSTOMER_NUMBER),
        ("see r-26-000123", PersonalKind.CUSTOMER_NUMBER),
        ("J'habite rue de la Loi 16, 1000 Bruxelles", PersonalKind.ADDRESS),
        ("16 bis, avenue Jean-Jaurès", PersonalKind.ADDRESS),
        ("Ik woon in de Wetstraat 16", PersonalKind.ADDRESS),
        ("Hauptstraße 3, Eupen", PersonalKind.ADDRESS),
        ("I live at 12 Mill Lane", PersonalKind.ADDRESS),
        ("4111 1111 1111 1111", PersonalKind.LONG_NUMBER),
        ("85073003329", PersonalKind.LONG_NUMBER),  # its check does not hold: still too long
    ],
)
def test_what_looks_personal_is_named(text, kind):
    assert list_personal_kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Step 3 did not work on my telephone.",
        "My settlement of 1 234,50 EUR in 2025 was 12,5 % too high.",
        "I entered 012345 on 01/03/2026 and 23456 on 2026-04-01.",
        "From 01.01.2025 to 31.12.2025: 3500 kWh, 4200 kWh, 5100 kWh",
        "Between 2024-2025 and 2025-2026, 1.8.1 and 2.8.2",
        "B-1000, F-75001, CO2, kWh/m2, AB12 is not an account",
        "XX12 abcd efgh ijkl mnop",
        "Ich bezahle einen Platz 2 Mal; 10 Minuten, 3 Schritte, Straße unbekannt",
        "La rue n'est pas demandée à l'étape 2. Bij stap 3 staat er geen laan",
    ],
)
def test_what_is_harmless_stays(text):
    assert list_personal_kinds(text) == []


def test_everything_found_is_named_once():
    text = (
        "a@example.org, b@example.org, M-100234, 0475123456, BE68539007547034, 541448820012345678"
    )
    assert list_personal_kinds(text) == [
        PersonalKind.IBAN,
        PersonalKind.EMAIL,
        PersonalKind.SUPPLY_POINT,
        PersonalKind.PHONE,
        PersonalKind.CUSTOMER_NUMBER,
    ]

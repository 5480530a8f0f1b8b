"""Refusals say what they mean; the clock belongs to the brand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.utils import translation
from django.utils.translation import ngettext_lazy

from house_factory import make_brand
from kwartier.platform import brands, clock
from kwartier.platform.errors import CATALOGUE, NotAllowed, NotFound, Refusal, template_of
from kwartier.platform.types import BrandInfo

MEREL = BrandInfo(
    id=1,
    key="merel",
    name="Merel",
    country="BE",
    languages=("fr", "nl"),
    default_language="nl",
    timezone_name="Europe/Brussels",
    path_prefix="merel",
    hosts=(),
)


def test_every_refusal_is_in_the_catalogue_with_its_words():
    assert CATALOGUE["platform.not_found"] is NotFound
    for code, refusal in CATALOGUE.items():
        assert refusal.code == code
        assert str(refusal.title), code
        assert template_of(refusal.sentence), code
        assert template_of(refusal.next_step), code
        assert 400 <= refusal.status < 600, code


def test_two_refusals_cannot_share_a_code():
    with pytest.raises(TypeError, match="share the code"):
        type("Another", (Refusal,), {"code": "platform.not_found"})


def test_a_refusal_fills_in_its_values():
    class TooMuch(Refusal):
        """Only for this test."""

        sentence = "At most %(most)s."
        next_step = "Choose %(most)s or less."

    refusal = TooMuch(params={"most": "163 €"}, field="amount", lifted_on=date(2027, 4, 15))
    assert refusal.say() == "At most 163 €."
    assert refusal.say_next() == "Choose 163 € or less."
    assert (refusal.field, refusal.lifted_on) == ("amount", date(2027, 4, 15))


def test_a_counted_sentence_has_its_singular():
    class Wait(Refusal):
        """Only for this test."""

        sentence = ngettext_lazy(
            "Wait %(days)s day, %(who)s.", "Wait %(days)s days, %(who)s.", "days"
        )

    assert Wait(params={"days": 1, "who": "Jef"}).say() == "Wait 1 day, Jef."
    assert Wait(params={"days": 0, "who": "Jef"}).say() == "Wait 0 days, Jef."
    with translation.override("fr"):  # its own rule: zero is singular
        assert Wait(params={"days": 2, "who": "Jef"}).say() == "Wait 2 days, Jef."
    assert template_of(Wait.sentence) == "Wait %(days)s days, %(who)s."


@pytest.mark.parametrize(
    ("code", "one", "more"),
    [
        ("advance.consumption_too_short", "We know 1 day of", "We know 2 days of"),
        ("advance.reading_needed", "We know 1 day of", "We know 2 days of"),
        ("advance.contract_ends_soon", "the last 1 day of", "the last 2 days of"),
        ("api.too_many_requests", "Wait 1 second,", "Wait 2 seconds,"),
    ],
)
def test_what_is_counted_is_said_in_the_singular_too(code, one, more):
    import kwartier.api.refusals
    import kwartier.billing.refusals  # noqa: F401 - they register themselves

    names = ("known_days", "days_count", "wait_seconds", "needed_days", "ends_on", "limit")
    for number, said in ((1, one), (2, more)):
        refusal = CATALOGUE[code](params=dict.fromkeys(names, number))
        assert said in f"{refusal.say()} {refusal.say_next()}"


def test_a_day_is_written_out_in_the_language_of_the_reader():
    class FromADay(Refusal):
        """Only for this test."""

        sentence = "%(day)s"

    refusal = FromADay(params={"day": date(2027, 4, 15)})
    with translation.override("fr"):
        assert refusal.say() == "15 avril 2027"
    with translation.override("en"):
        assert refusal.say() == "15 April 2027"


def test_without_values_a_percent_sign_stays_a_percent_sign():
    assert NotAllowed().say() == str(NotAllowed.sentence)
    assert str(NotFound()).startswith("platform.not_found: ")


def test_today_is_the_market_day_not_the_utc_one():
    with time_machine.travel(datetime(2026, 6, 30, 22, 30, tzinfo=UTC), tick=False):
        assert clock.today(MEREL) == date(2026, 7, 1)
        assert clock.now(MEREL) == datetime(2026, 6, 30, 22, 30, tzinfo=UTC)


def test_a_demonstration_has_a_calendar_of_its_own():
    brand = replace(MEREL, demo_today=date(2026, 11, 21))
    with time_machine.travel(datetime(2031, 2, 3, 8, 15, tzinfo=UTC), tick=False):
        assert clock.today(brand) == date(2026, 11, 21)
        assert clock.now(brand).astimezone(brand.timezone).date() == date(2026, 11, 21)


def test_a_demonstration_never_turns_its_clock_back_nor_past_midnight():
    begun = datetime(2031, 2, 3, 22, 50, tzinfo=UTC)  # Ten to midnight in Brussels.
    brand = replace(MEREL, demo_today=date(2026, 11, 21), demo_since=begun)
    shown = []
    lasted = (-60, 0, 1, 780, 4_380, 36_000, 7 * 86_400, 366 * 86_400, 366 * 86_400 + 1)
    for seconds in lasted:
        with time_machine.travel(begun + timedelta(seconds=seconds), tick=False):
            shown.append(clock.now(brand).astimezone(brand.timezone))
    assert shown[0] == shown[1] == datetime(2026, 11, 21, 8, tzinfo=brand.timezone)
    assert all(earlier < later for earlier, later in pairwise(shown[1:]))
    assert (shown[5].hour, shown[5].minute) == (14, 9)
    assert {moment.date() for moment in shown} == {date(2026, 11, 21)}


def test_what_the_machine_noted_is_shown_on_the_calendar():
    begun = datetime(2031, 2, 3, 22, 50, tzinfo=UTC)
    brand = replace(MEREL, demo_today=date(2026, 11, 21), demo_since=begun)
    noted = begun + timedelta(minutes=13)
    with time_machine.travel(noted, tick=False):
        assert clock.on_calendar(brand, noted) == clock.now(brand)
    assert clock.on_calendar(MEREL, noted) == noted


@pytest.mark.django_db
def test_turning_the_calendar_starts_its_clock_anew():
    with time_machine.travel(datetime(2031, 2, 3, 22, 50, tzinfo=UTC), tick=False) as journey:
        brand = make_brand("turned", demo_today=date(2026, 11, 21))
        journey.shift(timedelta(hours=3))
        evening = clock.now(brands.get_brand("turned"))
        brands.change_demo_today(brand, date(2026, 11, 22))
        morning = clock.now(brands.get_brand("turned"))
    assert evening.astimezone(brand.timezone).hour == 10
    assert morning == datetime(2026, 11, 22, 8, tzinfo=brand.timezone)

"""Detailed data in the customer area: consents given and revoked, own files looked at and loaded."""

import html
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from visiting import sign_in_afresh

from customer_factory import make_customer, make_day_brand
from house_factory import make_customer as make_person_with_account
from house_factory import make_membership, make_person
from interval_factory import store_day
from kwartier.intervals.formats import LARGEST_MB
from kwartier.intervals.models import IntervalConsent, IntervalDay, IntervalLoad
from kwartier.intervals.queries import read_consent_text
from kwartier.intervals.types import Purged, Purpose
from kwartier.office.interval_files import OperatorFileForm
from kwartier.parties.types import Role
from kwartier.platform.language import LANGUAGE_COOKIE
from kwartier.portal.intervals import files
from kwartier.portal.intervals.consents import _say_removed
from kwartier.portal.intervals.files import OwnFileForm

pytestmark = pytest.mark.django_db
FILES = "consumption-data/files/"
LEAVE_OUT = "Load it without the wrong rows"
VERSION = read_consent_text(Purpose.DISPLAY).version


class Visitor:
    """Somebody who opens pages of a brand in English."""

    def __init__(self, brand, person):
        self.root = f"/{brand.path_prefix}/"
        self.client = sign_in_afresh(person)
        self.client.cookies[LANGUAGE_COOKIE] = "en"

    def get(self, tail):
        return self.client.get(self.root + tail)

    def post(self, tail, **form):
        return self.client.post(self.root + tail, form, follow=True)

    def send(self, content, step, **form):
        file = SimpleUploadedFile("own.csv", content)
        return self.post(FILES, file=file, step=step, **form)


def text_of(answer) -> str:
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"[\s\u2060]+", " ", html.unescape(words))


@pytest.fixture(params=["merel", "plein-midi"])
def household(request):
    return make_customer(make_day_brand(request.param))


@pytest.fixture
def visitor(household):
    return Visitor(household.brand, household.person)


def compose_hours(code, *, wrong=0):
    """A day of hours of 20 November, of which the last ``wrong`` rows cannot be read."""
    rows = ["ean,direction,start,step_minutes,wh,state"]
    for hour in range(24):
        wh = "250" if hour < 24 - wrong else "many"
        rows.append(f"{code},offtake,2026-11-20T{hour:02}:00:00+01:00,60,{wh},measured")
    return "\n".join(rows).encode()


def test_a_consent_is_given_shown_and_revoked_with_what_it_removes(household, visitor):
    home = household.home
    page = f"consumption-data/{home.code}/"
    assert visitor.get("consumption-data/").headers["Location"] == visitor.root + page
    empty = text_of(visitor.get(page))
    assert "You have not let us keep any detailed values." in empty
    assert "Nothing here yet" in empty
    stale = text_of(visitor.post(f"{page}consent/", purpose="display", version="2026-11"))
    assert "This is not the text that holds today, so nothing was agreed to." in stale
    assert "You have not let us keep any detailed values." in stale
    given = text_of(visitor.post(f"{page}consent/", purpose="display", version=VERSION))
    assert "You let us keep your detailed values for 1 purpose ." in given
    assert f"by {household.person.name}, in your area (text {VERSION})" in given
    assert "We keep your quarter-hours" in given.partition("What was agreed to")[2]
    again = text_of(visitor.post(f"{page}consent/", purpose="display", version=VERSION))
    assert "This consent was given already" in again
    assert visitor.client.post(f"{visitor.root}{page}consent/", {"purpose": "x"}).status_code == 404
    store_day(home, date(2026, 11, 20))
    consent = IntervalConsent.objects.get()
    asked = text_of(visitor.get(f"{page}consents/{consent.pk}/revoke/"))
    assert "This removes the detailed values of 1 day (96 values), at once and for good." in asked
    assert IntervalDay.objects.exists()
    done = text_of(visitor.post(f"{page}consents/{consent.pk}/revoke/"))
    assert "Revoked. The detailed values of 1 day were removed." in done
    assert ": revoked, by" in done
    assert not IntervalDay.objects.exists()
    twice = text_of(visitor.post(f"{page}consents/{consent.pk}/revoke/"))
    assert "This consent holds no more." in twice


def test_a_file_is_looked_at_then_loaded_and_once_only(household, visitor):
    content = compose_hours(household.home.code)
    looked = text_of(visitor.send(content, "look", consents="on"))
    assert "1 day of own.csv would be written." in looked
    assert "Nothing is loaded and nothing is kept yet." in looked
    refused = visitor.send(content, "load")
    assert refused.status_code == 422
    assert "kept only with the customer's consent" in text_of(refused)
    assert not IntervalLoad.objects.exists()
    assert not IntervalConsent.objects.exists()
    loaded = text_of(visitor.send(content, "load", consents="on"))
    assert "The file is loaded: 1 day was written." in loaded
    assert IntervalConsent.objects.get().channel == "file"
    assert "there already. Nothing has changed." in text_of(visitor.send(content, "load"))
    load = IntervalLoad.objects.get()
    assert (load.door, load.account_id) == ("portal", household.account.pk)
    assert "24 values" in text_of(visitor.get(f"{FILES}{load.pk}/"))
    assert visitor.get(f"{FILES}{load.pk}/file").content == content


def test_wrong_rows_are_named_and_left_out_only_when_that_is_asked(household, visitor):
    content = compose_hours(household.home.code, wrong=1)
    looked = text_of(visitor.send(content, "look", consents="on"))
    assert "1 row of own.csv cannot be loaded." in looked
    assert "Line 25" in looked
    assert LEAVE_OUT in looked
    refused = visitor.send(content, "load", consents="on")
    assert refused.status_code == 422
    assert LEAVE_OUT in text_of(refused)
    # It was asked for, and lacks the consent: it is asked for again.
    assert LEAVE_OUT in text_of(visitor.send(content, "load_rest"))
    assert "1 day was written" in text_of(visitor.send(content, "load_rest", consents="on"))
    load = IntervalLoad.objects.get()
    assert "Line 25" in text_of(visitor.get(f"{FILES}{load.pk}/"))
    unsent = visitor.post(FILES, step="look")
    assert unsent.status_code == 422
    assert LEAVE_OUT not in text_of(unsent)


def test_what_is_noticed_of_a_file_is_folded_where_it_is_long(household, visitor):
    few = visitor.send(compose_hours(household.home.code, wrong=10), "look", consents="on")
    assert "<details" not in few.content.decode()
    many = visitor.send(compose_hours(household.home.code, wrong=12), "look", consents="on")
    shown, folded = many.content.decode().split('<details class="more">')
    assert (shown.count("is no amount of energy"), folded.count("is no amount of energy")) == (
        10,
        2,
    )


def test_large_numbers_are_grouped():
    purged = Purged(day_count=1462, billed_days=1000)
    assert "values of 1.462 days were removed. 1.000 days" in _say_removed(purged, "nl_BE")


def test_of_very_many_wrong_rows_the_first_are_shown_and_all_are_counted(
    household, visitor, monkeypatch
):
    visitor.send(compose_hours(household.home.code, wrong=3), "load_rest", consents="on")
    page = f"{FILES}{IntervalLoad.objects.get().pk}/"
    whole = text_of(visitor.get(page))
    assert "Line 25" in whole
    assert "The first" not in whole
    monkeypatch.setattr(files, "_ROWS", 2)
    cut = text_of(visitor.get(page))
    assert "Line 24" in cut
    assert "Line 25" not in cut
    assert "The first 2 of 3 rows." in cut


@pytest.mark.parametrize("form", [OwnFileForm, OperatorFileForm])
def test_both_boxes_say_how_large_a_file_may_be(form):
    assert f": {LARGEST_MB} MB at the most." in str(form.base_fields["file"].help_text)


def test_a_reader_looks_and_changes_nothing(household, visitor):
    reader = make_person(household.brand)
    make_membership(household.account, reader, Role.READER)
    looking = Visitor(household.brand, reader)
    page = f"consumption-data/{household.home.code}/"
    assert "You may look at this account." in text_of(looking.get(page))
    assert "Give consent" not in text_of(looking.get(page))
    assert looking.post(f"{page}consent/", purpose="display", version=VERSION).status_code == 403
    visitor.post(f"{page}consent/", purpose="display", version=VERSION)
    revoke = f"{page}consents/{IntervalConsent.objects.get().pk}/revoke/"
    assert looking.get(revoke).status_code == looking.post(revoke).status_code == 403
    assert "loads files" in text_of(looking.get(FILES))
    content = compose_hours(household.home.code)
    assert looking.send(content, "load", consents="on").status_code == 403
    assert IntervalConsent.objects.get().ended_at is None
    assert not IntervalLoad.objects.exists()


def test_what_is_somebody_elses_is_not_there(household, visitor):
    visitor.post(
        f"consumption-data/{household.home.code}/consent/", purpose="alerts", version=VERSION
    )
    visitor.send(compose_hours(household.home.code), "load", consents="on")
    consent, load = IntervalConsent.objects.first(), IntervalLoad.objects.get()
    other = make_customer(household.brand)
    stranger = Visitor(household.brand, other.person)
    for point in (household.home.code, other.home.code):
        revoke = f"consumption-data/{point}/consents/{consent.pk}/revoke/"
        assert stranger.get(revoke).status_code == stranger.post(revoke).status_code == 404
    for tail in (
        f"consumption-data/{household.home.code}/",
        f"{FILES}{load.pk}/",
        f"{FILES}{load.pk}/file",
    ):
        assert stranger.get(tail).status_code == 404
    assert "You have not loaded a file yet." in text_of(stranger.get(FILES))
    # A file about another's meter writes nothing, whoever brings it.
    foreign = stranger.send(compose_hours(household.home.code), "load", consents="on")
    assert foreign.status_code == 422
    assert IntervalLoad.objects.count() == 1


def test_without_a_contract_there_is_nothing_to_consent_to(household):
    person, _account = make_person_with_account(household.brand)
    said = text_of(Visitor(household.brand, person).get("consumption-data/"))
    assert "no detailed values of yours are kept" in said

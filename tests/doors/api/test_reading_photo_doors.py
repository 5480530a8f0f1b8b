"""The photo beside the number: by page, by agent and by program, and never another customer's."""

import pytest
from api_door import Door as ApiDoor
from api_door import read, refused
from django.core.files.uploadedfile import SimpleUploadedFile

from advance_factory import make_household
from customer_factory import make_customer, make_day_brand
from house_factory import make_agent, make_membership, make_person, sign_in
from house_factory import make_customer as make_person_with_account
from kwartier.metering.models import Reading, ReadingPhoto
from photo_factory import add_photo_of, make_photo, make_photo_of_a_phone
from supply_factory import TODAY, register_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def household():
    return make_customer()


def pages(household):
    client = sign_in(household.person)
    return client, f"/merel/readings/{household.home.code}/"


def send(content, name="meter.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def type_in(household, **more):
    latest = Reading.objects.filter(register_id=register_of(household.home).id).latest("read_on")
    return {
        "read_on": TODAY.isoformat(),
        f"register_{register_of(household.home).id}": str(latest.index_value),
        **more,
    }


def test_a_photo_is_given_with_the_number_shown_and_deleted(household):
    client, base = pages(household)
    answer = client.post(f"{base}enter/", type_in(household, photo=send(make_photo_of_a_phone())))
    assert answer.status_code == 302, answer.content.decode()
    photo = ReadingPhoto.objects.get()
    assert "1 photo of the meter" in client.get(base).content.decode()
    beside = f"{base}{TODAY}/photos/"
    assert f'src="{base}photos/{photo.pk}.jpg"' in client.get(beside).content.decode()
    shown = client.get(f"{base}photos/{photo.pk}.jpg")
    assert shown.content.startswith(b"\xff\xd8")
    assert b"Telephone" not in shown.content
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert shown["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert shown["Cache-Control"] == "private, no-store"
    assert client.post(beside, {"photo": send(make_photo("PNG"))}).status_code == 302
    assert ReadingPhoto.objects.count() == 2
    empty = client.post(beside, {})
    assert empty.status_code == 422
    assert "Choose a photo first." in empty.content.decode()
    broken = client.post(beside, {"photo": send(b"hello")})
    assert broken.status_code == 422
    assert "This file is not a photo of a kind that we can open" in broken.content.decode()
    gone = client.post(f"{beside}{photo.pk}/delete/", follow=True)
    assert "The photo is deleted. Your reading stays." in gone.content.decode()
    assert client.get(f"{base}photos/{photo.pk}.jpg").status_code == 404


def test_a_broken_one_keeps_the_number_that_was_typed(household):
    client, base = pages(household)
    typed = type_in(household, photo=send(b"<svg onload=alert(1)>", "meter.jpg"))
    answer = client.post(f"{base}enter/", typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "This file is not a photo of a kind that we can open: JPEG, PNG or WebP." in text
    number = typed[f"register_{register_of(household.home).id}"]
    assert f'value="{number}"' in text
    assert not Reading.objects.filter(read_on=TODAY).exists()


def test_an_agent_sees_it_beside_the_number_and_may_delete_it(household):
    photo_id = add_photo_of(household)
    agent = sign_in(make_agent(household.brand).person, second_factor=True)
    base = f"/merel/office/customers/{household.account.number}/readings/{household.home.code}/"
    assert "1 photo of the meter" in agent.get(base).content.decode()
    decide = agent.get(f"{base}{TODAY}/").content.decode()
    assert f'src="{base}photos/{photo_id}.jpg"' in decide
    assert agent.get(f"{base}photos/{photo_id}.jpg")["Content-Type"] == "image/jpeg"
    answer = agent.post(f"{base}{TODAY}/photos/{photo_id}/delete/", follow=True)
    assert "The photo is deleted. The reading stays." in answer.content.decode()
    assert not ReadingPhoto.objects.exists()


def test_by_program_as_by_page(household):
    photo_id = add_photo_of(household)
    door = ApiDoor(household)
    path = f"{door.supply_point}/readings/{TODAY}"
    url = f"/{household.brand.path_prefix}/api/v1{path}/photos"
    headers = {"authorization": f"Bearer {door.token}", "accept-language": "en"}
    sent = door.client.post(url, make_photo("WEBP"), content_type="image/webp", headers=headers)
    added = read(sent, 201)
    form = door.client.post(url, {"file": send(make_photo())}, headers=headers)
    assert (added["width"], read(form, 201)["height"]) == (64, 48)
    shown = read(door.get(path))["photos"]
    assert [each["id"] for each in shown][:2] == [photo_id, added["id"]]
    assert read(door.get(f"{door.supply_point}/readings"))["items"][0]["photos"] == shown
    picture = door.get(f"{path}/photos/{photo_id}")
    assert (picture["Content-Type"], picture.content[:2]) == ("image/jpeg", b"\xff\xd8")
    text = door.client.post(url, b"hello", content_type="image/png", headers=headers)
    refused(text, 415, "reading_photo.another_kind")
    kind = door.client.post(url, b"hello", content_type="image/svg+xml", headers=headers)
    refused(kind, 415, "api.content_type_unknown")
    assert door.call("DELETE", f"{path}/photos/{photo_id}").status_code == 204
    refused(door.get(f"{path}/photos/{photo_id}"), 404, "platform.not_found")


def test_nobody_else_gets_it(household, as_web_role):
    """Neither another customer at the same brand, nor one of another brand, nor a reader deletes it."""
    photo_id = add_photo_of(household)
    reader = make_person(household.brand)
    make_membership(household.account, reader, "reader")
    other = make_household(brand=household.brand)
    stranger, _account = make_person_with_account(make_day_brand("plein-midi"))
    address = f"readings/{household.home.code}/photos/{photo_id}.jpg"
    theirs = f"readings/{other.home.code}/photos/{photo_id}.jpg"
    delete = f"readings/{household.home.code}/{TODAY}/photos/{photo_id}/delete/"
    signed = {who: sign_in(each) for who, each in {
        "own": household.person, "other": other.person, "stranger": stranger, "reader": reader,
    }.items()}  # fmt: skip
    as_web_role()
    assert signed["own"].get(f"/merel/{address}").status_code == 200
    assert signed["other"].get(f"/merel/{address}").status_code == 404
    assert signed["other"].get(f"/merel/{theirs}").status_code == 404
    assert signed["stranger"].get(f"/plein-midi/{address}").status_code == 404
    assert signed["reader"].get(f"/merel/{address}").status_code == 200
    assert signed["reader"].post(f"/merel/{delete}").status_code == 403
    assert signed["other"].post(f"/merel/{delete}").status_code == 404
    assert ReadingPhoto.objects.filter(pk=photo_id).exists() is False  # nobody asks now

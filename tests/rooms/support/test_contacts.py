"""Each segment gets its own way to reach us; a brand's contacts are read strictly."""

import dataclasses
from typing import Any

import pytest

from kwartier.platform.types import BrandInfo
from kwartier.support.queries import ContactsMalformed, list_contacts
from kwartier.support.types import AccountManager, ContactDays, ContactSegment


def lines(phone: str) -> dict[str, Any]:
    return {
        "phone": phone,
        "email": f"help{phone}@merel.example",
        "days": "monday_to_friday",
        "opens": "08:00",
        "closes": "18:30",
    }


BRAND = BrandInfo(
    id=1,
    key="merel",
    name="Merel",
    country="BE",
    languages=("nl",),
    default_language="nl",
    timezone_name="Europe/Brussels",
    path_prefix="merel",
    hosts=(),
    contacts={segment.value: lines(f"{at}") for at, segment in enumerate(ContactSegment)},
)


def segments(*args: Any) -> list[ContactSegment]:
    return [contact.segment for contact in list_contacts(BRAND, *args)]


def test_each_sees_what_is_meant_for_them():
    assert segments() == list(ContactSegment)
    assert segments("household") == [ContactSegment.HOUSEHOLD]
    assert segments("business") == [ContactSegment.BUSINESS]


def test_a_key_account_manager_comes_first_with_their_own_number():
    manager = AccountManager(name="Sofie Claes", phone="+32 2 555 01 01")
    first, second = list_contacts(BRAND, "business", manager)
    assert (first.segment, first.name, first.phone) == (
        ContactSegment.KEY_ACCOUNT,
        "Sofie Claes",
        "+32 2 555 01 01",
    )
    assert first.email == "help3@merel.example"
    assert (second.segment, second.name, second.phone) == (ContactSegment.BUSINESS, "", "2")
    assert segments(None, manager)[0] == ContactSegment.KEY_ACCOUNT
    assert len(segments(None, manager)) == 4


def test_a_contact_says_when_and_how_soon():
    contact = list_contacts(BRAND, "household")[0]
    assert (contact.days, contact.opens, contact.closes) == (
        ContactDays.MONDAY_TO_FRIDAY,
        "08:00",
        "18:30",
    )
    assert contact.answer_working_day_count == 2


def test_a_segment_that_a_brand_lacks_is_left_out():
    brand = dataclasses.replace(BRAND, contacts={"household": lines("1")})
    assert [c.segment for c in list_contacts(brand)] == [ContactSegment.HOUSEHOLD]
    assert list_contacts(brand, "business") == []


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("a number", "exactly the fields"),
        ({"phone": "1"}, "exactly the fields"),
        ({**lines("1"), "fax": "2"}, "exactly the fields"),
        ({**lines("1"), "phone": 1}, "phone is a text"),
        ({**lines("1"), "days": "sunday"}, "days is one of"),
        ({**lines("1"), "opens": "8:00"}, "opens is a time"),
        ({**lines("1"), "closes": "24:00"}, "closes is a time"),
    ],
)
def test_malformed_contacts_are_named(row, says):
    brand = dataclasses.replace(BRAND, contacts={"household": row})
    with pytest.raises(ContactsMalformed) as caught:
        list_contacts(brand)
    assert "brand merel, segment household" in str(caught.value)
    assert says in str(caught.value)

"""One box finds a customer by number, name, EAN, address, e-mail and contract."""

from datetime import timedelta

import pytest
from office_day import OfficeDay, text_of

from advance_factory import TODAY
from customer_factory import make_customer, make_day_brand, make_request
from house_factory import NOW, make_account, make_membership, make_person
from kwartier.billing.queries import list_advance_invoices
from kwartier.platform.types import SYSTEM
from kwartier.supply.operations import end_contract
from kwartier.supply.types import EndReason
from supply_factory import make_contract


@pytest.fixture
def day() -> OfficeDay:
    """A customer whom every kind of search can name."""
    day = OfficeDay(
        home={
            "street": "Reigerstraat",
            "house_number": "17",
            "city": "Liège",
            "postal_code": "4000",
        },
    )
    account = day.home.account
    account.name, account.email = "Zoë Dekeyser-Büchner", "zoe@dekeyser.example"
    account.save()
    make_account(day.brand, name="Anna Vogel", email="anna@vogel.example")
    return day


def straight_to(day: OfficeDay, wanted: str) -> bool:
    answered = day.find(wanted)
    return bool(answered.status_code == 302 and answered.url == day.address(""))


def test_an_exact_hit_goes_straight_to_the_customer(day):
    spaced = " ".join((day.code[:2], day.code[2:8], day.code[8:]))
    for wanted in (
        day.number,
        day.number.lower(),
        f"  {day.number} ",
        day.code,
        spaced,
        "zoe@dekeyser.example",
        "ZOE@dekeyser.example",
        day.home.person.email,
        day.contract,
        day.contract.lower(),
    ):
        assert straight_to(day, wanted), wanted


def test_a_number_read_aloud_goes_straight_to_the_customer(day):
    invoice = list_advance_invoices(contract_id=day.home.contract.id)[0].number
    request = make_request(day.home)
    for wanted in (invoice, invoice.lower(), request):
        assert straight_to(day, wanted), wanted
    for wanted in (invoice[:-1] + "x", "A26-9999999", "R-26-999999"):
        assert not straight_to(day, wanted), wanted
    make_request(make_customer(make_day_brand("plein-midi")))
    assert day.find("R-26-000002").status_code == 200


@pytest.mark.parametrize(
    ("wanted", "found_by"),
    [
        ("Zoë Dekeyser", "name"),
        ("zoe buchner", "name"),
        ("Büchner, Zoë".replace(",", ""), "name"),
        ("dekey", "name"),
        ("zo", "e-mail address"),
        ("zoë d", "name"),
        ("Dekeyzer", "a name that looks like it"),
        ("zoe@dek", "e-mail address"),
        ("reigerstraat 17", "address"),
        ("Liege Reigerstraat", "address"),
    ],
)
def test_part_of_it_lists_who_it_may_be(day, wanted, found_by):
    page = text_of(day.find(wanted))
    assert f"{day.home.account.name} {day.number} household {found_by}" in page, page
    assert "Anna Vogel" not in page


def test_the_last_digits_are_enough(day):
    page = text_of(day.find(day.code[-6:]))
    assert f"{day.number} household supply point {day.code}" in page
    page = text_of(day.find(day.number[2:]))
    assert f"{day.number} household customer number" in page


def test_a_member_is_found_by_their_own_name(day):
    child = make_person(day.brand, name="Ömer Yıldız")
    make_membership(day.home.account, child, "reader")
    assert day.number in text_of(day.find("omer yıldız"))


def test_nobody_is_said_with_what_to_try(day):
    page = text_of(day.find("nobody at all"))
    assert "No customer for nobody at all ." in page
    assert "Try part of the name" in page


def test_what_was_typed_is_shown_as_text(day):
    page = day.find("<b>%_'").content.decode()
    assert "&lt;b&gt;%_&#x27;" in page
    assert "<b>%_" not in page


def test_who_lives_there_now_comes_before_who_moved_out(day):
    end_contract(
        contract_id=day.home.contract.id,
        ends_on=TODAY - timedelta(days=30),
        reason=EndReason.MOVE,
        actor=SYSTEM,
        now=NOW,
    )
    occupant = make_account(day.brand, name="Next Door")
    make_contract(occupant, day.home.home, starts_on=TODAY - timedelta(days=30), brand=day.brand)
    assert day.find(day.code).url == f"/merel/office/customers/{occupant.number}/"
    page = text_of(day.find("reigerstraat"))
    assert page.index("Next Door") < page.index("Zoë")
    assert "address, ended" in page


def test_customers_of_the_other_brand_are_not_found(day):
    french = make_customer(make_day_brand("plein-midi"))
    for wanted in (french.account.number, french.contract.code, french.person.email):
        assert f"{french.account.number}/" not in day.find(wanted).content.decode(), wanted


def test_many_hits_are_cut(day):
    for at in range(40):
        make_account(day.brand, name=f"Vogelaar {at}")
    assert "30 customers for vogelaar" in text_of(day.find("vogelaar"))


def test_a_byte_that_the_database_cannot_hold_is_a_gap_between_words(day):
    assert day.find("nobody\0known").status_code == 200
    assert straight_to(day, f"\0{day.number}")

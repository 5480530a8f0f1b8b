"""Bills as JSON: what the page explains, with exact amounts."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from api_door import Door, read, refused
from api_routes import make_bill
from visiting import furnish_house

from bill_factory import make_wanting, settle
from energycore.bundle import recompute
from kwartier.billing.queries import get_bill_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def number(door) -> str:
    return make_bill(door.household)


def test_bills_are_listed_with_whose_they_are(door, number, as_web_role):
    as_web_role()
    (listed,) = read(door.get("/bills"))["items"]
    household = door.household
    assert (listed["number"], listed["kind"]) == (number, "settlement")
    assert listed["account"] == household.account.number
    assert listed["contract"] == household.contract.number
    assert listed["balance_cents"] == listed["total_cents"] - listed["advances_cents"]
    assert read(door.get(f"/bills?account={household.account.number}"))["items"] == [listed]


def test_the_lines_of_a_bill_add_up(door, number, as_web_role):
    as_web_role()
    shown = read(door.get(f"/bills/{number}"))
    for block in shown["components"]:
        assert sum(line["amount_cents"] for line in block["lines"]) == block["amount_cents"]
    assert sum(block["amount_cents"] for block in shown["components"]) == shown["total_cents"]
    assert sum(block["percent"] for block in shown["components"]) == 100
    taxed = [part["base_cents"] + part["vat_cents"] for part in shown["vat"]]
    assert sum(taxed) == shown["total_cents"]
    (reading,) = shown["readings"]
    assert reading["until_index"] - reading["from_index"] == reading["volume_wh"] // 1000


def test_the_bundle_makes_the_bill_again(door, number, as_web_role):
    as_web_role()
    bundle = read(door.get(f"/bills/{number}/bundle"))
    again = recompute(bundle)
    assert again.differences == ()
    made = read(door.get(f"/bills/{number}/recompute"))
    assert made == {"is_same": True, "total_cents": again.statement.total_cents, "differences": []}


def test_a_year_of_invoices_comes_as_one_file(door, number, as_web_role):
    as_web_role()
    answer = door.get(f"{door.account}/invoices-2026.zip")
    archive = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    assert {"index.csv", "index.xlsx", f"bundles/{number}.json"} <= set(archive.namelist())
    refused(door.get(f"{door.account}/invoices-1066.zip"), 404, "platform.not_found")


def test_the_first_bill_has_no_steps(door, number, as_web_role):
    as_web_role()
    bridge = read(door.get(f"/bills/{number}/bridge"))
    total = read(door.get(f"/bills/{number}"))["total_cents"]
    advances = read(door.get(f"/bills/{number}"))["advances_cents"]
    assert bridge == {
        "before": None,
        "before_cents": None,
        "after_cents": total,
        "steps": [],
        "before_advances_cents": None,
        "after_advances_cents": advances,
    }
    correction = read(door.get(f"/bills/{number}/correction"))
    assert correction == {**bridge, "reason": "", "readings": []}


def test_the_steps_add_up(as_web_role):

    house = furnish_house("merel")
    number = house.samples["bill"]
    door = Door(_Held(house))
    as_web_role()
    bridge = read(door.get(f"/bills/{number}/bridge"))
    steps = sum(step["amount_cents"] for step in bridge["steps"])
    assert bridge["before_cents"] + steps == bridge["after_cents"]
    assert bridge["before"] == get_bill_page(number).before.number
    bill = read(door.get(f"/bills/{number}"))
    assert bridge["after_cents"] - bridge["after_advances_cents"] == bill["balance_cents"]


def test_a_correction_tells_what_changed_and_leads_to_its_documents(as_web_role):
    house = furnish_house("merel")
    number, wrong, note = (house.samples[name] for name in ("bill", "replaced_bill", "credit_note"))
    door = Door(_Held(house))
    as_web_role()
    found = read(door.get(f"/bills/{number}/correction"))
    steps = sum(step["amount_cents"] for step in found["steps"])
    assert found["before"] == wrong
    assert found["before_cents"] + steps == found["after_cents"]
    assert found["reason"] == "the operator corrected a reading"
    (reading,) = found["readings"]
    assert reading["before_index"] - reading["after_index"] == 40
    named = ("takes_back", "credit_note", "replaces", "standing")
    shown = {bill: read(door.get(f"/bills/{bill}")) for bill in (number, wrong, note)}
    assert [shown[number][name] for name in named] == [None, None, wrong, None]
    assert [shown[wrong][name] for name in named] == [None, note, None, number]
    assert [shown[note][name] for name in named] == [wrong, None, None, number]


class _Held:
    """A furnished house as the door of the API asks for it."""

    def __init__(self, house) -> None:
        self.brand, self.person = house.brand, house.customer.person
        self.account, self.contract = house.customer.account, house.customer.contract


@pytest.mark.parametrize("named", ["account", "contract", "code"])
def test_what_is_nobodys_or_a_strangers_is_not_there_to_ask_about(
    door, stranger, number, named, as_web_role
):
    as_web_role()
    of = {"contract": "number", "code": "supply_point"}.get(named, named)
    own, theirs = (read(each.get("/contracts"))["items"][0][of] for each in (door, stranger))
    assert read(door.get(f"/bills?{named}={own}"))["items"][0]["number"] == number
    for other in (theirs, own[:-1] + str((int(own[-1]) + 5) % 10)):
        refused(door.get(f"/bills?{named}={other}"), 404, "platform.not_found")


def test_what_is_no_bill_of_ours_is_not_found(door, stranger, number, as_web_role):
    as_web_role()
    refused(door.get("/bills/S26-7777777"), 404, "platform.not_found")
    for rest in ("", "/bundle", "/bridge", "/correction", "/recompute"):
        refused(stranger.get(f"/bills/{number}{rest}"), 404, "platform.not_found")


def test_a_provisional_part_stands_apart_and_is_known_to_the_advance(brand):
    household = make_wanting(brand=brand)
    bill = settle(household, day=date(2026, 5, 20))
    door = Door(household)
    shown = read(door.get(f"/bills/{bill.number}"))
    part = shown["provisional_part"]
    assert (part["period_from"], part["period_until"]) == ("2026-04-15", "2026-05-20")
    assert part["amount_cents"] == bill.provisional_part.cents
    blocks = sum(block["amount_cents"] for block in shown["estimated_components"])
    assert blocks == part["amount_cents"]
    assert shown["total_cents"] - shown["advances_cents"] == shown["balance_cents"]
    assert shown["replaced_part"] is None
    assert recompute(read(door.get(f"/bills/{bill.number}/bundle"))).provisional_part
    advance = read(door.get(f"{door.contract}/advance"))
    assert advance["provisional_cents"] == part["amount_cents"]

"""Refunds over the API: a credit is asked for once, and told with a masked account."""

from api_door import read, refused

from collection_factory import settle
from house_factory import NOW
from mandate_factory import add_bank_account, make_creditor


def test_a_credit_is_asked_for_once(door, as_web_role):
    household, path = door.household, f"{door.account}/refunds"
    make_creditor(household.brand)
    settle(household.account, "S26-0099999", cents=-900_000)
    refused(door.post(path), 409, "payments.bank_account_missing")
    add_bank_account(household.person, household.account, now=NOW.replace(month=9))
    as_web_role()
    asked = read(door.post(path, idempotency_key="r"), 201)
    assert read(door.post(path, idempotency_key="r"), 201) == asked
    assert (asked["state"], asked["reason"], asked["reference"]) == ("waiting", "asked", "")
    assert asked["iban"] == "BE71 **** **** 6769"
    assert asked["amount_cents"] > 0
    refused(door.post(path), 409, "payments.refund_on_its_way")
    assert read(door.get(path)) == [asked]

"""Contracts, supply points and payments: what the pages show, as JSON."""

import pytest
from api_door import Door, read

from customer_factory import add_supply, make_customer
from document_factory import make_issuer
from kwartier.ledger.queries import get_balance, list_movements
from kwartier.metering.queries import list_registers
from kwartier.pricing.queries import get_card

pytestmark = pytest.mark.django_db


def test_contracts_are_listed_by_account(door, as_web_role):
    gas = add_supply(door.household)
    as_web_role()
    numbers = {row["number"] for row in read(door.get("/contracts"))["items"]}
    assert numbers == {door.household.contract.number, gas.contract.number}
    of_account = read(door.get(f"/contracts?account={door.household.account.number}"))
    assert {row["account"] for row in of_account["items"]} == {door.household.account.number}
    assert len(of_account["items"]) == 2
    first = read(door.get("/contracts?limit=1"))
    rest = read(door.get(f"/contracts?limit=1&cursor={first['next_cursor']}"))
    assert {first["items"][0]["number"], rest["items"][0]["number"]} == numbers
    assert rest["next_cursor"] is None


def test_a_contract_shows_its_prices_exactly(door, as_web_role):
    card = get_card(door.household.contract.price_card_id)
    as_web_role()
    shown = read(door.get(door.contract))
    assert shown["supply_point"] == door.household.home.code
    assert shown["starts_on"] == "2025-04-15"
    assert shown["ends_on"] is None
    assert shown["is_running"]
    [prices] = shown["prices"]
    assert prices["fixed_fee_micro_eur_per_year"] == card.prices.fixed_fee_micro_eur
    for part in ("offtake", "injection", "contributions"):
        told = {price["name"]: price["nano_eur_per_kwh"] for price in prices[part]}
        assert told == getattr(card.prices, part)
    assert shown["meters"][0]["registers"][0]["kind"] == "total"


def test_powers_are_whole_volt_amperes(brand):
    from decimal import Decimal

    door = Door(make_customer(brand, "disc_with_panels", terms={"prosumer_kva": Decimal("4.25")}))
    assert read(door.get(door.contract))["prosumer_va"] == 4250
    assert read(door.get(door.contract))["subscribed_va"] is None


def test_a_supply_point_shows_its_meters_and_what_can_be_read(brand, as_web_role):
    door = Door(make_customer(brand, "day_and_night"))
    household = door.household
    registers = list_registers(household.home.id, brand.demo_today)
    as_web_role()
    shown = read(door.get(door.supply_point))
    assert shown["contracts"] == [household.contract.number]
    assert [(r["meter_serial"], r["kind"]) for r in shown["registers"]] == [
        (row.meter_serial, row.kind) for row in registers
    ]
    assert [r["is_injection"] for r in shown["registers"]] == [False, False, True, True]
    [listed] = read(door.get("/supply-points"))["items"]
    assert listed == {name: shown[name] for name in listed}


def test_what_is_owed_is_what_the_ledger_says(brand, as_web_role):
    door = Door(make_customer(brand, "unpaid"))
    account_id = door.household.account.pk
    owed, rows = get_balance(account_id=account_id), list_movements(account_id=account_id)
    as_web_role()
    balance = read(door.get(f"{door.account}/balance"))
    assert balance == {"balance_cents": owed, "overdue_cents": owed, "as_of": "2026-11-21"}
    items = read(door.get(f"{door.account}/open-items"))
    assert sum(item["open_cents"] for item in items) == owed
    assert all(item["is_overdue"] for item in items)
    assert {item["transfer"] for item in items} == {None}  # Nobody told the brand's account.
    invoices = read(door.get(f"{door.contract}/advance/invoices"))["items"]
    states = {item["document"]: item["state"] for item in items}
    assert {each["number"]: each["state"] for each in invoices} == states
    movements = read(door.get(f"{door.account}/movements"))["items"]
    assert [(row["document"], row["amount_cents"]) for row in movements] == [
        (row.document, row.amount_cents) for row in rows
    ]


def test_what_is_open_says_how_it_is_paid(brand):
    door = Door(make_customer(brand, "unpaid"))
    make_issuer(brand)
    (item, *_) = read(door.get(f"{door.account}/open-items"))
    way = item["transfer"]
    assert (way["amount_cents"], way["reference"][:3]) == (item["open_cents"], "+++")
    assert way["code"].split("\n")[6:8] == [way["iban"], "EUR118.00"]


def test_what_is_paid_is_not_open(door):
    assert read(door.get(f"{door.account}/open-items")) == []
    movements = read(door.get(f"{door.account}/movements"))["items"]
    assert sum(row["amount_cents"] for row in movements) == 0
    assert {row["kind"] for row in movements} == {"advance_invoice", "payment"}


def test_settlements_and_invoices_of_a_contract(door):
    invoices = read(door.get(f"{door.contract}/advance/invoices"))["items"]
    assert [invoice["amount_cents"] for invoice in invoices] == [11_800] * 7
    assert {invoice["state"]["status"] for invoice in invoices} == {"paid"}
    assert read(door.get(f"{door.contract}/settlements")) == []


def test_a_statement_sums_to_the_balance(door):
    asked = f"{door.account}/statement?first=2020-01-01&last=2026-11-21"
    statement = read(door.get(asked))
    owed = read(door.get(f"{door.account}/balance"))["balance_cents"]
    assert statement["closing_cents"] == owed
    assert sum(each["closing_cents"] for each in statement["points"]) == owed
    code = statement["points"][0]["supply_point"]
    alone = read(door.get(f"{asked}&code={code}"))
    assert alone["points"] == statement["points"][:1]
    workbook = door.get(f"{door.account}/statement.xlsx?first=2020-01-01&last=2026-11-21")
    assert workbook.content.startswith(b"PK")


def test_a_statement_that_cannot_be_is_refused(door):
    turned = door.get(f"{door.account}/statement?first=2026-02-01&last=2026-01-01")
    assert (turned.status_code, turned.json()["code"]) == (422, "billing.statement_period_turned")
    strange = f"{door.account}/statement?first=2026-01-01&last=2026-02-01&code=541499999999999999"
    answer = door.get(strange)
    assert (answer.status_code, answer.json()["code"]) == (404, "billing.supply_point_not_yours")

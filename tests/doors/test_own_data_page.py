"""Your data: the page, and everything about an account as one file."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from django.db import connection
from visiting import sign_in_afresh

from espi_shape import list_faults
from house_factory import make_membership, make_person, sign_in
from interval_factory import store_day
from kwartier.documents.models import StoredDocument
from kwartier.intervals.formats import read_file
from kwartier.ledger.queries import get_balance
from kwartier.metering.types import Energy, MeterKind, RegisterKind, RegisterSpec
from kwartier.parties.models import CustomerAccount
from kwartier.parties.types import Role
from kwartier.platform.isolation import WEB_ROLE
from kwartier.platform.models import AuditEntry
from kwartier.portability.queries import list_tables
from supply_factory import make_contract, make_home

pytestmark = pytest.mark.django_db
PAGE, FILE = "account/your-data/", "account/your-data/everything.zip"
# A piece of a file that is written by pieces, packed or not, and a document are far below it.
LARGEST_PIECE = 400_000
GAS_DAY = date(2026, 3, 29)  # the clock moved at 02:00; the gas day begins four hours after


def add_gas(house):
    """A second supply point of the account, of gas, with one day of hours."""
    account = CustomerAccount.objects.get(pk=house.customer.account.id)
    home = make_home(
        house.brand,
        energy=Energy.GAS,
        meter=MeterKind.DIGITAL,
        registers=(RegisterSpec(RegisterKind.TOTAL),),
    )
    make_contract(account, home, starts_on=date(2026, 1, 1), brand=house.brand)
    hours = {"step_minutes": 60, "values_wh": [50] * 24, "total_wh": 1200, "peak_wh": 50}
    store_day(home, GAS_DAY, **hours)
    return home


def take(client, house) -> tuple[zipfile.ZipFile, int]:
    """The file, and how long its longest piece was."""
    answer = client.post(house_url(house, FILE))
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/zip"
    pieces = list(answer.streaming_content)
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces))), max(map(len, pieces))


def house_url(house, path: str) -> str:
    return f"/{house.brand.path_prefix}/{path}"


def read_csv(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    text = archive.read(f"tables/{name}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_everything_is_in_one_file(house):
    gas = add_gas(house)
    account = house.customer.account
    balance = get_balance(account_id=account.id)
    client = sign_in_afresh(house.customer.person)
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {WEB_ROLE}")
    archive, longest = take(client, house)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert archive.testzip() is None
    assert longest < LARGEST_PIECE
    names = archive.namelist()
    assert len(names) == len(set(names))
    for table in [each.name for each in list_tables()] + ["bill_lines"]:
        rows = json.loads(archive.read(f"tables/{table}.json"))
        assert len(rows) == len(read_csv(archive, table)), table
    # The sums are those of the pages.
    postings = read_csv(archive, "postings")
    owed = [int(row["amount_cents"]) for row in postings if row["book"] == "receivable"]
    assert sum(owed) == balance
    for bill in json.loads(archive.read("tables/bills.json")):
        bundle = json.loads(archive.read(f"bundles/{bill['number']}.json"))
        lines = [r for r in read_csv(archive, "bill_lines") if r["bill_number"] == bill["number"]]
        assert len(lines) == len(bundle["statement"]["lines"]) > 0
    # Every document that is kept is there, those that were made on the way too.
    kept = StoredDocument.objects.filter(account_id=account.id, removal__isnull=True)
    assert sum(name.startswith("documents/") for name in names) == kept.count() > 20
    assert len(read_csv(archive, "documents")) == kept.count()
    # Bank details in full, no secret.
    (bank,) = json.loads(archive.read("tables/bank_accounts.json"))
    assert bank["iban"].startswith("BE")
    assert "argon2" not in "".join(
        archive.read(name).decode() for name in names if name.startswith("tables/")
    )
    for name in (name for name in names if name.startswith("intervals/")):
        assert list_faults(archive.read(name)) == [], name
    check_gas(archive.read(f"intervals/{gas.code}.xml").decode())
    electricity = archive.read(f"intervals/{house.samples['code']}.xml")
    read_back = read_file(electricity)
    days = [r for r in read_csv(archive, "interval_days") if r["supply_point_code"] != gas.code]
    newest = {(row["direction"], row["day"]): int(row["total_wh"]) for row in days}
    told = sum(int(each.values_wh[each.values_wh >= 0].sum()) for each in read_back.series)
    assert told == sum(newest.values()) > 0
    check_readme(archive.read("README.txt").decode("utf-8-sig"), account.number)
    # It is on the record, once, and the record in the file says so itself.
    assert AuditEntry.objects.filter(action="account.taken_along").count() == 1
    assert "account.taken_along" in {row["action"] for row in read_csv(archive, "record")}


def check_gas(feed: str) -> None:
    """Gas is told as gas, and its day begins at 06:00: 04:00 UTC on the day summer time began."""
    assert "<espi:ServiceCategory><espi:kind>1</espi:kind></espi:ServiceCategory>" in feed
    assert "<espi:commodity>7</espi:commodity>" in feed
    assert "<espi:start>1774756800</espi:start>" in feed  # 2026-03-29 04:00 UTC
    assert feed.count("<espi:IntervalBlock>") == 1
    assert feed.count("<espi:IntervalReading>") == 24


def check_readme(text: str, number: str) -> None:
    lines = text.splitlines()
    assert number in lines[0]
    for table in list_tables():
        assert sum(line.startswith(f"  {table.name} (") for line in lines) == 4, table.name


def test_the_page_says_what_is_there(house):
    page = sign_in_afresh(house.customer.person).get(house_url(house, PAGE)).content.decode()
    assert house.customer.account.number in page
    assert "Take everything along" in page


def test_it_asks_first_who_it_is(house):
    client = sign_in(house.customer.person)
    answer = client.post(house_url(house, FILE))
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert "your-data%2F" in answer["Location"]
    assert not AuditEntry.objects.filter(action="account.taken_along").exists()


def test_who_may_only_look_takes_nothing(house):
    reader = make_person(house.brand)
    account = CustomerAccount.objects.get(pk=house.customer.account.id)
    make_membership(account, reader, Role.READER)
    client = sign_in_afresh(reader)
    assert "Take everything along" not in client.get(house_url(house, PAGE)).content.decode()
    assert client.post(house_url(house, FILE)).status_code == 403
    assert not AuditEntry.objects.filter(action="account.taken_along").exists()


def test_not_again_and_again(house):
    client = sign_in_afresh(house.customer.person)
    # Nothing of it is read: it is made while it is sent.
    said = [client.post(house_url(house, FILE)).status_code for _ in range(6)]
    assert said == [200] * 5 + [429]

"""The list of invoices: narrowed down by year, kind, standing, place and words; a year as a ZIP."""

import csv
import io
import json
import re
import sys
import zipfile

import pytest
from django.db import connection
from reading_pages import open_page, words_of
from visiting import sign_in_afresh

from advance_factory import NOW, TODAY
from customer_factory import make_customer
from energycore.bundle import recompute
from kwartier.billing import queries
from kwartier.documents import operations as documents
from kwartier.documents.refusals import GlyphMissing
from kwartier.ledger.queries import get_standing
from kwartier.platform.isolation import WEB_ROLE
from kwartier.ui.bills.listing import PAGE_LENGTH, InvoiceWish, Listed, list_whole
from page_kinds import Who

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(house):
    return house.enter(Who.CUSTOMER)


@pytest.fixture(autouse=True)
def _quick_paper(monkeypatch):
    """What is printed is tried elsewhere; one cannot be."""
    module = sys.modules["kwartier.documents.operations.make_documents"]

    def write(facts):
        if facts.number.endswith("1"):
            raise GlyphMissing
        return {"pdf": b"%PDF-1.7 " + facts.number.encode()}

    monkeypatch.setattr(module, "write_formats", write)


def numbers_on(page: str) -> list[str]:
    """The numbers of the rows, in their order."""
    return re.findall(r'<span class="nb">([ASC]\d\d-\d{7})</span>', page)


def read_list(client, query: str = "") -> str:
    return open_page(client, f"/merel/payments/?{query}")


def whole_of(house):
    return queries.list_documents(account_ids=[house.customer.account.id]).rows


def test_pages_follow_each_other_and_hold_everything_once(house, client):
    everything = [row.number for row in whole_of(house)]
    pages = -(-len(everything) // PAGE_LENGTH)
    assert pages > 1
    seen = [
        number
        for page in range(1, pages + 1)
        for number in numbers_on(read_list(client, f"page={page}"))
    ]
    assert seen == everything
    assert numbers_on(read_list(client, "page=999")) == everything[(pages - 1) * PAGE_LENGTH :]


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("year=2025", lambda row: row.issued_on.year == 2025),
        ("kind=credit_note", lambda row: row.kind == "credit_note"),
        ("q=s26", lambda row: row.number.startswith("S26")),
        ("q=nothing+like+it", lambda _row: False),
        ("year=nonsense&kind=nonsense&standing=nonsense&page=-3", lambda _row: True),
    ],
)
def test_a_wish_keeps_what_fits_and_says_how_many(house, client, query, fits):
    fitting = [row.number for row in whole_of(house) if fits(row)]
    page = read_list(client, query)
    assert numbers_on(page) == fitting[:PAGE_LENGTH]
    said = words_of(page)
    if "nonsense" not in query:
        matches = "document matches." if len(fitting) == 1 else "documents match."
        assert f"{len(fitting)} {matches}" in said


def test_what_is_open_and_what_is_settled_make_the_whole(house):
    account = house.customer.account
    standing = get_standing(account_id=account.id)
    whole = Listed(
        account_id=account.id,
        brand_id=account.brand_id,
        standing=standing,
        contracts=[],
        today=TODAY,
        now=NOW,
    )

    def listed(kind):
        return {row.number for row in list_whole(InvoiceWish(standing=kind), whole)}

    open_ones, settled = listed("open"), listed("settled")
    assert not open_ones & settled
    assert open_ones | settled == {row.number for row in whole_of(house)}
    assert open_ones == set(standing.open_by_document)


def test_a_supply_point_is_found_by_its_contract_and_its_address(house, client):
    contract = house.customer.contract
    everything = numbers_on(read_list(client))
    own = [row.number for row in whole_of(house) if row.contract_id == contract.id]
    assert numbers_on(read_list(client, f"contract={contract.number}")) == own[:PAGE_LENGTH]
    street = contract.supply_point.street_line.split()[0]
    assert numbers_on(read_list(client, f"q={street}"))[:5] == everything[:5]


def test_the_list_as_a_file_holds_what_is_wanted(house, client):
    answer = client.get("/merel/payments/invoices.csv?kind=settlement")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]
    assert [row[0] for row in rows] == [
        row.number for row in whole_of(house) if row.kind == "settlement"
    ]


def test_a_bill_that_was_taken_back_is_told_in_the_list(house, client):
    (row,) = [
        each
        for each in read_list(client, "kind=settlement").split("<li>")
        if str(house.samples["replaced_bill"]) in each
    ]
    assert "taken back" in words_of(row)


def open_zip(answer) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_a_year_as_a_zip_holds_every_bundle_and_an_index_of_all(house, client, number):
    bill = queries.get_bill(number)
    documents.keep_document(
        brand_id=house.brand.id,
        account_id=house.customer.account.id,
        subject_kind="bill",
        subject_number=number,
        format="pdf",
        language="en",
        content=b"%PDF-1.7 in truth a test",
        issued_on=house.customer.now.date(),
        now=house.customer.now,
    )
    archive = open_zip(client.get(f"/merel/payments/invoices-{bill.issued_on.year}.zip"))
    assert archive.testzip() is None
    rows = list(csv.reader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
    issued = [row for row in whole_of(house) if row.issued_on.year == bill.issued_on.year]
    assert [row[0] for row in rows[1:]] == [row.number for row in issued]
    files = {row[0]: row[-1].split() for row in rows[1:]}
    assert files[number] == [f"pdf/{number}.pdf", f"bundles/{number}.json"]
    for other, names in files.items():  # What nobody made before is made on the way.
        assert (f"pdf/{other}.pdf" in names) is (other == number or not other.endswith("1"))
    assert sorted(archive.namelist()) == sorted(
        [*(name for names in files.values() for name in names), "index.csv", "index.xlsx"]
    )
    assert archive.read(f"pdf/{number}.pdf").startswith(b"%PDF")
    again = recompute(json.loads(archive.read(f"bundles/{number}.json")))
    assert again.differences == ()
    assert again.statement.total_cents == bill.total_cents


@pytest.mark.parametrize("year", ["0", "1899", "9000", "99999999999999"])
def test_a_year_that_nobody_could_have_invoiced_is_not_there(house, client, year):
    assert client.get(f"/merel/payments/invoices-{year}.zip").status_code == 404
    office = f"/merel/office/customers/{house.samples['account']}"
    answer = house.enter(Who.AGENT).get(f"{office}/invoices-{year}.zip")
    assert answer.status_code == 404


def test_the_index_of_a_year_is_in_the_language_of_who_asked(house, client):
    """The answer is read when the language of its request is over."""
    person = house.customer.person
    type(person).objects.filter(pk=person.pk).update(language="nl")
    answer = client.get("/merel/payments/invoices-2026.zip")
    assert answer["Content-Language"] == "nl"
    index = open_zip(answer).read("index.csv").decode("utf-8-sig")
    assert index.startswith("Nummer,")


@pytest.fixture
def number(house) -> str:
    return str(house.samples["bill"])


def test_an_agent_takes_the_same_zip(house, number):
    account = house.samples["account"]
    agent = house.enter(Who.AGENT)
    archive = open_zip(agent.get(f"/merel/office/customers/{account}/invoices-2026.zip"))
    assert f"bundles/{number}.json" in archive.namelist()
    page = open_page(agent, f"/merel/office/customers/{account}/invoices/?kind=settlement")
    assert number in page


def test_under_the_rights_of_the_web_everybody_finds_their_own_year_alone(house, number):
    stranger = make_customer(house.brand)
    clients = {
        "own": house.enter(Who.CUSTOMER),
        "stranger": sign_in_afresh(stranger.person),
    }
    found = {}
    for who, client in clients.items():
        answer = client.get("/merel/payments/invoices-2026.zip")
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {WEB_ROLE}")
        found[who] = open_zip(answer).namelist()
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    assert f"bundles/{number}.json" in found["own"]
    theirs = queries.list_documents(account_ids=[stranger.account.pk]).rows
    papers = {f"pdf/{row.number}.pdf" for row in theirs if not row.number.endswith("1")}
    assert set(found["stranger"]) <= papers | {"index.csv", "index.xlsx"}
    assert set(found["stranger"]) & papers


def test_many_open_invoices_are_told_and_found_in_the_list(house, monkeypatch):
    from kwartier.portal.payments import views

    household = make_customer(house.brand, paid=False)
    count = len(get_standing(account_id=household.account.pk).open_items)
    monkeypatch.setattr(views, "_OPEN_AT_A_GLANCE", 2)
    page = read_list(sign_in_afresh(household.person))
    assert f"{count - 2} other invoices are open too" in words_of(page)
    opened = read_list(sign_in_afresh(household.person), "standing=open")
    _debts, listed = opened.split('id="invoices"')
    assert len(numbers_on(listed)) == min(count, PAGE_LENGTH)

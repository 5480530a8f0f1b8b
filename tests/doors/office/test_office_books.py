"""The books in the office: what is owed by its age, and the journals of a month to take along."""

import csv
import io

import pytest
from office_day import OfficeDay, text_of

from house_factory import make_account
from ledger_factory import TODAY, owe, pay


@pytest.mark.django_db
def test_an_agent_sees_what_is_owed_and_takes_the_journals_along():
    day = OfficeDay()
    account = make_account(day.brand)
    books = "/merel/office/books/"
    assert "nothing is past its day" in text_of(day.client.get(books))
    owe(account, "A1", first_due=TODAY.replace(day=1))
    pay(account, "e1", 4_000)
    page = text_of(day.client.get(books))
    assert "1 customer is past its day" in page
    assert "60.00" in page
    answer = day.client.get(f"{books}2026-10.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    rows = [row for row in rows if row["document"] == "A1"]
    assert [row["debit"] for row in rows] == ["100.00", "0.00", "0.00"]
    assert rows[0]["customer_number"] == account.number
    # No such month; and a Belgian brand has no French file.
    for wrong in ("2026-13.csv", "2026-10.fec"):
        assert day.client.get(f"{books}{wrong}").status_code == 404

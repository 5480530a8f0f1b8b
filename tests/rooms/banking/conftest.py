"""A brand with an account at a bank, and customers who owe."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from house_factory import make_account, make_brand
from kwartier.banking.operations import (
    add_own_account,
    load_arrivals,
    place_details,
    receive_file,
)
from kwartier.banking.types import DetailLine, EntryLine, StatementLines
from kwartier.demo.bank import write_coda
from kwartier.ledger.operations import book_advance_invoices
from kwartier.ledger.references import reference_of
from kwartier.ledger.types import AdvanceInvoicePosting
from kwartier.platform.types import SYSTEM, Actor, ActorKind

IBAN = "BE68539007547034"
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
AGENT = Actor(kind=ActorKind.AGENT, person_id=7, name="An Agent", reason="The customer called.")


# A bank takes nothing of a file of ours.
ANSWER = b"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>CB26-0000001</OrgnlMsgId>
<OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>
</CstmrPmtStsRpt></Document>"""


class Bank:
    """One account of a brand, its statements one after the other, and who owes money to it."""

    def __init__(self):
        self.brand = make_brand()
        self.account = make_account(self.brand)
        self.number, self.balance_cents, self.day = 0, 100_000, date(2026, 11, 2)
        add_own_account(
            brand_id=self.brand.id,
            iban=IBAN,
            name="Current account",
            opened_on=self.day,
            actor=SYSTEM,
            now=NOW,
        )

    def owe(self, document, cents=11_800, *, account=None):
        """Book an invoice, and say the reference that its payer writes."""
        account = account or self.account
        book_advance_invoices(
            [
                AdvanceInvoicePosting(
                    brand_id=self.brand.id,
                    account_id=account.pk,
                    document=document,
                    booked_on=date(2026, 10, 1),
                    due_on=date(2026, 10, 16),
                    gross_cents=cents,
                    vat_cents=cents * 6 // 106,
                    vat_bp=600,
                )
            ],
            now=NOW,
        )
        return reference_of(document, country="BE")[1]

    def statement(self, *details, **changes):
        """The next statement: each detail an entry of its own, unless it is an entry already."""
        entries = tuple(each if isinstance(each, EntryLine) else entry(each) for each in details)
        closing_cents = self.balance_cents + sum(each.amount_cents for each in entries)
        self.number += 1
        told = {
            "place": "",
            "iban": IBAN,
            "currency": "EUR",
            "number": self.number,
            "opened_on": self.day,
            "closed_on": self.day + timedelta(days=1),
            "opening_cents": self.balance_cents,
            "closing_cents": closing_cents,
            "entries": entries,
        }
        self.balance_cents, self.day = closing_cents, told["closed_on"]
        return StatementLines(**{**told, **changes})

    def receive(self, content, name="statement.cod"):
        return receive_file(
            brand_id=self.brand.id, content=content, name=name, actor=SYSTEM, now=NOW
        )

    def load(self, *contents):
        for content in contents:
            self.receive(content)
        return load_arrivals(brand_id=self.brand.id, now=NOW)

    def pay(self, *details):
        """Load the next statement with these payments, and place them."""
        self.load(write_coda(self.statement(*details)))
        return self.place()

    def place(self):
        return place_details(brand_id=self.brand.id, today=TODAY, now=NOW)


def entry(*details, code="00150000", reference="R1"):
    total = sum(each.amount_cents for each in details)
    return EntryLine(
        place="",
        amount_cents=total,
        booked_on=date(2026, 11, 3),
        value_on=None,
        bank_reference=reference,
        code=code if len(details) == 1 else f"1{code[1:]}",
        details=details,
    )


def detail(cents, **said):
    return DetailLine(place="", amount_cents=cents, **said)


@pytest.fixture
def bank():
    return Bank()


@pytest.fixture
def made():
    return SimpleNamespace(
        entry=entry,
        detail=detail,
        answer=ANSWER,
        now=NOW,
        today=TODAY,
        agent=AGENT,
        iban=IBAN,
    )

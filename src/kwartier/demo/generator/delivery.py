"""How the documents of the demonstration came so far, and the papers of a system before it."""

import csv
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import typst

from kwartier.billing.queries import list_issued_numbers, list_settlements
from kwartier.brand_settings.operations import set_brand_parameter
from kwartier.delivery.operations import (
    choose_delivery,
    choose_monthly_statement,
    record_past_deliveries,
)
from kwartier.delivery.types import DeliveryChannel, StatementFormat
from kwartier.demo.generator.customers import Customer
from kwartier.demo.generator.days import morning_of
from kwartier.documents.operations import import_documents
from kwartier.parties.queries import list_holders
from kwartier.platform.types import SYSTEM, BrandInfo

_SINCE = date(2020, 1, 1)
_BY_POST = {"lucie"}
_WITH_BOOKKEEPER = {"sarah": "boekhouding@voorbeeld.example"}
_WITH_MONTHLY_STATEMENT = {"sarah"}
_WITH_OLD_PAPERS = "jef"
_FORMER_SYSTEM = "Oude Leeuwerik"
# Ages in years: what is on request, and what only the office has; a kind and an amount each.
_PAPERS = (
    (4, "settlement", "1348.20"),
    (5, "settlement", "1274.55"),
    (5, "advance_invoice", "96.00"),
    (8, "settlement", "1102.10"),
    (8, "other", ""),
)
_PAGE = """
#set document(title: "{number}", date: datetime(year: {year}, month: {month}, day: {day}))
#set page(paper: "a4", margin: 25mm)
#set text(size: 11pt, lang: "nl")
#text(size: 18pt, weight: "bold")[{source}]

#v(8mm)
*{number}*, {day}-{month}-{year} #h(1fr) {customer}

#v(6mm)
{said}

#v(1fr)
#text(size: 9pt)[Demonstratie: dit papier is verzonnen, zoals het bedrijf dat het verstuurde.]
"""
_SAID = {
    "settlement": "Afrekening van een jaar: {amount} euro.",
    "advance_invoice": "Voorschot van een maand: {amount} euro.",
    "other": "Brief over de algemene voorwaarden.",
}


class _Paper(NamedTuple):
    """A paper of the former system, in the order of its list."""

    customer: str
    number: str
    kind: str
    issued_on: date
    amount: str


def deliver_the_past(brand: BrandInfo, customers: Sequence[Customer], *, today: date) -> None:
    """Who has an address chose e-mail, others get letters; everything so far has arrived."""
    for customer in customers:
        if customer.story is not None and customer.account.email:
            _choose(customer, today=today)
    numbers = list_issued_numbers(brand_id=brand.id, issued_from=date.min)
    record_past_deliveries(brand_id=brand.id, numbers=numbers, now=morning_of(today))
    papers = [
        paper
        for customer in customers
        if customer.story is not None
        for paper in _list_papers(customer, today=today)
    ]
    if papers:
        _import_papers(brand, papers, today=today)


def allow_email(brand: BrandInfo, *, today: date) -> None:
    """France: e-mail without a choice, where the address is known and paper stays free."""
    set_brand_parameter(
        brand_id=brand.id,
        key="delivery.email_without_choice",
        value=True,
        from_day=_SINCE,
        source="Code de la consommation, art. L224-12",
        actor=SYSTEM,
        now=morning_of(today),
    )


def _choose(customer: Customer, *, today: date) -> None:
    login = customer.story.login if customer.story else ""
    choose_delivery(
        account=customer.account,
        channel=DeliveryChannel.POST if login in _BY_POST else DeliveryChannel.EMAIL,
        email=customer.account.email,
        copy_email=_WITH_BOOKKEEPER.get(login, ""),
        language=customer.account.language,
        actor=SYSTEM,
        now=morning_of(customer.contracts[0][1].signed_on),
        tells=False,
    )
    if login in _WITH_MONTHLY_STATEMENT:
        _ask_for_statements(customer, today=today)


def _ask_for_statements(customer: Customer, *, today: date) -> None:
    """Whoever signs in for the account gets its statement of each month, from this one on."""
    for holder in list_holders(customer.account.id):
        choose_monthly_statement(
            account=customer.account,
            person_id=holder.person_id,
            format=StatementFormat.XLSX,
            codes=(),
            actor=SYSTEM,
            now=morning_of(today),
        )


def _list_papers(customer: Customer, *, today: date) -> list[_Paper]:
    """The papers of the settlements that were taken over as figures, and for one customer older ones."""
    number = customer.account.number
    papers = [
        _Paper(
            number, f"OL-{past.issued_on:%Y}-{past.id:04d}", "settlement", past.issued_on, amount
        )
        for _point, contract in customer.contracts
        for past in list_settlements(contract_id=contract.id)
        if not past.number and (amount := f"{past.balance_cents / 100:.2f}")
    ]
    if customer.story is not None and customer.story.login == _WITH_OLD_PAPERS:
        for place, (age, kind, amount) in enumerate(_PAPERS, start=1):
            day = date(today.year - age, 3, 10 + place)
            papers.append(_Paper(number, f"OL-{day:%Y}-{place:04d}", kind, day, amount))
    return papers


def _import_papers(brand: BrandInfo, papers: Sequence[_Paper], *, today: date) -> None:
    """Papers of the supplier before, taken over as a co-operative takes over its own: by a list."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifest = folder / "manifest.csv"
        with manifest.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(
                ["file", "customer_number", "number", "kind", "issued_on", "amount", "language"]
            )
            for each in papers:
                (folder / f"{each.number}.pdf").write_bytes(_write_paper(each))
                rows.writerow([f"{each.number}.pdf", *each, "nl"])
        import_documents(
            brand=brand,
            folder=folder,
            manifest=manifest,
            source=_FORMER_SYSTEM,
            today=today,
            actor=SYSTEM,
            now=morning_of(today),
        )


def _write_paper(paper: _Paper) -> bytes:
    page = _PAGE.format(
        number=paper.number,
        year=paper.issued_on.year,
        month=paper.issued_on.month,
        day=paper.issued_on.day,
        source=_FORMER_SYSTEM,
        customer=paper.customer,
        said=_SAID[paper.kind].format(amount=paper.amount.replace(".", ",")),
    )
    made: bytes = typst.compile(page.encode(), format="pdf")
    return made

"""The books in the office: what customers owe and for how long, and the journals as files."""

import tempfile
from datetime import date, timedelta

from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_safe

from kwartier.documents.queries import get_issuer
from kwartier.ledger.formats.files import choose_form, read_period
from kwartier.ledger.queries import get_chart, iterate_journal_lines, list_ageing, list_books
from kwartier.ledger.types import Book
from kwartier.office.access import office_page
from kwartier.office.rendering import render_office
from kwartier.platform.errors import NotFound
from kwartier.platform.tenancy import BrandedRequest

_MONTHS_SHOWN = 12
_IN_MEMORY = 1_000_000  # bytes; what is longer waits in a file


@office_page
@require_safe
def show_books(request: BrandedRequest) -> HttpResponse:
    """What customers owe by its age, what every book holds, and the months to take along."""
    ages = list_ageing(brand_id=request.brand.id, on=request.today)
    late = [sum(column) for column in zip(*(each.late_cents for each in ages), strict=True)]
    books = list_books(brand_id=request.brand.id, on=request.today)
    context = {
        "active": "books",
        "coming_cents": sum(each.coming_cents for each in ages),
        "late_cents": late or [0, 0, 0, 0],
        "overdue_cents": sum(late),
        "overdue_count": sum(any(each.late_cents) for each in ages),
        "credit_cents": sum(each.credit_cents for each in ages),
        "balance_cents": sum(each.balance_cents for each in ages),
        "books": [(Book(book).label, cents) for book, cents in books.items() if cents],
        "months": _list_months(request.today),
        "is_french": request.brand.country == "FR",
    }
    return render_office(request, "books.html", context)


def _list_months(today: date) -> list[date]:
    """The first days of the last months, the newest first."""
    months = [today.replace(day=1)]
    while len(months) < _MONTHS_SHOWN:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months


@office_page
@require_safe
def download_journals(request: BrandedRequest, period: str, form: str) -> FileResponse:
    """The journals of a month or a year: a table, or the French file of accounting entries.

    Raises:
        NotFound: the period is none, or the form is not that of the brand's country.
    """
    brand = request.brand
    if form == "fec" and brand.country != "FR":
        raise NotFound
    try:
        first, end = read_period(period)
        siren = _find_siren(brand.id, end) if form == "fec" else ""
        name, write = choose_form(form, brand_key=brand.key, period=period, siren=siren)
    except ValueError:
        raise NotFound from None
    chart = get_chart(brand_id=brand.id, country=brand.country)
    # Written whole first: no transaction stays open while a slow reader takes its time.
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    lines = iterate_journal_lines(brand_id=brand.id, chart=chart, first=first, end=end)
    file.writelines(line.encode() for line in write(lines))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type="text/plain")


def _find_siren(brand_id: int, end: date) -> str:
    """The number under which the brand is registered on the last day of a period."""
    return get_issuer(brand_id=brand_id, on=end - timedelta(days=1)).enterprise_number

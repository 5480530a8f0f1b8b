"""The books in the office: what customers owe and for how long, and the journals as files."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kwartier.documents.refusals import IssuerUnknown
from kwartier.ledger.queries import list_ageing, list_books
from kwartier.ledger.types import Book
from kwartier.office.access import office_page
from kwartier.office.rendering import locale_of, render_office
from kwartier.parties.queries import may_connect_systems
from kwartier.platform.formats import format_month
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.serving_journals import serve_journals

_MONTHS_SHOWN = 12


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
        "periods": _list_periods(request.today, locale_of(request)),
        "is_french": request.brand.country == "FR",
        "may_connect": may_connect_systems(request.user.pk),
    }
    return render_office(request, "books.html", context)


def _list_periods(today: date, locale: str) -> list[tuple[str, str]]:
    """This year and the one before, then the last months, the newest first: names and addresses."""
    months = [today.replace(day=1)]
    while len(months) < _MONTHS_SHOWN:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    years = [str(year) for year in (today.year, today.year - 1)]
    return [(_("Year %(year)s") % {"year": year}, year) for year in years] + [
        (format_month(month, locale), f"{month:%Y-%m}") for month in months
    ]


@office_page
@require_safe
def download_journals(request: BrandedRequest, period: str, form: str) -> HttpResponseBase:
    """The journals of a month or a year: a table, or the French file of accounting entries.

    Raises:
        NotFound: the period is none, or the form is not that of the brand's country.
    """
    try:
        return serve_journals(request.brand, period=period, form=form)
    except IssuerUnknown as refusal:
        messages.error(request, refusal.say_all())
        return redirect("office:books")

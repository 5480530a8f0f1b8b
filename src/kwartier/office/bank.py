"""The bank's statements in the office: what came, what waits for a number, the check of a day."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kwartier.banking import operations, queries
from kwartier.banking.types import DetailRow
from kwartier.office.access import actor_of, office_page
from kwartier.office.bank_forms import LARGEST_MB, ReasonForm, StatementFileForm
from kwartier.office.paging import read_stretch
from kwartier.office.rendering import render_office
from kwartier.parties.queries import get_accounts, may_connect_systems
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.downloads import response_as_it_came
from kwartier.ui.refusing import refuse

_PER_PAGE = 200
_STATEMENTS = 50
_STEPS = {"go_on": operations.allow_hole, "put_aside": operations.put_aside}
_DONE: dict[str, Callable[[], str]] = {
    "go_on": lambda: _("The file is loaded within a minute, if its balance connects."),
    "put_aside": lambda: _("The file is put aside. It stays in the archive."),
}


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_statements(request: BrandedRequest) -> HttpResponse:
    """The statements of the brand, what waits before them, and a box for another file."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = StatementFileForm(*sent)
    if request.method == "POST" and form.is_valid() and _receive(request, form):
        messages.success(request, _("The file is whole. It is loaded within a minute."))
        return redirect("office:bank")
    stretch = read_stretch(request, size=_STATEMENTS)
    statements, beside = stretch.cut(
        queries.list_statements(request.brand.id, offset=stretch.first, limit=stretch.limit)
    )
    context = {
        "active": "bank",
        "form": form,
        "accounts": queries.list_own_accounts(request.brand.id),
        "arrivals": queries.list_arrivals(request.brand.id),
        "statements": statements,
        **beside,
        "waiting_count": queries.count_waiting(request.brand.id),
        "may_connect": may_connect_systems(request.user.pk),
    }
    status = 422 if form.errors else 200
    return render_office(request, "bank/statements.html", context, status=status)


def _receive(request: BrandedRequest, form: StatementFileForm) -> bool:
    """Keep the file for a worker; what is broken is said beside the box."""
    file = form.cleaned_data["file"]
    try:
        operations.receive_file(
            brand_id=request.brand.id,
            content=file.read(LARGEST_MB * 1_000_000 + 1),
            name=file.name,
            actor=actor_of(request),
            now=request.now,
            largest_mb=LARGEST_MB,
        )
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    return True


@office_page
@require_safe
def show_statement(request: BrandedRequest, statement_id: int) -> HttpResponse:
    """One statement with its payments, and where each went."""
    statement = queries.get_statement(request.brand.id, statement_id=statement_id)
    stretch = read_stretch(request, size=_PER_PAGE)
    rows, beside = stretch.cut(
        queries.list_details(
            request.brand.id, statement_id=statement.id, offset=stretch.first, limit=stretch.limit
        )
    )
    context = {
        "active": "bank",
        "statement": statement,
        "rows": _with_accounts(rows),
        **beside,
    }
    return render_office(request, "bank/statement.html", context)


def _with_accounts(rows: Sequence[DetailRow]) -> list[tuple[DetailRow, AccountInfo | None]]:
    accounts = get_accounts({row.account_id for row in rows if row.account_id})
    return [(row, accounts.get(row.account_id or 0)) for row in rows]


@office_page
@require_safe
def download_statement(request: BrandedRequest, statement_id: int) -> HttpResponse:
    """The file of a statement, byte by byte as the bank wrote it."""
    name, content = queries.get_statement_file(request.brand.id, statement_id=statement_id)
    return response_as_it_came(content, name=name, unnamed="statement")


@office_page
@require_POST
def decide_file(request: BrandedRequest, arrival_id: int) -> HttpResponse:
    """Let a waiting file in although a number is missing, or put it aside."""
    act = _STEPS.get(request.POST.get("step", ""))
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if act is not None:
        try:
            act(
                brand_id=request.brand.id,
                arrival_id=arrival_id,
                actor=actor_of(request, reason=reason),
                now=request.now,
            )
        except Refusal as refusal:
            messages.error(request, refusal.say_all())
        else:
            messages.success(request, _DONE[request.POST["step"]]())
    return redirect("office:bank")


@office_page
@require_safe
def show_check(request: BrandedRequest) -> HttpResponse:
    """Whether bank, books and customers' balances agree."""
    findings = queries.check_day(request.brand.id, on=request.today)
    return render_office(request, "bank/check.html", {"active": "bank", "findings": findings})

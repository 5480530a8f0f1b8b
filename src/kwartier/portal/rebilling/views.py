"""The page *What would I have paid*; a price card that is chosen there is answered and not kept."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import customer_page, locale_of
from kwartier.rebilling.queries import get_would_have_paid
from kwartier.rebilling.refusals import (
    MonthsNotOffered,
    NotReadTwice,
    PriceCaseInvalid,
    PriceCaseTooLarge,
)
from kwartier.rebilling.types import MONTHS, WouldHavePaid
from kwartier.supply.queries import list_contracts
from kwartier.ui.downloads import table_response
from kwartier.ui.rebilling import build_page, would_have_paid_table
from kwartier.ui.refusing import refuse

_LARGEST = 5_000_001


class PriceCardForm(forms.Form):
    """A file with the prices of another supplier."""

    file = forms.FileField(
        label=gettext_lazy("A price card as a file"),
        help_text=gettext_lazy(
            "A case as TOML or JSON, with prices that hold since the first of these days: 5 MB at the most."
        ),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def show_would_have_paid(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """What the last months would have cost on each product, and on the card of a file."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PriceCardForm(*sent)
    case = form.cleaned_data["file"].read(_LARGEST) if sent and form.is_valid() else None
    contracts = list_contracts(account.id)
    typed = request.GET.get("months") or str(MONTHS[0])
    asked: dict[str, Any] = {
        "account_id": account.id,
        "code": code,
        "today": request.today,
        "contracts": contracts,
    }
    found, refusal = _ask(asked, typed, case, form)
    context = {
        "active": "readings",
        "code": code,
        "contract": next(row for row in contracts if row.code == code),
        "form": form,
        "refusal": refusal,
        "months": MONTHS,
        "chosen": found.months if found else MONTHS[0],
        "page": build_page(found, locale_of(request)) if found else None,
    }
    is_wrong = bool(form.errors) or isinstance(refusal, MonthsNotOffered)
    status = 422 if is_wrong else 200
    return render(request, "portal/rebilling/would_have_paid.html", context, status=status)


@require_GET
@customer_page
def download_would_have_paid(
    request: BrandedRequest, account: AccountInfo, code: str, file_kind: str
) -> HttpResponse:
    """The table of the page as CSV or XLSX; a card that was brought is not kept, so it is in none."""
    try:
        found = get_would_have_paid(
            account_id=account.id,
            code=code,
            today=request.today,
            months=_read_months(request.GET.get("months") or str(MONTHS[0])),
        )
    except (MonthsNotOffered, NotReadTwice) as refusal:
        raise Http404 from refusal
    table = would_have_paid_table(found, locale_of(request))
    name = f"would-have-paid-{code}-{found.from_.isoformat()}-{found.until.isoformat()}"
    return table_response(table, name=name, file_kind=file_kind)


def _read_months(typed: str) -> int:
    """How many months are asked for; 0, which nobody offers, for what is no such number."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < len("1000") else 0


def _ask(
    asked: dict[str, Any], typed: str, case: bytes | None, form: PriceCardForm
) -> tuple[WouldHavePaid | None, Refusal | None]:
    """The answer without what is refused of the wish, and why; none where too little is known."""
    months = _read_months(typed)
    try:
        return get_would_have_paid(**asked, months=months, case=case), None
    except NotReadTwice as refusal:
        return None, refusal
    except MonthsNotOffered as refusal:
        found, _ = _ask(asked, str(MONTHS[0]), case, form)
        return found, refusal
    except (PriceCaseInvalid, PriceCaseTooLarge) as refusal:
        refuse(form, refusal)
        return _ask(asked, typed, None, form)

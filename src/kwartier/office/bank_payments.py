"""Payments in an agent's hands: what waits, and one of them: placed, cleared, taken back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kwartier.banking import operations, queries
from kwartier.banking.types import DetailRow
from kwartier.ledger.queries import list_open_items
from kwartier.office.access import actor_of, office_page
from kwartier.office.bank_forms import ClearForm, PlaceForm, ReasonForm, TakeBackForm
from kwartier.office.paging import read_stretch
from kwartier.office.rendering import render_office
from kwartier.parties.queries import get_accounts
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.refusing import refuse

_SHOWN = 50


@office_page
@require_safe
def show_work(request: BrandedRequest) -> HttpResponse:
    """What waits for an agent, with its reason; and what was placed and is worth a look."""
    stretch = read_stretch(request, size=_SHOWN)
    work = queries.list_work(request.brand.id, offset=stretch.first, limit=stretch.limit)
    waiting, beside = stretch.cut(work.waiting)
    rows = (*waiting, *work.remarked)
    accounts = get_accounts({row.account_id for row in rows if row.account_id})
    context = {
        "active": "bank",
        "waiting": [(row, accounts.get(row.account_id or 0)) for row in waiting],
        "waiting_count": work.waiting_count,
        "remarked": [(row, accounts.get(row.account_id or 0)) for row in work.remarked[:_SHOWN]],
        **beside,
    }
    return render_office(request, "bank/work.html", context)


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_payment(request: BrandedRequest, detail_id: int) -> HttpResponse:
    """One payment: what it says, what is proposed, and the steps that lead on."""
    row = queries.get_detail(request.brand.id, detail_id=detail_id)
    account = get_accounts({row.account_id}).get(row.account_id) if row.account_id else None
    forms = _forms_of(request, row, account)
    if request.method == "POST":
        if request.POST.get("step", "") not in forms:
            # In another window, or by a colleague, it went on: what is to be done shows on its page.
            messages.info(request, _say_moved(row))
            return redirect("office:bank_payment", row.id)
        if _act(request, row, forms):
            return _go_on(request, row)
    context = {
        "active": "bank",
        "row": row,
        "owner": account,
        "open_items": list_open_items(account_id=account.id) if account else (),
        "forms": list(forms.values()),
        "next_id": queries.find_next_waiting(request.brand.id, after_id=row.id),
        **forms,
    }
    status = 422 if any(each.errors for each in forms.values()) else 200
    return render_office(request, "bank/payment.html", context, status=status)


def _forms_of(
    request: BrandedRequest, row: DetailRow, account: AccountInfo | None
) -> dict[str, Form]:
    """The forms that a payment offers where it stands; the one that was sent is filled."""
    step = request.POST.get("step", "") if request.method == "POST" else ""

    def sent(name: str) -> Any:
        return request.POST if step == name else None

    if row.state != "waiting":
        is_undoable = queries.is_undoable(request.brand.id, detail_id=row.id)
        return {"undo": ReasonForm(sent("undo"), prefix="undo")} if is_undoable else {}
    offered: dict[str, Form] = {"clear": ClearForm(sent("clear"), prefix="clear")}
    if row.amount_cents > 0:
        proposed = {
            "customer": account.number if account else "",
            "documents": " ".join(row.documents),
        }
        offered["place"] = PlaceForm(sent("place"), prefix="place", initial=proposed)
    else:
        payments = queries.list_takeable(request.brand.id, detail_id=row.id)
        if payments:
            form = TakeBackForm(sent("take_back"), prefix="back", payments=payments)
            offered["take_back"] = form
    return offered


def _act(request: BrandedRequest, row: DetailRow, forms: dict[str, Form]) -> bool:
    """Take the step whose form was sent; whether it was taken."""
    step = request.POST["step"]
    form = forms[step]
    if not form.is_valid():
        return False
    asked = {
        "brand_id": request.brand.id,
        "detail_id": row.id,
        "actor": actor_of(request, reason=form.cleaned_data.get("reason", "")),
        "now": request.now,
    }
    try:
        _TAKE[step](form, asked)
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, _SAID[step]() % {"customer": form.cleaned_data.get("customer")})
    return True


def _say_moved(row: DetailRow) -> str:
    """Why a step that was offered once is not any more, by where the payment stands now."""
    if row.state == "waiting":
        return _("Nothing was done: this payment waits, and that step does not fit it any more.")
    return _("Nothing was done: somebody decided on this payment meanwhile. See where it went.")


def _place(form: Any, asked: dict[str, Any]) -> None:
    operations.place_by_hand(
        customer=form.cleaned_data["customer"],
        documents=form.list_documents(),
        **asked,
    )


def _clear(form: Any, asked: dict[str, Any]) -> None:
    operations.clear_by_hand(book=form.cleaned_data["book"], **asked)


def _take_back(form: Any, asked: dict[str, Any]) -> None:
    operations.take_back_by_hand(payment_id=form.cleaned_data["payment"], **asked)


def _undo(_form: Any, asked: dict[str, Any]) -> None:
    operations.undo_placing(**asked)


_TAKE: dict[str, Callable[[Any, dict[str, Any]], None]] = {
    "place": _place,
    "clear": _clear,
    "take_back": _take_back,
    "undo": _undo,
}
_SAID: dict[str, Callable[[], str]] = {
    "place": lambda: _("The payment is on the account %(customer)s."),
    "clear": lambda: _("Noted: it is no customer's money."),
    "take_back": lambda: _("What that payment paid is open again."),
    "undo": lambda: _("It is taken back: the payment waits again."),
}


def _go_on(request: BrandedRequest, row: DetailRow) -> HttpResponse:
    """To the next payment that waits, so that a list is worked off without the mouse.

    One whose placing was just taken back is shown again: its money is what the agent has in hand.
    """
    if request.POST.get("step") == "undo":
        return redirect("office:bank_payment", row.id)
    next_id = queries.find_next_waiting(request.brand.id, after_id=row.id)
    return redirect("office:bank_payment", next_id) if next_id else redirect("office:bank_work")

"""What is arranged for a contract in an agent's hands: bills by e-mail; noted, ended."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kwartier.office.access import actor_of, customer_page, get_contract_of, note_visit
from kwartier.office.forms import LastDayForm, StretchForm
from kwartier.office.rendering import render_office
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.supply import operations
from kwartier.supply.queries import list_contracts
from kwartier.supply.refusals import ArrangementWithoutDocument
from kwartier.supply.types import Arrangement, ArrangementKind, ContractRow
from kwartier.ui.refusing import refuse

# Direct debit follows the mandates by itself: noted by hand, the two could disagree.
_BY_HAND = ArrangementKind.E_BILLING


class ArrangementForm(StretchForm):
    """What is arranged, from when until when, and what says so."""

    field_order = ("kind",)

    kind = forms.ChoiceField(
        label=gettext_lazy("What is arranged?"),
        choices=[(_BY_HAND.value, _BY_HAND.label)],
        widget=forms.RadioSelect,
    )
    document = forms.CharField(
        label=gettext_lazy("What says so?"),
        help_text=gettext_lazy("How the customer asked for it, and on which day."),
        max_length=140,
        error_messages={"required": ArrangementWithoutDocument.sentence},
    )


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_arrangements(request: BrandedRequest, account: AccountInfo, contract: str) -> HttpResponse:
    """What is arranged for a contract, on which discounts may hang; note it, or set its end."""
    row = get_contract_of(list_contracts(account.id), contract)
    ended = _find_ended(request, row)
    sent = request.POST if request.method == "POST" else None
    form = LastDayForm(sent) if ended else ArrangementForm(sent, initial=_USUAL)
    if form.is_valid() and _keep(request, row, ended, form):
        return redirect("office:arrangements", account.number, row.number)
    if request.method == "GET":
        note_visit(request, account.id, "arrangements")
    context = {"contract": row, "ended": ended, "form": form}
    status = 422 if form.errors else 200
    return render_office(request, "arrangements.html", context, account=account, status=status)


_USUAL = {"kind": _BY_HAND.value}


def _keep(
    request: BrandedRequest,
    row: ContractRow,
    ended: Arrangement | None,
    form: ArrangementForm | LastDayForm,
) -> bool:
    """Note or end what a valid form says; whether nothing was refused."""
    common: dict[str, Any] = {"contract_id": row.id, "actor": actor_of(request), "now": request.now}
    try:
        if isinstance(form, LastDayForm) and ended is not None:
            operations.end_arrangement(
                kind=ArrangementKind(ended.kind), from_=ended.from_, until=form.until, **common
            )
        else:
            operations.note_arrangement(
                kind=ArrangementKind(form.cleaned_data["kind"]),
                from_=form.cleaned_data["first_on"],
                until=form.until,
                document=form.cleaned_data["document"],
                **common,
            )
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, _("It is noted. Discounts that hang on it count on these days."))
    return True


def _find_ended(request: BrandedRequest, row: ContractRow) -> Arrangement | None:
    """What the address names by its kind and its first day, to be ended."""
    asked = (request.GET.get("kind", ""), request.GET.get("from", ""))
    by_hand = (each for each in row.arrangements if each.kind == _BY_HAND)
    found = (each for each in by_hand if (each.kind, each.from_.isoformat()) == asked)
    return next(found, None)

"""An index that the grid operator never told, estimated by us: looked at and recorded by an agent."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kwartier.metering import operations
from kwartier.metering.estimate_types import EstimatedReading
from kwartier.office.access import actor_of, customer_page, note_visit
from kwartier.office.readings import get_contracts_at
from kwartier.office.rendering import render_office
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.refusing import refuse

_RECORD = "record"
_A_MONTH = timedelta(days=30)


class EstimateForm(forms.Form):
    """The day of which an index is missing."""

    read_on = forms.DateField(
        label=gettext_lazy("Day of the missing index"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def record_estimate(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """Choose the day, look at what would be estimated and on what it rests, record it."""
    contract = get_contracts_at(account, code)[0]
    note_visit(request, account.id, "readings")
    form = EstimateForm(
        request.POST if request.method == "POST" else None,
        initial={"read_on": request.today - _A_MONTH},
    )
    is_recorded = request.POST.get("step") == _RECORD
    found = None
    if form.is_valid():
        found = _take(request, account, contract.supply_point_id, form, is_recorded=is_recorded)
        if found is not None and is_recorded:
            messages.success(
                request, _("The index is estimated, and the next bill can rest on it.")
            )
            return redirect("office:readings_of", account.number, code)
    context = {"contract": contract, "form": form, "found": found}
    status = 422 if form.errors else 200
    return render_office(request, "readings/estimate.html", context, account=account, status=status)


def _take(
    request: BrandedRequest,
    account: AccountInfo,
    supply_point_id: int,
    form: EstimateForm,
    *,
    is_recorded: bool,
) -> EstimatedReading | None:
    """Look at the estimate, or record it; the form says why where it is refused."""
    read_on, actor = form.cleaned_data["read_on"], actor_of(request)
    try:
        if not is_recorded:
            return operations.preview_estimate(
                supply_point_id=supply_point_id, read_on=read_on, actor=actor, today=request.today
            )
        return operations.estimate_reading(
            supply_point_id=supply_point_id,
            read_on=read_on,
            account_id=account.id,
            actor=actor,
            today=request.today,
            now=request.now,
        )
    except Refusal as refusal:
        refuse(form, refusal)
        return None

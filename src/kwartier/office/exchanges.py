"""The exchange of a meter in an agent's hands: what the fitter wrote down, looked at and recorded."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kwartier.metering import operations, queries
from kwartier.metering.exchange_types import (
    ExchangeChoice,
    ExchangeFound,
    MeterExchange,
    NewRegister,
)
from kwartier.metering.refusals import ExchangeIsOutOfLine, ExchangeRefused
from kwartier.metering.types import MeterKind, RegisterKind
from kwartier.office.access import actor_of, customer_page, note_visit
from kwartier.office.readings import get_contracts_at
from kwartier.office.rendering import render_office
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.refusing import refuse

_RECORD = "record"
_USUAL_DIALS = 6
type _Layout = Sequence[RegisterKind]


class ExchangeForm(forms.Form):
    """The day, what the old meter showed last, and the new one; its fields follow the registers."""

    exchanged_on = forms.DateField(
        label=gettext_lazy("Day of the exchange"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    # Whether what is out of line was looked at: it names exactly the indexes that were shown.
    looked_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, posted: Any, *, choice: ExchangeChoice, layout: _Layout, today: date
    ) -> None:
        super().__init__(posted, initial={"exchanged_on": today})
        self.choice, self.layout = choice, layout
        self.fields["exchanged_on"].widget.attrs["max"] = today.isoformat()
        for register in choice.registers:
            self.fields[f"last_{register.kind}"] = _index_field(
                _("Last index of the old meter"), register.kind
            )
        self.fields["installed_serial"] = forms.CharField(
            label=_("Number of the new meter"), max_length=40
        )
        self.fields["meter_kind"] = forms.ChoiceField(
            label=_("Kind of the new meter"),
            choices=[(kind.value, capfirst(kind.label)) for kind in choice.meter_kinds],
        )
        for kind in layout:
            self.fields[f"first_{kind}"] = _index_field(_("First index of the new meter"), kind)
            self.fields[f"dials_{kind}"] = forms.IntegerField(
                label=_("Digits before the comma, %(register)s") % {"register": kind.label},
                initial=_USUAL_DIALS,
                widget=forms.NumberInput(attrs={"min": 4, "max": 9}),
            )

    def read(self) -> MeterExchange:
        """The exchange as it was typed, of a form that is complete."""
        told = self.cleaned_data
        return MeterExchange(
            exchanged_on=told["exchanged_on"],
            removed_serial=self.choice.serial,
            last_indexes={
                RegisterKind(register.kind): told[f"last_{register.kind}"]
                for register in self.choice.registers
            },
            installed_serial=told["installed_serial"],
            meter_kind=MeterKind(told["meter_kind"]),
            registers=tuple(
                NewRegister(kind, told[f"first_{kind}"], told[f"dials_{kind}"])
                for kind in self.layout
            ),
        )

    def name_last(self) -> str:
        """The day and the last indexes in one word: what somebody looked at, or did not."""
        told = self.cleaned_data
        last = [told[f"last_{register.kind}"] for register in self.choice.registers]
        return " ".join([told["exchanged_on"].isoformat(), *last])


def _index_field(label: str, kind: str) -> forms.CharField:
    field = forms.CharField(
        label=f"{label}, {RegisterKind(kind).label}",
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "nb"}
        ),
    )
    # Asked for, though the room and not the form says what is missing.
    field.is_asked = True  # type: ignore[attr-defined]
    return field


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def record_exchange(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """Type what the fitter wrote down, look at what it comes to, record it.

    ``meter`` and ``registers`` in the address choose the old meter, where several hang there, and
    the registers of the new one.
    """
    contract = get_contracts_at(account, code)[0]
    note_visit(request, account.id, "readings")
    choices = queries.get_exchange_choices(contract.supply_point_id, request.today)
    context: dict[str, Any] = {"contract": contract, "choices": choices}
    if not choices:
        return render_office(request, "readings/exchange.html", context, account=account)
    choice = next((each for each in choices if each.serial == request.GET.get("meter")), choices[0])
    layout = _find_layout(choice, request.GET.get("registers", ""))
    is_sent = request.method == "POST"
    form = ExchangeForm(
        request.POST.copy() if is_sent else None, choice=choice, layout=layout, today=request.today
    )
    found = None
    if form.is_valid():
        found = _take(request, account, contract.supply_point_id, form)
        if found is not None and request.POST.get("step") == _RECORD and not form.errors:
            messages.success(
                request, _("The exchange is recorded, with the readings of both meters.")
            )
            return redirect("office:readings_of", account.number, code)
    context |= {
        "choice": choice,
        "layout": layout,
        "layouts": [(_name(each), each) for each in choice.layouts],
        "layout_name": _name(layout),
        "form": form,
        "found": found,
    }
    status = 422 if form.errors else 200
    return render_office(request, "readings/exchange.html", context, account=account, status=status)


def _take(
    request: BrandedRequest, account: AccountInfo, supply_point_id: int, form: ExchangeForm
) -> ExchangeFound | None:
    """Look at the exchange, or record it; the form says why where it is refused."""
    asked: dict[str, Any] = {
        "supply_point_id": supply_point_id,
        "exchange": form.read(),
        "actor": actor_of(request),
        "today": request.today,
    }
    looked_at = form.cleaned_data["looked_at"] == form.name_last()
    try:
        found = operations.preview_exchange(**asked)
        if request.POST.get("step") == _RECORD:
            operations.record_exchange(
                **asked, accept_out_of_line=looked_at, account_id=account.id, now=request.now
            )
    except ExchangeRefused as refused:
        for refusal in refused.refusals:
            refuse(form, refusal)
        return None
    except ExchangeIsOutOfLine as refusal:
        refuse(form, refusal)
    form.data["looked_at"] = form.name_last()  # type: ignore[index]
    return found


def _name(layout: _Layout) -> str:
    return "-".join(layout)


def _find_layout(choice: ExchangeChoice, name: str) -> _Layout:
    """The registers that the address names, or those of the old meter."""
    return next((each for each in choice.layouts if _name(each) == name), choice.layouts[0])

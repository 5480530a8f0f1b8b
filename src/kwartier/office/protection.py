"""The social tariff of a household in an agent's hands: noted from a document, corrected, ended."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kwartier.billing.queries import list_bills
from kwartier.billing.types import BillKind, BillView
from kwartier.office.access import actor_of, customer_page, get_contract_of, note_visit
from kwartier.office.forms import StretchForm
from kwartier.office.rendering import render_office
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.supply import operations
from kwartier.supply.queries import list_contracts
from kwartier.supply.refusals import ProtectionWithoutDocument
from kwartier.supply.types import ContractRow, Protection
from kwartier.ui.refusing import refuse

# What an agent chooses; the words stand before the document's name, as the agent reads them.
_PROOFS = {
    "automatic": gettext_lazy("automatic right, list of the FPS Economy"),
    "certificate": gettext_lazy("certificate"),
    "other": "",
}


class ProtectionForm(StretchForm):
    """From when until when a household is protected, and what says so."""

    proof = forms.ChoiceField(
        label=gettext_lazy("What says so?"),
        choices=[
            ("automatic", gettext_lazy("The list of the FPS Economy: the right is automatic")),
            ("certificate", gettext_lazy("A certificate that the customer gave")),
            ("other", gettext_lazy("Another document")),
        ],
        widget=forms.RadioSelect,
    )
    document = forms.CharField(
        label=gettext_lazy("Which one?"),
        help_text=gettext_lazy("The number and day of the certificate, or the day of the list."),
        max_length=140,
        error_messages={"required": ProtectionWithoutDocument.sentence},
    )

    @property
    def named(self) -> str:
        """The document as it is kept: its kind, then which one."""
        kind = str(_PROOFS[self.cleaned_data["proof"]])
        which = self.cleaned_data["document"]
        return f"{kind}: {which}" if kind else which


@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_protection(request: BrandedRequest, account: AccountInfo, contract: str) -> HttpResponse:
    """On which days a household has the social tariff; note days, correct them, set their end."""
    row = get_contract_of(list_contracts(account.id), contract)
    corrected = _find_corrected(request, row)
    form = ProtectionForm(
        request.POST if request.method == "POST" else None, initial=_fill_in(corrected)
    )
    if form.is_valid() and _keep(request, row, corrected, form):
        return redirect("office:protection", account.number, row.number)
    if request.method == "GET":
        note_visit(request, account.id, "protection")
    context = {
        "contract": row,
        "today_protection": _find_today(row, request.today),
        "corrected": corrected,
        "form": form,
        "touched": _list_touched(account, row),
    }
    status = 422 if form.errors else 200
    return render_office(request, "protection.html", context, account=account, status=status)


def _keep(
    request: BrandedRequest, row: ContractRow, corrected: Protection | None, form: ProtectionForm
) -> bool:
    """Note or correct what a valid form says; whether nothing was refused."""
    from_, actor = form.cleaned_data["first_on"], actor_of(request)
    try:
        if corrected is None:
            operations.note_protection(
                contract_id=row.id,
                from_=from_,
                until=form.until,
                document=form.named,
                actor=actor,
                now=request.now,
            )
        else:
            operations.correct_protection(
                contract_id=row.id,
                began_on=corrected.from_,
                from_=from_,
                until=form.until,
                document=form.named,
                actor=actor,
                now=request.now,
            )
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, _("It is noted. The customer sees these days on the contract page."))
    return True


def _find_corrected(request: BrandedRequest, row: ContractRow) -> Protection | None:
    """The stretch that the address names by its first day, to be corrected."""
    asked = request.GET.get("from", "")
    return next((each for each in row.protections if each.from_.isoformat() == asked), None)


def _fill_in(corrected: Protection | None) -> dict[str, object]:
    if corrected is None:
        return {"proof": "certificate"}
    kind, _colon, which = corrected.document.partition(": ")
    proof = next((key for key, words in _PROOFS.items() if words and str(words) == kind), "other")
    return {
        "first_on": corrected.from_,
        "last_on": corrected.last_day,
        "proof": proof,
        "document": corrected.document if proof == "other" else which,
    }


def _find_today(row: ContractRow, today: date) -> Protection | None:
    found = row.find_protection(today)
    return found if found is not None and found.from_ <= today else None


def _list_touched(account: AccountInfo, row: ContractRow) -> list[BillView]:
    """Bills that stand over days of the social tariff: noting it changes none of them."""
    bills = [
        bill
        for bill in list_bills(account_id=account.id)
        if bill.contract_id == row.id and bill.kind != BillKind.CREDIT_NOTE
    ]
    return [
        bill
        for bill in bills
        if any(each.touches(bill.period_from, bill.period_until) for each in row.protections)
    ]

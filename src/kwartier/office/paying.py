"""How a customer pays, in an agent's hands: the bank account, and the mandate that they gave.

The signature is the customer's: an agent leads them to it, or records the form that they signed.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kwartier.office.access import actor_of, customer_page, note_visit
from kwartier.office.forms import ReasonForm
from kwartier.office.rendering import render_office
from kwartier.parties.types import AccountInfo, AccountKind
from kwartier.payments import operations
from kwartier.payments.queries import (
    find_bank_account,
    find_creditor,
    list_bank_accounts,
    list_mandates,
)
from kwartier.payments.refusals import PaperMandateWithoutForm
from kwartier.payments.types import MandateScope, MandateTerms, Scheme
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.bank_account_form import BankAccountForm
from kwartier.ui.day_fields import DayField
from kwartier.ui.mandate_form import SCHEMES, TermsForm, find_moment_of_signing, initial_of
from kwartier.ui.refusing import refuse


class AccountForm(ReasonForm, BankAccountForm):
    """The bank account that a customer names to an agent."""

    field_order = ("iban", "holder")


class ChangeForm(ReasonForm, TermsForm):
    """What a mandate collects from now on, as the customer asked an agent."""

    field_order = ("scope", "ask_above")


class PaperForm(ReasonForm, TermsForm):
    """The form that a customer signed on paper."""

    field_order = ("scheme", "scope", "ask_above", "signed_by", "signed_on", "document")

    scheme = forms.ChoiceField(
        label=gettext_lazy("Which kind of direct debit?"),
        choices=SCHEMES,
        widget=forms.RadioSelect,
        initial=Scheme.CORE.value,
    )
    signed_by = forms.CharField(
        label=gettext_lazy("Who signed?"),
        max_length=200,
        error_messages={"required": PaperMandateWithoutForm.sentence},
    )
    signed_on = DayField(
        label=gettext_lazy("Signed on which day?"),
    )
    document = forms.CharField(
        label=gettext_lazy("Where is the form kept?"),
        max_length=140,
        error_messages={"required": PaperMandateWithoutForm.sentence},
    )
    reference = forms.CharField(
        label=gettext_lazy("Reference on the form"),
        help_text=gettext_lazy("Leave it empty to have one given."),
        required=False,
        max_length=35,
    )


_FORMS: dict[str, type[forms.Form]] = {
    "account": AccountForm,
    "change": ChangeForm,
    "paper": PaperForm,
    "stop": ReasonForm,
    "resume": ReasonForm,
    "invite": ReasonForm,
}


@sensitive_post_parameters("iban")
@customer_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_paying(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """The customer's bank account and mandate; each act for them gives a reason, and tells them."""
    mandates = list_mandates(account.id)
    live = next((each for each in mandates if each.is_live), None)
    known = find_bank_account(account.id)
    usual = MandateTerms(scope=MandateScope.ADVANCES_AND_SETTLEMENTS, ask_above_cents=None)
    initial: dict[str, dict[str, Any]] = {
        "account": {"holder": account.name, "replacing": known.id if known else None},
        "change": initial_of(live.terms if live else usual),
        "paper": {**initial_of(usual), "signed_by": account.name, "scheme": Scheme.CORE.value},
    }
    asked = request.POST.get("act", "")
    shown = {
        name: form(
            request.POST if name == asked else None, initial=initial.get(name), auto_id=f"{name}_%s"
        )
        for name, form in _FORMS.items()
    }
    if account.kind != AccountKind.BUSINESS:
        shown["paper"].fields["scheme"].widget = forms.HiddenInput()
    form = shown.get(asked)
    if form is not None and form.is_valid() and _act(request, account, asked, form):
        return redirect("office:paying", account.number)
    if request.method == "GET":
        note_visit(request, account.id, "paying")
    context = {
        "forms": shown,
        "asked": form if form is not None and form.errors else None,
        "bank_account": known,
        "earlier_accounts": list_bank_accounts(account.id)[1:],
        "mandate": live,
        "earlier": [each for each in mandates if not each.is_live],
        "is_offered": find_creditor(request.brand.id, on=request.today) is not None,
        "is_cooling_off": known is not None and known.usable_from > request.now,
    }
    status = 422 if form is not None and form.errors else 200
    return render_office(request, "paying.html", context, account=account, status=status)


def _act(request: BrandedRequest, account: AccountInfo, asked: str, form: forms.Form) -> bool:
    """Do what a valid form asks; whether nothing was refused."""
    actor = actor_of(request, reason=form.cleaned_data["reason"])
    if isinstance(form, AccountForm):
        done = form.change(request, account=account, actor=actor) is not None
    else:
        common: dict[str, Any] = {"account": account, "actor": actor, "now": request.now}
        acts: dict[str, Callable[[], object]] = {
            "change": lambda: operations.change_mandate(**common, **_read_change(form)),
            "paper": lambda: operations.record_paper_mandate(
                **common, **_read_paper(request, form)
            ),
            "stop": lambda: operations.stop_mandate(**common),
            "resume": lambda: operations.resume_mandate(**common),
            "invite": lambda: operations.invite_to_sign(**common),
        }
        try:
            acts[asked]()
        except Refusal as refusal:
            refuse(form, refusal)
            return False
        done = True
    if done:
        messages.success(request, _("Done. The customer is told by e-mail."))
    return done


def _read_change(form: forms.Form) -> dict[str, Any]:
    typed = form.cleaned_data
    terms = MandateTerms(scope=MandateScope(typed["scope"]), ask_above_cents=typed["ask_above"])
    return {"terms": terms, "seen": typed["seen"]}


def _read_paper(request: BrandedRequest, form: forms.Form) -> dict[str, Any]:
    typed = form.cleaned_data
    return {
        "scheme": Scheme(typed["scheme"]),
        "terms": _read_change(form)["terms"],
        "document": typed["document"],
        "signed_by": typed["signed_by"],
        "signed_at": find_moment_of_signing(
            typed["signed_on"], brand=request.brand, now=request.now
        ),
        "reference": typed["reference"],
    }

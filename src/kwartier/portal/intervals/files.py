"""Files of values that customers bring themselves: looked at, loaded, and what became of them.

Nothing of a file is kept between looking and loading: it is chosen again, and read again.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kwartier.intervals import operations, queries
from kwartier.intervals.formats import LARGEST_MB
from kwartier.intervals.types import LoadDoor, LoadPlan, Purpose
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import NotAllowed, Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import actor_of, customer_page
from kwartier.ui.downloads import response_as_it_came
from kwartier.ui.refusing import refuse

_LOADS, _ROWS = 50, 200
_LOADING = ("load", "load_rest")


class OwnFileForm(forms.Form):
    """A file, its supply point where it names none, and the consent to keep what is in it."""

    file = forms.FileField(
        label=gettext_lazy("Your file"),
        help_text=gettext_lazy(
            "CSV, JSON or XML as the grid operator or your meter gave it, also packed: 64 MB at the most."
        ),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )
    code = forms.CharField(
        label=gettext_lazy("EAN or PDL"),
        max_length=18,
        required=False,
        help_text=gettext_lazy("Only for a file that does not name it."),
    )
    consents = forms.BooleanField(
        label=gettext_lazy("I consent to your keeping my detailed values to show them to me"),
        required=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def show_files(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """The files that the customer loaded, and a box that looks at another, or loads it."""
    if request.method == "POST" and not account.may_act:
        raise NotAllowed
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OwnFileForm(*sent)
    plan: LoadPlan | None = None
    if request.method == "POST" and form.is_valid():
        plan = _take(request, account, form)
        if plan is not None and request.POST.get("step") in _LOADING:
            messages.success(request, _say_loaded(plan))
            return redirect("portal:interval_files")
    context = {
        "active": "readings",
        "form": form,
        "plan": plan,
        "can_act": account.may_act,
        "text": queries.read_consent_text(Purpose.DISPLAY),
        "loads": queries.list_loads(request.brand.id, account_id=account.id, limit=_LOADS),
        "count": queries.count_loads(request.brand.id, account_id=account.id),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/intervals/files.html", context, status=status)


def _take(request: BrandedRequest, account: AccountInfo, form: OwnFileForm) -> LoadPlan | None:
    """Look at the file, or load it; what it is refused for is said beside the box."""
    file, step = form.cleaned_data["file"], request.POST.get("step")
    asked: dict[str, Any] = {
        "brand": request.brand,
        "account": account,
        "content": file.read(LARGEST_MB * 1_000_000 + 1),
        "name": file.name,
        "code": "".join(form.cleaned_data["code"].split()),
        "consents": form.cleaned_data["consents"],
        "actor": actor_of(request),
        "now": request.now,
    }
    try:
        if step not in _LOADING:
            return operations.preview_file(**asked)
        return operations.load_file(
            **asked,
            door=LoadDoor.PORTAL,
            text_version=queries.read_consent_text(Purpose.DISPLAY).version,
            quarantines=step == "load_rest",
        ).plan
    except Refusal as refusal:
        refuse(form, refusal)
        return None


def _say_loaded(plan: LoadPlan) -> str:
    days = plan.written_days
    if not days:
        return _("Everything in this file was there already. Nothing has changed.")
    return ngettext(
        "The file is loaded: %(count)s day was written.",
        "The file is loaded: %(count)s days were written.",
        days,
    ) % {"count": days}


@require_safe
@customer_page
def show_file(request: BrandedRequest, account: AccountInfo, load_id: int) -> HttpResponse:
    """One file that the customer loaded, with the rows of it that were not taken."""
    load = queries.get_load(request.brand.id, load_id=load_id, account_id=account.id)
    rows = queries.list_quarantined(request.brand.id, load_id=load.id, limit=_ROWS)
    context = {"active": "readings", "load": load, "rows": rows}
    return render(request, "portal/intervals/file.html", context)


@require_safe
@customer_page
def download_file(request: BrandedRequest, account: AccountInfo, load_id: int) -> HttpResponse:
    """The file as it came, byte by byte, as long as all of it may be kept."""
    name, content = queries.get_loaded_file(
        request.brand.id, load_id=load_id, account_id=account.id
    )
    return response_as_it_came(content, name=name, unnamed="series")

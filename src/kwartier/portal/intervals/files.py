"""Files of values that customers bring themselves: looked at, loaded, and what became of them."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from kwartier.intervals import queries
from kwartier.intervals.types import LoadDoor, Purpose
from kwartier.parties.types import AccountInfo
from kwartier.platform.errors import NotAllowed
from kwartier.platform.tenancy import BrandedRequest
from kwartier.portal.access import actor_of, customer_page, locale_of
from kwartier.ui.downloads import response_as_it_came
from kwartier.ui.interval_file_form import IntervalFileForm, say_loaded

_LOADS, _ROWS = 50, 200


class OwnFileForm(IntervalFileForm):
    """A customer's own file, and the consent to keep what is in it."""

    file = forms.FileField(
        label=_("Your file"),
        help_text=_(
            "CSV, JSON or XML as the grid operator or your meter gave it, also packed: 64 MB at the most."
        ),
        error_messages={"required": _("Choose a file first.")},
    )
    consents = forms.BooleanField(
        label=_("I consent to your keeping my detailed values to show them to me"),
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
    text = queries.read_consent_text(Purpose.DISPLAY)
    plan = form.take(
        request,
        door=LoadDoor.PORTAL,
        actor=actor_of(request),
        account=account,
        text_version=text.version,
    )
    if plan is not None and form.is_to_load:
        messages.success(request, say_loaded(plan, locale_of(request)))
        return redirect("portal:interval_files")
    context = {
        "active": "readings",
        "form": form,
        "plan": plan,
        "can_act": account.may_act,
        "text": text,
        "loads": queries.list_loads(request.brand.id, account_id=account.id, limit=_LOADS),
        "count": queries.count_loads(request.brand.id, account_id=account.id),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/intervals/files.html", context, status=status)


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

"""The grid operator's files of series in the office: looked at, loaded, and what became of them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kwartier.intervals import operations, queries
from kwartier.intervals.formats import LARGEST_MB
from kwartier.intervals.types import LoadDoor, LoadPlan
from kwartier.office.access import actor_of, office_page
from kwartier.office.paging import read_stretch
from kwartier.office.rendering import render_office
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.downloads import response_as_it_came
from kwartier.ui.refusing import refuse

_LOADS, _ROWS = 50, 200


class IntervalFileForm(forms.Form):
    """A file, and for one that names no supply point its number."""

    file = forms.FileField(
        label=gettext_lazy("File of the grid operator"),
        help_text=gettext_lazy("CSV, JSON or XML as it came, also packed: 64 MB at the most."),
        error_messages={
            "required": gettext_lazy("Choose the file that the grid operator gave you.")
        },
    )
    code = forms.CharField(
        label=gettext_lazy("EAN or PDL"),
        max_length=18,
        required=False,
        help_text=gettext_lazy("Only for a file that does not name it."),
    )


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_interval_files(request: BrandedRequest) -> HttpResponse:
    """The files that were loaded, and a box that looks at another, or loads it."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = IntervalFileForm(*sent)
    plan: LoadPlan | None = None
    if request.method == "POST" and form.is_valid():
        plan = _take(request, form)
        if plan is not None and request.POST.get("step") in ("load", "load_rest"):
            messages.success(request, _say_loaded(plan))
            return redirect("office:interval_files")
    stretch = read_stretch(request, size=_LOADS)
    loads, beside = stretch.cut(
        queries.list_loads(request.brand.id, offset=stretch.first, limit=stretch.limit)
    )
    context = {"active": "interval_files", "form": form, "plan": plan, "loads": loads, **beside}
    status = 422 if form.errors else 200
    return render_office(request, "intervals/files.html", context, status=status)


def _take(request: BrandedRequest, form: IntervalFileForm) -> LoadPlan | None:
    """Look at the file, or load it; what it is refused for is said beside the box."""
    file = form.cleaned_data["file"]
    asked: dict[str, Any] = {
        "brand": request.brand,
        "content": file.read(LARGEST_MB * 1_000_000 + 1),
        "name": file.name,
        "code": "".join(form.cleaned_data["code"].split()),
        "actor": actor_of(request),
        "now": request.now,
    }
    step = request.POST.get("step")
    try:
        if step not in ("load", "load_rest"):
            return operations.preview_file(**asked)
        quarantines = step == "load_rest"
        return operations.load_file(**asked, door=LoadDoor.OFFICE, quarantines=quarantines).plan
    except Refusal as refusal:
        refuse(form, refusal)
        return None


def _say_loaded(plan: LoadPlan) -> str:
    if not plan.written_days:
        return _("Everything in this file was there already. Nothing has changed.")
    return _("The file is loaded: %(count)s days were written.") % {"count": plan.written_days}


@office_page
@require_safe
def show_interval_file(request: BrandedRequest, load_id: int) -> HttpResponse:
    """One file that was loaded, with the rows of it that were not taken."""
    load = queries.get_load(request.brand.id, load_id=load_id)
    stretch = read_stretch(request, size=_ROWS)
    rows, beside = stretch.cut(
        queries.list_quarantined(
            request.brand.id, load_id=load_id, offset=stretch.first, limit=stretch.limit
        )
    )
    context = {"active": "interval_files", "load": load, "rows": rows, **beside}
    return render_office(request, "intervals/file.html", context)


@office_page
@require_safe
def download_interval_file(request: BrandedRequest, load_id: int) -> HttpResponse:
    """The file as it came, byte by byte, as long as all of it may be kept."""
    name, content = queries.get_loaded_file(request.brand.id, load_id=load_id)
    return response_as_it_came(content, name=name, unnamed="series")

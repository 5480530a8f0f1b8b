"""The grid operator's files of series in the office: looked at, loaded, and what became of them."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from kwartier.intervals import queries
from kwartier.intervals.types import ArrivalState, LoadDoor
from kwartier.office.access import actor_of, office_page
from kwartier.office.paging import read_stretch
from kwartier.office.rendering import locale_of, render_office
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.downloads import response_as_it_came
from kwartier.ui.interval_file_form import IntervalFileForm, say_loaded

_LOADS, _ROWS, _REFUSED = 50, 200, 10


class OperatorFileForm(IntervalFileForm):
    """A file of the grid operator, official."""

    file = forms.FileField(
        label=_("File of the grid operator"),
        help_text=_("CSV, JSON or XML as it came, also packed: 64 MB at the most."),
        error_messages={"required": _("Choose the file that the grid operator gave you.")},
    )


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_interval_files(request: BrandedRequest) -> HttpResponse:
    """The files that were loaded, those of programs that were refused, and a box that looks at another."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OperatorFileForm(*sent)
    plan = form.take(request, door=LoadDoor.OFFICE, actor=actor_of(request))
    if plan is not None and form.is_to_load:
        messages.success(request, say_loaded(plan, locale_of(request)))
        return redirect("office:interval_files")
    stretch = read_stretch(request, size=_LOADS)
    loads, beside = stretch.cut(
        queries.list_loads(request.brand.id, offset=stretch.first, limit=stretch.limit)
    )
    refused = queries.list_arrivals(request.brand.id, state=ArrivalState.REFUSED, limit=_REFUSED)
    context = {
        "active": "interval_files",
        "form": form,
        "plan": plan,
        "loads": loads,
        "refused": refused,
        **beside,
    }
    status = 422 if form.errors else 200
    return render_office(request, "intervals/files.html", context, status=status)


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

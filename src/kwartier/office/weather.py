"""Weather stations in the office: what each is, and files of its temperatures, looked at or loaded."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from kwartier.office.access import actor_of, office_page
from kwartier.office.paging import read_stretch
from kwartier.office.rendering import locale_of, render_office
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.formats import format_number
from kwartier.ui.refusing import refuse
from kwartier.weather import operations, queries
from kwartier.weather.types import LoadDoor, StationRow, TemperaturePlan

_LOADS = 50
_LOAD, _STATION = "load", "station"


class TemperatureFileForm(forms.Form):
    """A file of a station; which button was pressed is ``step``: to load it, it is sent again."""

    station = forms.ChoiceField(label=gettext_lazy("Station"))
    file = forms.FileField(
        label=gettext_lazy("File of temperatures"),
        help_text=gettext_lazy(
            "CSV with a column “date” and a column “temperature” in °C, by day or by hour: 8 MB at the most."
        ),
        error_messages={"required": gettext_lazy("Choose the file with the temperatures.")},
    )

    def __init__(self, *sent: Any, stations: list[StationRow]) -> None:
        super().__init__(*sent)
        field: Any = self.fields["station"]
        field.choices = [(row.station.code, row.station.name) for row in stations]

    def take(self, request: BrandedRequest) -> TemperaturePlan | None:
        """Look at the file, or load it; None, and the form says why, where it is refused."""
        if not self.is_valid():
            return None
        file = self.cleaned_data["file"]
        asked: dict[str, Any] = {
            "brand": request.brand,
            "station": self.cleaned_data["station"],
            "content": file.read(queries.LARGEST_MB * 1_000_000 + 1),
            "name": file.name,
            "now": request.now,
        }
        try:
            if self.data.get("step") != _LOAD:
                return operations.preview_temperatures(**asked)
            actor = actor_of(request)
            return operations.load_temperatures(**asked, door=LoadDoor.OFFICE, actor=actor)
        except Refusal as refusal:
            refuse(self, refusal)
            return None


class StationForm(forms.Form):
    """What a station is; a code that is known changes what is said of it."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=30,
        help_text=gettext_lazy("Small letters, digits and hyphens; one that is known is changed."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    source = forms.CharField(
        label=gettext_lazy("Who measures there"),
        max_length=200,
        help_text=gettext_lazy("Customers read it beside the comparison."),
    )
    serves = forms.CharField(
        label=gettext_lazy("Postal codes that it serves"),
        max_length=1_200,
        required=False,
        help_text=gettext_lazy(
            "Their beginnings, with commas between; empty: those that no other station serves."
        ),
    )

    def take(self, request: BrandedRequest) -> bool:
        """Note the station; the form says why where that is refused."""
        if not self.is_valid():
            return False
        told = self.cleaned_data
        try:
            operations.keep_station(
                brand=request.brand,
                code=told["code"],
                name=told["name"],
                source=told["source"],
                serves=told["serves"].split(","),
                actor=actor_of(request),
                now=request.now,
            )
        except Refusal as refusal:
            refuse(self, refusal)
            return False
        return True


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_weather(request: BrandedRequest) -> HttpResponse:
    """The stations, the files that were loaded, a box for a file and one for a station."""
    stations = queries.list_stations(request.brand.id)
    is_sent, step = request.method == "POST", request.POST.get("step")
    of_station = StationForm(*((request.POST,) if is_sent and step == _STATION else ()))
    of_file = TemperatureFileForm(
        *((request.POST, request.FILES) if is_sent and step != _STATION else ()), stations=stations
    )
    if of_station.is_bound and of_station.take(request):
        messages.success(request, _("The station is noted."))
        return redirect("office:weather")
    plan = of_file.take(request) if of_file.is_bound else None
    if plan is not None and step == _LOAD:
        messages.success(request, _say_loaded(plan, locale_of(request)))
        return redirect("office:weather")
    stretch = read_stretch(request, size=_LOADS)
    loads, beside = stretch.cut(
        queries.list_temperature_loads(request.brand.id, offset=stretch.first, limit=stretch.limit)
    )
    context = {
        "active": "weather",
        "stations": stations,
        "loads": loads,
        "form": of_station if of_station.errors else of_file,
        "of_station": of_station,
        "of_file": of_file,
        "plan": plan,
        **beside,
    }
    status = 422 if of_station.errors or of_file.errors else 200
    return render_office(request, "weather.html", context, status=status)


def _say_loaded(plan: TemperaturePlan, locale: str) -> str:
    days = plan.written_days
    if not days:
        return _("Everything in this file was there already. Nothing has changed.")
    return ngettext(
        "The file is loaded: %(count)s day was written.",
        "The file is loaded: %(count)s days were written.",
        days,
    ) % {"count": format_number(days, locale)}

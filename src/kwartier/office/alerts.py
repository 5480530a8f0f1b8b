"""A customer's alerts, in an agent's hands: what is watched, what was raised, and its end when they ask.

Only the customer sets one: it is their wish, and the mails are theirs.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kwartier.alerts.operations import stop_watches
from kwartier.alerts.queries import count_alerts, list_alerts, list_set_watches
from kwartier.alerts.types import AlertRow, SetWatch
from kwartier.alerts.wording import say_alert, say_limit
from kwartier.office.access import actor_of, customer_file_page, note_visit
from kwartier.office.forms import StopAlertForm
from kwartier.office.rendering import render_office
from kwartier.parties.types import AccountInfo, CustomerFile
from kwartier.platform.tenancy import BrandedRequest
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow

_SHOWN = 50
_LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class WatchLine:
    """What is watched, with its limit in words, where, and who is told."""

    watch: SetWatch
    contract: ContractRow | None
    limit: str
    told: str

    @property
    def key(self) -> str:
        """What its button sends."""
        return f"{self.watch.supply_point_id}:{self.watch.kind}"


@dataclass(frozen=True, slots=True)
class AlertLine:
    """What was raised: why, and where."""

    alert: AlertRow
    contract: ContractRow | None
    why: str


@customer_file_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_alerts(request: BrandedRequest, file: CustomerFile) -> HttpResponse:
    """What the customer has watched, each with a button that ends it; what was raised, the latest first."""
    account = file.account
    form = StopAlertForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _stop(request, account, form)
        return redirect("office:customer_alerts", account.number)
    if request.method == "GET":
        note_visit(request, account.id, "alerts")
    places = {each.supply_point_id: each for each in reversed(list_contracts(account.id))}
    names = {each.person_id: each.name for each in file.members}
    alerts = list_alerts(account.id, limit=_SHOWN)
    context = {
        "watches": [
            WatchLine(
                each,
                places.get(each.supply_point_id),
                say_limit(each.kind, each.limit),
                names.get(each.mails_to_person_id, ""),
            )
            for each in list_set_watches(account.id)
        ],
        "lines": [
            AlertLine(each, places.get(each.supply_point_id), say_alert(each)) for each in alerts
        ],
        "lately_count": sum(each.raised_on > request.today - _LATELY for each in alerts),
        "count": count_alerts(account.id) if len(alerts) == _SHOWN else len(alerts),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render_office(request, "alerts.html", context, account=account, status=status)


def _stop(request: BrandedRequest, account: AccountInfo, form: StopAlertForm) -> None:
    """End what a valid form names; what ended meanwhile is said to have."""
    supply_point_id, kind = form.stopped
    count = stop_watches(
        account_id=account.id,
        supply_point_id=supply_point_id,
        kind=kind,
        actor=actor_of(request, reason=form.cleaned_data["reason"]),
        now=request.now,
    )
    if count:
        messages.success(request, _("Stopped. The customer reads it in the access log."))
    else:
        messages.info(request, _("It was stopped already."))

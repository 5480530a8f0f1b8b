"""The pages of alerts: what was raised and why, the settings of a supply point, and the stop in a mail."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from kwartier.alerts.operations import read_stop_key, stop_watches
from kwartier.alerts.queries import (
    count_alerts,
    list_alerts,
    list_watched_points,
    list_watches,
)
from kwartier.alerts.types import AlertKind, AlertRow
from kwartier.alerts.wording import say_alert
from kwartier.parties.queries import get_person
from kwartier.parties.types import AccountInfo
from kwartier.platform.tenancy import BrandedRequest, enter_as_person
from kwartier.platform.types import Actor, ActorKind
from kwartier.portal.access import (
    actor_of,
    customer_page,
    get_current_contract,
    one_per_point,
)
from kwartier.portal.alerts.form import AlertsForm
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow
from kwartier.ui.narrowing import narrow

_SHOWN = 100
_LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert on a page: why it came, where, and the page on which it is looked into."""

    alert: AlertRow
    contract: ContractRow | None
    why: str
    url: str


def list_lines(alerts: list[AlertRow], contracts: list[ContractRow]) -> list[AlertLine]:
    """Alerts as a page says them."""
    places = {contract.supply_point_id: contract for contract in reversed(contracts)}
    return [
        AlertLine(alert, contract, say_alert(alert), _url_of(alert, contract) if contract else "")
        for alert in alerts
        for contract in [places.get(alert.supply_point_id)]
    ]


def _url_of(alert: AlertRow, contract: ContractRow) -> str:
    """Where the days of an alert are looked into, or what it asks for is done."""
    if alert.kind is AlertKind.READING_DUE:
        return reverse("portal:readings_of", args=[contract.code])
    if alert.kind is AlertKind.ADVANCE_DRIFT:
        return reverse("portal:advance", args=[contract.number])
    view = "month" if alert.kind is AlertKind.LEAK or not alert.rests_on_finer else "day"
    address = reverse("portal:consumption_of", args=[contract.code])
    return f"{address}?view={view}&from={alert.last_day.isoformat()}"


@require_GET
@customer_page
def show_alerts(request: BrandedRequest, account: AccountInfo) -> HttpResponse:
    """What was raised, the latest first, and the supply points with what is watched there."""
    contracts = list_contracts(account.id)
    running = one_per_point([each for each in contracts if each.ends_after(request.today)])
    watched = list_watched_points(account.id)
    narrowed = narrow(running, request.GET.get("q", ""), lambda contract: contract.words)
    alerts = list_alerts(account.id, limit=_SHOWN)
    context = {
        "active": "readings",
        "lines": list_lines(alerts, contracts),
        "lately_count": sum(each.raised_on > request.today - _LATELY for each in alerts),
        "count": count_alerts(account.id) if len(alerts) == _SHOWN else len(alerts),
        "several": len(one_per_point(contracts)) > 1,
        "contracts": running,
        "narrowed": narrowed,
        "watched": watched & {each.supply_point_id for each in running},
        "can_act": account.may_act,
    }
    return render(request, "portal/alerts/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_page
def set_alerts(request: BrandedRequest, account: AccountInfo, code: str) -> HttpResponse:
    """What is watched at a supply point, each with its limit; saved all at once."""
    contract = get_current_contract(request, account, code=code)
    watches = list_watches(contract, today=request.today)
    form = AlertsForm(request.POST or None, watches=watches)
    if form.is_valid():
        form.save(
            account=account,
            contract=contract,
            person_id=request.user.pk,
            actor=actor_of(request),
            today=request.today,
            now=request.now,
        )
        messages.success(request, _("Saved. We look at it every night."))
        return redirect("portal:alerts_of", code=code)
    raised = list_alerts(account.id, supply_point_ids=[contract.supply_point_id], limit=5)
    context = {
        "active": "readings",
        "contract": contract,
        "form": form,
        "on_count": sum(watch.is_on for watch in watches),
        "can_act": account.may_act,
        "lines": list_lines(raised, [contract]),
        "email": request.user.email,
        "has_no_consent": any(watch.is_coarse or watch.is_blind for watch in watches),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/alerts/set.html", context, status=status)


@csrf_exempt  # a mail program posts without a cookie; the key says who, and only stops
@require_http_methods(["GET", "HEAD", "POST"])
def stop_alerts(request: BrandedRequest, key: str) -> HttpResponse:
    """Stop what the key names, without signing in: one press, here or in the mail."""
    stop = read_stop_key(key)
    if request.method == "POST":
        enter_as_person(person_id=stop.person_id)
        person = get_person(stop.person_id)
        actor = Actor(kind=ActorKind.CUSTOMER, person_id=person.id, name=person.name)
        stop_watches(
            account_id=stop.account_id,
            supply_point_id=stop.supply_point_id,
            kind=stop.kind,
            person_id=stop.person_id,
            actor=actor,
            now=request.now,
        )
        enter_as_person(person_id=request.user.pk)
    context = {"is_stopped": request.method == "POST", "kind": stop.kind}
    return render(request, "portal/alerts/stop.html", context)

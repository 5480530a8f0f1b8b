"""Billing runs in an agent's hands: what a run comes to, what waits in it, and its next step."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kwartier.billing import operations, queries
from kwartier.billing.queries import RunRowView, RunView
from kwartier.billing.types import GapKind
from kwartier.office.access import actor_of, office_page
from kwartier.office.rendering import render_office
from kwartier.parties.queries import get_accounts
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest
from kwartier.ui.bills.gaps import say_gap

_MOST = 100
_STEPS: dict[str, Callable[..., RunView]] = {
    "approve": operations.approve_run,
    "start": operations.make_drafts,
    "release": operations.release_run,
    "undo": operations.undo_run,
}
# What each state offers, the step that leads on first; its button says what happens.
_OFFERED: dict[str, tuple[tuple[str, Promise], ...]] = {
    "planned": (("approve", gettext_lazy("Approve this run")),),
    "approved": (("start", gettext_lazy("Make the drafts")),),
    "made": (("release", gettext_lazy("Release: number, book and send")),),
}
_UNDO = ("undo", gettext_lazy("Undo this run"))


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_runs(request: BrandedRequest) -> HttpResponse:
    """The runs of the brand, the newest first; the button plans the next one."""
    if request.method == "POST":
        try:
            run = operations.plan_run(
                brand_id=request.brand.id,
                today=request.today,
                now=request.now,
                actor=actor_of(request),
            )
        except Refusal as refusal:
            messages.error(request, f"{refusal.say()} {refusal.say_next()}")
            return redirect("office:billing_runs")
        messages.success(request, _("The run has the number %(number)s.") % {"number": run.number})
        return redirect("office:billing_run", run.number)
    runs = queries.list_runs(brand_id=request.brand.id)
    context = {"active": "billing_runs", "runs": runs, "is_open": any(r.is_open for r in runs)}
    return render_office(request, "billing_runs/runs.html", context)


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def show_run(request: BrandedRequest, run_number: str) -> HttpResponse:
    """One run: its report, its work list, what is out of line, and the buttons of its next steps."""
    run = queries.get_run(brand_id=request.brand.id, number=run_number)
    if request.method == "POST":
        _take_step(request, run)
        return redirect("office:billing_run", run.number)
    waiting = queries.list_run_rows(run_id=run.id, states=("refused",), limit=_MOST)
    outliers = queries.list_run_rows(run_id=run.id, only_outliers=True, limit=_MOST)
    accounts = get_accounts({row.contract.account_id for row in (*waiting, *outliers)})
    context = {
        "active": "billing_runs",
        "run": run,
        "limits": queries.get_outlier_limits(brand_id=request.brand.id, on=run.billed_until),
        "report": run.report,
        "steps": _steps_of(run, request),
        "needs_another": run.state == "planned" and run.planned_by == request.user.pk,
        "refused": [(_say_kind(kind), count) for kind, count in run.report.refused_counts.items()],
        "waiting": [
            (row, accounts[row.contract.account_id], _say_row(row))
            for row in waiting
            if row.contract.account_id in accounts
        ],
        "outliers": [
            (row, accounts[row.contract.account_id])
            for row in outliers
            if row.contract.account_id in accounts
        ],
        "most": _MOST,
        "again_url": reverse("office:billing_run", args=[run.number]),
    }
    return render_office(request, "billing_runs/run.html", context)


def _take_step(request: BrandedRequest, run: RunView) -> None:
    """One operation by the button pressed; a refusal is said on the page that follows."""
    step = request.POST.get("step", "")
    if step not in _STEPS:
        return
    day = {"today": request.today} if step == "release" else {}
    try:
        _STEPS[step](
            brand_id=request.brand.id,
            number=run.number,
            now=request.now,
            actor=actor_of(request),
            **day,
        )
    except Refusal as refusal:
        messages.error(request, f"{refusal.say()} {refusal.say_next()}")


def _steps_of(run: RunView, request: BrandedRequest) -> list[tuple[str, Promise]]:
    steps = list(_OFFERED.get(run.state, ()))
    if run.state == "planned" and run.planned_by == request.user.pk:
        steps = []  # Another person approves.
    return [*steps, _UNDO] if run.may_be_undone else steps


def _say_kind(kind: str) -> str:
    """What is missing or in the way, as a heading of the report."""
    if kind in GapKind.values:
        return str(GapKind(kind).label)
    return str(queries.say_obstacle(kind))


def _say_row(row: RunRowView) -> list[str]:
    if row.obstacle is not None:
        return [str(row.obstacle)]
    return [say_gap(gap) for gap in row.gaps]

"""Billing runs in an agent's hands: what a run comes to, what waits in it, and its next step."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kwartier.billing import operations, queries
from kwartier.billing.queries import RunView
from kwartier.office.access import actor_of, office_page
from kwartier.office.rendering import render_office
from kwartier.office.run_periods import list_lines, list_shows
from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import BrandedRequest

# As many as one reads on the page of a run; the others are in its list.
_MOST = 6
# At which stage a run is, by its state; one that is over is behind them all.
_STAGE_OF = {
    "planning": 0,
    "planned": 1,
    "approved": 2,
    "running": 2,
    "made": 3,
    "releasing": 3,
    "telling": 3,
    "released": 4,
    "undone": 4,
}
_STEPS: dict[str, Callable[..., RunView]] = {
    "approve": operations.approve_run,
    "start": operations.make_drafts,
    "release": operations.release_run,
    "undo": operations.undo_run,
    "plan_again": operations.plan_again,
}
# What each state offers, the step that leads on first; its button says what happens.
_OFFERED: dict[str, tuple[tuple[str, Promise], ...]] = {
    "planned": (("approve", gettext_lazy("Approve this run")),),
    "approved": (("start", gettext_lazy("Make a draft of every bill")),),
    "made": (("release", gettext_lazy("Release: number, book and send")),),
}
_UNDO = ("undo", gettext_lazy("Undo this run"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A part of the way of every run: its name, what happens there, whether it is behind or now."""

    name: str
    says: str
    is_done: bool
    is_now: bool


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
            messages.error(request, refusal.say_all())
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
    waiting = queries.list_run_rows(
        run_id=run.id, wish=queries.RunRowWish(is_waiting=True), limit=_MOST
    )
    outliers = queries.list_run_rows(
        run_id=run.id, wish=queries.RunRowWish(is_outlier=True, by_size=True), limit=_MOST
    )
    lines = {line.row.id: line for line in list_lines([*waiting, *outliers])}
    context = {
        "active": "billing_runs",
        "run": run,
        "limits": queries.get_outlier_limits(brand_id=request.brand.id, on=run.billed_until),
        "report": run.report,
        "steps": _steps_of(run, request),
        "stages": _stages_of(run),
        "needs_another": run.state == "planned" and run.planned_by == request.user.pk,
        "may_plan_again": run.state == "planned" and run.report.waiting_count > 0,
        "shows": list_shows(run),
        "waiting": [lines[row.id] for row in waiting if row.id in lines],
        "outliers": [lines[row.id] for row in outliers if row.id in lines],
        "most": _MOST,
        "again_url": reverse("office:billing_run", args=[run.number]),
    }
    return render_office(request, "billing_runs/run.html", context)


def _stages_of(run: RunView) -> list[Stage]:
    """The way of a run from a plan to bills, and where it is."""
    now = _STAGE_OF[run.state]
    names = (
        (_("Plan"), _("A dry run says what every bill comes to, and what is missing.")),
        (
            _("Look and approve"),
            _("Complete what waits, look at what is out of line; a colleague approves."),
        ),
        (
            _("Make a draft of every bill"),
            _("Every bill is made as it will be; nobody sees it yet."),
        ),
        (
            _("Release"),
            _(
                "Bills get their numbers, are booked and sent. After that they can only be corrected."
            ),
        ),
    )
    return [
        Stage(name=name, says=says, is_done=place < now, is_now=place == now)
        for place, (name, says) in enumerate(names)
    ]


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
        messages.error(request, refusal.say_all())


def _steps_of(run: RunView, request: BrandedRequest) -> list[tuple[str, Promise]]:
    steps = list(_OFFERED.get(run.state, ()))
    if run.state == "planned" and run.planned_by == request.user.pk:
        steps = []  # Another person approves.
    return [*steps, _UNDO] if run.may_be_undone else steps

"""``kwartier billing-run plan --brand merel --as tom@example.org``: the steps of a billing run."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.billing import operations, queries
from kwartier.billing.gap_types import name_gap
from kwartier.billing.queries import RunRowView, RunView
from kwartier.parties.asked_agent import get_asked_actor
from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.errors import Refusal
from kwartier.platform.types import BrandInfo
from kwartier.platform.wording import speak_money

_MOST_SHOWN = 20
_STEPS: dict[str, Callable[..., RunView]] = {
    "plan": operations.plan_run,
    "approve": operations.approve_run,
    "run": operations.make_drafts,
    "release": operations.release_run,
    "undo": operations.undo_run,
    "leave-out": operations.leave_out,
    "plan-again": operations.plan_again,
}
_DATED = ("plan", "release")


class Command(BaseCommand):
    """Each step is the one that a page of the office has a button for."""

    help = "Settle everybody whose period is over: plan, approve, run, release; or undo."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the step, the run, and who takes it."""
        parser.add_argument(
            "step",
            choices=(*_STEPS, "show"),
            help="plan (a dry run), approve (another person), run (make drafts), release, undo, "
            "leave-out (contracts), plan-again (what waits, or contracts), show",
        )
        parser.add_argument(
            "number", nargs="?", default="", help="number of the run, for example R26-0000001"
        )
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument(
            "--as", dest="agent", default="", help="e-mail address of the agent who takes the step"
        )
        parser.add_argument(
            "--contract",
            action="append",
            help="contract to leave out or to plan again; may be given several times",
        )
        parser.add_argument("--reason", default="", help="why contracts are left out")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take the step, do what workers do after it, and say how the run stands."""
        brand = get_asked_brand(options["brand"])
        try:
            run = self._take(options["step"], options["number"], brand, options)
            self._work(brand)
            self._tell(queries.get_run(brand_id=brand.id, number=run.number))
        except Refusal as refused:
            raise CommandError(refused.say_all()) from None

    def _take(self, step: str, number: str, brand: BrandInfo, options: dict[str, Any]) -> RunView:
        agent = options["agent"]
        if step == "plan":
            return operations.plan_run(
                brand_id=brand.id,
                today=clock.today(brand),
                now=clock.now(brand),
                actor=get_asked_actor(brand, agent),
            )
        if not number:
            raise CommandError(f"Give the number of the run: {_list_numbers(brand)}.")
        run = queries.get_run(brand_id=brand.id, number=number)
        if step == "show":
            return run
        if step == "run" and run.is_worked_on:
            self.stdout.write(f"{number} is being worked on already; this process helps.")
            return run
        more: dict[str, Any] = {"today": clock.today(brand)} if step in _DATED else {}
        if step == "leave-out" or (step == "plan-again" and options["contract"]):
            more["row_ids"] = _find_rows(run, options["contract"] or ())
        if step == "leave-out":
            more["reason"] = options["reason"]
        return _STEPS[step](
            brand_id=brand.id,
            number=number,
            now=clock.now(brand),
            actor=get_asked_actor(brand, agent),
            **more,
        )

    def _work(self, brand: BrandInfo) -> None:
        """What a worker does, in this process: it may be stopped, and another goes on."""
        operations.work_on_runs(brand_id=brand.id, now=clock.now(brand))

    def _tell(self, run: RunView) -> None:
        for line in _lines_of(run):
            self.stdout.write(line)


def _lines_of(run: RunView) -> Iterator[str]:
    report = run.report
    yield f"{run.number}: {run.state.label}, periods over by {run.billed_until}."
    yield f"Planned by {run.planned_by_name}" + (
        f", approved by {run.approved_by_name}." if run.approved_by_name else "."
    )
    yield (
        f"{report.billable_count} bills of {speak_money(report.total_cents)}: "
        f"{speak_money(report.to_pay_cents)} to pay, "
        f"{speak_money(report.to_give_back_cents)} to give back after the advances."
    )
    limits = queries.get_outlier_limits(brand_id=run.brand_id, on=run.billed_until)
    yield (
        f"{report.outlier_count} out of line with the period before: moved by more than "
        f"{limits.percent}% and {speak_money(limits.cents)}."
    )
    yield f"{report.refused_count} wait."
    for kind, count in report.refused_counts.items():
        yield f"  {count} x {kind}"
    refused = queries.RunRowWish(states=("refused",))
    waiting = queries.list_run_rows(run_id=run.id, wish=refused, limit=_MOST_SHOWN)
    yield from map(_line_of, waiting)


def _line_of(row: RunRowView) -> str:
    gaps = "; ".join(f"{gap.kind.label} {name_gap(gap)} {gap.day}" for gap in row.gaps)
    why = f": {row.left_out_because}" if row.left_out_because else ""
    return f"  {row.contract.number} from {row.period_from}: {row.obstacle or gaps}{why}"


def _find_rows(run: RunView, contracts: Sequence[str]) -> list[int]:
    """The periods of these contracts in a run."""
    if not contracts:
        raise CommandError("Give --contract with the number of each contract to leave out.")
    rows = queries.list_run_rows(run_id=run.id, limit=run.report.row_count)
    found = {row.id: row.contract.number for row in rows if row.contract.number in contracts}
    if unknown := set(contracts) - set(found.values()):
        raise CommandError(f"{run.number} has no period of {', '.join(sorted(unknown))}.")
    return list(found)


def _list_numbers(brand: BrandInfo) -> str:
    runs = queries.list_runs(brand_id=brand.id, limit=3)
    return ", ".join(run.number for run in runs) or "there is none yet, plan one"

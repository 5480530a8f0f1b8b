"""``kwartier intervals load FILE... --brand merel``: the grid operator's files of series."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.intervals.operations import load_file, preview_file
from kwartier.intervals.types import LoadDoor, LoadPlan, PlannedSeries
from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.errors import Refusal
from kwartier.platform.types import SYSTEM, BrandInfo

_MOST_FINDINGS = 20


class Command(BaseCommand):
    """Each file whole, or with ``--quarantine`` without the rows that are named; twice changes nothing."""

    help = "Load files of quarter-hours, half-hours, hours or days, as the grid operator gave them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare files, brand and what is to be done."""
        parser.add_argument("files", type=Path, nargs="+", help="files as they came, in any order")
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument("--code", default="", help="EAN or PDL, for files that name none")
        parser.add_argument(
            "--check", action="store_true", help="say what would be loaded, load nothing"
        )
        parser.add_argument(
            "--quarantine", action="store_true", help="load a file without its wrong rows"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load the files, and say what became of each."""
        brand = get_asked_brand(options["brand"])
        whole = [self._take(path, brand, options) for path in options["files"]]
        if not all(whole):
            raise CommandError(
                "Not every file can be loaded."
                if options["check"]
                else "Not every file was loaded."
            )

    def _take(self, path: Path, brand: BrandInfo, options: dict[str, Any]) -> bool:
        try:
            plan = self._load(path, brand, options)
        except OSError as problem:
            self.stderr.write(f"{path}: {problem.strerror}.")
            return False
        except Refusal as refusal:
            self.stderr.write(f"{path}: {refusal.say_all()}")
            return False
        for line in _say(plan):
            self.stdout.write(f"{path.name}: {line}")
        return options["quarantine"] or not (options["check"] and plan.blocking)

    def _load(self, path: Path, brand: BrandInfo, options: dict[str, Any]) -> LoadPlan:
        asked: dict[str, Any] = {
            "brand": brand,
            "content": path.read_bytes(),
            "name": path.name,
            "code": options["code"],
            "actor": SYSTEM,
            "now": clock.now(brand),
        }
        if options["check"]:
            return preview_file(**asked)
        report = load_file(**asked, door=LoadDoor.COMMAND, quarantines=options["quarantine"])
        return report.plan


def _say(plan: LoadPlan) -> Iterator[str]:
    """What a file holds, and what becomes of it; the findings last."""
    yield f"{plan.format}, {plan.written_days} days to write" + (
        ", loaded before." if plan.is_known else "."
    )
    yield from (_say_series(each) for each in plan.series)
    if plan.peak_count:
        yield f"{plan.peak_count} month peaks."
    for each in plan.findings[:_MOST_FINDINGS]:
        place = f"line {each.line}, " if each.line else ""
        yield f"{place}{each.field}: {each.text}" if each.field else f"{place}{each.text}"
    if len(plan.findings) > _MOST_FINDINGS:
        yield f"{len(plan.findings) - _MOST_FINDINGS} more findings."


def _say_series(each: PlannedSeries) -> str:
    left_out = {
        "outside a contract": each.uncontracted_days,
        "without consent": each.unconsented_days,
        "known better": each.outranked_days,
    }
    parts = [
        f"{each.new_days} new",
        f"{each.corrected_days} corrected",
        f"{each.same_days} same",
        *(f"{count} {why}" for why, count in left_out.items() if count),
    ]
    return (
        f"{each.code} {each.direction.label}, {each.step_minutes} minutes,"
        f" {each.from_day} to {each.last_day}: {each.value_count} values, {each.total_wh} Wh,"
        f" {each.missing_count} missing; days: {', '.join(parts)}."
    )

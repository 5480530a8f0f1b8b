"""``kwartier weather load FILE... --brand merel --station uccle``: daily or hourly temperatures."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.errors import Refusal
from kwartier.platform.types import SYSTEM, BrandInfo
from kwartier.weather.operations import keep_station, load_temperatures, preview_temperatures
from kwartier.weather.types import LoadDoor, TemperaturePlan

_MOST_FINDINGS = 20


class Command(BaseCommand):
    """Each file whole or not at all; twice changes nothing."""

    help = "Load temperatures of a weather station: a day or an hour, and its degrees Celsius."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare files, brand and station."""
        parser.add_argument("files", type=Path, nargs="*", help="CSV files, in any order")
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument("--station", required=True, help="code of the station: uccle")
        parser.add_argument("--name", default="", help="what the station is called: note it first")
        parser.add_argument("--source", default="", help="who measures there, as customers read it")
        parser.add_argument(
            "--serves",
            default="",
            help="beginnings of postal codes, with commas; without any, what no other station serves",
        )
        parser.add_argument(
            "--check", action="store_true", help="say what would be loaded, load nothing"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Note the station where it is described, load the files, and say what became of each."""
        brand = get_asked_brand(options["brand"])
        if options["name"] or options["source"] or options["serves"]:
            self._keep(brand, options)
        whole = [self._take(path, brand, options) for path in options["files"]]
        if not all(whole):
            raise CommandError(
                "Not every file can be loaded."
                if options["check"]
                else "Not every file was loaded."
            )

    def _keep(self, brand: BrandInfo, options: dict[str, Any]) -> None:
        try:
            station = keep_station(
                brand=brand,
                code=options["station"],
                name=options["name"],
                source=options["source"],
                serves=options["serves"].split(","),
                actor=SYSTEM,
                now=clock.now(brand),
            )
        except Refusal as refusal:
            raise CommandError(refusal.say_all()) from None
        self.stdout.write(f"{station.code}: {station.name}, {station.source}.")

    def _take(self, path: Path, brand: BrandInfo, options: dict[str, Any]) -> bool:
        asked: dict[str, Any] = {
            "brand": brand,
            "station": options["station"],
            "name": path.name,
            "now": clock.now(brand),
        }
        try:
            asked["content"] = path.read_bytes()
            plan = preview_temperatures(**asked)
            if not options["check"] and not plan.blocking:
                plan = load_temperatures(**asked, door=LoadDoor.COMMAND, actor=SYSTEM)
        except OSError as problem:
            self.stderr.write(f"{path}: {problem.strerror}.")
            return False
        except Refusal as refusal:
            self.stderr.write(f"{path}: {refusal.say_all()}")
            return False
        for line in _say(plan):
            self.stdout.write(f"{path.name}: {line}")
        return not plan.blocking


def _say(plan: TemperaturePlan) -> Iterator[str]:
    """What a file holds, and what becomes of it; the findings last."""
    if plan.from_day and plan.until_day:
        yield (
            f"{plan.from_day} to {plan.until_day} (not included), {plan.day_count} days:"
            f" {plan.new_days} new, {plan.corrected_days} corrected, {plan.same_days} same;"
            f" {len(plan.gap_days)} days between have no temperature."
        )
    for each in plan.findings[:_MOST_FINDINGS]:
        yield f"line {each.line}: {each.text}"
    if len(plan.findings) > _MOST_FINDINGS:
        yield f"{len(plan.findings) - _MOST_FINDINGS} more findings."

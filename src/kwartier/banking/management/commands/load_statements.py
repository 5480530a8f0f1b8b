"""``kwartier bank load FILE... --brand merel``: statements of the bank, loaded and placed at once."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.banking.operations import load_arrivals, place_details, receive_file
from kwartier.banking.queries import count_waiting, get_arrival
from kwartier.banking.types import ArrivalState, LoadedStatement
from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.errors import Refusal
from kwartier.platform.types import SYSTEM, BrandInfo


class Command(BaseCommand):
    """Each file whole or not at all; a file that was loaded before changes nothing."""

    help = "Load statements of the bank (CODA, camt.053, camt.054), and place their payments."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare files and brand."""
        parser.add_argument("files", type=Path, nargs="+", help="files of the bank, in any order")
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load the files, say what became of each, and place what is certain."""
        brand = get_asked_brand(options["brand"])
        arrived = [self._receive(path, brand) for path in options["files"]]
        told = load_arrivals(brand_id=brand.id, now=clock.now(brand))
        for each in told:
            self.stdout.write(_say(each))
        refused = [each for each in arrived if each is not None and self._is_refused(each, brand)]
        placed = place_details(brand_id=brand.id, today=clock.today(brand), now=clock.now(brand))
        self.stdout.write(
            f"{placed.placed_count} payments placed, {count_waiting(brand.id)} wait for an agent."
        )
        if refused or None in arrived:
            raise CommandError("Not every file was loaded.")

    def _receive(self, path: Path, brand: BrandInfo) -> int | None:
        try:
            return receive_file(
                brand_id=brand.id,
                content=path.read_bytes(),
                name=path.name,
                actor=SYSTEM,
                now=clock.now(brand),
            )
        except OSError as problem:
            self.stderr.write(f"{path}: {problem.strerror}.")
        except Refusal as refusal:
            self.stderr.write(f"{path}: {refusal.say_all()}")
        return None

    def _is_refused(self, arrival_id: int, brand: BrandInfo) -> bool:
        """Whether a file did not fit; says why."""
        arrival = get_arrival(brand.id, arrival_id=arrival_id)
        if arrival.state == ArrivalState.REFUSED:
            self.stderr.write(f"{arrival.name}: {arrival.said}")
        if arrival.state == ArrivalState.WAITING:
            self.stderr.write(f"{arrival.name}: waits for statement {arrival.waits_for}.")
        return arrival.state in (ArrivalState.REFUSED, ArrivalState.WAITING)


def _say(told: LoadedStatement) -> str:
    number = f"number {told.number} " if told.number else ""
    return (
        f"{told.iban}, statement {number}of {told.closed_on}: {told.outcome.value}, "
        f"{told.entry_count} entries."
    )

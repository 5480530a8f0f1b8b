"""``kwartier payments collect --brand merel --as tom@example.org``: files to and from the bank."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.parties.asked_agent import get_asked_actor
from kwartier.payments import operations, queries
from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.errors import NotFound, Refusal
from kwartier.platform.types import BrandInfo
from kwartier.platform.wording import speak_money

_LATEST = 10


class Command(BaseCommand):
    """Each step is the one that a page of the office has a button for."""

    help = "Collect, refund, and read the bank's answers: batches, their files, what came back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the step, what it is about, and who takes it."""
        parser.add_argument(
            "step",
            choices=("show", *_STEPS),
            help="show, collect (make a batch), send, refund (make a batch), approve (another "
            "person), undo, fetch (write the file of a batch), answer (read a pain.002)",
        )
        parser.add_argument(
            "subject", nargs="?", default="", help="number of the batch, or the bank's file"
        )
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument(
            "--as", dest="agent", default="", help="e-mail address of the agent who takes the step"
        )
        parser.add_argument("--to", default=".", help="folder into which fetch writes the file")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take the step and say how things stand."""
        brand = get_asked_brand(options["brand"])
        step = _STEPS.get(options["step"])
        try:
            lines = _list_batches(brand) if step is None else step(brand, options)
            for line in lines:
                self.stdout.write(line)
        except Refusal as refusal:
            raise CommandError(refusal.say_all()) from None
        except OSError as problem:
            raise CommandError(str(problem)) from None


def _say(brand: BrandInfo, options: dict[str, Any]) -> dict[str, Any]:
    """What every operation wants to be told."""
    actor = get_asked_actor(brand, options["agent"])
    return {"brand_id": brand.id, "now": clock.now(brand), "actor": actor}


def _say_day(brand: BrandInfo, options: dict[str, Any]) -> dict[str, Any]:
    return {"today": clock.today(brand), **_say(brand, options)}


def _number(options: dict[str, Any]) -> str:
    if not options["subject"]:
        raise CommandError("Give the number of the batch; `show` lists them.")
    return str(options["subject"])


def _is_refund(number: str) -> bool:
    return number.startswith("RB")


def _collect(brand: BrandInfo, options: dict[str, Any]) -> Iterator[str]:
    yield _line(operations.make_collection_batch(**_say_day(brand, options)))


def _send(brand: BrandInfo, options: dict[str, Any]) -> Iterator[str]:
    yield _line(operations.send_batch(number=_number(options), **_say_day(brand, options)))


def _refund(brand: BrandInfo, options: dict[str, Any]) -> Iterator[str]:
    yield _line(operations.make_refund_batch(**_say_day(brand, options)))


def _approve(brand: BrandInfo, options: dict[str, Any]) -> Iterator[str]:
    say = _say_day(brand, options)
    yield _line(operations.approve_refund_batch(number=_number(options), **say))


def _undo(brand: BrandInfo, options: dict[str, Any]) -> Iterator[str]:
    number, say = _number(options), _say(brand, options)
    undo = operations.undo_refund_batch if _is_refund(number) else operations.undo_batch
    yield _line(undo(number=number, **say))


def _fetch(brand: BrandInfo, options: dict[str, Any]) -> Iterator[str]:
    number = _number(options)
    read = queries.read_refund_file if _is_refund(number) else queries.read_batch_file
    try:
        content = read(brand.id, number)
    except NotFound:
        raise CommandError(f"{number} has no file: it was not sent or approved.") from None
    path = Path(options["to"]) / f"{number}.xml"
    path.write_bytes(content)
    yield str(path)


def _answer(brand: BrandInfo, options: dict[str, Any]) -> Iterator[str]:
    if not options["subject"]:
        raise CommandError("Name the bank's file.")
    content = Path(options["subject"]).read_bytes()
    read = operations.read_bank_answer(content=content, **_say_day(brand, options))
    fresh = [each for each in read.returns if not each.is_repeat]
    yield f"{read.number}: {read.status or 'no status'}, {len(fresh)} came back."
    for each in fresh:
        yield f"  {each.end_to_end_id} {each.code}: {each.next_step.label}"


def _list_batches(brand: BrandInfo) -> Iterator[str]:
    yield from map(_line, queries.list_batches(brand.id, limit=_LATEST))
    yield from map(_line, queries.list_refund_batches(brand.id, limit=_LATEST))
    waiting = len(queries.list_returns(brand.id))
    yield f"{waiting} returns wait for a person."


def _line(batch: Any) -> str:
    return f"{batch.number}: {batch.state.label}, {batch.count} of {speak_money(batch.total_cents)}"


_STEPS: dict[str, Callable[[BrandInfo, dict[str, Any]], Iterator[str]]] = {
    "collect": _collect,
    "send": _send,
    "refund": _refund,
    "approve": _approve,
    "undo": _undo,
    "fetch": _fetch,
    "answer": _answer,
}

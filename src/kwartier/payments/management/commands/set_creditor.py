"""``kwartier payments creditor --brand merel``: what the brand is towards the banks, dated."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.parties.asked_agent import get_asked_actor
from kwartier.payments.operations import CreditorDraft, set_creditor
from kwartier.payments.queries import list_creditors
from kwartier.payments.types import CreditorInfo
from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.errors import Refusal
from kwartier.platform.types import BrandInfo

# How an operator says a field, of which kind it is, and what it means.
_ASKED: dict[str, tuple[Callable[[str], Any], str]] = {
    "name": (str, "name on the bank account"),
    "creditor_identifier": (str, "creditor identifier, as BE00ZZZ0123456789"),
    "iban": (str, "account to which we collect and from which we pay"),
    "bic": (str, "code of its bank; known from the account where it is not said"),
    "pain_version": (str, "version of the files for the bank: .02 (2009) or .08 (2019)"),
    "prenotification_days": (int, "days before a collection on which a customer is told of it"),
    "submit_days_before": (int, "bank days before its day on which a file has to be at the bank"),
    "cut_off": (time.fromisoformat, "hour by which it has to be there, as 12:00"),
    "cooloff_hours": (int, "hours before money goes out to a new bank account"),
    "unused_after_months": (int, "months without a collection after which a mandate ends"),
}


class Command(BaseCommand):
    """Without anything to say it shows; what is not said stays as it was."""

    help = "Show what the brand is towards the banks, or say it from a day on."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the brand, the day, who says it, and each thing that may be said."""
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument(
            "--from", dest="from_day", type=date.fromisoformat, help="first day; today without it"
        )
        parser.add_argument(
            "--as", dest="agent", default="", help="e-mail address of the agent who says it"
        )
        for name, (kind, meaning) in _ASKED.items():
            parser.add_argument(_option(name), dest=name, type=kind, help=meaning)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Say what is given, then show every row with its day."""
        brand = get_asked_brand(options["brand"])
        draft = CreditorDraft(**{each.name: options[each.name] for each in fields(CreditorDraft)})
        if draft != CreditorDraft():
            _say(brand, draft, options)
        known = list_creditors(brand.id)
        for row in known:
            for line in _lines_of(row):
                self.stdout.write(line)
        if not known:
            self.stdout.write("Nothing is said yet: nothing is collected, and nothing paid out.")


def _say(brand: BrandInfo, draft: CreditorDraft, options: dict[str, Any]) -> None:
    try:
        set_creditor(
            brand_id=brand.id,
            from_day=options["from_day"] or clock.today(brand),
            draft=draft,
            actor=get_asked_actor(brand, options["agent"]),
            now=clock.now(brand),
        )
    except Refusal as refused:
        where = f"{_option(refused.field)}: " if refused.field else ""
        raise CommandError(where + refused.say_all()) from None


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _lines_of(row: CreditorInfo) -> Iterator[str]:
    yield f"from {row.from_day}:"
    for name in _ASKED:
        value = getattr(row, name)
        shown = value.isoformat("minutes") if isinstance(value, time) else value
        yield f"  {name.replace('_', ' ')}: {shown or 'not known'}"

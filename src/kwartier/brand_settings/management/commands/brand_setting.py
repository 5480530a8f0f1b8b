"""``kwartier brand setting --brand merel``: what the brand decides for itself, dated."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.brand_settings.operations import decide_setting
from kwartier.brand_settings.queries import SettingView, list_settings
from kwartier.parties.asked_agent import get_asked_actor
from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.errors import Refusal
from kwartier.platform.types import BrandInfo


class Command(BaseCommand):
    """Without a value it shows; with one it decides, from a day on and on the record."""

    help = "Show what the brand decides for itself, or decide it from a day on."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what to look at, and what to decide."""
        parser.add_argument(
            "key", nargs="?", default="", help="a setting, for example bill.provisional_part"
        )
        parser.add_argument("value", nargs="?", default="", help="what holds from a day on")
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument(
            "--from", dest="from_day", default="", help="first day, as 2027-01-01; today without it"
        )
        parser.add_argument("--source", default="", help="who decided it, and where that stands")
        parser.add_argument(
            "--as", dest="agent", default="", help="e-mail address of the agent who notes it"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Decide what is asked, then show how it stands."""
        brand, key = get_asked_brand(options["brand"]), options["key"]
        if options["value"]:
            self._decide(brand, options)
        views = list_settings(brand_id=brand.id, on=clock.today(brand))
        if key and key not in {view.setting.key for view in views}:
            known = ", ".join(view.setting.key for view in views)
            raise CommandError(f"There is no setting {key}. Choose one of: {known}.")
        for view in views:
            if key in {"", view.setting.key}:
                for line in _lines_of(view, in_full=bool(key)):
                    self.stdout.write(line)

    def _decide(self, brand: BrandInfo, options: dict[str, Any]) -> None:
        today = clock.today(brand)
        try:
            decide_setting(
                brand_id=brand.id,
                key=options["key"],
                written=options["value"],
                from_day=_read_day(options["from_day"]) or today,
                source=options["source"],
                actor=get_asked_actor(brand, options["agent"]),
                today=today,
                now=clock.now(brand),
            )
        except Refusal as refused:
            raise CommandError(refused.say_all()) from None


def _read_day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise CommandError(f"{written!r} is no day: give --from as 2027-01-01.") from None


def _lines_of(view: SettingView, *, in_full: bool) -> Iterator[str]:
    """How a setting stands: one line, and with its meaning and every value in full."""
    setting = view.setting
    nothing = "not decided, and needed" if setting.needed else f"{setting.otherwise} (not decided)"
    yield f"{setting.key}: {nothing if view.now is None else view.now}"
    if in_full:
        yield f"  {setting.meaning}; {setting.expected}"
        for each in view.decided:
            yield f"  from {each.from_day}: {each} ({each.source})"

"""``kwartier cards publish FILE --brand merel``: price cards from a file, all of them or none."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.errors import Refusal
from kwartier.platform.types import Actor, ActorKind, BrandInfo
from kwartier.pricing.formats.card_file_types import CardFile, CardFileInvalid
from kwartier.pricing.formats.card_files import read_card_file
from kwartier.pricing.operations import publish_cards


class Command(BaseCommand):
    """Reads TOML or CSV; what is wrong is told by line and field, and then nothing is published."""

    help = "Publish the price cards of a file: prices, promises, and what an index gave."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the file, the brand, and whether to look only."""
        parser.add_argument("file", type=Path, help="a .toml of one product, or a .csv of many")
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument("--check", action="store_true", help="read and check, publish nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Publish the file, or say everything that is wrong with it."""
        brand = get_asked_brand(options["brand"])
        path: Path = options["file"]
        products = _read(path)
        if not options["check"]:
            _publish(products, brand, path)
        done = "can be published" if options["check"] else "published"
        for product in products:
            for card in product.cards:
                told = f"{len(card.dated)} x prices, {len(card.promises)} promises"
                self.stdout.write(f"{product.name}, {card.version}: {told}, {done}.")


def _read(path: Path) -> list[CardFile]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return read_card_file(text, is_csv=path.suffix.lower() == ".csv")
    except CardFileInvalid as invalid:
        told = [f"{path.name}:{each.line}: {each.field}: {each.told}" for each in invalid.problems]
        raise CommandError("\n".join([*told, "Nothing was published."])) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(f"{path.name}: {problem}") from None


def _publish(products: list[CardFile], brand: BrandInfo, path: Path) -> None:
    who = Actor(kind=ActorKind.SYSTEM, name=f"kwartier cards publish {path.name}")
    try:
        with transaction.atomic():
            for product in products:
                publish_cards(brand_id=brand.id, file=product, actor=who, now=clock.now(brand))
    except Refusal as refused:
        raise CommandError(refused.say_all()) from None

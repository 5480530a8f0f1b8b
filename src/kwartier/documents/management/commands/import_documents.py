"""``kwartier import-documents FOLDER MANIFEST --brand merel``: the papers of a former system."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.documents.operations import import_documents
from kwartier.documents.refusals import ImportRefused
from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.types import SYSTEM

_MOST_TOLD = 50


class Command(BaseCommand):
    """All of a list, or none: every mistake is told with its line and field."""

    help = "Take over the PDFs of a former system, as a list of them says."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare folder, list, brand and where they come from."""
        parser.add_argument("folder", type=Path, help="where the PDFs lie")
        parser.add_argument("manifest", type=Path, help="the list of them, as CSV")
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument(
            "--source",
            default="the former system",
            help="the system that they come from, as customers read it (default: %(default)s)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import, or say what is wrong."""
        brand = get_asked_brand(options["brand"])
        try:
            count = import_documents(
                brand=brand,
                folder=options["folder"],
                manifest=options["manifest"],
                source=options["source"],
                today=clock.today(brand),
                actor=SYSTEM,
                now=clock.now(brand),
            )
        except ImportRefused as refused:
            for mistake in refused.mistakes[:_MOST_TOLD]:
                self.stderr.write(str(mistake))
            raise CommandError(
                f"{len(refused.mistakes)} mistakes in the list. Nothing was imported."
            ) from None
        except (OSError, UnicodeDecodeError) as problem:
            raise CommandError(f"The list cannot be read: {problem}") from None
        self.stdout.write(f"Imported: {count}.")

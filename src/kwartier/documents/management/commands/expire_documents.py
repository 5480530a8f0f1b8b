"""``kwartier documents expire --brand merel``: what was kept long enough, and its deletion."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kwartier.documents.operations import remove_expired
from kwartier.documents.queries import fingerprint_of, list_expired
from kwartier.documents.refusals import ReportOutdated
from kwartier.platform import clock
from kwartier.platform.asked_brand import get_asked_brand
from kwartier.platform.leaving import delete_leaving
from kwartier.platform.types import SYSTEM


class Command(BaseCommand):
    """Without ``--delete`` a report; with the fingerprint of that report, the deletion."""

    help = "Report what was kept as long as it must be; delete it, with the report's fingerprint."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare of whom, and by which report."""
        parser.add_argument("--brand", required=True, help="key of the brand, for example merel")
        parser.add_argument(
            "--delete", metavar="FINGERPRINT", help="delete what the report of this name lists"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Report, or delete."""
        brand = get_asked_brand(options["brand"])
        today = clock.today(brand)
        if options["delete"]:
            try:
                count = remove_expired(
                    brand_id=brand.id,
                    report=options["delete"],
                    today=today,
                    actor=SYSTEM,
                    now=clock.now(brand),
                )
            except ReportOutdated as refused:
                raise CommandError(refused.say_all()) from None
            delete_leaving()
            self.stdout.write(f"Deleted: {count}.")
            return
        expired = list_expired(brand_id=brand.id, today=today)
        years = Counter(each.document.issued_on.year for each in expired if not each.held)
        for year, count in sorted(years.items()):
            self.stdout.write(f"{year}: {count}")
        for each in expired:
            if each.held:
                self.stdout.write(f"{each.document.subject_number} stays: {each.held}")
        if years:
            self.stdout.write(f"To delete them: --delete {fingerprint_of(expired)}")
        else:
            self.stdout.write("There is nothing to delete.")

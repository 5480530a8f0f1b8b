"""`kwartier profiles import`: take a published profile file into the folder of profiles."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from energycore.clocks import date_of
from kwartier.metering.formats.profile_folder import save_profile
from kwartier.metering.formats.published_profiles import list_kinds, read_profiles


class Command(BaseCommand):
    """Reads a workbook or CSV, checks it, and writes one packed file per profile."""

    help = "Import the market's published load profiles (yearly workbooks, open data)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the file, its kind, and where the profiles go."""
        parser.add_argument("kind", choices=list_kinds(), help="what the file holds")
        parser.add_argument("file", type=Path, help="the workbook or CSV as it was published")
        parser.add_argument(
            "--sheet", default="", help="name of the sheet, where it is not the usual one"
        )
        parser.add_argument("--source", default="", help="what to note as the source")
        parser.add_argument(
            "--folder",
            type=Path,
            help="where the profiles are kept (default: KWARTIER_PROFILES_DIR)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file, or say in one sentence what is wrong with it and where."""
        del args
        folder = options["folder"] or getattr(settings, "KWARTIER_PROFILES_DIR", None)
        if not folder:
            raise CommandError(
                "Say where the profiles are to be kept: give --folder, or set KWARTIER_PROFILES_DIR."
            )
        path: Path = options["file"]
        source = options["source"] or f"imported from {path.name}"
        try:
            profiles = read_profiles(
                options["kind"], path.read_bytes(), source=source, sheet=options["sheet"]
            )
        except (OSError, ValueError) as problem:
            raise CommandError(f"{path.name}: {problem}") from problem
        for profile in profiles:
            kept = save_profile(profile, folder=Path(folder))
            days = f"{date_of(profile.first_day)} to {date_of(profile.until_day)}"
            self.stdout.write(f"{profile.key}: {days}, kept in {kept}")

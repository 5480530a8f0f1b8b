"""`kwartier forecast backtest FILES`: how well the forecast does on real meters."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from energycore.forecast.backtest import back_test, list_each, score_line, table_lines
from energycore.forecast.calibration import score, usable, without_prior
from energycore.forecast.cases import Cases, MeterSeries, list_cases, profile_from
from energycore.forecast.meter_rows import MeterRowUnreadable, read_meters
from rulebooks.calibration import ENERGIES, get_band_table, profile_source
from rulebooks.profile_errors import UnknownProfile
from rulebooks.profiles import get_profile

DEFAULT_PROFILES = {"electricity": "rlp0n.belgium", "gas": "gas.demo"}


class Command(BaseCommand):
    """Read meters, forecast their years at many days, and print how it went."""

    help = (
        "Test the forecast on real meters. FILES are CSV with the columns meter,start,end,value_wh "
        "(local time), two years of each meter or more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take files, the energy and the profile."""
        parser.add_argument(
            "files", nargs="+", type=Path, metavar="FILES", help="CSV files of real meters"
        )
        parser.add_argument(
            "--energy",
            choices=ENERGIES,
            default="electricity",
            help="what the meters measure (default: %(default)s)",
        )
        parser.add_argument(
            "--profile",
            help="key of the load profile whose shape is used (default: the national one)",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Print the score of the shipped table, and of tables made without the meter scored."""
        energy: str = options["energy"]
        cases = self._cases(options["files"], options["profile"] or DEFAULT_PROFILES[energy])
        table = get_band_table(energy)
        self.stdout.write(f"The table of {energy} ({table.source}) on these meters:")
        known = cases.where(cases.has_prior)
        if len(known):
            self.stdout.write(f"year before known: {score_line(score(known, table))}")
        alone = usable(without_prior(cases))
        self.stdout.write(f"year before unknown: {score_line(score(alone, table))}")
        self.stdout.write("\nTables made of the other meters, each meter held out in turn:")
        try:
            rows = back_test(cases, list_each(np.unique(cases.meter)), energy=energy)
        except ValueError as error:
            self.stdout.write(f"none: {error}")
            return
        self.stdout.write("\n".join(table_lines(rows)))

    def _cases(self, paths: list[Path], profile_key: str) -> Cases:
        try:
            meters: list[MeterSeries] = []
            for path in paths:
                meters += read_meters(path.read_text("utf-8").splitlines())
            shape = profile_source(get_profile(profile_key))
        except OSError as error:
            raise CommandError(
                f"{error.filename}: {error.strerror}. Give the files of the meters."
            ) from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{path}: this is no CSV file in UTF-8 ({error.reason}).") from error
        except MeterRowUnreadable as error:
            raise CommandError(f"{path}: {error}") from error
        except UnknownProfile as error:
            raise CommandError(str(error)) from error
        cases = list_cases(meters, [profile_from([shape], meter) for meter in meters])
        if not len(cases):
            raise CommandError(
                "No meter has a full year that starts on the first of a month: give files with two "
                "years of each meter or more."
            )
        return cases

"""Prints the demonstration's logins, a story each."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kwartier.demo.logins import AGENT_TOTP_SECRET, PASSWORD, list_logins
from kwartier.platform import brands


class Command(BaseCommand):
    """One line a login; the same list stands on the sign-in page."""

    help = "Print the demonstration's logins."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the address at which the demonstration is served."""
        parser.add_argument(
            "--address",
            default="http://127.0.0.1:8000",
            help="where the demonstration is served, for the links (default: %(default)s)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print them by brand."""
        for brand in brands.list_brands():
            self.stdout.write(f"\n{brand.name}: {options['address']}/{brand.path_prefix}/")
            for login in list_logins(brand.key):
                self.stdout.write(f"  {login.email:<32} {login.shows}")
        self.stdout.write(f"\nPassword of everybody: {PASSWORD}")
        self.stdout.write(
            f"Second factor of the agents (authenticator secret): {AGENT_TOTP_SECRET}"
        )

"""``kwartier manage seal_factors``: after a change of the key of second factors."""

from typing import Any

from django.core.management.base import BaseCommand

from kwartier.parties._sealing import seal_all


class Command(BaseCommand):
    """Seals every authenticator app and all recovery codes with the first of the keys."""

    help = "Seal every second factor with the first of the KWARTIER_FACTOR_KEYS."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Seal, and say how many."""
        self.stdout.write(f"Second factors that are sealed with the first key: {seal_all()}.")

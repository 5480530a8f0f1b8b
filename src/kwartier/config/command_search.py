"""Which management commands exist, seen from their files: Django need not be loaded for a map."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def find_management_command(name: str) -> str | None:
    """The dotted name of the app that has ``name`` among its commands, or None."""
    for found in PACKAGE.glob(f"*/management/commands/{name}.py"):
        return f"kwartier.{found.parts[-4]}"
    return None

"""Write the OpenAPI document of the API, and the reference page made from it."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kwartier.api.door import compose_document
from kwartier.api.reference import write_reference

# Any brand's address: the committed document is the same for all of them.
SERVER = "/{brand}/api/v1"


def render_document() -> str:
    """The document as it is committed."""
    return json.dumps(compose_document(server=SERVER), indent=1, ensure_ascii=False) + "\n"


class Command(BaseCommand):
    """``kwartier manage export_openapi``."""

    help = "Write the OpenAPI document and the reference page of the API (docs/reference)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument(
            "--folder",
            type=Path,
            default=Path("docs/reference"),
            help="where both files are written (default: %(default)s)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write both files."""
        folder: Path = options["folder"]
        rendered = render_document()
        (folder / "openapi.json").write_text(rendered, encoding="utf-8")
        (folder / "api.md").write_text(write_reference(json.loads(rendered)), encoding="utf-8")
        self.stdout.write(f"Wrote {folder / 'openapi.json'} and {folder / 'api.md'}.")

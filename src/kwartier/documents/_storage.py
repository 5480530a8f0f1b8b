"""Where the bytes of documents lie: a folder whose files appear whole and are never written again."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.base import File  # noqa: TC002 - generic for the checker alone
from django.core.files.storage import FileSystemStorage

_READ_ONLY = 0o440


class ArchiveStorage(FileSystemStorage):
    """Files under the name of their content: written beside, then renamed, so never seen in half."""

    def _save(self, name: str, content: "File[Any]") -> str:
        """Write a file; where one of this name stands already, it has the same content."""
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        beside, path = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(beside, "wb") as written:
                for chunk in content.chunks():
                    written.write(chunk)
                written.flush()
                os.fsync(written.fileno())
            Path(path).chmod(_READ_ONLY)
            Path(path).replace(target)
        except BaseException:
            Path(path).unlink(missing_ok=True)
            raise
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002 - Django's signature
        """The name itself: what has it has its content."""
        return name

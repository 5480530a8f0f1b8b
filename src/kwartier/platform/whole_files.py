"""Files that appear whole: whoever fetches them never sees half of one, and none is lost with the power."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path


@contextmanager
def open_whole(target: Path, *, mode: int | None = None) -> Iterator[BufferedRandom]:
    """A file to write and read back, which lies at ``target`` once the block ends, and not before.

    It is written beside and then renamed, over one of its name; folders that are missing are made.
    ``mode``: who may read it. If the block fails nothing is left of it.

    Raises:
        OSError: the folder cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(beside, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_whole(target: Path, content: bytes) -> None:
    """`open_whole` for what is in memory."""
    with open_whole(target) as file:
        file.write(content)

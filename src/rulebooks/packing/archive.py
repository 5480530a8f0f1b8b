"""npz archives whose bytes depend on their content alone, with LZMA where it pays."""

import io
import lzma
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

# A zip entry carries a date; a fixed one keeps the file the same from one packing to the next.
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)

type Arrays = dict[str, NDArray[Any]]


def write_archive(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return an npz file of `arrays` that `numpy.load` reads, the same bytes for the same content."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        for name in sorted(arrays):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.asarray(arrays[name], order="C"))
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=_FIXED_DATE)
            entry.compress_type = zipfile.ZIP_LZMA
            archive.writestr(entry, content.getvalue())
    return target.getvalue()


def read_archive(packed: bytes, *, only: str = "") -> Arrays:
    """Return the arrays of an npz file whose names start with `only`.

    Raises ValueError for bytes that are not such a file.
    Pickled objects are refused, so that a file can hold numbers and nothing that runs.
    """
    try:
        # Asked of the zip first: numpy takes anything that is no archive for a pickle.
        if not zipfile.is_zipfile(io.BytesIO(packed)):
            raise ValueError("not a packed profile file")
        with np.load(io.BytesIO(packed), allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files if name.startswith(only)}
    except (zipfile.BadZipFile, lzma.LZMAError, EOFError) as problem:
        raise ValueError("not a packed profile file, or a damaged one") from problem

"""One imported profile as bytes, with everything it says about itself."""

import json

import numpy as np

from energycore.profiles import LoadProfile, QuarterDetail
from rulebooks.packing.archive import Arrays, read_archive, write_archive

_WORDS = (
    "key",
    "first_day",
    "unit",
    "provisional_from",
    "source",
    "demonstration",
    "timezone",
    "day_start_hour",
)


def pack_profile(profile: LoadProfile) -> bytes:
    """Return a profile as an npz file: daily totals, quarters where it has them, its words."""
    words = json.dumps({word: getattr(profile, word) for word in _WORDS}, sort_keys=True)
    arrays: Arrays = {
        "cumulative": profile.cumulative,
        "words": np.frombuffer(words.encode(), dtype=np.uint8),
    }
    if profile.quarters is not None:
        arrays["quarters"] = profile.quarters.cumulative
        arrays["starts_at"] = np.array(profile.quarters.starts_at, dtype=np.int64)
    return write_archive(arrays)


def unpack_profile(packed: bytes) -> LoadProfile:
    """Return the profile of `pack_profile`. Raises ValueError for bytes that are not one."""
    arrays = read_archive(packed)
    if "words" not in arrays or "cumulative" not in arrays:
        raise ValueError("not a packed profile: its words are missing")
    detail = None
    if "quarters" in arrays:
        detail = QuarterDetail(starts_at=int(arrays["starts_at"]), cumulative=arrays["quarters"])
    words = json.loads(arrays["words"].tobytes())
    return LoadProfile(cumulative=arrays["cumulative"], quarters=detail, **words)

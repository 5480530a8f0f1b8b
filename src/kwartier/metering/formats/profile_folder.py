"""A folder of imported load profiles: one packed file per profile and publication."""

from pathlib import Path

from energycore.clocks import date_of
from energycore.profiles import LoadProfile
from rulebooks.packing import pack_profile, unpack_profile
from rulebooks.profiles import register_profile

_SUFFIX = ".npz"


def save_profile(profile: LoadProfile, *, folder: Path) -> Path:
    """Write a profile to `<key>.<first day><.npz>` in `folder`, made if need be; return the path.

    Written beside and then renamed, so that a reader never meets half a file. The same profile
    imported twice replaces itself.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{profile.key}.{date_of(profile.first_day)}{_SUFFIX}"
    unfinished = target.with_suffix(".part")
    unfinished.write_bytes(pack_profile(profile))
    return unfinished.replace(target)


def register_folder(folder: Path) -> list[LoadProfile]:
    """Register every profile of a folder, oldest publication of a key first; return what answers.

    A folder that does not exist holds no profile. Raises ValueError, naming the file, for one
    that is not a profile or that does not continue what is known.
    """
    registered = []
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        try:
            registered.append(register_profile(unpack_profile(path.read_bytes())))
        except ValueError as problem:
            raise ValueError(f"{path}: {problem}") from problem
    return registered

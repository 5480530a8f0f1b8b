"""Finding a profile by its key, and registering imported ones."""

from energycore.profiles import LoadProfile, as_shares, join
from rulebooks.be import profiles as belgian
from rulebooks.fr import profiles as french
from rulebooks.profile_errors import UnknownProfile

_imported: dict[str, LoadProfile] = {}


def list_profiles() -> tuple[str, ...]:
    """Return every key there is, packed or imported, in order."""
    packed = (*belgian.list_profiles(), *french.list_profiles())
    return tuple(sorted({*packed, *_imported}))


def get_profile(key: str, *, quarters: bool = False) -> LoadProfile:
    """Return the profile `key`, with its quarter detail when asked and when there is any.

    An imported profile answers first: it continues or replaces the packed one. Raises
    UnknownProfile with the keys that exist.
    """
    if key in _imported:
        return _imported[key]
    if key in belgian.list_profiles():
        return belgian.get_profile(key, quarters=quarters)
    if key in french.list_profiles():
        return french.get_profile(key)
    raise UnknownProfile(key=key, known=list_profiles())


def register_profile(profile: LoadProfile) -> LoadProfile:
    """Make an imported profile answer under its key from now on; return what will answer.

    Where the key is already known the imported days continue it, and win where both have a day:
    the workbook of a new year is registered on top of the packed years. Quarters are joined where
    both sides have them. A demonstration profile is not continued but replaced. Raises
    ValueError when the two leave a gap or measure different things.
    """
    if profile.key in list_profiles():
        known = get_profile(profile.key, quarters=profile.quarters is not None)
        if not known.demonstration:
            profile = join(known, profile)
    _imported[profile.key] = profile
    if profile.unit == "kwh_per_kwp":
        # How a year's injection is spread follows the production that it is the share of.
        shares = as_shares(profile, key=f"{profile.key}.share")
        _imported[shares.key] = shares
    return profile


def forget_imported() -> None:
    """Forget every registered profile; the packed ones answer again."""
    _imported.clear()

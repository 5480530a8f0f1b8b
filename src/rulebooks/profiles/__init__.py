"""The front desk of the load profiles: any key, packed with the program or imported since.

Guarantees: nothing is looked for on disk; an imported profile is here because somebody registered
it. Registering is for start-up: it changes what every later `get_profile` answers.
"""

from rulebooks.profile_errors import UnknownProfile
from rulebooks.profiles.desk import (
    choose_billing_keys,
    find_register_shape,
    find_register_windows,
    forget_imported,
    get_night_shape,
    get_profile,
    get_register_profile,
    get_slot_shape,
    list_profiles,
    register_profile,
)

__all__ = [
    "UnknownProfile",
    "choose_billing_keys",
    "find_register_shape",
    "find_register_windows",
    "forget_imported",
    "get_night_shape",
    "get_profile",
    "get_register_profile",
    "get_slot_shape",
    "list_profiles",
    "register_profile",
]

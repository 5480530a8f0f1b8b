"""Whether settings fit together: the room that reads them together says so, and stands above.

A check is called in the transaction of a decision, once per day on which the value decided counts
beside others. Whoever has one names it when the house is put together (`AppConfig.ready`).
"""

from collections.abc import Callable

# Called as check(brand_id=..., on=...): raises ValueError where they do not fit together on a day.
Check = Callable[..., None]

_checks: dict[str, Check] = {}


def check_with(prefix: str, check: Check) -> None:
    """Have decisions about settings whose keys begin so checked by calling ``check(brand_id=, on=)``."""
    _checks[prefix] = check


def find_check(key: str) -> tuple[str, Check] | None:
    """The check of a setting, and the keys that it reads together by what they begin with."""
    return next(
        ((prefix, check) for prefix, check in _checks.items() if key.startswith(prefix)), None
    )

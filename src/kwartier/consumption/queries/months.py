"""The last twelve months of a supply point, each beside the same month a year before."""

from collections.abc import Sequence
from datetime import date

from energycore.clocks import DayRange, add_months, date_of, day_number, month_start
from kwartier.consumption._parts import Told
from kwartier.consumption._reading import contracts_at, read_billed, read_sources
from kwartier.consumption.types import Month
from kwartier.supply.queries import list_contracts
from kwartier.supply.types import ContractRow

_YEAR = 12
_BACK = 3 * _YEAR
"""Two years before the last known month, where that was not this one."""


def list_months(
    *, account_id: int, code: str, today: date, contracts: Sequence[ContractRow] | None = None
) -> tuple[Month, ...]:
    """The twelve months before the one of the last known day, the oldest first.

    The same sums and states as `get_consumption` tells of them: from intervals where a consent lets
    them be shown, what is left of the readings elsewhere. Empty where nothing is known of the
    customer's days, and under panels that turn the disc back. ``contracts`` are all of the account,
    where the caller has them already. Two questions, and one for these.

    Raises:
        NotFound: the account has, and had, no contract at such a supply point.
    """
    rows = contracts if contracts is not None else list_contracts(account_id)
    here = contracts_at(account_id, code, rows)
    first = date_of(add_months(month_start(day_number(today)), -_BACK))
    told = read_sources(here, [(first, today)], account_id=account_id, today=today).told
    bounds = told.bounds()
    return _months_before(bounds[1], told) if bounds else ()


def list_billed_months(*, account_id: int, code: str, until: date) -> tuple[Month, ...]:
    """The twelve months before the one of a day, as the readings until then tell them.

    A bill rests on readings alone, and so do the months on it. Two questions.

    Raises:
        NotFound: the account has, and had, no contract at such a supply point.
    """
    here = contracts_at(account_id, code, list_contracts(account_id))
    first = date_of(add_months(month_start(day_number(until)), -2 * _YEAR))
    told, _registers = read_billed(here, first, today=until)
    return _months_before(day_number(until), told)


def _months_before(day: int, told: Told) -> tuple[Month, ...]:
    last = month_start(day)
    starts = [add_months(last, -back) for back in range(2 * _YEAR, 0, -1)]
    parts = told.list_parts([DayRange(start, add_months(start, 1)) for start in starts])
    return tuple(
        Month(now.from_, now.offtake, then.offtake)
        for now, then in zip(parts[_YEAR:], parts[:_YEAR], strict=True)
    )

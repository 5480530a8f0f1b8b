"""Whether it is a statement's turn: it begins where the last one of its account ended."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta

from kwartier.banking.formats.sums import as_euro
from kwartier.banking.refusals import BalanceBreaks, StatementOfFuture, StatementOutOfOrder
from kwartier.banking.types import StatementLines

# Before holidays a bank may date a statement on its next working day.
_EARLIEST = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The last statement of an account.

    ``number`` is the last one in the format of the file at hand, of the year ``numbered_in``: each
    format counts for itself. ``is_other``: the last statement came in another format.
    """

    number: int | None
    numbered_in: int
    closed_on: date
    closing_cents: int
    is_other: bool = False


def fingerprint_of(statement: StatementLines) -> str:
    """What a statement says, in whatever format, under whatever number, its lines in any order."""
    said = [
        statement.iban,
        statement.closed_on.isoformat(),
        statement.opening_cents,
        statement.closing_cents,
        sorted(each.amount_cents for each in statement.entries),
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def find_missing_number(statement: StatementLines, latest: Latest | None) -> int | None:
    """The number of the statement that has to come first; None where it is this one's turn.

    A year begins with 1 (or with ...001), or counts on. A bank that does not number its statements
    is followed by their balances alone, and so is one whose last statement came in another format.

    Raises:
        StatementOutOfOrder: it lies before the last one.
        BalanceBreaks: it is its turn, and it begins with another balance.
    """
    if latest is None:
        return None
    if statement.closed_on < latest.closed_on:
        _refuse_order(statement, latest)
    number = statement.number
    follows_other = latest.is_other and statement.opening_cents == latest.closing_cents
    if number is not None and latest.number is not None and not follows_other:
        is_next = number == latest.number + 1
        is_new_year = statement.closed_on.year != latest.numbered_in
        if is_new_year and not is_next and number % 1000 != 1:
            return number - number % 1000 + 1 if number < latest.number else latest.number + 1
        if not is_new_year and number <= latest.number:
            _refuse_order(statement, latest)
        if not is_new_year and not is_next:
            return latest.number + 1
    require_connected(statement, latest)
    return None


def require_connected(statement: StatementLines, latest: Latest) -> None:
    """The old balance is the new one of the last statement.

    Raises:
        BalanceBreaks: it is not.
    """
    if statement.opening_cents != latest.closing_cents:
        raise BalanceBreaks(
            params={
                "iban": statement.iban,
                "opening": as_euro(statement.opening_cents or 0),
                "closing": as_euro(latest.closing_cents),
                "place": statement.place,
            }
        )


def require_past(statement: StatementLines, today: date) -> None:
    """It does not close long after today: nothing could follow it before that day has come.

    Raises:
        StatementOfFuture: it does.
    """
    if statement.closed_on > today + _EARLIEST:
        raise StatementOfFuture(
            params={
                "closed_on": statement.closed_on,
                "iban": statement.iban,
                "place": statement.place,
            }
        )


def _refuse_order(statement: StatementLines, latest: Latest) -> None:
    raise StatementOutOfOrder(
        params={
            "closed_on": statement.closed_on,
            "iban": statement.iban,
            "last_on": latest.closed_on,
            "place": statement.place,
        }
    )

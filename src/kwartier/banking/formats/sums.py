"""What has to hold of every statement, in whatever form it came."""

from decimal import Decimal

from kwartier.banking.refusals import CurrencyNotKept, RecordBroken, TotalsDiffer
from kwartier.banking.types import EntryLine, StatementLines

_CURRENCY = "EUR"


def as_euro(cents: int) -> str:
    """An amount as a file would tell it: ``-12.30``."""
    return f"{Decimal(cents).scaleb(-2):.2f}"


def require_same(*, what: str, told_cents: int, summed_cents: int, place: str) -> None:
    """Two sums of the same thing agree.

    Raises:
        TotalsDiffer: they do not.
    """
    if told_cents != summed_cents:
        raise TotalsDiffer(
            params={
                "what": what,
                "told": as_euro(told_cents),
                "summed": as_euro(summed_cents),
                "place": place,
            }
        )


def require_euro(currency: str, *, place: str) -> None:
    """Only euro is kept.

    Raises:
        CurrencyNotKept: it is another one.
    """
    if currency != _CURRENCY:
        raise CurrencyNotKept(params={"currency": currency or "?", "place": place})


def require_details(entry: EntryLine) -> None:
    """The details of an entry come to the entry.

    Raises:
        TotalsDiffer: they do not.
    """
    require_same(
        what="details of an entry",
        told_cents=entry.amount_cents,
        summed_cents=sum(each.amount_cents for each in entry.details),
        place=entry.place,
    )


def require_balances(statement: StatementLines) -> None:
    """The old balance and the movements come to the new balance, which is not of an earlier day.

    Raises:
        TotalsDiffer: they do not.
        RecordBroken: it is.
    """
    if statement.opening_cents is None or statement.closing_cents is None:
        return
    if statement.opened_on > statement.closed_on:
        found = f"{statement.closed_on}, before {statement.opened_on}"
        expected = "the day of the new balance"
        raise RecordBroken(params={"place": statement.place, "found": found, "expected": expected})
    moved_cents = sum(each.amount_cents for each in statement.entries)
    require_same(
        what="new balance",
        told_cents=statement.closing_cents,
        summed_cents=statement.opening_cents + moved_cents,
        place=statement.place,
    )

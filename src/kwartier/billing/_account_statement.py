"""How what happened on an account falls to its supply points.

A debit belongs to the supply point of its document. A credit that is a bill belongs to its own, and
a payment to nobody: it stays with the account at large until it is used for something, and what is
used moves to that supply point. Each such move takes from one what it gives to the other, so that the
balances of all supply points and of the account at large sum, on every day, to the balance of the
account.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kwartier.ledger.types import INVOICED, AccountEntry, CreditUse

# Where what belongs to no supply point is kept.
AT_LARGE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallen:
    """One movement of a supply point (its code, or `AT_LARGE`); positive is owed.

    ``is_moved`` says that nothing was booked: a credit of the account was used here, or came back.
    ``other`` is the document on the other side of a credit that was used; ``due_on`` is that of a debit.
    """

    code: str
    on: date
    kind: str
    document: str
    other: str
    due_on: date | None
    amount_cents: int
    is_moved: bool


def lay_out(
    entries: Sequence[AccountEntry], uses: Sequence[CreditUse], code_of_document: Mapping[str, str]
) -> list[Fallen]:
    """Every movement of every supply point, the oldest first.

    ``entries`` and ``uses`` are all that there is of an account, the oldest first.
    """
    desk = _Desk(entries, code_of_document)
    uses_of: dict[int, list[CreditUse]] = defaultdict(list)
    for use in uses:
        uses_of[use.credit_id].append(use)
    fallen = [
        movement
        for entry in entries
        for movement in (
            [desk.book(entry, entry.amount_cents)]
            if entry.amount_cents > 0
            else desk.spend(entry, uses_of[entry.posting_id])
        )
    ]
    # What is booked on a day stands before what moves on it: an invoice, then what was used for it.
    fallen.sort(key=lambda movement: (movement.on, movement.is_moved))
    return fallen


class _Desk:
    """Knows whose a posting is."""

    def __init__(
        self, entries: Sequence[AccountEntry], code_of_document: Mapping[str, str]
    ) -> None:
        self._by_id = {entry.posting_id: entry for entry in entries}
        self._code_of_document = code_of_document

    def book(self, entry: AccountEntry, cents: int) -> Fallen:
        """So much of an entry where it belongs by itself."""
        return Fallen(
            code=self._code_of(entry),
            on=entry.booked_on,
            kind=entry.kind,
            document=entry.document,
            other="",
            due_on=entry.due_on,
            amount_cents=cents,
            is_moved=False,
        )

    def spend(self, credit: AccountEntry, uses: Sequence[CreditUse]) -> Iterator[Fallen]:
        """A credit, and where its money went.

        What a payment is used for on its own day falls there at once; what is used later moves.
        """
        own = self._code_of(credit)
        left_cents = credit.amount_cents
        moves: dict[tuple[str, date, str], int] = defaultdict(int)
        for use in uses:
            debit = self._by_id[use.debit_id]
            code = self._code_of(debit)
            if code == own:
                continue
            if own == AT_LARGE and use.used_on == credit.booked_on and use.amount_cents > 0:
                left_cents += use.amount_cents
                yield _use(
                    credit, debit.document, code, use.used_on, -use.amount_cents, is_moved=False
                )
            else:
                moves[code, use.used_on, debit.document] += use.amount_cents
        if left_cents:
            yield self.book(credit, left_cents)
        for (code, on, document), cents in _netted(moves):
            yield _use(credit, document, code, on, -cents, is_moved=True)
            yield _use(credit, document, own, on, cents, is_moved=True)

    def _code_of(self, entry: AccountEntry) -> str:
        is_bill = entry.kind in INVOICED
        if entry.amount_cents < 0 and not is_bill:
            return AT_LARGE
        return self._code_of_document.get(entry.document, AT_LARGE)


def _use(
    credit: AccountEntry, document: str, code: str, on: date, cents: int, *, is_moved: bool
) -> Fallen:
    """A part of a credit at a supply point, for a document that it pays."""
    return Fallen(
        code=code,
        on=on,
        kind=credit.kind,
        document=document,
        other=credit.document if credit.document != document else "",
        due_on=None,
        amount_cents=cents,
        is_moved=is_moved,
    )


def _netted(
    moves: Mapping[tuple[str, date, str], int],
) -> Iterator[tuple[tuple[str, date, str], int]]:
    """The moves of a credit that do not take each other back: none to one supply point on one day.

    A payment that returns comes back from what it paid, and is set against its own return: where
    both are of one supply point, nothing moved.
    """
    sums: dict[tuple[str, date], int] = defaultdict(int)
    for (code, on, _document), cents in moves.items():
        sums[code, on] += cents
    for key, cents in moves.items():
        if cents and sums[key[0], key[1]]:
            yield key, cents

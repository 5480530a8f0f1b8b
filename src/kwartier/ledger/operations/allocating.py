"""Credits are used for debits: named documents first, then what is due longest; and taken back.

What is disputed comes last, however long it is due.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from kwartier.ledger._paid_last import list_paid_last
from kwartier.ledger.models import Allocation
from kwartier.ledger.operations.posting import lock_accounts
from kwartier.ledger.queries import list_accounts_to_settle, list_open_parts
from kwartier.ledger.refusals import AllocationOutOfBounds
from kwartier.ledger.types import OpenPart
from kwartier.platform import audit
from kwartier.platform.inserting import insert_rows
from kwartier.platform.prepared import fetch_rows
from kwartier.platform.types import Actor

_COLUMNS = ("brand_id", "account_id", "debit_id", "credit_id", "amount_cents", "created_at")


@dataclass(slots=True)
class Account:
    """What is open on one account, under its lock: used up in memory, written at the end."""

    debits: list[OpenPart] = field(default_factory=list)
    credits: list[OpenPart] = field(default_factory=list)


@dataclass(slots=True)
class Desk:
    """Allocations on some accounts, under their locks; nothing is written before `write`."""

    now: datetime
    accounts: dict[int, Account]
    _rows: list[tuple[int, int, int, int, int, datetime]] = field(default_factory=list)

    def join(self, debit: OpenPart, credit: OpenPart, most: int | None = None) -> int:
        """Use as much of a credit for a debit as there is of both, or ``most``; says how much."""
        cents = min(debit.left_cents, credit.left_cents)
        cents = cents if most is None else min(cents, most)
        if cents:
            self.note(debit, credit, cents)
        return cents

    def note(self, debit: OpenPart, credit: OpenPart, cents: int) -> None:
        """An allocation of so many cents; negative ones take it back."""
        debit.left_cents -= cents
        credit.left_cents -= cents
        owner = (credit.brand_id, credit.account_id)
        self._rows.append((*owner, debit.posting_id, credit.posting_id, cents, self.now))

    def use(self, credit: OpenPart, documents: Sequence[str] = ()) -> list[tuple[str, int]]:
        """Use a credit for named documents, then for what is due longest; what for, and how much."""
        debits = self.accounts[credit.account_id].debits
        if documents:
            rank = {document: place for place, document in enumerate(documents)}
            debits = sorted(debits, key=lambda debit: rank.get(debit.document, len(rank)))
        used = []
        for debit in debits:
            if not credit.left_cents:
                break
            cents = self.join(debit, credit)
            if cents:
                used.append((debit.document, cents))
        return used

    def settle(self) -> None:
        """Use what lies on the accounts for what is due longest, the oldest money first."""
        for account in self.accounts.values():
            for credit in account.credits:
                self.use(credit)

    def write(self) -> None:
        """Write the allocations down, in the order in which they were made."""
        insert_rows(Allocation, _COLUMNS, self._rows)
        self._rows = []


def open_desk(account_ids: Iterable[int], *, now: datetime) -> Desk:
    """What is open on accounts that the caller has locked."""
    desk = Desk(now, {account_id: Account() for account_id in account_ids})
    for part in list_open_parts(account_ids=list(desk.accounts)):
        account = desk.accounts[part.account_id]
        (account.debits if part.left_cents > 0 else account.credits).append(part)
        part.left_cents = abs(part.left_cents)
    _put_in_order(desk)
    return desk


def _put_in_order(desk: Desk) -> None:
    """The debits due longest first, those that are paid last behind them all."""
    several = [each for each, account in desk.accounts.items() if len(account.debits) > 1]
    last = list_paid_last(several) if several else set()
    for account_id in several:
        desk.accounts[account_id].debits.sort(
            key=lambda part: (
                (part.account_id, part.document) in last,
                str(part.due_on),
                part.posting_id,
            )
        )


@transaction.atomic
def use_credits(*, account_ids: Iterable[int], now: datetime) -> None:
    """Use money that lies on the accounts for what is due longest."""
    found = list_accounts_to_settle(account_ids=account_ids)
    if not found:
        return
    lock_accounts(found)
    # Read under the locks: another payment may have used the money meanwhile.
    desk = open_desk(found, now=now)
    desk.settle()
    desk.write()


_USES = """
SELECT a.{own}, a.brand_id, a.account_id, a.{other}, sum(a.amount_cents)::bigint,
       p.document, p.due_on
FROM ledger_allocation a JOIN ledger_posting p ON p.id = a.{other}
WHERE a.{own} = ANY (%(postings)s::bigint[])
GROUP BY a.{own}, a.brand_id, a.account_id, a.{other}, p.document, p.due_on
HAVING sum(a.amount_cents) <> 0 ORDER BY a.{own}, max(a.id) DESC
"""
_USES_OF_CREDITS = _USES.format(own="credit_id", other="debit_id")
_USES_OF_DEBITS = _USES.format(own="debit_id", other="credit_id")


def release_all(
    desk: Desk, posting_ids: Sequence[int], *, is_credit: bool
) -> dict[int, list[tuple[str, int]]]:
    """Take back every allocation of some credits (or debits): per posting, document and cents.

    What comes free of the other side lies on the desk again; they themselves do no more.
    """
    statement = _USES_OF_CREDITS if is_credit else _USES_OF_DEBITS
    freed: dict[int, list[tuple[str, int]]] = {each: [] for each in posting_ids}
    for account in desk.accounts.values():
        account.debits = [part for part in account.debits if part.posting_id not in freed]
        account.credits = [part for part in account.credits if part.posting_id not in freed]
    for own_id, brand_id, account_id, other_id, cents, document, due_on in fetch_rows(
        statement, {"postings": list(posting_ids)}
    ):
        own = empty_part(brand_id, account_id, own_id)
        account = desk.accounts[account_id]
        others = account.debits if is_credit else account.credits
        other = _lay(others, empty_part(brand_id, account_id, other_id, document, due_on))
        desk.note(other, own, -cents) if is_credit else desk.note(own, other, -cents)
        freed[own_id].append((document, cents))
    _sort(desk)
    return freed


def release_some(
    desk: Desk, credit: OpenPart, cents: int, *, but: Collection[int]
) -> list[tuple[str, int]]:
    """Take back so many cents of what a credit was used for, the last use first: documents and cents.

    Not from the debits ``but``, which are what of the credit was taken back before.
    """
    debits = desk.accounts[credit.account_id].debits
    freed = []
    for _own, brand_id, account_id, debit_id, used_cents, document, due_on in fetch_rows(
        _USES_OF_CREDITS, {"postings": [credit.posting_id]}
    ):
        back_cents = min(used_cents, cents)
        if debit_id in but or back_cents <= 0:
            continue
        debit = _lay(debits, empty_part(brand_id, account_id, debit_id, document, due_on))
        desk.note(debit, credit, -back_cents)
        freed.append((document, back_cents))
        cents -= back_cents
    _sort(desk)
    return freed


def _lay(parts: list[OpenPart], part: OpenPart) -> OpenPart:
    """The part of its posting that lies on the desk, or this one, laid there."""
    for each in parts:
        if each.posting_id == part.posting_id:
            return each
    parts.append(part)
    return part


def _sort(desk: Desk) -> None:
    _put_in_order(desk)
    for account in desk.accounts.values():
        account.credits.sort(key=lambda part: part.posting_id)


def empty_part(
    brand_id: int, account_id: int, posting_id: int, document: str = "", due_on: date | None = None
) -> OpenPart:
    """A debit or credit of which nothing is left."""
    return OpenPart(
        brand_id=brand_id,
        account_id=account_id,
        posting_id=posting_id,
        document=document,
        due_on=due_on,
        left_cents=0,
    )


@transaction.atomic
def allocate(
    *,
    account_id: int,
    debit_id: int,
    credit_id: int,
    amount_cents: int,
    now: datetime,
    actor: Actor,
) -> None:
    """Use a credit for a debit by hand: of both, at least that much has to be left.

    Raises:
        AllocationOutOfBounds: less is left of one of them, or they are not of this account.
    """
    lock_accounts([account_id])
    account = open_desk([account_id], now=now).accounts[account_id]
    debit = next((part for part in account.debits if part.posting_id == debit_id), None)
    credit = next((part for part in account.credits if part.posting_id == credit_id), None)
    left_cents = min(debit.left_cents, credit.left_cents) if debit and credit else 0
    if debit is None or credit is None or not 0 < amount_cents <= left_cents:
        raise AllocationOutOfBounds(params={"left_cents": left_cents, "amount_cents": amount_cents})
    desk = Desk(now, {})
    desk.join(debit, credit, amount_cents)
    desk.write()
    _record(debit, credit, "ledger.allocated", amount_cents, now=now, actor=actor)


@transaction.atomic
def release_allocation(
    *,
    account_id: int,
    debit_id: int,
    credit_id: int,
    amount_cents: int,
    now: datetime,
    actor: Actor,
) -> None:
    """Take back what a credit was used for a debit: the debit is open again, the credit lies unused.

    It is used again for what is due longest as soon as something is booked on the account: say by
    hand at once what it is to be used for.

    Raises:
        AllocationOutOfBounds: less of the credit was used for the debit.
    """
    lock_accounts([account_id])
    uses = fetch_rows(_USES_OF_CREDITS, {"postings": [credit_id]})
    found = next((use for use in uses if (use[2], use[3]) == (account_id, debit_id)), None)
    used_cents = found[4] if found else 0
    if not found or not 0 < amount_cents <= used_cents:
        raise AllocationOutOfBounds(params={"left_cents": used_cents, "amount_cents": amount_cents})
    brand_id = found[1]
    debit = empty_part(brand_id, account_id, debit_id, found[5])
    credit = empty_part(brand_id, account_id, credit_id)
    desk = Desk(now, {})
    desk.note(debit, credit, -amount_cents)
    desk.write()
    _record(debit, credit, "ledger.allocation_released", amount_cents, now=now, actor=actor)


def _record(
    debit: OpenPart, credit: OpenPart, action: str, cents: int, *, now: datetime, actor: Actor
) -> None:
    audit.record(
        brand_id=debit.brand_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="posting",
        subject_id=debit.posting_id,
        account_id=debit.account_id,
        after={
            "document": debit.document,
            "credit": credit.posting_id,
            "amount_cents": cents,
        },
    )

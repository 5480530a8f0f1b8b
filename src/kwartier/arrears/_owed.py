"""What is owed now of what letters are about."""

from collections.abc import Sequence

from kwartier.arrears._withheld import list_withheld
from kwartier.arrears.models import Reminder
from kwartier.billing.queries import list_moved
from kwartier.ledger.queries import get_open_by_document


def list_named(row: Reminder) -> set[str]:
    """The documents that a letter is about."""
    return {each["document"] for each in row.facts["debts"]}


def count_unpaid(rows: Sequence[Reminder], *, waits: bool = False) -> dict[int, int]:
    """What is undisputed and not paid of each letter of one brand, by its id.

    What became part of a bill is paid with that bill. With ``waits`` what is in a plan or being
    collected is left out, and so is a bill: nobody is reminded of it by this letter now.
    """
    if not rows:
        return {}
    left = get_open_by_document({row.account_id for row in rows})
    named = {row.pk: list_named(row) for row in rows}
    documents = {name for names in named.values() for name in names}
    if not waits:
        moved = list_moved(brand_id=rows[0].brand_id, documents=documents)
        named = {
            key: {*names, *(moved[n] for n in names & set(moved))} for key, names in named.items()
        }
        documents |= set(moved.values())
    withheld = list_withheld(brand_id=rows[0].brand_id, documents=documents)
    count = withheld.owed_of if waits else withheld.undisputed_of
    return {row.pk: sum(count(name, left.get(name, 0)) for name in named[row.pk]) for row in rows}

"""What is owed now of what letters are about."""

from collections.abc import Sequence
from datetime import date

from kwartier.arrears._withheld import list_withheld
from kwartier.arrears.models import Reminder, ReminderCase
from kwartier.arrears.types import CaseState
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


def find_outdated(rows: Sequence[Reminder], today: date) -> set[int]:
    """The ids of those of one brand's letters that must not be posted any more, with their cases read.

    They were withdrawn, nobody is reminded of anything that they name now, or an agent had the case wait.
    """
    owed = count_unpaid(rows, waits=True)
    return {
        row.pk
        for row in rows
        if row.withdrawn_on is not None or not owed[row.pk] or is_stopped(row.case, today)
    }


def is_stopped(case: ReminderCase, today: date) -> bool:
    """Whether no step of a case is taken today: it is over, or an agent had it wait."""
    is_held = case.held_until is not None and today < case.held_until
    return is_held or case.state == CaseState.CLOSED

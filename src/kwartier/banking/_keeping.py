"""Rows of a statement: itself, its entries, their details, and the money in the ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import batched

from kwartier.banking._order import fingerprint_of
from kwartier.banking.models import (
    ArrivedFile,
    BankStatement,
    DetailPlacing,
    Entry,
    EntryDetail,
    OwnAccount,
)
from kwartier.banking.types import (
    DetailLine,
    EntryLine,
    Method,
    PlacingState,
    StatementLines,
)
from kwartier.ledger.operations import (
    assert_bank_balances,
    open_bank_accounts,
    post_bank_entries,
    split_entry,
)
from kwartier.ledger.types import BankAssertion, BankEntry
from kwartier.platform import audit
from kwartier.platform.inserting import insert_rows
from kwartier.platform.types import SYSTEM

_A_DAY = timedelta(days=1)
_AT_ONCE = 2_000  # The ledger locks what it posts.
_ENTRY = (
    *("brand_id", "statement_id", "position", "key", "amount_cents", "booked_on", "value_on"),
    *("bank_reference", "code", "is_reversal", "is_whole"),
)
_DETAIL = (
    *("brand_id", "entry_id", "ledger_key", "place", "amount_cents", "structured", "free_text"),
    *("end_to_end_id", "mandate", "creditor_id", "counterpart_name", "counterpart_iban"),
    *("counterpart_bic", "return_type", "return_reason", "original_cents", "original_currency"),
)
_PLACING = (
    *("brand_id", "statement_id", "detail_id", "state", "reason", "method", "documents"),
    *("note", "round", "placed_by"),
)


def keep_statement(
    statement: StatementLines,
    *,
    own_account: OwnAccount,
    arrival: ArrivedFile,
    now: datetime,
) -> int:
    """Keep a statement that is new and whose turn it is, and post its money; its id.

    The first one of an account brings the balance with which the books of that account begin.
    """
    brand_id = own_account.brand_id
    before = own_account.statements.order_by("-closed_on", "-pk").first()
    row = BankStatement.objects.create(
        brand_id=brand_id,
        own_account=own_account,
        format=arrival.format,
        number=statement.number,
        year=statement.closed_on.year,
        opened_on=statement.opened_on,
        closed_on=statement.closed_on,
        opening_cents=statement.opening_cents or 0,
        closing_cents=statement.closing_cents or 0,
        entry_count=len(statement.entries),
        detail_count=sum(len(each.details) for each in statement.entries),
        arrival=arrival,
        fingerprint=fingerprint_of(statement),
        loaded_at=now,
    )
    _keep_entries(statement.entries, statement=row)
    closing = BankAssertion(
        brand_id=brand_id,
        bank_iban=own_account.iban,
        on=row.closed_on,
        balance_cents=row.closing_cents,
        source=f"statement {row.pk}",
    )
    if before is None and row.opening_cents:
        opening = replace(closing, on=row.opened_on, balance_cents=row.opening_cents)
        open_bank_accounts([opening], now=now)
    first_on = before.closed_on + _A_DAY if before else row.opened_on
    postings = _list_postings(statement.entries, row, own_account.iban, first_on=first_on)
    for some in batched(postings, _AT_ONCE):
        post_bank_entries(some, now=now)
    assert_bank_balances([closing], now=now)
    audit.record(
        brand_id=brand_id,
        at=now,
        actor=SYSTEM,
        action="bank.statement_loaded",
        subject_kind="bank_statement",
        subject_id=row.pk,
        account_id=None,
        after={"entries": row.entry_count, "file": arrival.name, "sha256": arrival.sha256},
    )
    return row.pk


def open_batches(
    notification: StatementLines, *, own_account: OwnAccount, now: datetime
) -> list[int] | None:
    """Open batch bookings by what a notification tells of them; the ids of their statements.

    Empty where nothing is left to open, as of single payments; None where one of its batches was not
    loaded yet.
    """
    opened = []
    for told in (each for each in notification.entries if len(each.details) > 1):
        entry = (
            Entry.objects.filter(
                statement__own_account=own_account,
                bank_reference=told.bank_reference,
                amount_cents=told.amount_cents,
                booked_on=told.booked_on,
            )
            .select_related("statement")
            .order_by("-is_whole")
            .first()
        )
        if entry is None or not told.bank_reference:
            return None
        if entry.is_whole and open_entry(entry, told, now=now):
            opened.append(entry.statement_id)
    return opened


def open_known_batches(
    statement: StatementLines, *, own_account: OwnAccount, now: datetime
) -> list[int]:
    """Open what a statement that is known tells in full, and the file before it only as a whole.

    Two formats name an entry in two ways: it is the one of its amount and day, where there is one.
    """
    wholes = Entry.objects.filter(
        statement__own_account=own_account,
        statement__fingerprint=fingerprint_of(statement),
        is_whole=True,
    ).select_related("statement__own_account")
    opened = []
    for entry in wholes:
        asked = (entry.amount_cents, entry.booked_on)
        told = [each for each in statement.entries if (each.amount_cents, each.booked_on) == asked]
        if len(told) == 1 and not told[0].is_whole and open_entry(entry, told[0], now=now):
            opened.append(entry.statement_id)
    return opened


def open_entry(entry: Entry, told: EntryLine, *, now: datetime) -> bool:
    """Open a batch booking that nobody has placed, or opened; whether that was so.

    One that turns out to net what came in and what went out is parted in the books, too.
    """
    parts = DetailPlacing.objects.filter(detail__entry=entry).values_list("pk", "state")[:2]
    # A sum of nothing waits for nobody, and may still be made of what came and what went.
    unopened = PlacingState.WAITING if entry.amount_cents else PlacingState.CLEARED
    if len(parts) > 1 or any(state != unopened for _, state in parts):
        return False
    # By their keys: a join, planned without statistics of what was just loaded, took minutes.
    DetailPlacing.objects.filter(pk__in=[pk for pk, _ in parts]).update(
        state=PlacingState.OPENED, reason="", account=None, documents=[]
    )
    netted = list(ledger_keys(told, entry.key))
    if len(netted) > 1:
        whole = BankEntry(
            brand_id=entry.brand_id,
            entry_key=entry.key,
            bank_iban=entry.statement.own_account.iban,
            booked_on=entry.booked_on,
            amount_cents=entry.amount_cents,
        )
        sides = [replace(whole, entry_key=key, amount_cents=cents) for key, cents in netted]
        split_entry(whole, sides, now=now)
    _keep_details([entry.pk], [told], statement=entry.statement, keys=[entry.key])
    return True


def ledger_keys(entry: EntryLine, key: str) -> Iterator[tuple[str, int]]:
    """Under which keys the money of an entry stands in the ledger, each with its amount.

    An entry that nets what came and what went is two in the ledger, one of each sign.
    """
    came_cents = sum(max(each.amount_cents, 0) for each in entry.details)
    went_cents = sum(min(each.amount_cents, 0) for each in entry.details)
    if came_cents and went_cents:
        yield f"{key}c", came_cents
        yield f"{key}d", went_cents
    elif entry.amount_cents:
        yield key, entry.amount_cents


def _keep_entries(entries: Sequence[EntryLine], *, statement: BankStatement) -> None:
    keys = [key_of(statement.pk, position) for position in range(1, len(entries) + 1)]
    entry_ids = insert_rows(
        Entry,
        _ENTRY,
        [
            (
                *(statement.brand_id, statement.pk, position, key, entry.amount_cents),
                *(entry.booked_on, entry.value_on, entry.bank_reference, entry.code),
                *(entry.is_reversal, entry.is_whole),
            )
            for position, (key, entry) in enumerate(zip(keys, entries, strict=True), start=1)
        ],
    )
    _keep_details(entry_ids, entries, statement=statement, keys=keys)


def key_of(statement_id: int, position: int) -> str:
    """How the ledger names an entry: ``B12-3`` is the third of statement 12."""
    return f"B{statement_id}-{position}"


def _keep_details(
    entry_ids: Sequence[int],
    entries: Sequence[EntryLine],
    *,
    statement: BankStatement,
    keys: Sequence[str],
) -> None:
    """The details of entries; one of no amount is nobody's, the others wait to be placed."""
    rows = [
        _as_row(detail, brand_id=statement.brand_id, entry_id=entry_id, ledger_key=ledger_key)
        for entry_id, entry, key in zip(entry_ids, entries, keys, strict=True)
        for detail, ledger_key in _with_keys(entry, key)
    ]
    detail_ids = insert_rows(EntryDetail, _DETAIL, rows)
    amounts = [detail.amount_cents for entry in entries for detail in entry.details]
    insert_rows(
        DetailPlacing,
        _PLACING,
        [
            (
                *(statement.brand_id, statement.pk, detail_id),
                PlacingState.WAITING if cents else PlacingState.CLEARED,
                *("", "" if cents else Method.CODE, "[]", "", 0, ""),
            )
            for detail_id, cents in zip(detail_ids, amounts, strict=True)
        ],
    )


def _with_keys(entry: EntryLine, key: str) -> Iterator[tuple[DetailLine, str]]:
    is_netted = len(list(ledger_keys(entry, key))) > 1
    for detail in entry.details:
        side = "c" if detail.amount_cents > 0 else "d"
        yield detail, f"{key}{side}" if is_netted else key


def _as_row(
    detail: DetailLine, *, brand_id: int, entry_id: int, ledger_key: str
) -> tuple[object, ...]:
    return (
        *(brand_id, entry_id, ledger_key, detail.place[:80], detail.amount_cents),
        *(detail.structured, detail.free_text, detail.end_to_end_id, detail.mandate),
        *(detail.creditor_id, detail.counterpart_name, detail.counterpart_iban),
        *(detail.counterpart_bic, detail.return_type, detail.return_reason),
        *(detail.original_cents, detail.original_currency),
    )


def _list_postings(
    entries: Sequence[EntryLine], statement: BankStatement, iban: str, *, first_on: date
) -> Iterator[BankEntry]:
    """The entries as the books keep them: on days of the statement, so that balances of days agree.

    One that the bank dates before the last statement, or after this one, is booked on its last day.
    """
    for position, entry in enumerate(entries, start=1):
        is_within = first_on <= entry.booked_on <= statement.closed_on
        for key, cents in ledger_keys(entry, key_of(statement.pk, position)):
            yield BankEntry(
                brand_id=statement.brand_id,
                entry_key=key,
                bank_iban=iban,
                booked_on=entry.booked_on if is_within else statement.closed_on,
                amount_cents=cents,
            )

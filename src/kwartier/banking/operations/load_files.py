"""Load files of the bank: whole, once, in order. Only workers and commands post what a bank says."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from kwartier.banking._keeping import keep_statement, open_batches, open_known_batches
from kwartier.banking._order import (
    Latest,
    find_missing_number,
    fingerprint_of,
    require_connected,
    require_past,
)
from kwartier.banking._refused import note_refusal
from kwartier.banking.formats import read_statements
from kwartier.banking.models import ArrivedFile, BankStatement, Entry, OwnAccount
from kwartier.banking.refusals import (
    AccountNotOurs,
    FileLost,
    StatementChanged,
    StatementRepeated,
)
from kwartier.banking.types import (
    ArrivalState,
    FileFormat,
    LoadedStatement,
    StatementFile,
    StatementLines,
)
from kwartier.platform import archive
from kwartier.platform.brands import get_brand_by_id
from kwartier.platform.collecting import collecting_later
from kwartier.platform.errors import Refusal

# What one statement of a file comes to decides about the file, in this order.
_DECISIVE = (ArrivalState.WAITING, ArrivalState.LOADED)
# A notification waits for the statement with its entries, whatever number that has.
_ANY = 0


@collecting_later()
@transaction.atomic
def load_arrivals(*, brand_id: int, now: datetime) -> list[LoadedStatement]:
    """Load the files of a brand that arrived, the oldest statement first, and what waited for them.

    Of each file all statements are loaded, or none. One that is known changes nothing, in whatever
    file it comes. One before which a number is missing waits. One that does not fit is refused:
    its row says why. Payments are placed by `place_details`.
    """
    done: list[LoadedStatement] = []
    goes_on = True
    while goes_on:
        goes_on = False
        # Those that wait come into question again whenever another one was loaded.
        for arrival in _list_pending(brand_id):
            told = _load_one(arrival, now=now)
            done += [each for each in told if each.outcome != ArrivalState.WAITING]
            goes_on = goes_on or any(each.outcome == ArrivalState.LOADED for each in told)
    return done


def _list_pending(brand_id: int) -> list[ArrivedFile]:
    pending = (ArrivalState.ARRIVED, ArrivalState.WAITING)
    rows = ArrivedFile.objects.select_for_update().filter(brand_id=brand_id, state__in=pending)
    rows = rows.exclude(format=FileFormat.PAIN_002)  # see `take_answers`
    return list(rows.order_by("closed_on", "number", "pk"))


def _load_one(arrival: ArrivedFile, *, now: datetime) -> list[LoadedStatement]:
    """Load a file, and write into its row what became of it."""
    try:
        with transaction.atomic():
            told = _load(arrival, now=now)
    except Refusal as refusal:
        note_refusal(arrival, refusal)
        told = []
    else:
        outcomes = {each.outcome for each in told}
        arrival.waits_for = next(
            (each.waits_for for each in told if each.waits_for is not None), None
        )
        arrival.state = next((each for each in _DECISIVE if each in outcomes), ArrivalState.KNOWN)
    if arrival.state == ArrivalState.WAITING and _waits_already(arrival):
        arrival.state, arrival.waits_for = ArrivalState.KNOWN, None
    arrival.save(update_fields=["state", "waits_for", "code", "params"])
    return told


def _waits_already(arrival: ArrivedFile) -> bool:
    """Whether the same file waits since an earlier arrival."""
    return ArrivedFile.objects.filter(
        brand_id=arrival.brand_id,
        sha256=arrival.sha256,
        state=ArrivalState.WAITING,
        pk__lt=arrival.pk,
    ).exists()


def _load(arrival: ArrivedFile, *, now: datetime) -> list[LoadedStatement]:
    file = _read(arrival)
    accounts = _lock_accounts(arrival.brand_id, file)
    if file.format == FileFormat.CAMT_054:
        return [_open(accounts[each.iban], each, now=now) for each in file.statements]
    known, missing = _list_known(
        file, accounts, arrival, today=get_brand_by_id(arrival.brand_id).day_of(now)
    )
    if missing is not None:
        return [_tell(each, ArrivalState.WAITING, waits_for=missing) for each in file.statements]
    told = []
    for statement, is_known in zip(file.statements, known, strict=True):
        account = accounts[statement.iban]
        if is_known:
            opened = open_known_batches(statement, own_account=account, now=now)
            told.append(_tell_opened(statement, opened))
            continue
        kept = keep_statement(statement, own_account=account, arrival=arrival, now=now)
        told.append(_tell(statement, ArrivalState.LOADED, statement_id=kept))
    return told


def _read(arrival: ArrivedFile) -> StatementFile:
    content = archive.find(arrival.sha256)
    if content is None or not archive.fits(content, arrival.sha256):
        raise FileLost(params={"name": arrival.name})
    return read_statements(content)


def _lock_accounts(brand_id: int, file: StatementFile) -> dict[str, OwnAccount]:
    """The accounts of a file, locked: two files of one account are loaded one after the other.

    Raises:
        AccountNotOurs: one of them is not this supplier's.
    """
    rows = OwnAccount.objects.select_for_update().filter(
        brand_id=brand_id, iban__in={each.iban for each in file.statements}
    )
    found = {row.iban: row for row in rows.order_by("pk")}
    for each in file.statements:
        if each.iban not in found:
            raise AccountNotOurs(params={"iban": each.iban, "place": each.place})
    return found


def _list_known(
    file: StatementFile, accounts: Mapping[str, OwnAccount], arrival: ArrivedFile, *, today: date
) -> tuple[list[bool], int | None]:
    """Which statements are known, and the number that is missing before the first not yet in turn.

    Raises:
        StatementChanged, StatementOutOfOrder, StatementOfFuture, BalanceBreaks: one does not fit.
    """
    known: list[bool] = []
    latest = {iban: _find_latest(account, file.format) for iban, account in accounts.items()}
    for statement in file.statements:
        known.append(_is_known(accounts[statement.iban], statement, file.format))
        if known[-1]:
            continue
        require_past(statement, today)
        before = latest[statement.iban]
        missing = find_missing_number(statement, before)
        if missing is not None and not arrival.goes_on:
            return known, missing
        if missing is not None and before is not None:
            require_connected(statement, before)
        latest[statement.iban] = Latest(
            number=statement.number,
            numbered_in=statement.closed_on.year,
            closed_on=statement.closed_on,
            closing_cents=statement.closing_cents or 0,
        )
    return known, None


def _find_latest(account: OwnAccount, file_format: str) -> Latest | None:
    rows = account.statements.order_by("-closed_on", "-pk")
    last = rows.first()
    if last is None:
        return None
    numbered = last if last.format == file_format else rows.filter(format=file_format).first()
    return Latest(
        number=numbered.number if numbered else None,
        numbered_in=numbered.year if numbered else last.year,
        closed_on=last.closed_on,
        closing_cents=last.closing_cents,
        is_other=last.format != file_format,
    )


def _is_known(account: OwnAccount, statement: StatementLines, file_format: str) -> bool:
    """Whether this very statement was loaded: two of one format with other numbers are two.

    Raises:
        StatementChanged: one of its number and year was, with other content.
        StatementRepeated: the very entries were, under another number.
    """
    number, year = statement.number, statement.closed_on.year
    same = account.statements.filter(fingerprint=fingerprint_of(statement))
    numbers = same.filter(format=file_format, number__isnull=False).values_list("number", flat=True)
    if number in numbers or (same.exists() and (number is None or len(numbers) < same.count())):
        return True
    of_number = account.statements.filter(format=file_format, year=year, number=number)
    if number is not None and of_number.exists():
        raise StatementChanged(
            params={
                "number": number,
                "year": year,
                "iban": statement.iban,
                "place": statement.place,
            }
        )
    _require_new(same, statement)
    return False


def _require_new(same: QuerySet[BankStatement], statement: StatementLines) -> None:
    """What came in and went out alike may come on one day twice, but not under the bank's own names.

    Balances do not tell, where a day ends with what it began with.
    """
    names = {each.bank_reference for each in statement.entries} - {""}
    if not names or len(names) < len(statement.entries):
        return
    for row in same.order_by("pk"):
        before = Entry.objects.filter(statement=row).values_list("bank_reference", flat=True)
        if set(before) == names:
            raise StatementRepeated(
                params={
                    "closed_on": statement.closed_on,
                    "iban": statement.iban,
                    "number": row.number or "",
                    "place": statement.place,
                }
            )


def _open(account: OwnAccount, statement: StatementLines, *, now: datetime) -> LoadedStatement:
    """Open the batch bookings of a notification, or wait for their statement."""
    opened = open_batches(statement, own_account=account, now=now)
    if opened is None:
        return _tell(statement, ArrivalState.WAITING, waits_for=_ANY)
    return _tell_opened(statement, opened)


def _tell_opened(statement: StatementLines, opened: Sequence[int]) -> LoadedStatement:
    """What came of a file that tells more of what is known: of which statements it opened batches."""
    if not opened:
        return _tell(statement, ArrivalState.KNOWN)
    return _tell(statement, ArrivalState.LOADED, statement_id=opened[0])


def _tell(
    statement: StatementLines,
    outcome: ArrivalState,
    *,
    statement_id: int | None = None,
    waits_for: int | None = None,
) -> LoadedStatement:
    return LoadedStatement(
        iban=statement.iban,
        number=statement.number,
        closed_on=statement.closed_on,
        entry_count=len(statement.entries),
        outcome=outcome,
        statement_id=statement_id,
        waits_for=waits_for,
    )

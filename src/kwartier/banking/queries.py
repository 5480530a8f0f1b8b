"""Questions about the bank's statements: the list, one with its payments, what waits, the day's check."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from kwartier.banking._taking_back import find_taken, find_taking, list_left
from kwartier.banking.models import ArrivedFile, BankStatement, DetailPlacing, OwnAccount
from kwartier.banking.types import (
    Arrival,
    ArrivalState,
    DayCheck,
    DayFinding,
    DetailRow,
    OwnAccountRow,
    PlacingState,
    StatementRow,
    WorkList,
)
from kwartier.ledger.queries import check_books, list_bank_balances, list_suspense
from kwartier.ledger.types import FindingKind
from kwartier.platform import archive
from kwartier.platform.errors import CATALOGUE, NotFound
from kwartier.platform.prepared import fetch_rows

_PENDING = (ArrivalState.ARRIVED, ArrivalState.WAITING, ArrivalState.REFUSED)


def list_own_accounts(brand_id: int) -> list[OwnAccountRow]:
    """The supplier's accounts at banks, each with its last balance."""
    rows = OwnAccount.objects.filter(brand_id=brand_id).order_by("name", "pk")
    last = _list_last_statements(brand_id)
    return [_as_own(row, last.get(row.pk)) for row in rows]


def _list_last_statements(brand_id: int, *, on: date = date.max) -> dict[int, BankStatement]:
    """The last statement of each account until a day; one query."""
    rows = BankStatement.objects.filter(brand_id=brand_id, closed_on__lte=on)
    rows = rows.order_by("own_account", "-closed_on", "-pk").distinct("own_account")
    return {row.own_account_id: row for row in rows.select_related("own_account")}


def _as_own(row: OwnAccount, last: BankStatement | None) -> OwnAccountRow:
    return OwnAccountRow(
        iban=row.iban,
        name=row.name,
        balance_cents=last.closing_cents if last else None,
        closed_on=last.closed_on if last else None,
    )


def list_statements(brand_id: int, *, offset: int = 0, limit: int = 100) -> list[StatementRow]:
    """The statements of a brand, the latest first."""
    return [_as_statement(row) for row in _statements(brand_id)[offset : offset + limit]]


def get_statement(brand_id: int, *, statement_id: int) -> StatementRow:
    """One statement.

    Raises:
        NotFound: the brand has none of this id.
    """
    row = _statements(brand_id).filter(pk=statement_id).first()
    if row is None:
        raise NotFound
    return _as_statement(row)


def _statements(brand_id: int) -> QuerySet[Any]:
    waiting = Count("placings", filter=Q(placings__state=PlacingState.WAITING))
    rows = BankStatement.objects.filter(brand_id=brand_id).annotate(waiting_count=waiting)
    return rows.select_related("own_account", "arrival").order_by("-closed_on", "-pk")


def _as_statement(row: Any) -> StatementRow:
    return StatementRow(
        id=row.pk,
        iban=row.own_account.iban,
        account_name=row.own_account.name,
        format=row.format,
        number=row.number,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        opening_cents=row.opening_cents,
        closing_cents=row.closing_cents,
        entry_count=row.entry_count,
        loaded_at=row.loaded_at,
        loaded_by=row.arrival.arrived_by,
        file_name=row.arrival.name,
        waiting_count=row.waiting_count,
    )


def get_statement_file(brand_id: int, *, statement_id: int) -> tuple[str, bytes]:
    """The name and the bytes of the file of a statement, as it came.

    Raises:
        NotFound: the brand has none of this id, or the archive has lost it.
    """
    row = BankStatement.objects.filter(brand_id=brand_id, pk=statement_id)
    arrival = ArrivedFile.objects.filter(statements__in=row).first()
    content = archive.find(arrival.sha256) if arrival else None
    if arrival is None or content is None or not archive.fits(content, arrival.sha256):
        raise NotFound
    return arrival.name, content


def list_arrivals(
    brand_id: int, *, states: Collection[str] = _PENDING, limit: int = 50
) -> list[Arrival]:
    """Files that arrived and are not loaded, the latest first; with ``states``: those."""
    rows = ArrivedFile.objects.filter(brand_id=brand_id, state__in=list(states))
    return [_as_arrival(row) for row in rows.order_by("-arrived_at", "-pk")[:limit]]


def get_arrival(brand_id: int, *, arrival_id: int) -> Arrival:
    """One file that arrived.

    Raises:
        NotFound: the brand has none of this id.
    """
    row = ArrivedFile.objects.filter(brand_id=brand_id, pk=arrival_id).first()
    if row is None:
        raise NotFound
    return _as_arrival(row)


def _as_arrival(row: ArrivedFile) -> Arrival:
    return Arrival(
        id=row.pk,
        name=row.name,
        format=row.format,
        arrived_at=row.arrived_at,
        arrived_by=row.arrived_by,
        state=ArrivalState(row.state),
        number=row.number,
        closed_on=row.closed_on,
        waits_for=row.waits_for,
        said=_say(row),
        sha256=row.sha256,
    )


def _say(row: ArrivedFile) -> str:
    """Why a file was refused, in the reader's language."""
    kind = CATALOGUE.get(row.code)
    if kind is None:
        return ""
    params = {
        name: date.fromisoformat(value) if name.endswith("_on") else value
        for name, value in row.params.items()
    }
    return kind(params=params).say_all()


def list_details(
    brand_id: int, *, statement_id: int, offset: int = 0, limit: int = 200
) -> list[DetailRow]:
    """The payments of a statement, in its order."""
    rows = _details(brand_id).filter(statement_id=statement_id).order_by("detail_id")
    return [_as_detail(row) for row in rows[offset : offset + limit]]


def list_work(brand_id: int, *, offset: int = 0, limit: int = 100) -> WorkList:
    """What waits for an agent, the oldest first, and what was placed with a remark, the latest first.

    ``offset`` is counted in what waits.
    """
    rows = _details(brand_id)
    waiting = rows.filter(state=PlacingState.WAITING)
    remarked = rows.filter(state=PlacingState.PLACED).exclude(reason="")
    return WorkList(
        waiting=tuple(
            _as_detail(row) for row in waiting.order_by("detail_id")[offset : offset + limit]
        ),
        waiting_count=waiting.count(),
        remarked=tuple(_as_detail(row) for row in remarked.order_by("-detail_id")[:limit]),
    )


def count_waiting(brand_id: int) -> int:
    """How many payments wait for an agent."""
    return DetailPlacing.objects.filter(brand_id=brand_id, state=PlacingState.WAITING).count()


def find_next_waiting(brand_id: int, *, after_id: int) -> int | None:
    """The payment that waits for an agent behind this one, or else the first of all that wait."""
    rows = DetailPlacing.objects.filter(brand_id=brand_id, state=PlacingState.WAITING)
    waiting = rows.order_by("detail_id").values_list("detail_id", flat=True)
    return waiting.filter(detail_id__gt=after_id).first() or waiting.first()


def get_detail(brand_id: int, *, detail_id: int) -> DetailRow:
    """One payment.

    Raises:
        NotFound: the brand has none of this id.
    """
    row = _details(brand_id).filter(detail_id=detail_id).first()
    if row is None:
        raise NotFound
    return _as_detail(row)


def list_takeable(brand_id: int, *, detail_id: int, limit: int = 10) -> list[DetailRow]:
    """Payments that an entry may have taken back, the latest first: of its amount, or under its name."""
    placing = _details(brand_id).filter(detail_id=detail_id).first()
    if placing is None:
        raise NotFound
    taken = placing.detail
    if taken.amount_cents >= 0:
        return []
    chosen = Q(detail__amount_cents=-taken.amount_cents)
    if taken.counterpart_iban:
        chosen &= Q(detail__counterpart_iban=taken.counterpart_iban)
    if taken.end_to_end_id:
        chosen |= Q(detail__amount_cents__gt=0, detail__end_to_end_id=taken.end_to_end_id)
    rows = _details(brand_id).filter(chosen, state=PlacingState.PLACED).order_by("-detail_id")
    looked_at = list(rows[: limit * 5])
    left = list_left(brand_id, looked_at)
    fitting = [row for row in looked_at if find_taking(row.detail, left[row.detail_id], by=taken)]
    return [_as_detail(row) for row in fitting[:limit]]


def is_undoable(brand_id: int, *, detail_id: int) -> bool:
    """Whether what was done with a payment can be taken back here; a bank's own word cannot."""
    placing = _details(brand_id).filter(detail_id=detail_id).first()
    if placing is None:
        raise NotFound
    if placing.state == PlacingState.RETURNED:
        return find_taken(placing) is not None
    is_done = placing.state in {PlacingState.PLACED, PlacingState.CLEARED}
    return is_done and placing.detail.amount_cents != 0


def _details(brand_id: int) -> QuerySet[DetailPlacing]:
    rows = DetailPlacing.objects.filter(brand_id=brand_id)
    return rows.select_related("detail__entry")


def _as_detail(row: DetailPlacing) -> DetailRow:
    detail, entry = row.detail, row.detail.entry
    return DetailRow(
        id=detail.pk,
        statement_id=row.statement_id,
        entry_key=entry.key,
        booked_on=entry.booked_on,
        amount_cents=detail.amount_cents,
        structured=detail.structured,
        free_text=detail.free_text,
        end_to_end_id=detail.end_to_end_id,
        mandate=detail.mandate,
        counterpart_name=detail.counterpart_name,
        counterpart_iban=detail.counterpart_iban,
        return_reason=detail.return_reason,
        state=PlacingState(row.state),
        reason=row.reason,
        method=row.method,
        account_id=row.account_id,
        documents=tuple(row.documents),
        note=row.note,
    )


_WAITING_BY_ENTRY = """
SELECT d.ledger_key, sum(d.amount_cents)::bigint
FROM banking_detailplacing p JOIN banking_entrydetail d ON d.id = p.detail_id
WHERE p.brand_id = %(brand)s::bigint AND p.state = 'waiting' GROUP BY d.ledger_key
"""


def check_day(brand_id: int, *, on: date) -> list[DayFinding]:
    """Whether bank, books and customers' balances agree at the end of a day; empty: to the cent.

    The last statement of each account ends with what the books say of it; of each entry as much is
    in suspense as waits to be placed; and the books agree within themselves.
    """
    return [
        *_check_statements(brand_id, on),
        *_check_waiting(brand_id),
        *(
            DayFinding(
                kind=each.kind,
                label=str(FindingKind(each.kind).label),
                subject=each.subject,
                expected_cents=each.expected_cents,
                found_cents=each.found_cents,
            )
            for each in check_books(brand_id=brand_id, on=on)
        ),
    ]


def _check_statements(brand_id: int, on: date) -> Iterator[DayFinding]:
    found = _list_last_statements(brand_id, on=on).values()
    last = {row.own_account.iban: row for row in found}
    booked = list_bank_balances(
        brand_id=brand_id, days={iban: row.closed_on for iban, row in last.items()}
    )
    for iban, row in last.items():
        if booked[iban] != row.closing_cents:
            yield _find(DayCheck.STATEMENT, iban, row.closing_cents, booked[iban])


def _check_waiting(brand_id: int) -> Iterator[DayFinding]:
    waiting = dict(fetch_rows(_WAITING_BY_ENTRY, {"brand": brand_id}))
    suspended = {each.entry_key: each.left_cents for each in list_suspense(brand_id=brand_id)}
    for key in sorted(waiting.keys() | suspended.keys()):
        if waiting.get(key, 0) != suspended.get(key, 0):
            yield _find(DayCheck.WAITING, key, waiting.get(key, 0), suspended.get(key, 0))


def _find(kind: DayCheck, subject: str, expected_cents: int, found_cents: int) -> DayFinding:
    return DayFinding(
        kind=kind,
        label=str(kind.label),
        subject=subject,
        expected_cents=expected_cents,
        found_cents=found_cents,
    )

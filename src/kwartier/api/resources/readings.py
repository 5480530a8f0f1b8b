"""Readings: list, give, confirm, correct, withdraw."""

from collections.abc import Sequence
from typing import Any

from ninja import Query, Router

from kwartier.api.access import READ, WRITE_READINGS
from kwartier.api.caller import ApiRequest, get_supply
from kwartier.api.documented import told
from kwartier.api.fields import Day, SupplyPointCode
from kwartier.api.paging import USUAL_PAGE, Cursor, Limit, cut_page
from kwartier.api.refusals import RegisterGivenTwice
from kwartier.api.schemas.pages import Page
from kwartier.api.schemas.readings import (
    IndexBeside,
    Indexes,
    NewReading,
    Reading,
    Recorded,
    SentIndex,
    show_difference,
    show_reading,
    show_recorded,
)
from kwartier.metering import operations, queries
from kwartier.metering.refusals import (
    ReadingIsNotQuestioned,
    ReadingIsNotTheLatest,
    ReadingIsNotYours,
    ReadingIsTheOperators,
    ReadingOnClosedPeriod,
    ReadingRefused,
)
from kwartier.metering.types import RegisterRow
from kwartier.parties.queries import require_role
from kwartier.parties.types import Role, TokenScope
from kwartier.platform.errors import NotAllowed
from kwartier.supply.types import ContractRow

router = Router(tags=["Readings"])
_WRITE = TokenScope.READINGS_WRITE
_WITHDRAWING = (
    NotAllowed,
    ReadingIsTheOperators,
    ReadingIsNotYours,
    ReadingOnClosedPeriod,
    ReadingIsNotTheLatest,
)


@router.get(
    "/supply-points/{code}/readings",
    auth=READ,
    response=Page[Reading],
    **told("list_readings", "The readings of a supply point", finds=True, pages=True),
)
def list_readings(
    request: ApiRequest,
    code: SupplyPointCode,
    since: Query[Day | None] = None,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[Reading]:
    """One entry for each day, the latest first, with the volume since the reading before."""
    supply = get_supply(request, code)
    rows = queries.list_readings(
        supply.supply_point_id, since, account_id=supply.account_id, with_photos=True
    )
    page = cut_page(
        rows,
        name=lambda row: f"{row.read_on} {row.recorded_at.isoformat()} {row.is_official}",
        limit=limit,
        cursor=cursor,
    )
    return Page(
        items=[show_reading(row, person_id=request.auth.person.id) for row in page.rows],
        next_cursor=page.next_cursor,
    )


@router.get(
    "/supply-points/{code}/index-differences",
    auth=READ,
    response=Page[IndexBeside],
    **told(
        "list_index_differences",
        "The grid operator's indexes beside the customer's own",
        finds=True,
        pages=True,
    ),
)
def list_index_differences(
    request: ApiRequest,
    code: SupplyPointCode,
    limit: Limit = USUAL_PAGE,
    cursor: Query[Cursor | None] = None,
) -> Page[IndexBeside]:
    """The latest first. Of different days what is to be expected between them is counted.

    Bills count the grid operator's index; a request of the kind `reading_dispute` has it checked.
    """
    supply = get_supply(request, code)
    found = queries.list_index_differences(
        supply.supply_point_id,
        account_id=supply.account_id,
        country=request.brand.country,
        today=request.today,
    )
    page = cut_page(found, name=lambda row: f"{row.read_on} {row.kind}", limit=limit, cursor=cursor)
    return Page[IndexBeside](
        items=[show_difference(each) for each in page.rows], next_cursor=page.next_cursor
    )


@router.post(
    "/supply-points/{code}/readings",
    auth=WRITE_READINGS,
    response={201: Recorded},
    **told(
        "record_reading",
        "Give a reading",
        scope=_WRITE,
        finds=True,
        reads_body=True,
        refusals=[NotAllowed, ReadingRefused, RegisterGivenTwice],
    ),
)
def record_reading(request: ApiRequest, code: SupplyPointCode, reading: NewReading) -> Recorded:
    """Stored as `accepted`, or as `questioned` when a register is out of line.

    A questioned reading waits: confirm it, and an agent looks at it; or correct it. What can never
    be true (below the previous reading, on a day to come, too many digits) is not stored.
    """
    supply = _get_own(request, code, reading.read_on)
    registers = queries.list_registers(supply.supply_point_id, reading.read_on)
    try:
        recorded = operations.record_reading(
            supply_point_id=supply.supply_point_id,
            read_on=reading.read_on,
            indexes=_find_registers(reading.indexes, registers),
            actor=request.auth.actor,
            today=request.today,
            now=request.now,
            account_id=supply.account_id,
        )
    except ReadingRefused as refused:
        _name_fields(refused, reading.indexes, registers)
        raise
    return show_recorded(recorded, registers)


@router.get(
    "/supply-points/{code}/readings/{read_on}",
    auth=READ,
    response=Reading,
    **told("get_reading", "The reading of a day", finds=True),
)
def show_one_reading(request: ApiRequest, code: SupplyPointCode, read_on: Day) -> Reading:
    """The reading that counts on this day."""
    return _show(request, get_supply(request, code, read_on), read_on)


@router.put(
    "/supply-points/{code}/readings/{read_on}",
    auth=WRITE_READINGS,
    response=Recorded,
    **told(
        "correct_reading",
        "Correct a reading",
        scope=_WRITE,
        finds=True,
        reads_body=True,
        refusals=[*_WITHDRAWING, ReadingRefused, RegisterGivenTwice],
    ),
)
def correct_reading(
    request: ApiRequest, code: SupplyPointCode, read_on: Day, correction: Indexes
) -> Recorded:
    """Withdraws the reading of the day and records the new one, or does neither."""
    supply = _get_own(request, code, read_on)
    registers = queries.list_registers(supply.supply_point_id, read_on)
    try:
        recorded = operations.correct_reading(
            indexes=_find_registers(correction.indexes, registers),
            today=request.today,
            **_act(request, supply, read_on),
        )
    except ReadingRefused as refused:
        _name_fields(refused, correction.indexes, registers)
        raise
    return show_recorded(recorded, registers)


@router.post(
    "/supply-points/{code}/readings/{read_on}/confirm",
    auth=WRITE_READINGS,
    response=Reading,
    **told(
        "confirm_reading",
        "Stand by a questioned reading",
        scope=_WRITE,
        finds=True,
        refusals=[NotAllowed, ReadingIsNotYours, ReadingIsNotQuestioned],
    ),
)
def confirm_reading(request: ApiRequest, code: SupplyPointCode, read_on: Day) -> Reading:
    """An agent looks at it and answers within two working days."""
    supply = _get_own(request, code, read_on)
    operations.confirm_reading(**_act(request, supply, read_on))
    return _show(request, supply, read_on)


@router.delete(
    "/supply-points/{code}/readings/{read_on}",
    auth=WRITE_READINGS,
    response={204: None},
    **told(
        "withdraw_reading",
        "Take a reading back",
        scope=_WRITE,
        finds=True,
        refusals=_WITHDRAWING,
    ),
)
def withdraw_reading(request: ApiRequest, code: SupplyPointCode, read_on: Day) -> None:
    """Only one's own, only the most recent one, and never in a period that was settled."""
    supply = _get_own(request, code, read_on)
    operations.withdraw_reading(**_act(request, supply, read_on))


def _get_own(request: ApiRequest, code: str, read_on: Day) -> ContractRow:
    supply = get_supply(request, code, read_on)
    require_role(request.auth.person.id, supply.account_id, Role.DELEGATE)
    return supply


def _act(request: ApiRequest, supply: ContractRow, read_on: Day) -> dict[str, Any]:
    return {
        "supply_point_id": supply.supply_point_id,
        "read_on": read_on,
        "actor": request.auth.actor,
        "now": request.now,
        "account_id": supply.account_id,
    }


def _show(request: ApiRequest, supply: ContractRow, read_on: Day) -> Reading:
    row = queries.get_reading(
        supply.supply_point_id, read_on, account_id=supply.account_id, with_photos=True
    )
    return show_reading(row, person_id=request.auth.person.id)


def _find_registers(
    sent: Sequence[SentIndex], registers: Sequence[RegisterRow]
) -> dict[int, str | int]:
    """What was sent, by register id.

    An entry that names no register gets an id that no register has: the room refuses it with the
    others, and `_name_fields` finds it again.
    """
    typed: dict[int, str | int] = {}
    for position, entry in enumerate(sent):
        named = [
            row.id
            for row in registers
            if row.kind == entry.register_kind and entry.meter_serial in ("", row.meter_serial)
        ]
        register_id = named[0] if len(named) == 1 else -position - 1
        if register_id in typed:
            raise RegisterGivenTwice(field=f"indexes[{position}]")
        typed[register_id] = entry.index
    return typed


def _name_fields(
    refused: ReadingRefused, sent: Sequence[SentIndex], registers: Sequence[RegisterRow]
) -> None:
    """Put the caller's own names in place of register ids."""
    positions = {
        str(register_id): position
        for position, register_id in enumerate(_find_registers(sent, registers))
    }
    rows = {str(row.id): row for row in registers}
    for refusal in refused.refusals:
        field = refusal.field or ""
        if field in positions:
            refusal.field = f"indexes[{positions[field]}].index"
        elif field in rows:
            refusal.field = "indexes"
        if field in rows:
            refusal.params |= {
                "register_kind": str(rows[field].kind),
                "meter_serial": rows[field].meter_serial,
            }

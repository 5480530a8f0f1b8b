"""A file of the bank arrives: it is kept as it came, and loaded by a worker."""

from datetime import datetime

from django.db import transaction

from kwartier.banking._refused import note_refusal
from kwartier.banking.formats import LARGEST_MB, read_statements
from kwartier.banking.models import ArrivedFile
from kwartier.banking.refusals import FileTooLarge, ReasonMissing
from kwartier.banking.types import ArrivalState, FileFormat
from kwartier.payments.operations import check_bank_answer
from kwartier.platform import archive, audit
from kwartier.platform.collecting import collecting_later
from kwartier.platform.errors import NotFound, Refusal
from kwartier.platform.types import Actor

_LONGEST_NAME = 200
_BYTES_IN_MB = 1_000_000
_UNDONE = (ArrivalState.WAITING, ArrivalState.REFUSED)


@collecting_later()
@transaction.atomic
def receive_file(
    *,
    brand_id: int,
    content: bytes,
    name: str,
    actor: Actor,
    now: datetime,
    largest_mb: int = LARGEST_MB,
) -> int:
    """Keep a file that can be read; the id under which it waits for `load_arrivals`.

    One that was refused before, for what may be right by now, waits again in its own row.

    Raises:
        FileTooLarge, FileEmpty, FileUnknown, WrongCharacters, RecordBroken, FileTruncated,
        UnsafeXml, TotalsDiffer, CountDiffers, CurrencyNotKept: the file is broken, and where. It is not kept.
    """
    file = read_statements(content, largest_mb=largest_mb)
    arrival = _find_refused(brand_id, archive.put(content))
    arrival.name, arrival.format = name[:_LONGEST_NAME], file.format
    arrival.arrived_at, arrival.arrived_by = now, actor.name
    arrival.state, arrival.code, arrival.params = ArrivalState.ARRIVED, "", {}
    arrival.waits_for, arrival.goes_on = None, False
    arrival.closed_on = min((each.closed_on for each in file.statements), default=None)
    arrival.number = file.statements[0].number if file.statements else None
    arrival.save()
    _record(arrival, actor, now, action="bank.file_arrived")
    return arrival.pk


@transaction.atomic
def receive_answer(
    *, brand_id: int, content: bytes, name: str, actor: Actor, now: datetime, largest_mb: int
) -> int:
    """Keep a bank's answer to a file of ours; the id under which it waits for `load_arrivals`.

    For who may bring it and not act on it: a program. An agent reads it at once, `read_bank_answer`.

    Raises:
        FileTooLarge, BankAnswerUnreadable, BankAnswerForAnother: it is not kept.
    """
    if len(content) > largest_mb * _BYTES_IN_MB:
        raise FileTooLarge(params={"limit_mb": largest_mb})
    check_bank_answer(brand_id=brand_id, content=content)
    arrival = ArrivedFile.objects.create(
        brand_id=brand_id,
        sha256=archive.put(content),
        name=name[:_LONGEST_NAME],
        format=FileFormat.PAIN_002,
        arrived_at=now,
        arrived_by=actor.name,
        state=ArrivalState.ARRIVED,
    )
    _record(arrival, actor, now, action="bank.file_arrived")
    return arrival.pk


@transaction.atomic
def keep_refused(
    *, brand_id: int, content: bytes, name: str, refusal: Refusal, actor: Actor, now: datetime
) -> int:
    """Keep a file that nobody sees being refused, for agents to look at; the id of its row.

    ``content`` is empty where it was too large to be read. The same file again keeps its row.
    """
    arrival = _find_refused(brand_id, archive.put(content) if content else "")
    arrival.name = name[:_LONGEST_NAME]
    arrival.arrived_at, arrival.arrived_by = now, actor.name
    note_refusal(arrival, refusal)
    arrival.save()
    _record(arrival, actor, now, action="bank.file_refused")
    return arrival.pk


def _find_refused(brand_id: int, sha256: str) -> ArrivedFile:
    """The row of the same bytes that were refused before, locked; or a new one."""
    before = ArrivedFile.objects.select_for_update().filter(
        brand_id=brand_id, sha256=sha256, state=ArrivalState.REFUSED
    )
    known = before.order_by("-pk").first() if sha256 else None
    return known or ArrivedFile(brand_id=brand_id, sha256=sha256)


@transaction.atomic
def allow_hole(*, brand_id: int, arrival_id: int, actor: Actor, now: datetime) -> None:
    """Let a waiting file in although a number is missing before it: the bank left that one out.

    Its balance still has to begin where the last one ended, so that no money can be missing.

    Raises:
        ReasonMissing: the agent does not say why.
        NotFound: no such file waits for a number.
    """
    arrival = _find_undone(brand_id, arrival_id, actor=actor)
    if not arrival.waits_for:
        raise NotFound
    arrival.state, arrival.goes_on = ArrivalState.ARRIVED, True
    arrival.save(update_fields=["state", "goes_on"])
    _record(arrival, actor, now, action="bank.hole_allowed")


@transaction.atomic
def put_aside(*, brand_id: int, arrival_id: int, actor: Actor, now: datetime) -> None:
    """Do not wait any longer with a file, or look at a refused one no more; its bytes stay.

    Raises:
        ReasonMissing: the agent does not say why.
        NotFound: no such file waits, or was refused.
    """
    arrival = _find_undone(brand_id, arrival_id, actor=actor)
    arrival.state = ArrivalState.PUT_ASIDE
    arrival.save(update_fields=["state"])
    _record(arrival, actor, now, action="bank.file_put_aside")


def _find_undone(brand_id: int, arrival_id: int, *, actor: Actor) -> ArrivedFile:
    """A file that waits, or was refused."""
    if not actor.reason.strip():
        raise ReasonMissing(field="reason")
    found = (
        ArrivedFile.objects.select_for_update()
        .filter(pk=arrival_id, brand_id=brand_id, state__in=_UNDONE)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _record(arrival: ArrivedFile, actor: Actor, now: datetime, *, action: str) -> None:
    audit.record(
        brand_id=arrival.brand_id,
        at=now,
        actor=actor,
        action=action,
        subject_kind="bank_file",
        subject_id=arrival.pk,
        account_id=None,
        after={"name": arrival.name, "sha256": arrival.sha256},
    )

"""The bank's answers to files of ours that a program brought: a worker acts on them."""

from datetime import date, datetime

from django.db import transaction

from kwartier.banking._refused import note_refusal
from kwartier.banking.models import ArrivedFile
from kwartier.banking.refusals import FileLost
from kwartier.banking.types import ArrivalState, FileFormat
from kwartier.payments.operations import read_bank_answer
from kwartier.platform import archive
from kwartier.platform.errors import Refusal


@transaction.atomic
def take_answers(*, brand_id: int, today: date, now: datetime) -> int:
    """Act on the answers of a brand that arrived, the oldest first; returns how many were new.

    One that was read before changes nothing. One that cannot be read any more is refused: its row
    says why.
    """
    rows = ArrivedFile.objects.select_for_update().filter(
        brand_id=brand_id, state=ArrivalState.ARRIVED, format=FileFormat.PAIN_002
    )
    done = [_take(arrival, today=today, now=now) for arrival in rows.order_by("pk")]
    return done.count(ArrivalState.LOADED)


def _take(arrival: ArrivedFile, *, today: date, now: datetime) -> ArrivalState:
    try:
        with transaction.atomic():
            arrival.state = _read_once(arrival, today=today, now=now)
    except Refusal as refusal:
        note_refusal(arrival, refusal)
    arrival.save(update_fields=["state", "code", "params"])
    return ArrivalState(arrival.state)


def _read_once(arrival: ArrivedFile, *, today: date, now: datetime) -> ArrivalState:
    same = ArrivedFile.objects.filter(brand_id=arrival.brand_id, sha256=arrival.sha256)
    if same.filter(state=ArrivalState.LOADED).exists():
        return ArrivalState.KNOWN
    content = archive.find(arrival.sha256)
    if content is None or not archive.fits(content, arrival.sha256):
        raise FileLost(params={"name": arrival.name})
    read_bank_answer(brand_id=arrival.brand_id, content=content, today=today, now=now)
    return ArrivalState.LOADED

"""A request that comes twice happens once, and is answered twice with the same words.

A client that does not know whether its request arrived sends it again under the same key. The key
is claimed by inserting it: of two requests at the same moment the second waits for the first one's
transaction and then finds its answer. A refusal is not kept, because nothing happened: the same
request may be tried again, and may succeed.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kwartier.platform.errors import Refusal
from kwartier.platform.models import IdempotencyKey

LONGEST_KEY = 80
# Between the claim and the answer; never seen by anybody but the claiming transaction.
_UNANSWERED = 0


class IdempotencyKeyReused(Refusal):
    """The key was used for another request: answering with the old answer would mislead."""

    code = "platform.idempotency_key_reused"
    status = 422

    title = _("This key belongs to another request")
    sentence = _("The idempotency key “%(key)s” was used for a request with other contents.")
    next_step = _("Send a new request with a new key.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered with: HTTP status, JSON body, and whether it is a repetition."""

    status: int
    body: Any
    is_repeat: bool = False


def hash_request(*, method: str, path: str, body: Any) -> str:
    """The SHA-256 of a request in hex; the order of keys and white space do not matter."""
    text = json.dumps([method, path, body], sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def answer_once(
    *,
    brand_id: int,
    person_id: int,
    key: str,
    request_hash: str,
    now: datetime,
    act: Callable[[], Answer],
) -> Answer:
    """Do ``act`` and keep its answer, or give the answer that this key got before.

    ``body`` of the answer must be plain JSON. Whatever ``act`` raises undoes it and frees the key.

    Raises:
        IdempotencyKeyReused: the key stands for another request of this person.
    """
    with transaction.atomic():
        if not _claim(brand_id, person_id, key, request_hash, now):
            return _repeat(person_id, key, request_hash)
        answer = act()
        IdempotencyKey.objects.filter(person_id=person_id, key=key).update(
            response_status=answer.status, response_body=answer.body
        )
        return answer


def forget_answers(*, before: datetime) -> int:
    """Drop what was kept before an instant: a client that retries, retries within a day."""
    dropped, _by_model = IdempotencyKey.objects.filter(created_at__lt=before).delete()
    return dropped


def _claim(brand_id: int, person_id: int, key: str, request_hash: str, now: datetime) -> bool:
    """Whether the key is ours now; waits for another transaction that claims it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_idempotencykey (brand_id, person_id, key, request_hash,"
            " response_status, response_body, created_at)"
            " VALUES (%s, %s, %s, %s, %s, 'null'::jsonb, %s)"
            " ON CONFLICT (person_id, key) DO NOTHING",
            [brand_id, person_id, key, request_hash, _UNANSWERED, now],
        )
        return bool(cursor.rowcount)


def _repeat(person_id: int, key: str, request_hash: str) -> Answer:
    kept = IdempotencyKey.objects.get(person_id=person_id, key=key)
    if kept.request_hash != request_hash:
        raise IdempotencyKeyReused(params={"key": key})
    return Answer(status=kept.response_status, body=kept.response_body, is_repeat=True)

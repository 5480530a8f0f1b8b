"""``Idempotency-Key``: the same request sent again happens once and is answered alike."""

from collections.abc import Callable

from ninja import Schema

from kwartier.api.agents import AgentRequest
from kwartier.api.caller import ApiRequest
from kwartier.platform import clock
from kwartier.platform.idempotency import Answer, answer_once, hash_request

_CREATED = 201


def answer_request_once[Out: Schema](
    request: ApiRequest | AgentRequest,
    key: str | None,
    sent: Schema,
    act: Callable[[], Out],
    *,
    shape: type[Out],
) -> Out:
    """Do ``act``; under a ``key`` only the first time, later its first answer is read as ``shape``.

    Raises:
        IdempotencyKeyReused: the key stands for another request of this person.
    """
    if key is None:
        return act()
    made: list[Out] = []

    def keep() -> Answer:
        made.append(act())
        return Answer(status=_CREATED, body=made[0].model_dump(mode="json"))

    answer = answer_once(
        brand_id=request.brand.id,
        person_id=request.auth.person.id,
        key=key,
        request_hash=hash_request(
            method=request.method or "", path=request.path_info, body=sent.model_dump(mode="json")
        ),
        now=clock.real_now(),  # how long an answer is kept is no affair of a demonstration
        act=keep,
    )
    return made[0] if made else shape.model_validate(answer.body)

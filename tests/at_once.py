"""Acts at the same moment, each on a connection of its own, for tests of what two sessions do."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import connection, transaction

from kwartier.platform.errors import Refusal
from kwartier.platform.tenancy import enter
from kwartier.platform.types import Door

_LONGEST = 60


def together(
    *acts: Callable[[], Any], within: Callable[[], AbstractContextManager[Any]] = nullcontext
) -> list[Any]:
    """Run acts at once; their results or refusals, in their order. None failed otherwise.

    ``within`` opens what each runs in: a transaction with somebody's rights (`as_a_request`).
    """
    gate = threading.Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)
    done = [False] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            with within():
                gate.wait(timeout=_LONGEST)
                outcomes[place] = act()
        except Refusal as refusal:
            outcomes[place] = refusal
        finally:
            connection.close()
        done[place] = True

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=_LONGEST)
    assert all(done), "one of them failed"
    return outcomes


class as_a_request:  # noqa: N801 - read as a phrase
    """A transaction with the rights of somebody at the portal, as a request runs."""

    def __init__(self, brand_id: int, person_id: int | None) -> None:
        self._asker = {"brand_id": brand_id, "person_id": person_id, "door": Door.PORTAL}
        self._transaction = transaction.atomic()

    def __enter__(self) -> None:
        self._transaction.__enter__()
        enter(**self._asker)

    def __exit__(self, *failure: object) -> None:
        self._transaction.__exit__(*failure)

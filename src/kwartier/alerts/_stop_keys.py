"""The keys of links that stop alerts without signing in."""

from django.core import signing

from kwartier.alerts.types import AlertKind, StopKey
from kwartier.platform.errors import NotFound

_SALT = "kwartier.alerts.stop"


def write_stop_key(
    *,
    account_id: int,
    person_id: int,
    supply_point_id: int | None = None,
    kind: AlertKind | None = None,
) -> str:
    """What a mail carries so that its reader stops alerts without signing in: it opens nothing else."""
    return signing.dumps(
        [account_id, person_id, supply_point_id, str(kind) if kind else ""], salt=_SALT
    )


def read_stop_key(key: str) -> StopKey:
    """What a key stops.

    Raises:
        NotFound: we did not write it.
    """
    try:
        account_id, person_id, point_id, kind = signing.loads(key, salt=_SALT)
    except signing.BadSignature:
        raise NotFound from None
    return StopKey(account_id, person_id, point_id, AlertKind(kind) if kind else None)

"""What is noted when somebody takes everything along."""

from datetime import datetime

from django.db import transaction

from kwartier.parties.types import AccountInfo
from kwartier.platform import audit
from kwartier.platform.errors import NotAllowed
from kwartier.platform.types import Actor


@transaction.atomic
def take_along(*, account: AccountInfo, actor: Actor, now: datetime) -> None:
    """Note that a person takes everything of an account along, before anything of it is read.

    Raises:
        NotAllowed: the person may only look at the account; the file has its bank details in full.
    """
    if not account.may_act:
        raise NotAllowed
    audit.record(
        brand_id=account.brand_id,
        at=now,
        actor=actor,
        action="account.taken_along",
        subject_kind="account",
        subject_id=account.id,
        account_id=account.id,
    )

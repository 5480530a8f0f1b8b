"""One act at a time on the bank details and the mandate of an account."""

from kwartier.parties.types import AccountInfo
from kwartier.platform import locks
from kwartier.platform.errors import NotAllowed
from kwartier.platform.types import Actor, ActorKind


def lock_account(account_id: int) -> None:
    """Wait for whoever changes the same, until the transaction ends; read after it, not before."""
    locks.hold("payments.account", account_id)


def check_may_act(account: AccountInfo, actor: Actor) -> None:
    """Let holders, delegates, agents and the system act.

    Raises:
        NotAllowed: a reader asks.
    """
    if actor.kind is ActorKind.CUSTOMER and not account.may_act:
        raise NotAllowed

"""One act at a time on the reminders, the disputes and the plans of an account."""

from kwartier.ledger.operations import lock_accounts
from kwartier.platform import locks


def lock_account(account_id: int) -> None:
    """Wait for whoever asks the same for the account, and for whoever moves its money.

    Two sessions do not both have the one waiver of the year, and nobody disputes or plans what a
    payment or a bill takes away in the same moment: who comes second reads what the first left.
    """
    locks.hold("arrears.account", account_id)
    lock_accounts([account_id])

"""One act at a time on the reminders, the disputes and the plans of an account."""

from kwartier.platform import locks


def lock_account(account_id: int) -> None:
    """Wait for whoever asks the same for the account: two sessions do not both have the one of the year."""
    locks.hold("arrears.account", account_id)

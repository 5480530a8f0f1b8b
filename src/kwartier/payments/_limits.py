"""What a customer may ask to be asked for."""

from kwartier.payments.refusals import LimitTooSmall
from kwartier.platform.wording import speak_money

LEAST_LIMIT_CENTS = 100


def check_limit(ask_above_cents: int | None) -> None:
    """Let through no limit, or one above which something is left to collect.

    Raises:
        LimitTooSmall: it is below one euro.
    """
    if ask_above_cents is not None and ask_above_cents < LEAST_LIMIT_CENTS:
        raise LimitTooSmall(field="ask_above", params={"least": speak_money(LEAST_LIMIT_CENTS)})

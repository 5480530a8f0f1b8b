"""What a customer decides about a mandate: checked, and as the record tells it."""

from kwartier.payments.refusals import LimitTooSmall
from kwartier.payments.types import MandateTerms
from kwartier.platform.wording import speak_money

LEAST_LIMIT_CENTS = 100


def check_limit(ask_above_cents: int | None) -> None:
    """Let through no limit, or one above which something is left to collect.

    Raises:
        LimitTooSmall: it is below one euro.
    """
    if ask_above_cents is not None and ask_above_cents < LEAST_LIMIT_CENTS:
        raise LimitTooSmall(field="ask_above", params={"least": speak_money(LEAST_LIMIT_CENTS)})


def tell_terms(terms: MandateTerms) -> dict[str, object]:
    """The terms as the record keeps them; without a limit where there is none."""
    limit = terms.ask_above_cents
    return {"scope": terms.scope.value} | ({} if limit is None else {"ask_above_cents": limit})

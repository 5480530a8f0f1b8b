"""Questions about cases: those that wait for people, and those of an account."""

from collections.abc import Mapping, Sequence

from kwartier.arrears.models import ReminderCase
from kwartier.arrears.types import CaseState, CaseView
from kwartier.ledger.queries import get_open_by_document


def list_with_agent(*, brand_id: int, limit: int = 200) -> list[CaseView]:
    """The cases of a brand that wait for an agent, the one that waits longest first."""
    rows = ReminderCase.objects.filter(brand_id=brand_id, state=CaseState.WITH_AGENT)
    return _as_cases(list(rows.order_by("agent_since", "pk").prefetch_related("debts")[:limit]))


def list_cases(*, account_id: int) -> list[CaseView]:
    """The cases of an account, the latest first."""
    rows = ReminderCase.objects.filter(account_id=account_id).order_by("-opened_on", "-pk")
    return _as_cases(list(rows.prefetch_related("debts")))


def as_case(row: ReminderCase) -> CaseView:
    """Copy a row into the frozen value that others hold, with what is open of it now."""
    return _as_cases([row])[0]


def _as_cases(rows: list[ReminderCase]) -> list[CaseView]:
    left = get_open_by_document({row.account_id for row in rows}) if rows else {}
    return [view_case(row, [debt.document for debt in row.debts.all()], left) for row in rows]


def view_case(row: ReminderCase, documents: Sequence[str], left: Mapping[str, int]) -> CaseView:
    """A row with its documents, and what is left of documents of its account, as others hold it."""
    return CaseView(
        id=row.pk,
        account_id=row.account_id,
        procedure=row.procedure,
        state=CaseState(row.state),
        opened_on=row.opened_on,
        last_step=row.last_step,
        agent_step=row.agent_step,
        agent_since=row.agent_since,
        held_until=row.held_until,
        held_reason=row.held_reason,
        documents=tuple(documents),
        open_cents=sum(max(left.get(name, 0), 0) for name in documents),
    )

"""An account statement: supply point by supply point, what was invoiced and paid."""

from pydantic import Field

from kwartier.api.fields import ADay, Cents, Day, RowId, Sent, SupplyPointCode, Told
from kwartier.api.schemas.office_arrears import Reason
from kwartier.billing.queries import AccountStatement as AccountStatementValue
from kwartier.billing.queries import PointStatement, StatementRow
from kwartier.delivery.types import MonthlyStatementView, StatementFormat
from kwartier.ledger.types import JournalKind

_MOST_POINTS = 1_000


class StatementWish(Told):
    """Which days are wanted, both within, and of which supply points."""

    first: Day | None = Field(
        None, description="The first day; left out, the first of January.", examples=["2026-01-01"]
    )
    last: Day | None = Field(
        None, description="The last day; left out, today.", examples=["2026-12-31"]
    )
    code: list[SupplyPointCode] = Field(
        [],
        max_length=_MOST_POINTS,
        description="These supply points alone; left out, all, and the account at large.",
        examples=[["541400000000000017"]],
    )


class MonthlyWish(Sent):
    """What the statement of each month is about, and as what file its mail leads to it."""

    format: StatementFormat = Field(description="The file.", examples=["xlsx"])
    codes: list[SupplyPointCode] = Field(
        [],
        max_length=_MOST_POINTS,
        description="These supply points alone; left out, all, and the account at large.",
        examples=[["541400000000000017"]],
    )


class MonthlyWishOfMember(MonthlyWish):
    """What an agent has sent to somebody each month, because they asked for it."""

    reason: Reason


class Monthly(Told):
    """What a person gets each month."""

    is_on: bool = Field(description="Whether anything is sent.", examples=[True])
    format: StatementFormat | None = Field(description="The file; none where nothing is sent.")
    codes: list[SupplyPointCode] = Field(description="The supply points; empty for all.")
    next_on: ADay | None = Field(description="When the next one is sent.")


class MonthlyOfMember(Monthly):
    """What somebody who may see an account gets of it each month."""

    person_id: RowId = Field(description="To name them when it is chosen or stopped.")
    name: str = Field(description="Who they are.", examples=["Nadia El Amrani"])


class StatementMovement(Told):
    """One movement of a supply point; positive is owed."""

    on: ADay = Field(description="The day of booking, or on which money was used.")
    kind: JournalKind
    document: str = Field(description="What it is about; may be empty.", examples=["A26-0000001"])
    paid_with: str = Field(
        description="The credit that was used; may be empty.", examples=["S26-0000002"]
    )
    due_on: ADay | None = Field(description="By when it is to be paid; none for a credit.")
    is_moved: bool = Field(
        description="Whether nothing was booked: money of the account was used, or came back to it.",
        examples=[False],
    )
    amount_cents: Cents = Field(description="The amount.")
    balance_cents: Cents = Field(description="What of the supply point is owed after it.")


class StatementPoint(Told):
    """A supply point, or the account at large, over the days."""

    supply_point: str = Field(
        description="Its EAN or PDL; empty for what belongs to no supply point.",
        examples=["541400000000000017"],
    )
    opening_cents: Cents = Field(description="What was owed before the first day.")
    invoiced_cents: Cents = Field(description="What was invoiced, less what was credited.")
    other_cents: Cents = Field(description="Payments and all the rest.")
    closing_cents: Cents = Field(description="What was owed after the last day.")
    movements: list[StatementMovement] = Field(description="The oldest first.")


class AccountStatement(Told):
    """An account over the days; over all supply points it sums to its balance."""

    first: ADay = Field(description="The first day.")
    last: ADay = Field(description="The last day.")
    opening_cents: Cents = Field(description="What was owed before the first day.")
    closing_cents: Cents = Field(description="What was owed after the last day.")
    points: list[StatementPoint] = Field(description="In the order of the contracts.")


def show_statement(statement: AccountStatementValue) -> AccountStatement:
    """The statement as it is told."""
    return AccountStatement(
        first=statement.from_,
        last=statement.last_day,
        opening_cents=statement.opening_cents,
        closing_cents=statement.closing_cents,
        points=[_show_point(each) for each in statement.points],
    )


def show_monthly(chosen: MonthlyStatementView | None) -> Monthly:
    """What a person gets each month as it is told."""
    if chosen is None:
        return Monthly(is_on=False, format=None, codes=[], next_on=None)
    return Monthly(
        is_on=True, format=chosen.format, codes=list(chosen.codes), next_on=chosen.next_on
    )


def _show_point(each: PointStatement) -> StatementPoint:
    return StatementPoint(
        supply_point=each.point.code if each.point else "",
        opening_cents=each.opening_cents,
        invoiced_cents=each.invoiced_cents,
        other_cents=each.other_cents,
        closing_cents=each.closing_cents,
        movements=[_show_row(row) for row in each.rows],
    )


def _show_row(row: StatementRow) -> StatementMovement:
    return StatementMovement(
        on=row.on,
        kind=JournalKind(row.kind),
        document=row.document,
        paid_with=row.other,
        due_on=row.due_on,
        is_moved=row.is_moved,
        amount_cents=row.amount_cents,
        balance_cents=row.balance_cents,
    )

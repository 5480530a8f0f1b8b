"""The supplier's own money as its programs are told of it: files of the bank, batches, books."""

from typing import Annotated

from pydantic import Field

from kwartier.api.fields import AccountNumber, ADay, Cents, Count, RowId, Told
from kwartier.api.schemas.people import Instant
from kwartier.banking.types import (
    Arrival,
    ArrivalState,
    DayFinding,
    DetailRow,
    FileFormat,
    Reason,
    StatementRow,
)
from kwartier.ledger.types import Ageing
from kwartier.payments.types import BatchInfo, BatchState, RefundBatchInfo, RefundBatchState

StatementNumber = Annotated[int, Field(ge=0, le=10**18, examples=[214])]
Iban = Annotated[str, Field(description="An account number.", examples=["BE68539007547034"])]


BatchNumber = Annotated[
    str,
    Field(
        min_length=1,
        max_length=20,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$",
        description="The number of a batch.",
        examples=["CB26-0000007"],
    ),
]


class BankFile(Told):
    """A file that was brought, and what became of it: `arrived` ones are loaded within a minute."""

    id: RowId
    name: str = Field(description="What it is called.", examples=["2026-11-20.cod"])
    format: FileFormat | None = Field(
        description="Null where it was refused before that was known.", examples=["coda"]
    )
    state: ArrivalState
    arrived_at: Instant
    brought_by: str = Field(
        description="Who brought it: a token, an agent, or the folder of the bank.",
        examples=["Bank connector (kws_q7Zb2x…)"],
    )
    number: StatementNumber | None = Field(description="Of its first statement, where it has one.")
    closed_on: ADay | None = Field(description="The last day of its first statement.")
    waits_for: StatementNumber | None = Field(
        description="The number that is missing before it; 0 where it waits for its statement."
    )
    said: str = Field(
        description="Why it was refused, and what to do; empty otherwise.",
        examples=["The account BE68539007547034 is not one of this supplier's (line 2)."],
    )


class BankStatement(Told):
    """A statement that is loaded."""

    id: RowId
    iban: Iban
    account_name: str = Field(description="What we call the account.", examples=["Current account"])
    format: FileFormat
    number: StatementNumber | None = Field(description="The bank's own number, where it counts.")
    opened_on: ADay = Field(description="The first day.")
    closed_on: ADay = Field(description="The last day.")
    opening_cents: Cents = Field(description="What it begins with.")
    closing_cents: Cents = Field(description="What it ends with.")
    entry_count: Count = Field(description="How many movements it has.")
    waiting_count: Count = Field(description="How many of its payments wait for an agent.")
    loaded_at: Instant
    file_name: str = Field(description="The file it came in.", examples=["2026-11-20.cod"])


class WaitingPayment(Told):
    """A payment of which nobody knows yet whose it is."""

    id: RowId
    statement_id: RowId
    booked_on: ADay = Field(description="When the bank booked it.")
    amount_cents: Cents = Field(description="Positive where it came in.")
    reference: str = Field(description="As the payer gave it.", examples=["090933755493"])
    text: str = Field(description="What the payer wrote.", examples=["advance november"])
    end_to_end_id: str = Field(description="As the bank tells it.", examples=["DD26-0000001"])
    counterpart_name: str = Field(description="Who paid.", examples=["Jan Peeters"])
    counterpart_iban: str = Field(description="From where.", examples=["BE71096123456769"])
    reason: Reason
    reason_said: str = Field(
        description="The same as a sentence.", examples=["nothing in it is known"]
    )


class WorkList(Told):
    """What waits for an agent, the oldest first."""

    waiting_count: Count = Field(description="How many payments wait.")
    items: list[WaitingPayment] = Field(description="The payments of this part.")
    next_cursor: str | None = Field(
        description="Send it as `cursor` to get the next part; null on the last one.",
        examples=[None],
    )


class CollectionBatch(Told):
    """A batch of collections; the file of a `sent` one can be fetched."""

    number: str = Field(
        description="What its file is called at the bank.", examples=["CB26-0000007"]
    )
    state: BatchState
    count: Count = Field(description="How many collections it has.")
    total_cents: Cents = Field(description="What they come to.")
    collect_from: ADay = Field(description="The first day on which the bank collects.")
    collect_until: ADay = Field(description="The last one.")
    version: str = Field(description="The form of the file.", examples=["pain.008.001.08"])
    made_at: Instant
    sent_at: Instant | None = Field(description="When it was released for the bank.")
    sha256: str = Field(
        description="Of the file; empty before it is sent.", examples=["9f86d08..."]
    )


class RefundBatch(Told):
    """A batch of refunds; the file of an `approved` one can be fetched."""

    number: str = Field(
        description="What its file is called at the bank.", examples=["RB26-0000002"]
    )
    state: RefundBatchState
    count: Count = Field(description="How many refunds it has.")
    total_cents: Cents = Field(description="What they come to.")
    version: str = Field(description="The form of the file.", examples=["pain.001.001.09"])
    made_at: Instant
    made_by: str = Field(description="The agent who made it.", examples=["Els Claes"])
    approved_at: Instant | None = Field(description="When it was approved.")
    approved_by: str = Field(
        description="Another agent; empty before it is approved.", examples=["Jo Maes"]
    )
    sha256: str = Field(
        description="Of the file; empty before it is approved.", examples=["9f86d08..."]
    )


class Finding(Told):
    """Something that does not agree."""

    kind: str = Field(description="What was compared.", examples=["statement"])
    said: str = Field(
        description="The same as a sentence.",
        examples=["the last statement ends with another balance than the books"],
    )
    subject: str = Field(
        description="The account, the entry or the journal.", examples=["BE68539007547034"]
    )
    expected_cents: Cents = Field(description="What it should come to.")
    found_cents: Cents = Field(description="What it comes to.")


class DayReport(Told):
    """Whether bank, books and customers' balances agree at the end of a day."""

    day: ADay = Field(description="The day that was compared.")
    agrees: bool = Field(description="Whether they do, to the cent.", examples=[True])
    findings: list[Finding] = Field(description="What does not; empty where everything does.")


class AgeingRow(Told):
    """What a customer owes on a day, by how long it is overdue."""

    account: AccountNumber
    coming_cents: Cents = Field(description="Due that day or later.")
    late_30_cents: Cents = Field(description="Overdue by 1 to 30 days.")
    late_60_cents: Cents = Field(description="Overdue by 31 to 60 days.")
    late_90_cents: Cents = Field(description="Overdue by 61 to 90 days.")
    late_more_cents: Cents = Field(description="Overdue by more than 90 days.")
    credit_cents: Cents = Field(description="What lies unused on the account.")
    balance_cents: Cents = Field(description="All of it: what is open less what lies unused.")


def show_bank_file(row: Arrival) -> BankFile:
    """A file as it is told."""
    return BankFile.model_validate(
        {**_of(row), "format": row.format or None, "brought_by": row.arrived_by}
    )


def show_statement(row: StatementRow) -> BankStatement:
    """A statement as it is told."""
    return BankStatement.model_validate(row)


def show_waiting(row: DetailRow) -> WaitingPayment:
    """A payment that waits, as it is told."""
    return WaitingPayment.model_validate(
        {
            **_of(row),
            "reference": row.structured,
            "text": row.free_text,
            "reason_said": row.reason_label,
        }
    )


def show_collection_batch(row: BatchInfo) -> CollectionBatch:
    """A batch of collections as it is told."""
    return CollectionBatch.model_validate(row)


def show_refund_batch(row: RefundBatchInfo) -> RefundBatch:
    """A batch of refunds as it is told."""
    return RefundBatch.model_validate(
        {**_of(row), "made_by": row.made_by_name, "approved_by": row.approved_by_name}
    )


def show_finding(row: DayFinding) -> Finding:
    """A finding as it is told."""
    return Finding.model_validate({**_of(row), "said": row.label})


def show_ageing(row: Ageing, *, number: str) -> AgeingRow:
    """What a customer owes, as it is told."""
    month, second, third, older = row.late_cents
    return AgeingRow(
        account=number,
        coming_cents=row.coming_cents,
        late_30_cents=month,
        late_60_cents=second,
        late_90_cents=third,
        late_more_cents=older,
        credit_cents=row.credit_cents,
        balance_cents=row.balance_cents,
    )


def _of(row: object) -> dict[str, object]:
    """The members of a frozen value with slots."""
    return {name: getattr(row, name) for name in type(row).__slots__}  # type: ignore[attr-defined]

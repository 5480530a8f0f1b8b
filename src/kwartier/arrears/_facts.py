"""The facts of a reminder: what it tells, kept as it was, and read again as a frozen value."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from kwartier.arrears._cases import WorkedCase
from kwartier.arrears._withheld import Withheld
from kwartier.arrears.models import Reminder
from kwartier.arrears.types import (
    CreditorFacts,
    LetterWay,
    RemindedDebt,
    ReminderView,
    StepAhead,
    StepKind,
)
from kwartier.documents.types import IssuerFacts
from rulebooks.reminders import explain_prospect

# A last letter gives as long as the first one does by law: Book XIX, art. XIX.2.
_DAYS_AFTER_THE_LAST = 14


def write_facts(
    case: WorkedCase, issuer: IssuerFacts, withheld: Withheld, reader: Mapping[str, Any]
) -> dict[str, Any]:
    """Everything that a letter tells about a case, as it is today, and to whom (``reader``)."""
    return {
        **reader,
        "procedure": case.procedure,
        "prospect": str(explain_prospect(case.procedure)),
        "creditor": {
            "legal_name": issuer.legal_name,
            "enterprise_number": issuer.enterprise_number,
            "iban": issuer.iban,
        },
        "debts": [
            {
                "document": debt.document,
                "energy": debt.energy,
                "address": debt.address,
                "due_on": debt.due_on.isoformat(),
                "open_cents": debt.open_cents,
                "disputed_cents": withheld.disputed_of(debt.document, debt.open_cents),
            }
            for debt in case.debts
            if debt.document not in withheld.planned
        ],
        "ahead": [
            {
                "step": str(step.step),
                "on": step.on.isoformat(),
                "fee_cents": step.fee_cents,
                "indemnity_cents": step.indemnity_cents,
                "interest_cents": step.interest_cents,
                "is_provisional": step.is_provisional,
            }
            for step in case.ahead[1:]
        ],
    }


def last_day_to_pay(ahead: Sequence[StepAhead]) -> date:
    """The last day before what follows the first of these steps."""
    following = ahead[1].on - timedelta(days=1) if len(ahead) > 1 else None
    return following or ahead[0].on + timedelta(days=_DAYS_AFTER_THE_LAST)


def as_reminder(row: Reminder, *, waiver: str = "") -> ReminderView:
    """Copy a row into the frozen value that others hold."""
    facts: Mapping[str, Any] = row.facts
    procedure = str(facts["procedure"])
    return ReminderView(
        id=row.pk,
        number=row.number,
        brand_id=row.brand_id,
        account_id=row.account_id,
        case_id=row.case_id,
        step=StepKind(row.step),
        way=LetterWay(row.way),
        language=row.language,
        issued_on=row.issued_on,
        sent_on=row.sent_on,
        pay_by=row.pay_by,
        principal_cents=row.principal_cents,
        cost=StepAhead(
            step=StepKind(row.step),
            on=row.issued_on,
            fee_cents=row.fee_cents,
            indemnity_cents=row.indemnity_cents,
            interest_cents=row.interest_cents,
        ),
        debts=tuple(
            RemindedDebt(**{**each, "due_on": date.fromisoformat(each["due_on"])})
            for each in facts["debts"]
        ),
        ahead=tuple(_read_step(each) for each in facts["ahead"]),
        prospect=facts["prospect"],
        region=_region_of(procedure),
        creditor=CreditorFacts(**facts["creditor"]),
        waiver=waiver,
    )


def _read_step(told: Mapping[str, Any]) -> StepAhead:
    return StepAhead(
        **{**told, "step": StepKind(told["step"]), "on": date.fromisoformat(told["on"])}
    )


def _region_of(procedure: str) -> str:
    """The region whose social services can help; `business` for whom they are not there."""
    if procedure.endswith("business"):
        return "business"
    country, kind = procedure.split(".")
    return "france" if country == "fr" else kind.partition("_")[0]

"""What an agent sends for a customer about direct debit, each act with its reason."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from kwartier.api.fields import Day, Sent, Told, text
from kwartier.api.schemas.mandates import AskAbove, MandateChange, NewBankAccount
from kwartier.api.schemas.office_arrears import Reason
from kwartier.payments.types import MandateScope, MandateTerms, Scheme
from kwartier.platform.types import BrandInfo
from kwartier.ui.mandate_form import find_moment_of_signing

_LONGEST_NAME, _LONGEST_PLACE, _LONGEST_REFERENCE = 200, 140, 35
_SignedBy = Annotated[
    str, text(most=_LONGEST_NAME, least=1, description="Who signed.", example="Nadia El Amrani")
]
_Document = Annotated[
    str,
    text(
        most=_LONGEST_PLACE,
        least=1,
        description="Where the form is kept.",
        example="Scan 2026-0417",
    ),
]


class WithReason(Sent):
    """An act for a customer that needs nothing but its reason."""

    reason: Reason


class CustomersBankAccount(NewBankAccount):
    """The bank account that a customer named to an agent."""

    reason: Reason


class CustomersMandateChange(MandateChange):
    """What a customer asked an agent to have collected from now on."""

    reason: Reason


class PaperMandate(Sent):
    """The form that a customer signed on paper, for the present bank account."""

    scheme: Scheme = Field(
        default=Scheme.CORE, description="`b2b` is for businesses.", examples=["core"]
    )
    scope: MandateScope = Field(examples=["advances_and_settlements"])
    ask_above_cents: AskAbove = None
    signed_by: _SignedBy
    signed_on: Day = Field(description="The day of the signature.", examples=["2026-10-05"])
    document: _Document
    reference: Annotated[
        str,
        text(
            most=_LONGEST_REFERENCE,
            description="The reference on the form; empty to have one given.",
            example="",
        ),
    ] = ""
    reason: Reason

    def read(self, *, brand: BrandInfo, now: datetime) -> dict[str, Any]:
        """What the form says, as the room takes it."""
        return {
            "scheme": self.scheme,
            "terms": MandateTerms(scope=self.scope, ask_above_cents=self.ask_above_cents),
            "document": self.document,
            "signed_by": self.signed_by,
            "signed_at": find_moment_of_signing(self.signed_on, brand=brand, now=now),
            "reference": self.reference,
        }


class Invited(Told):
    """Whom a mail leads to the signature."""

    told: list[str] = Field(
        description="The addresses, masked.", examples=[["n***@voorbeeld.example"]]
    )

"""How an account's documents come, how they came, and the older ones."""

from typing import Annotated

from pydantic import Field

from kwartier.api.fields import BillNumber, Cents, Day, Sent, Told, text
from kwartier.api.schemas.people import Instant, Language
from kwartier.delivery.types import DeliveryChannel, DeliveryChoice, DeliveryState, DeliveryView
from kwartier.documents.types import ArchivedDocument, Availability

_LONGEST_EMAIL = 254


class DeliveryWish(Told):
    """How the documents of an account come."""

    channel: DeliveryChannel = Field(description="By which way; `einvoice`: nothing beside it.")
    email: str = Field(
        description="Where mails go; empty where no address is known.",
        examples=["nadia@example.org"],
    )
    copy_email: str = Field(
        description="Where a copy of each mail goes; may be empty.", examples=[""]
    )
    language: Language
    is_own: bool = Field(
        description="Whether somebody chose it; else it is what law and brand say.",
        examples=[True],
    )


class DeliveryChange(Sent):
    """How the documents of an account shall come from now on."""

    channel: DeliveryChannel = Field(
        description="`einvoice` is for businesses.", examples=["email"]
    )
    email: Annotated[
        str,
        text(
            most=_LONGEST_EMAIL,
            description="Where mails go; needed for `email`.",
            example="nadia@example.org",
        ),
    ] = ""
    copy_email: Annotated[
        str,
        text(
            most=_LONGEST_EMAIL,
            description="Where a copy of each mail goes, such as a bookkeeper's address.",
            example="",
        ),
    ] = ""
    language: Language


class DeliveryRow(Told):
    """One document on its way by one channel to one address."""

    document: BillNumber
    issued_on: Day
    channel: DeliveryChannel
    address: str = Field(
        description="To where, masked: enough to recognize it.", examples=["n\u2026@example.org"]
    )
    state: DeliveryState
    reason: str = Field(description="Why it failed; empty where it did not.", examples=[""])
    at: Instant


class OldDocument(Told):
    """A document that the list of invoices does not have."""

    number: BillNumber
    kind: str = Field(
        description="What it is; empty for one of this system.", examples=["settlement"]
    )
    issued_on: Day
    amount_cents: Cents | None = Field(description="What it came to, where that is known.")
    source: str = Field(description="The system that it came from; may be empty.", examples=[""])
    availability: Availability
    open_until: Day | None = Field(
        description="The last day on which it is open, where it was asked for."
    )


class DocumentWish(Sent):
    """Which older document is asked for."""

    document: BillNumber


def show_choice(choice: DeliveryChoice) -> DeliveryWish:
    """A choice as the API tells it."""
    return DeliveryWish(
        channel=choice.channel,
        email=choice.email,
        copy_email=choice.copy_email,
        language=choice.language,
        is_own=choice.is_own,
    )


def show_delivery(each: DeliveryView) -> DeliveryRow:
    """A delivery as the API tells it."""
    return DeliveryRow(
        document=each.subject_number,
        issued_on=each.issued_on,
        channel=each.channel,
        address=each.address,
        state=each.state,
        reason=each.failure,
        at=each.moved_at,
    )


def show_old(paper: ArchivedDocument) -> OldDocument:
    """A document of the archive as the API tells it."""
    return OldDocument(
        number=paper.document.subject_number,
        kind=paper.kind,
        issued_on=paper.document.issued_on,
        amount_cents=paper.amount_cents,
        source=paper.source,
        availability=paper.availability,
        open_until=paper.open_until,
    )
